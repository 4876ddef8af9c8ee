"""What a department's officer sees: work lists by due day, one part, objections to the department's register."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from yichuang.core.access import POLICY, Actor, Decision, require
from yichuang.core.cipher import unseal
from yichuang.core.packages import Guide, Unverified
from yichuang.core.words import N_, Said, Sentence
from yichuang.lines.applications.kind import ENDED
from yichuang.lines.applications.models import Extension, Objection
from yichuang.lines.applications.queries.cases import PartView, guide_of, part_of, payload_of, published_of, wanted_of
from yichuang.lines.applications.queries.disputed import objection_attributes
from yichuang.lines.applications.queries.extensions import extensions_of, offers
from yichuang.lines.applications.queries.files import of_part
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.engine import attributes
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.models import Attachment, ClockLine, Event, Task
from yichuang.platform.cases.paging import (
    MOST_COUNTED,
    PAGE,
    Capped,
    Listed,
    listed,
    moment,
    place_of,
    read,
)
from yichuang.platform.catalog.queries import Published
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.licences.models import Licence
from yichuang.platform.licences.queries import licences_of_part
from yichuang.platform.messages import queries as messages
from yichuang.platform.people.models import Account, Department
from yichuang.platform.vault.keys import holder

#: The lists of the desk: which states each shows.
LISTS: Mapping[str, tuple[str, ...]] = {
    "open": ("open",),
    "accepted": ("accepted",),
    "supplement": ("supplement",),
    "special": ("special",),
    "ended": ("granted", "refused", "declined", "withdrawn", "terminated"),
}

# --- work lists ------------------------------------------------------------------------------------------------------


def inbox(actor: Actor, which: str = "open", after: str = "", mine: bool = False) -> Listed[Task]:
    """A page of the department's parts in one list; ``mine``: only those that the actor holds.

    By due day, parts whose clock stands still last; what has ended by when it ended, newest first. ``after``: the
    place that the page before gave as ``next``. Raises Said for a list or a place that does not exist.
    """
    if which not in LISTS:
        raise Said("bad-list", N_("There is no such list."), field="list")
    found = _rows(actor, which, mine)
    if which == "ended":
        return listed(_newest_first(found, after), lambda task: f"{task.state_since.isoformat()}~{task.pk}")
    return listed(_by_due_day(found, after), lambda task: f"{task.due_on or ''}~{task.pk}")


#: A table to take along has at most so many rows: one sheet of a spreadsheet program holds 1,048,576 with its header.
MOST_EXPORTED = 1_000_000
#: Rows of a long list that are fetched, and held, at a time.
FETCHED = 1_000
#: What a line of a list shows, and no column more.
_LISTED = (
    *("public_id", "matter", "state", "state_since", "due_on", "case__number", "case__kind", "case__person__name"),
    *(
        "holder__display",
        "raised_to__display",
        *(f"case__package_version__{name}" for name in ("name", "version", "digest", "division_id")),
    ),
)


def too_long(actor: Actor, which: str, mine: bool = False) -> bool:
    """Whether one list has more parts than a table holds. One query, which reads an index alone."""
    return _rows(actor, which, mine)[MOST_EXPORTED : MOST_EXPORTED + 1].exists()


def whole_list(actor: Actor, which: str, mine: bool = False) -> Generator[Task]:
    """Every part of one list as it is at one moment, in the order of its pages; one fetch a thousand, none a part.

    It is one statement, so what changes meanwhile is neither missed nor met twice. Whoever stops in the middle closes
    it, which ends the statement. ``which`` is one of ``LISTS``.
    """
    order = ("-state_since", "-id") if which == "ended" else ("due_on", "id")
    with transaction.atomic():  # the cursor lives in it; without one PostgreSQL would first make the whole answer
        found = _rows(actor, which, mine).select_related("case__package_version", "case__person", "holder", "raised_to")
        yield from found.only(*_LISTED).order_by(*order).iterator(chunk_size=FETCHED)


def find_part(actor: Actor, number: str) -> Task | None:
    """The department's part of the case with this number, as somebody on the phone reads it out; None without one."""
    wanted = "".join(number.split()).upper()
    return _light(visible(Task.objects.filter(case__number=wanted), actor, "list", "task")).first()


def counts(actor: Actor, mine: bool = False) -> Mapping[str, int]:
    """How many parts each list has; one more than MOST_COUNTED stands for all that are more. One query."""
    lists = {which: Capped(_rows(actor, which, mine).values("pk")[: MOST_COUNTED + 1]) for which in LISTS}
    if actor.department_id is None:
        return dict.fromkeys(LISTS, 0)
    found = Department.objects.filter(pk=actor.department_id).annotate(**lists).values(*LISTS).first()
    return found or dict.fromkeys(LISTS, 0)


