"""对账: what we sent against what each department's own system says that it holds.

Both sides are read whole (a page at a time), and every difference is named: a part that is missing over there, one
that we never sent, other items, another outcome, another receipt number.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx

from yichuang.core.cipher import unseal
from yichuang.core.words import N_, Sentence
from yichuang.platform.cases.events import canonical
from yichuang.platform.cases.filing import FILED_TYPE
from yichuang.platform.cases.models import Task
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery, System
from yichuang.platform.vault.keys import holder

PAGE = 500


@dataclass(frozen=True)
class Difference:
    """One difference between a department's record and ours."""

    system: str
    number: str
    matter: str
    what: Sentence

    def __str__(self) -> str:
        return f"{self.system} {self.number} {self.matter}: {self.what}"


def records(system: System) -> Iterator[dict[str, Any]]:
    """Everything that a department's own system holds, page by page. Raises RegisterDown."""
    after = "0"
    while True:
        try:
            response = call(system, "GET", f"/records?after={after}&limit={PAGE}", timeout=30)
            if response.status_code != 200:
                raise RegisterDown(system.code, f"status {response.status_code}")
            page = response.json()
            yield from page["records"]
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise RegisterDown(system.code, type(error).__name__) from error
        if page["next"] is None:
            return
        after = str(page["next"])


def facts_digest(body: bytes) -> str:
    """The digest of the items of a filed event, as the departments' records state it."""
    return hashlib.sha256(canonical(json.loads(body)["data"]["facts"])).hexdigest()


def differences(numbers: frozenset[str] = frozenset()) -> list[Difference]:
    """Every difference with every department that has a system of its own; only about ``numbers`` where given.

    What has not been delivered yet is no difference but on its way; it stands on the waiting list once it is late.
    Raises RegisterDown for a department that does not answer.
    """
    found: list[Difference] = []
    for system in System.objects.filter(kind=System.Kind.DEPARTMENT).order_by("code"):
        theirs = {record["id"]: record for record in records(system)}
        found += _compare(system, theirs, numbers)
    return found


def _compare(system: System, theirs: dict[str, dict[str, Any]], numbers: frozenset[str]) -> list[Difference]:
    found: list[Difference] = []
    ours = Delivery.objects.filter(lane=system.code, type=FILED_TYPE).order_by("id")
    tasks = {
        task.pk: task
        for task in Task.objects.filter(department__code=system.code)
        .select_related("case")
        .defer("case__facts", "case__wrapped_key")
    }
    known: set[str] = set()
    left = set(ours.values_list("subject_id", flat=True))
    for part in tasks.values():
        if part.lane == system.code and part.pk not in left and (not numbers or part.case.number in numbers):
            what = Sentence(N_("it was to leave for them, and nothing of it stands in the ledger"))
            found.append(Difference(system.code, part.case.number, part.matter, what))
    for delivery in ours.iterator(chunk_size=PAGE):
        known.add(str(delivery.pk))
        task = tasks.get(delivery.subject_id)
        if task is None or (numbers and task.case.number not in numbers):
            continue
        record = theirs.get(str(delivery.pk))
        for what in _about(delivery, task, record):
            found.append(Difference(system.code, task.case.number, task.matter, what))
    for id, record in theirs.items():
        if id not in known and (not numbers or record["case_number"] in numbers):
            what = Sentence(N_("they hold a part that was never sent from here"))
            found.append(Difference(system.code, record["case_number"], record["matter"], what))
    return found


def _about(delivery: Delivery, task: Task, record: dict[str, Any] | None) -> Iterator[Sentence]:
    """The differences of one part."""
    if record is None:
        if delivery.state == Delivery.State.DELIVERED:
            yield Sentence(N_("they do not hold it, although they acknowledged it"))
        return
    key = holder().unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
    if record["facts_digest"] != facts_digest(unseal(key, bytes(delivery.body), context=BODY_CONTEXT)):
        yield Sentence(N_("they hold other items than were sent"))
    if record["task"] != task.public_id or record["matter"] != task.matter:
        yield Sentence(N_("they hold it under another task or matter"))
    if task.receipt_number and record["receipt_number"] != task.receipt_number:
        yield Sentence(N_("their receipt number is another one"))
    theirs = record["outcome"] or record["state"]
    ended = ("granted", "refused", "declined", "withdrawn")
    if (theirs in ended or task.state in ended) and theirs != task.state:
        yield Sentence(N_("it stands as %(theirs)s there and as %(ours)s here"), {"theirs": theirs, "ours": task.state})
