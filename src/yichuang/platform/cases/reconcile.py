"""对账: what we sent against what each department's own system says that it holds.

Both sides are read whole (a page at a time), and every difference is named: a part that is missing over there, one
that we never sent, other items, another outcome, another receipt number. What is found stays on a named person's list
until a later comparison finds it gone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from django.db import transaction

from yichuang.core import clock
from yichuang.core.cipher import unseal
from yichuang.core.words import N_, Sentence
from yichuang.platform.cases.events import canonical
from yichuang.platform.cases.filing import FILED_TYPE
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery, Discrepancy, System
from yichuang.platform.people.models import Department
from yichuang.platform.vault.keys import holder

PAGE = 500
Kind = Discrepancy.Kind

WORDS: Mapping[str, str] = {
    Kind.NOT_WRITTEN: N_("it was to leave for them, and nothing of it stands in the ledger"),
    Kind.NEVER_SENT: N_("they hold a part that was never sent from here"),
    Kind.NOT_HELD: N_("they do not hold it, although they acknowledged it"),
    Kind.NOT_TOLD: N_("they do not hold its supplement or withdrawal, although they acknowledged it"),
    Kind.ITEMS: N_("they hold other items than were sent"),
    Kind.PLACE: N_("they hold it under another task or matter"),
    Kind.RECEIPT: N_("their receipt number is another one"),
    Kind.STATE: N_("it stands as %(theirs)s there and as %(ours)s here"),
}


#: Which of these numbers are of cases that have ended: nothing of them is left here, and departments keep their own.
Ended = Callable[[Collection[str]], Iterable[str]]
_ended: list[Ended] = []


def tell_ended(ended: Ended) -> None:
    """Register who knows which cases have ended: what a department still holds of those is no difference."""
    if ended not in _ended:
        _ended.append(ended)


@dataclass(frozen=True)
class Difference:
    """One difference between a department's record and ours; ``task`` and ``division`` where the part is ours."""

    system: str
    number: str
    matter: str
    kind: Kind
    params: Mapping[str, str] = field(default_factory=dict)
    task: UUID | None = None
    division: str = ""

    @property
    def what(self) -> Sentence:
        """What differs."""
        return Sentence(WORDS[self.kind], self.params)

    def __str__(self) -> str:
        return f"{self.system} {self.number} {self.matter}: {self.what}"


@dataclass(frozen=True)
class Compared:
    """What a comparison found, and the systems that gave no usable answer: they could not be compared."""

    differences: list[Difference]
    silent: list[System]


def records(system: System) -> Iterator[dict[str, Any]]:
    """Everything that a department's own system holds, page by page. Raises RegisterDown, for nonsense too."""
    after, seen = "0", {"0"}
    while True:
        try:
            response = call(system, "GET", f"/records?after={after}&limit={PAGE}", timeout=30)
            if response.status_code != 200:
                raise RegisterDown(system.code, f"status {response.status_code}")
            page = response.json()
            found, onward = page["records"], page["next"]
            if not isinstance(found, list) or not all(_is_record(each) for each in found):
                raise RegisterDown(system.code, "nonsense")
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise RegisterDown(system.code, type(error).__name__) from error
        yield from found
        if onward is None:
            return
        after = str(onward)
        if after in seen or not found:  # it would never end
            raise RegisterDown(system.code, "nonsense")
        seen.add(after)


#: What every record says, in texts of at most so many characters.
_SAYS = {"id": 80, "case_number": 80, "task": 80, "matter": 60, "facts_digest": 80, "state": 80, "receipt_number": 80}


def _is_record(each: object) -> bool:
    """Whether this is a record as the protocol has it: it comes from outside."""
    return (
        isinstance(each, dict)
        and all(isinstance(each.get(name), str) and len(each[name]) <= most for name, most in _SAYS.items())
        and (each.get("outcome") is None or (isinstance(each["outcome"], str) and len(each["outcome"]) <= 80))
        and "\x00" not in json.dumps(each, ensure_ascii=False)
        and all(isinstance(one, dict) for one in each.get("later") or ())
    )


def facts_digest(body: bytes) -> str:
    """The digest of the items of a filed event, as the departments' records state it."""
    return hashlib.sha256(canonical(json.loads(body)["data"]["facts"])).hexdigest()


def _systems() -> Iterable[System]:
    return System.objects.filter(kind=System.Kind.DEPARTMENT).order_by("code")


def differences(numbers: frozenset[str] = frozenset()) -> list[Difference]:
    """Every difference with every department that has a system of its own; only about ``numbers`` where given.

    What has not been delivered yet is no difference but on its way; it stands on the waiting list once it is late.
    Raises RegisterDown for a department that does not answer.
    """
    return [each for system in _systems() for each in _compare(system, numbers)]


