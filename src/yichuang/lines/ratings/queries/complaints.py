"""Bad ratings and reports for the heads who work on them, and for whoever said them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.core.access import POLICY, Actor, Decision, require
from yichuang.core.cipher import unseal
from yichuang.core.words import N_, Said, Sentence
from yichuang.lines.ratings.commands.complaints import rated_by
from yichuang.lines.ratings.kind import COMPLAINT, ENDED, RUNNING, complaint_attributes
from yichuang.lines.ratings.models import Cause, Complaint, Grade
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases import clocks
from yichuang.platform.cases.events import PAYLOAD_CONTEXT
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.models import ClockLine, Event
from yichuang.platform.cases.paging import MOST_COUNTED, PAGE, Listed, listed, moment, newest_first, place_of, read
from yichuang.platform.people.models import Account
from yichuang.platform.vault.keys import holder

#: The five grades in words, by their codes (GB/T 39046-2020 A.8).
GRADES: Mapping[int, str] = {
    Grade.VERY_GOOD: N_("Very satisfied"),
    Grade.GOOD: N_("Satisfied"),
    Grade.FAIR: N_("Fairly satisfied"),
    Grade.POOR: N_("Not satisfied"),
    Grade.VERY_POOR: N_("Not satisfied at all"),
}

#: Where a complaint came from, in words.
SOURCES: Mapping[str, str] = {
    Complaint.Source.RATING: N_("Bad rating of a matter"),
    Complaint.Source.VISIT: N_("Bad rating of a visit"),
    Complaint.Source.STUCK: N_("Could not get it done"),
}

#: The lists of complaints: which states each shows.
LISTS: Mapping[str, Sequence[str]] = {"open": RUNNING, "ended": tuple(sorted(ENDED))}


def _rows(actor: Actor, which: str) -> QuerySet[Complaint]:
    found = visible(Complaint.objects.all(), actor, "list", "complaint")
    return found.filter(task__state__in=LISTS[which])


def complaints(actor: Actor, which: str = "open", after: str = "") -> Listed[Complaint]:
    """A page of the complaints that a head may see: open ones the first due first, ended ones the newest first.

    Raises Said for a list or a place that does not exist.
    """
    if which not in LISTS:
        raise Said("bad-list", N_("There is no such list."), field="list")
    found = _rows(actor, which).select_related("task__case", "task__holder", "department", "visit")
    found = found.defer("words", "phone", "task__case__facts", "task__case__wrapped_key")
    if which == "ended":
        if after:
            text, last = place_of(after)
            at = read(moment, text)
            found = found.filter(task__state_since__lte=at).exclude(task__state_since=at, pk__gte=last)
        rows = list(found.order_by("-task__state_since", "-pk")[: PAGE + 1])
        return listed(rows, lambda row: f"{row.task.state_since.isoformat()}~{row.pk}")
    if after:
        text, last = place_of(after)
        on = read(date.fromisoformat, text)
        found = found.filter(task__due_on__gte=on).exclude(task__due_on=on, pk__lte=last)
    rows = list(found.order_by("task__due_on", "pk")[: PAGE + 1])
    return listed(rows, lambda row: f"{row.task.due_on}~{row.pk}")


def complaints_open(actor: Actor) -> int:
    """How many wait for their answer; one more than MOST_COUNTED stands for all that are more."""
    return _rows(actor, "open")[: MOST_COUNTED + 1].count()


@dataclass(frozen=True)
class Step:
    """A step that was made: its verb, when, by whom (what they are called at work), and its note."""

    verb: str
    at: datetime
    by: str
    note: str
    reached: bool | None


@dataclass(frozen=True)
class ComplaintSheet:
    """A complaint as a head sees it. Who was rated stands nowhere in it; who rated, only for whoever calls back."""

    complaint: Complaint
    decision: Decision
    steps: Sequence[Step]
    due: Sentence | None
    #: Where the person can be called; empty where they left no number and signed in with none.
    phone: str
    person: str
    verbs: frozenset[str]


def complaint_sheet(actor: Actor, public_id: str) -> ComplaintSheet:
    """A complaint by the public id of its part. Raises Complaint.DoesNotExist, NotAllowed."""
    found = _whole().get(task__public_id=public_id)
    known = complaint_attributes(found)
    decision = require(actor, "view", "complaint", known)
    lines = list(ClockLine.objects.filter(task=found.task).order_by("position"))
    state = clocks.states(lines).get(clocks.PROMISED)
    working = POLICY.decide(actor, "call-back", "complaint", known).allow
    phone, person = _reachable(found) if working else ("", "")
    return ComplaintSheet(
        complaint=found,
        decision=decision,
        steps=_steps(found),
        due=state.sentence if state and found.task.state not in ENDED else None,
        phone=phone,
        person=person,
        verbs=_possible(actor, found, known),
    )


def _whole() -> QuerySet[Complaint]:
    return Complaint.objects.select_related(
        "task__case__person", "task__holder", "department", "rating__case", "rating__task", "visit"
    ).defer("task__case__facts")


def _reachable(found: Complaint) -> tuple[str, str]:
    """(phone, name) of whoever said it, as far as they are known."""
    person = found.task.case.person
    if found.phone or person is None:
        return found.phone or "", person.name if person else ""
    account = Account.objects.filter(person=person, is_active=True).order_by("-created_at").first()
    return account.phone if account else "", person.name


def _possible(actor: Actor, found: Complaint, known: Mapping[str, object]) -> frozenset[str]:
    if actor.account_id in rated_by(found):
        return frozenset()
    return frozenset(
        step.verb
        for step in COMPLAINT.transitions
        if found.task.state in step.sources
        and actor.role in step.roles
        and not (step.verb == "appeal" and found.grade is None)
        and POLICY.decide(actor, step.verb, "complaint", known).allow
    )


def _steps(found: Complaint) -> list[Step]:
    key = holder().unwrap(bytes(found.task.case.wrapped_key), KEY_CONTEXT)
    verbs = [*(each.verb for each in COMPLAINT.transitions), "assigned"]
    events = list(Event.objects.filter(case=found.task.case, verb__in=verbs).order_by("position"))
    by = {each.actor_id for each in events if each.actor_id}
    called = dict(Account.objects.filter(pk__in=by).values_list("pk", "display"))
    return [_step(each, key, called) for each in events]


def _step(event: Event, key: bytes, called: Mapping[UUID, str]) -> Step:
    said: dict[str, Any] = {}
    if event.payload is not None:
        said = json.loads(unseal(key, bytes(event.payload), context=PAYLOAD_CONTEXT)) or {}
    by = called.get(event.actor_id, "") if event.actor_id else ""
    return Step(event.verb, event.at, by, said.get("note") or said.get("reason") or "", said.get("reached"))


def own_complaints(actor: Actor, after: str = "") -> Listed[Complaint]:
    """A page of what somebody reported that could not be done, the newest first: an id tells when it was made.

    Raises Said for a place that no page gave.
    """
    found = visible(Complaint.objects.all(), actor, "follow", "complaint").filter(source=Complaint.Source.STUCK)
    if after:
        found = found.filter(pk__lt=place_of(after)[1])
    rows = list(found.select_related("task__case", "department").order_by("-pk")[: PAGE + 1])
    return listed(rows, lambda row: f"~{row.pk}")


def followed(actor: Actor, public_id: str) -> Complaint:
    """A complaint for whoever said it. Raises Complaint.DoesNotExist, NotAllowed."""
    found = _whole().get(task__public_id=public_id)
    require(actor, "follow", "complaint", complaint_attributes(found))
    return found


def repeated(actor: Actor, after: str = "") -> Listed[Cause]:
    """A page of causes that came again and again, for the heads of the hall, newest first. Raises Said as above."""
    found = visible(Cause.objects.all(), actor, "list", "cause").select_related("department")
    return newest_first(found, "raised_at", after)


def open_of(case_ids: Sequence[UUID]) -> QuerySet[Complaint]:
    """Complaints about these cases that have no answer yet."""
    return Complaint.objects.filter(Q(rating__case__in=case_ids), task__state__in=RUNNING)
