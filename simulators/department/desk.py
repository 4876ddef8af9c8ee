"""The desk of a department: the tasks it holds and the verbs that move them, each with the report that it sends.

States: received → accepted → concluded (granted or refused). From received also supplement-requested (once; back to
received when the supplement comes) and declined (also from supplement-requested). As long as it is open: withdrawn.
"""

import json
import secrets
import sqlite3
import time
import uuid
from collections.abc import Mapping
from typing import Any

from simulators import outbox
from simulators.canonical import canonical
from simulators.clock import stamp, today
from simulators.department import files
from simulators.department.events import SUPPLEMENTED, WITHDRAWN, Event
from simulators.department.matters import Matter
from simulators.errors import Refusal
from simulators.identity import same_name
from simulators.registry import Registry

SCHEMA = """
create table if not exists events (
    seq integer primary key autoincrement,
    id text not null unique,
    type text not null,
    task text not null,
    body_digest text not null,
    facts_digest text not null,
    answer text not null
) strict;
create index if not exists events_task on events (task, seq);
create table if not exists tasks (
    task text primary key,
    case_number text not null,
    matter text not null,
    item_code text not null,
    callback text not null,
    facts text not null,
    receipt_number text not null unique,
    provincial_number text not null unique,
    state text not null,
    changed_at real not null,
    asked text,
    answers text,
    outcome text,
    reason text,
    result text
) strict;
create index if not exists tasks_open on tasks (state, changed_at) where state in ('received', 'accepted');
"""

OPEN = ("received", "supplement-requested", "accepted")