def free(actor: Actor) -> Sequence[UUID]:
    """A few parts that nobody holds, the most urgent first: the candidates for "take the next one"."""
    found = _rows(actor, "open", mine=False).filter(holder__isnull=True)
    return list(found.order_by("due_on", "id").values_list("pk", flat=True)[:5])


def _rows(actor: Actor, which: str, mine: bool) -> QuerySet[Task]:
    found = visible(Task.objects.filter(state__in=LISTS[which]), actor, "list", "task")
    if not mine:
        return found
    if actor.role == "department-head":
        return found.filter(raised_to_id=actor.account_id)
    return found.filter(holder_id=actor.account_id) if actor.account_id else found.none()  # a system holds nothing


def _light(found: QuerySet[Task]) -> QuerySet[Task]:
    """With what a line of a list shows, and without what is large or would have to be opened for nothing."""
    return found.select_related("case__package_version", "case__person", "holder", "raised_to").defer(
        "reason",
        "case__facts",
        "case__wrapped_key",
        "case__package_version__files",
        "case__person__id_number",
        "holder__phone",
        "raised_to__phone",
    )


def _by_due_day(found: QuerySet[Task], after: str) -> list[Task]:
    """Two ranges of one index, one after the other: the parts with a day, then those whose clock stands still."""
    dated, undated = found.filter(due_on__isnull=False), found.filter(due_on__isnull=True)
    if after:
        day, last = place_of(after)
        if day:
            on = read(date.fromisoformat, day)
            dated = dated.filter(due_on__gte=on).exclude(due_on=on, id__lte=last)
        else:
            dated, undated = dated.none(), undated.filter(id__gt=last)
    rows = list(_light(dated).order_by("due_on", "id")[: PAGE + 1])
    if len(rows) <= PAGE:
        rows += _light(undated).order_by("id")[: PAGE + 1 - len(rows)]
    return rows


def _newest_first(found: QuerySet[Task], after: str) -> list[Task]:
    if after:
        text, last = place_of(after)
        at = read(moment, text)
        found = found.filter(state_since__lte=at).exclude(state_since=at, id__gte=last)
    return list(_light(found).order_by("-state_since", "-id")[: PAGE + 1])


# --- one part --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Item:
    """One item that the department got: the fact, its label by language, its value, who says so.

    ``verified``: whether every figure and row of a table that it is worked out by was checked against its source.
    """

    fact: str
    label: Mapping[str, str]
    value: Any
    source: str
    verified: bool


@dataclass(frozen=True)
class PartSheet:
    """One part as its department sees it: exactly the items that its matter declares, and its own history."""

    part: PartView
    published: Published
    decision: Decision
    #: In the order of the department's own system.
    items: Sequence[Item]
    events: Sequence[Event]
    payloads: Mapping[int, Any]
    due: Sentence | None
    #: What the officials among those who acted are called, by account.
    officials: Mapping[UUID, str]
    #: What the reader may do now, by the table of steps and the access decision.
    verbs: frozenset[str]
    #: What was handed in for its materials or in answer to its supplement.
    files: Sequence[Attachment] = ()
    #: What it gave, while the reader is of the department that issued it.
    licences: Sequence[Licence] = ()

    #: What decides about the part and was not checked against its source.
    unverified: Sequence[Unverified] = ()
    #: Whether the last text about the case did not reach the applicant's phone: somebody should call.
    unreached: bool = False
    #: The requests for more time, the newest first.
    extensions: Sequence[Extension] = ()

    @property
    def answers(self) -> Sequence[str]:
        """What the applicant answered when something more was asked for; empty before."""
        for event in reversed(self.events):
            if event.verb == "resubmit":
                found: Sequence[str] = (self.payloads[event.position] or {}).get("answers", ())
                return found
        return ()


