"""The HTTP face of a department's system: events in, records out, verbs by hand, and its own register beside."""

import json
import sqlite3
from typing import Any

from simulators import outbox, registry
from simulators.department import desk, events, files, lies, matters
from simulators.department.desk import Desk
from simulators.department.officer import Officer, Pace
from simulators.errors import CannotStart, Refusal
from simulators.outbox import Backoff, Outbox
from simulators.registry import Registry
from simulators.store import add
from simulators.system import Arguments, Route, Setting, System, by_hand
from simulators.web import ADDRESS, Answer, Request

LARGEST_PAGE = 500
_RECORDS = """
select events.seq, events.id, events.facts_digest, tasks.task, tasks.case_number, tasks.matter,
       tasks.state, tasks.outcome, tasks.receipt_number, tasks.provincial_number
from events join tasks using (task) where events.type = ? and events.seq > ? order by events.seq limit ?
"""
_LATER = """
select id, type from events where task = ? and type <> ? order by seq
"""


class Department(System):
    """The system of one bureau, which is also the register of what the bureau itself has on record."""

    kind = "department"
    own_lies = lies.RECEIPTS + registry.LIES
    tally_names = ("arrivals", "effects", "refused", "asked", "answered")

    def __init__(self, setting: Setting) -> None:
        config = setting.config
        config.only("system", "title", "trusts", "divisions", "register", "matters", "auto", "backoff", "tax")
        self._asking = tuple(str(name) for name in config.get("trusts", list))
        self._divisions = tuple(str(code) for code in config.get("divisions", list, []))
        self._matters = matters.read(config.section("matters"))
        super().__init__(setting, registry.SCHEMA + desk.SCHEMA + files.SCHEMA + outbox.SCHEMA)
        self._registry = Registry(self.store, config.section("register"))
        self._desk = Desk(self.code, self._matters, self._registry, self._tax())
        pace, backoff = config.section("auto"), config.section("backoff", optional=True)
        pace.only("enabled", "accept_after", "conclude_after")
        backoff.only("first", "longest")
        self._teller = lies.Teller(self.code, self.key)
        self._outbox = Outbox(
            self.store,
            Backoff(backoff.get("first", float, 0.2), backoff.get("longest", float, 5.0)),
            lambda: self.met().mode == "down",
            self._teller.told,
        )
        self._officer = Officer(
            self.store,
            self._desk,
            Pace(pace.get("accept_after", float, 0.3), pace.get("conclude_after", float, 0.8)),
            lambda: self.met().mode in ("down", "hold"),
            self._outbox.wake,
        )
        self._officer.automatic = pace.get("enabled", bool)
        self._fetcher = files.Fetcher(self.store, self.key, lambda: self.met().mode == "down", self._officer.wake)

    def _tax(self) -> str | None:
        if "tax" in self.setting.peers:
            return self.setting.peers["tax"]
        if not self.config.has("tax"):
            return None
        tax = self.config.section("tax")
        tax.only("ports_away")
        port = self.setting.port + tax.get("ports_away", int)
        if self.setting.port == 0 or not 0 < port < 65536:
            raise CannotStart("Where the tax system is cannot be told from this port; give --peer tax=URL.")
        return f"http://{ADDRESS}:{port}"

    def start(self) -> None:
        """Begin to send and, in automatic mode, to decide."""
        self._outbox.start()
        self._officer.start()
        self._fetcher.start()

    def stop(self) -> None:
        """Let the batch and the attempts that run come to their end."""
        self._fetcher.stop()
        self._officer.stop()
        self._outbox.stop()

    def routes(self) -> list[Route]:
        """Protocol, register, and the hand."""
        return [
            Route("POST", "/events", self._events, self._asking, arrives=True),
            Route("GET", "/records", self._records, self._asking),
            Route("GET", "/counts", self.counts, self._asking),
            Route("POST", "/lookup", self._lookup, self._asking),
            Route("POST", "/people", self._admit, meets_modes=False),
            Route("GET", "/tasks", self._tasks, meets_modes=False),
            Route("GET", "/tasks/*/files", self._files, meets_modes=False),
            Route("POST", "/tasks/*/*", self._verb, meets_modes=False),
        ]

    # -- the protocol --------------------------------------------------------------------------------------------

    def _events(self, request: Request, arguments: Arguments) -> Answer:
        event = events.read(request, self._matters, self._divisions)
        with self.store.transaction() as connection:
            seen = connection.execute("select body_digest, answer from events where id = ?", (event.id,)).fetchone()
            if seen is not None:
                if seen["body_digest"] != event.body_digest:
                    raise Refusal(409, "other-body", "This id was used for another event.")
                add(connection, "arrivals")
                return Answer(200, json.loads(seen["answer"]))
            answer = self._desk.take(connection, event)
            add(connection, "arrivals", "effects")
        self._officer.wake()
        self._fetcher.wake()
        return Answer(202, answer)

    def _records(self, request: Request, arguments: Arguments) -> Answer:
        if set(request.query) - {"after", "limit"}:
            raise Refusal(400, "query", "Only after and limit are understood.")
        after = _whole(request.query.get("after", "0") or "0", "after", 0, 1 << 53)
        limit = _whole(request.query.get("limit", str(LARGEST_PAGE)), "limit", 1, LARGEST_PAGE)
        rows = [dict(row) for row in self.store.all(_RECORDS, (events.FILED, after, limit + 1))]
        more, rows = len(rows) > limit, rows[:limit]
        records = [{key: value for key, value in row.items() if key != "seq"} for row in rows]
        for record in records:
            record["later"] = [dict(row) for row in self.store.all(_LATER, (record["task"], events.FILED))]
        return Answer(200, {"records": records, "next": str(rows[-1]["seq"]) if more else None})

    def _lookup(self, request: Request, arguments: Arguments) -> Answer:
        return self._registry.lookup(request)

    def _files(self, request: Request, arguments: Arguments) -> Answer:
        return Answer(200, {"files": files.of_task(self.store, arguments[0])})

    # -- the hand ------------------------------------------------------------------------------------------------

    def _admit(self, request: Request, arguments: Arguments) -> Answer:
        return self._registry.admit(by_hand(request))

    def _tasks(self, request: Request, arguments: Arguments) -> Answer:
        rows = self.store.all(
            "select task, case_number, matter, state, outcome from tasks order by rowid desc limit 500"
        )
        return Answer(200, {"tasks": [dict(row) for row in rows]})

    def _verb(self, request: Request, arguments: Arguments) -> Answer:
        code, verb = arguments
        said = by_hand(request)
        with self.store.transaction() as connection:
            task = self._desk.task(connection, code)
            if verb == "forget":
                _take(said)
                connection.execute("delete from events where task = ?", (code,))
                connection.execute("delete from tasks where task = ?", (code,))
                return Answer(200, {"task": code, "state": None, "event": None})
            event = self._do(connection, task, verb, said)
            state = self._desk.task(connection, code)["state"]
        self._outbox.wake()
        self._officer.wake()
        return Answer(200, {"task": code, "state": state, "event": event})

    def _do(self, connection: sqlite3.Connection, task: sqlite3.Row, verb: str, said: dict[str, Any]) -> str:
        if verb == "accept":
            _take(said)
            return self._desk.accept(connection, task)
        if verb == "supplement":
            _take(said, needed=("items",), allowed=("reason",))
            items = said["items"]
            if not isinstance(items, list) or not items or not all(isinstance(item, str) and item for item in items):
                raise Refusal(422, "items", "items is a list of texts.", invalid=["items"])
            return self._desk.supplement(connection, task, items, _text(said, "reason", "请补充下列内容。"))
        if verb == "decline":
            _take(said, needed=("reason",))
            return self._desk.decline(connection, task, _text(said, "reason"))
        if verb == "conclude":
            _take(said, allowed=("outcome", "reason"))
            outcome = said.get("outcome", "granted")
            if outcome == "granted" and "reason" not in said:
                return self._desk.grant(connection, task)
            if outcome == "refused":
                return self._desk.refuse(connection, task, _text(said, "reason"))
            raise Refusal(422, "outcome", "outcome is granted, or refused with a reason.", invalid=["outcome"])
        raise Refusal(404, "verb", "Verbs are accept, supplement, decline, conclude, forget.")

    # -- switches ------------------------------------------------------------------------------------------------

    def control_keys(self) -> tuple[str, ...]:
        """auto; and for the callbacks: sent, held, or what waits dropped; order, copies, what they tell about what."""
        return ("auto", "callbacks", "order", "copies", "tells", "about")

    def check_control(self, wanted: dict[str, Any]) -> None:
        """Each switch has its own values."""
        good = {
            "auto": isinstance(wanted.get("auto", True), bool),
            "callbacks": wanted.get("callbacks", "send") in ("send", "held", "dropped"),
            "order": wanted.get("order", "oldest-first") in ("oldest-first", "newest-first"),
            "copies": type(wanted.get("copies", 1)) is int and 1 <= wanted.get("copies", 1) <= 10,
            "tells": wanted.get("tells", "truth") in lies.REPORTS,
            "about": isinstance(wanted.get("about", ""), str),
        }
        if invalid := [key for key, right in good.items() if not right]:
            raise Refusal(422, "control", "A switch has no such position.", invalid=invalid)

    def apply_control(self, wanted: dict[str, Any]) -> None:
        """Set them, and try at once what waits."""
        sending = self._outbox.sending
        if wanted.get("callbacks") == "dropped":
            self._outbox.drop()
        sending.held = wanted.get("callbacks", "held" if sending.held else "send") == "held"
        sending.newest_first = wanted.get("order", "newest-first" if sending.newest_first else "") == "newest-first"
        sending.copies = wanted.get("copies", sending.copies)
        self._teller.about = wanted.get("about", self._teller.about)
        self._teller.tells = wanted.get("tells", self._teller.tells)
        self._officer.automatic = wanted.get("auto", self._officer.automatic)
        self._outbox.hurry()
        self._officer.wake()

    def control_state(self) -> dict[str, Any]:
        """Mode, switches, tallies, and what waits to leave."""
        sending = self._outbox.sending
        return {
            **super().control_state(),
            "auto": self._officer.automatic,
            "callbacks": "held" if sending.held else "send",
            "order": "newest-first" if sending.newest_first else "oldest-first",
            "copies": sending.copies,
            "tells": self._teller.tells,
            "waiting": self._outbox.waiting(),
            "answers": self._outbox.answers(),
        }

    # -- lies ----------------------------------------------------------------------------------------------------

    def lie(self, name: str, request: Request) -> Answer:
        """Also, when asked for: a receipt for something that was thrown away, and what a register can lie."""
        if name in registry.LIES:
            return self._registry.lie(name, request)
        return lies.receipt(name, self.code, self.store) if name in lies.RECEIPTS else super().lie(name, request)

    def wrong_types(self) -> dict[str, Any]:
        """A receipt whose numbers are no texts, records that are no list."""
        return {"receipt_number": 0, "provincial_number": [], "received_at": None, "records": {}, "next": 3, "found": 1}


def _whole(text: str, name: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdecimal()) or len(text) > 16 or not least <= int(text) <= most:
        raise Refusal(400, "query", f"{name} is a whole number from {least} to {most}.")
    return int(text)


def _take(said: dict[str, Any], needed: tuple[str, ...] = (), allowed: tuple[str, ...] = ()) -> None:
    missing, surplus = sorted(set(needed) - set(said)), sorted(set(said) - set(needed) - set(allowed))
    if missing or surplus:
        raise Refusal(422, "items", "Items are missing or surplus.", missing=missing, surplus=surplus)


def _text(said: dict[str, Any], key: str, default: str | None = None) -> str:
    value = said.get(key, default)
    if not isinstance(value, str) or not value.strip() or len(value) > 2000:
        raise Refusal(422, "items", f"{key} is a text.", invalid=[key])
    return value