def reconcile() -> Compared:
    """Compare with every department, and put what is found on the head's list in place of what was found before.

    Of a system that gives no usable answer nothing is known, so what was found before stays on the list.
    """
    found, silent = [], []
    for system in _systems():
        try:
            theirs = _compare(system)
        except RegisterDown:
            silent.append(system)
        else:
            _note(system, theirs)
            found += theirs
    return Compared(found, silent)


@transaction.atomic
def _note(system: System, found: list[Difference]) -> None:
    """Keep what was found; what is gone leaves the list."""
    own = Department.objects.filter(code=system.code).values_list("division_id", flat=True).first() or ""
    now = clock.now()
    rows = {
        (each.number, each.matter, each.kind): Discrepancy(
            system=system.code,
            subject_id=each.task,
            division_id=each.division or own,
            number=each.number,
            matter=each.matter,
            kind=each.kind,
            params=dict(each.params),
            found_at=now,
            seen_at=now,
        )
        for each in found
    }
    Discrepancy.objects.bulk_create(
        rows.values(),
        update_conflicts=True,
        unique_fields=["system", "number", "matter", "kind"],
        update_fields=["subject_id", "division_id", "params", "seen_at"],
    )
    Discrepancy.objects.filter(system=system.code, seen_at__lt=now).delete()


def _compare(system: System, numbers: frozenset[str] = frozenset()) -> list[Difference]:
    theirs = {record["id"]: record for record in records(system)}
    found: list[Difference] = []
    ours = Delivery.objects.filter(lane=system.code, type=FILED_TYPE).order_by("id")
    tasks = {
        task.pk: task
        for task in Task.objects.filter(department__code=system.code)
        .select_related("case")
        .defer("case__facts", "case__wrapped_key")
    }

    def differs(part: Task, kind: Kind, **params: str) -> Difference:
        case = part.case
        return Difference(system.code, case.number, part.matter, kind, params, part.pk, case.division_id)

    known: set[str] = set()
    left = set(ours.values_list("subject_id", flat=True))
    for part in tasks.values():
        if part.lane == system.code and part.pk not in left and (not numbers or part.case.number in numbers):
            found.append(differs(part, Kind.NOT_WRITTEN))
    later = _later(system)
    for delivery in ours.iterator(chunk_size=PAGE):
        known.add(str(delivery.pk))
        task = tasks.get(delivery.subject_id)
        if task is None or (numbers and task.case.number not in numbers):
            continue
        record = theirs.get(str(delivery.pk))
        found += [differs(task, kind, **params) for kind, params in _about(delivery, task, record)]
        if record is not None and isinstance(record.get("later"), list):
            held = {str(each.get("id")) for each in record["later"]}
            if later.get(task.pk, set()) - held:
                found.append(differs(task, Kind.NOT_TOLD))
    unknown = [record for id, record in theirs.items() if id not in known]
    over = {number for ended in _ended for number in ended({each["case_number"] for each in unknown})}
    for record in unknown:
        if record["case_number"] not in over and (not numbers or record["case_number"] in numbers):
            found.append(Difference(system.code, record["case_number"], record["matter"], Kind.NEVER_SENT))
    return found


def _later(system: System) -> dict[UUID, set[str]]:
    """The ids of the supplements and withdrawals that a department acknowledged, by part."""
    found: dict[UUID, set[str]] = {}
    acknowledged = Delivery.objects.filter(lane=system.code, state=Delivery.State.DELIVERED).exclude(type=FILED_TYPE)
    for subject, id in acknowledged.values_list("subject_id", "pk").iterator(chunk_size=PAGE):
        found.setdefault(subject, set()).add(str(id))
    return found


def _about(delivery: Delivery, task: Task, record: dict[str, Any] | None) -> Iterator[tuple[Kind, dict[str, str]]]:
    """The differences of one part."""
    if record is None:
        if delivery.state == Delivery.State.DELIVERED:
            yield Kind.NOT_HELD, {}
        return
    key = holder().unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
    if record["facts_digest"] != facts_digest(unseal(key, bytes(delivery.body), context=BODY_CONTEXT)):
        yield Kind.ITEMS, {}
    if record["task"] != task.public_id or record["matter"] != task.matter:
        yield Kind.PLACE, {}
    if task.receipt_number and record["receipt_number"] != task.receipt_number:
        yield Kind.RECEIPT, {}
    theirs = record["outcome"] or record["state"]
    ended = ("granted", "refused", "declined", "withdrawn")
    if (theirs in ended or task.state in ended) and theirs != task.state:
        yield Kind.STATE, {"theirs": theirs, "ours": task.state}