def part_sheet(actor: Actor, public_id: str) -> PartSheet:
    """A part by its public id. Raises Task.DoesNotExist, NotAllowed (with the reason, for staff).

    Seven queries; one more where it was granted, for the licences that it gave, and one where it may be extended.
    """
    task = (
        Task.objects.select_related(
            *("case__package_version", "case__person", "department", "holder", "raised_to", "payment")
        )
        .defer(
            "case__package_version__files",
            "holder__phone",
            "raised_to__phone",
            "case__person__name",
            "case__person__id_number",
        )
        .get(public_id=public_id)
    )
    decision = require(actor, "view", "task", attributes(task))
    published = published_of(task.case)
    key = holder().unwrap(bytes(task.case.wrapped_key), KEY_CONTEXT)
    of_the_part = Q(task_id=task.pk) | Q(task_id=None, verb__startswith="applicant-")
    events = list(Event.objects.filter(of_the_part, case_id=task.case_id).order_by("position"))
    payloads = {event.position: payload_of(event, key) for event in events}
    lines = list(ClockLine.objects.filter(task=task).order_by("position"))
    deliveries = exchange.deliveries_of([task.pk]).get(task.pk, [])
    part = part_of(task, published, lines, deliveries, wanted_of(task, events, payloads))
    filed = json.loads(unseal(key, bytes(task.case.facts), context=FACTS_CONTEXT))
    guide = guide_of(task.case, published.package, filed["facts"])
    asked = extensions_of(task) if part.matter.clock.extension is not None else []
    return PartSheet(
        part=part,
        published=published,
        decision=decision,
        items=_items(task, guide, filed),
        events=events,
        payloads=payloads,
        due=part.due,
        officials=_officials(events),
        verbs=possible(actor, task, asked),
        files=list(of_part(task, [one.code for one in published.package.materials_of(task.matter)])),
        licences=licences_of_part(actor, task.pk) if task.state == "granted" else (),
        unverified=guide.unverified_of(task.matter),
        unreached=messages.unreached(task.case.applicant_id, task.case_id),
        extensions=asked,
    )


def _items(task: Task, guide: Guide, filed: Mapping[str, Any]) -> list[Item]:
    """What was sent, neither more nor less, in the order in which the department's own system asks for it."""
    sent, facts = filed["sends"][task.matter], guide.package.facts
    order = {name: place for place, name in enumerate(task.department.copy_order)}
    return [
        Item(
            name,
            facts[name].label,
            facts[name].restore(sent[name]),
            filed["facts"].get(name, {}).get("source", "derived"),
            not guide.rests(name),
        )
        for name in sorted(sent, key=lambda name: (order.get(name, len(order)), name))
    ]


def _officials(events: Sequence[Event]) -> dict[UUID, str]:
    acted = {event.actor_id for event in events if event.actor_id and event.role != "resident"}
    return dict(Account.objects.filter(pk__in=acted).values_list("pk", "display")) if acted else {}


#: Verbs that are offered only where the part's matter declares them, and where they still make sense.
_OFFERED = frozenset({"ask-extension", "extend", "decline-extension", "begin-special", "end-special"})


def possible(actor: Actor, task: Task, asked: Sequence[Extension]) -> frozenset[str]:
    """The verbs that ``actor`` may do to the part as it stands; ``asked``: its requests for more time."""
    found = {
        step.verb
        for step in kind_of(task.case.kind).transitions
        if task.state in step.sources
        and actor.role in step.roles
        and not (step.verb == "supplement" and task.supplement_asked)
    }
    if task.state not in ENDED and task.holder_id is None:
        found.add("take")
    found.add("note-receipt")
    if any(each.decided_at is None and each.asked_by_id == actor.account_id for each in asked):
        found -= {"extend", "decline-extension"}
    found -= _OFFERED - offers(task, asked)
    known = attributes(task)
    return frozenset(verb for verb in found if POLICY.decide(actor, verb, "task", known).allow)


# --- objections to the department's register -------------------------------------------------------------------------


def objections(actor: Actor, after: str = "") -> Listed[Objection]:
    """A page of the open objections to the register data of the officer's department, oldest first."""
    found = visible(Objection.objects.all(), actor, "list", "objection").filter(answered_at__isnull=True)
    if after:
        text, last = place_of(after)
        at = read(moment, text)
        found = found.filter(raised_at__gte=at).exclude(raised_at=at, id__lte=last)
    rows = (
        found.select_related("person", "draft__package_version")
        .defer("registered", "stated", "person__id_number", "draft__content", "draft__package_version__files")
        .order_by("raised_at", "id")
    )
    return listed(list(rows[: PAGE + 1]), lambda row: f"{row.raised_at.isoformat()}~{row.pk}")


def objections_open(actor: Actor) -> int:
    """How many objections wait for an answer; one more than MOST_COUNTED stands for all that are more."""
    found = visible(Objection.objects.all(), actor, "list", "objection").filter(answered_at__isnull=True)
    return found[: MOST_COUNTED + 1].count()


def objection(actor: Actor, public_id: str) -> tuple[Objection, Decision]:
    """One objection, answered or not. Raises Objection.DoesNotExist, NotAllowed."""
    found = (
        Objection.objects.select_related("person", "department", "draft__package_version")
        .defer("draft__content", "draft__package_version__files")
        .get(public_id=public_id)
    )
    return found, require(actor, "view", "objection", objection_attributes(found))