class Desk:
    """Every change of a task, within a transaction that the caller holds."""

    def __init__(self, code: str, matters: Mapping[str, Matter], registry: Registry, tax: str | None) -> None:
        self._code = code
        self._matters = matters
        self._registry = registry
        self._tax = tax

    # -- what arrives --------------------------------------------------------------------------------------------

    def take(self, connection: sqlite3.Connection, event: Event) -> dict[str, Any]:
        """Record an event that was not seen before and return the answer to it."""
        if event.type == SUPPLEMENTED:
            task = self._supplemented(connection, event)
        elif event.type == WITHDRAWN:
            task = self._withdrawn(connection, event)
        else:
            task = self._filed(connection, event)
        numbers = {key: task[key] for key in ("receipt_number", "provincial_number")}
        answer = {**numbers, "received_at": stamp()}
        files.note(connection, event.task, event.files)
        connection.execute(
            "insert into events (id, type, task, body_digest, facts_digest, answer) values (?, ?, ?, ?, ?, ?)",
            (event.id, event.type, event.task, event.body_digest, event.facts_digest, canonical(answer).decode()),
        )
        return answer

    def _filed(self, connection: sqlite3.Connection, event: Event) -> sqlite3.Row:
        if connection.execute("select 1 from tasks where task = ?", (event.task,)).fetchone():
            raise Refusal(409, "known-task", "This task was filed under another event.")
        day = today().strftime("%Y%m%d")
        lot = f"{secrets.randbelow(10**8):08d}"
        connection.execute(
            "insert into tasks (task, case_number, matter, item_code, callback, facts, receipt_number, "
            "provincial_number, state, changed_at) values (?, ?, ?, ?, ?, ?, ?, ?, 'received', ?)",
            (
                event.task,
                event.case_number,
                event.matter,
                event.item_code,
                event.callback,
                canonical(event.facts).decode(),
                f"{self._code.upper()}-{day}-{lot}",
                f"{event.division}{day}{lot}",
                time.time(),
            ),
        )
        return self.task(connection, event.task)

    def _supplemented(self, connection: sqlite3.Connection, event: Event) -> sqlite3.Row:
        task = self._of(connection, event)
        _expect(task, "supplement-requested")
        if len(event.answers) > len(json.loads(task["asked"])):
            raise Refusal(422, "answers", "There are more answers than questions.", invalid=["data.answers"])
        _move(connection, task, "received", answers=canonical(event.answers).decode())
        return task

    def _withdrawn(self, connection: sqlite3.Connection, event: Event) -> sqlite3.Row:
        task = self._of(connection, event)
        _expect(task, *OPEN)
        _move(connection, task, "withdrawn")
        return task

    def _of(self, connection: sqlite3.Connection, event: Event) -> sqlite3.Row:
        task = self.task(connection, event.task)
        if (task["case_number"], task["matter"]) != (event.case_number, event.matter):
            raise Refusal(409, "other-case", "This task belongs to another case or matter.")
        return task

    def task(self, connection: sqlite3.Connection, code: str) -> sqlite3.Row:
        """The task, or Refusal 404."""
        row: sqlite3.Row | None = connection.execute("select * from tasks where task = ?", (code,)).fetchone()
        if row is None:
            raise Refusal(404, "unknown-task", "This task was never filed here.")
        return row

    # -- what is done --------------------------------------------------------------------------------------------

    def accept(self, connection: sqlite3.Connection, task: sqlite3.Row) -> str:
        """受理. Returns the id of the report, as all verbs do."""
        _expect(task, "received")
        _move(connection, task, "accepted")
        return self._report(connection, task, "accepted")

    def supplement(self, connection: sqlite3.Connection, task: sqlite3.Row, items: list[str], reason: str) -> str:
        """补正: everything that is still needed, told once (行政许可法 Art. 32)."""
        _expect(task, "received")
        if task["asked"] is not None:
            raise Refusal(409, "asked-once", "What is still needed is told once, and it has been told.")
        _move(connection, task, "supplement-requested", asked=canonical(items).decode())
        return self._report(connection, task, "supplement-requested", items=items, reason=reason)

    def decline(self, connection: sqlite3.Connection, task: sqlite3.Row, reason: str) -> str:
        """不予受理, also when what was asked for does not come."""
        _expect(task, "received", "supplement-requested")
        _move(connection, task, "declined", reason=reason)
        return self._report(connection, task, "declined", reason=reason)

    def conclude(self, connection: sqlite3.Connection, task: sqlite3.Row) -> str:
        """办结 by the department's own record: refused where it contradicts, granted otherwise."""
        reason = self.against(connection, task)
        return self.refuse(connection, task, reason) if reason else self.grant(connection, task)

    def refuse(self, connection: sqlite3.Connection, task: sqlite3.Row, reason: str) -> str:
        """Concluded, not granted, with the reason."""
        _expect(task, "accepted")
        _move(connection, task, "concluded", outcome="refused", reason=reason)
        return self._report(connection, task, "concluded", outcome="refused", reason=reason)

    def grant(self, connection: sqlite3.Connection, task: sqlite3.Row) -> str:
        """Concluded and granted: the record is changed and the collecting office told, all in this transaction."""
        _expect(task, "accepted")
        if reason := self.against(connection, task):
            raise Refusal(409, "own-record", reason)
        matter, facts = self._matters[task["matter"]], json.loads(task["facts"])
        for item, value in matter.becomes.items():
            self._registry.set(connection, facts[matter.about[1]], facts[matter.about[0]], item, value)
        result = {"registered_on": today().isoformat(), "register_entry": f"{self._code}-{secrets.token_hex(6)}"}
        _move(connection, task, "concluded", outcome="granted", result=canonical(result).decode())
        if self._tax:
            self._tell_tax(connection, task, matter, facts, result["registered_on"])
        return self._report(connection, task, "concluded", outcome="granted", result=result)

    def against(self, connection: sqlite3.Connection, task: sqlite3.Row) -> str | None:
        """Why the department's own record stands against this task; None when it does not."""
        matter, facts = self._matters.get(task["matter"]), json.loads(task["facts"])
        if matter is None:
            return "本部门已不再办理这个事项。"
        name, number = (facts[item] for item in matter.about)
        row = connection.execute("select name, items from held where id_number = ?", (number,)).fetchone()
        if row is None:
            return None
        if not same_name(row["name"], name):
            return "姓名与本部门登记的不一致。"
        held = json.loads(row["items"])
        return next((each.reason for each in matter.against if held.get(each.item) == each.value), None)

    def _report(self, connection: sqlite3.Connection, task: sqlite3.Row, verb: str, **more: Any) -> str:
        event_id, at = str(uuid.uuid4()), stamp()
        keys = ("case_number", "task", "receipt_number", "provincial_number")
        event = {
            "specversion": "1.0",
            "id": event_id,
            "source": f"/departments/{self._code}",
            "type": f"cn.yichuang.task.{verb}.v1",
            "subject": f"{task['case_number']}/{task['matter']}",
            "time": at,
            "datacontenttype": "application/json",
            "data": {**{key: task[key] for key in keys}, **more, "at": at},
        }
        media = "application/cloudevents+json"
        outbox.put(connection, "callback", task["task"], task["callback"], media, event_id, canonical(event))
        return event_id

    def _tell_tax(
        self, connection: sqlite3.Connection, task: sqlite3.Row, matter: Matter, facts: dict[str, Any], on: str
    ) -> None:
        registration = {
            "id": str(uuid.uuid4()),
            "department": self._code,
            "case_number": task["case_number"],
            "matter": matter.code,
            "id_number": facts[matter.about[1]],
            "registered_on": on,
            "facts": {item: facts.get(item) for item in matter.tells},
        }
        url, body = f"{self._tax}/registrations", canonical(registration)
        outbox.put(connection, "tax", task["task"], url, "application/json", registration["id"], body)


def _expect(task: sqlite3.Row, *states: str) -> None:
    if task["state"] not in states:
        raise Refusal(409, "state", f"The task is {task['state']}; this needs {' or '.join(states)}.")


def _move(connection: sqlite3.Connection, task: sqlite3.Row, state: str, **columns: str) -> None:
    columns = {"state": state, **columns}
    names = ", ".join(f"{name} = ?" for name in columns)
    values = (*columns.values(), time.time(), task["task"])
    connection.execute(f"update tasks set {names}, changed_at = ? where task = ?", values)
