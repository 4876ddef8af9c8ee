"""What a department's officer sees: work lists by due day, one part, objections to the department's register."""

from __future__ import annotations

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from yichuang.core.access import POLICY, Actor, Decision, require
from yichuang.core.cipher import unseal
from yichuang.core.packages import Guide, Material, Unverified
from yichuang.core.words import N_, Said, Sentence
from yichuang.lines.applications import owing
from yichuang.lines.applications.errors import NotOwable
from yichuang.lines.applications.kind import ENDED
from yichuang.lines.applications.models import Extension, Objection
from yichuang.lines.applications.queries.cases import PartView, guide_of, part_of, payload_of, published_of, wanted_of
from yichuang.lines.applications.queries.disputed import objection_attributes
from yichuang.lines.applications.queries.extensions import extensions_of, offers
from yichuang.lines.applications.queries.files import of_part
from yichuang.lines.applications.queries.owed import OwedView, owed_of
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.engine import attributes
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.lines import Line, Named, Version, lines
from yichuang.platform.cases.models import Attachment, ClockLine, Event, Task
from yichuang.platform.cases.paging import (
    MOST_COUNTED,
    PAGE,
    Listed,
    before,
    beyond,
    counted,
    listed,
    merged,
    moment,
    place_of,
    read,
)
from yichuang.platform.catalog.queries import Published
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.bulk import Numbered
from yichuang.platform.licences.models import Licence
from yichuang.platform.licences.queries import licences_of_part
from yichuang.platform.messages import queries as messages
from yichuang.platform.people.models import Account
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


def inbox(actor: Actor, which: str = "open", after: str = "", mine: bool = False) -> Listed[Line]:
    """A page of the department's parts in one list; ``mine``: only those that the actor holds.

    By due day, parts whose clock stands still last; what has ended by when it ended, newest first. ``after``: the
    place that the page before gave as ``next``. Raises Said for a list or a place that does not exist. Two queries,
    three where a page has parts with a day and without.
    """
    if which not in LISTS:
        raise Said("bad-list", N_("There is no such list."), field="list")
    found = _of(actor, mine)
    if which == "ended":
        return listed(_newest_first(found, after), lambda line: f"{line.state_since.isoformat()}~{line.pk}")
    [state] = LISTS[which]
    return listed(_by_due_day(found.filter(state=state), after), lambda line: f"{line.due_on or ''}~{line.pk}")


#: A table to take along has at most so many rows: one sheet of a spreadsheet program holds 1,048,576 with its header.
MOST_EXPORTED = 1_000_000
#: Rows of a long list that are fetched, and held, at a time.
FETCHED = 1_000
#: What a line of a list shows, and no column more.
_LISTED = (
    *(
        "public_id",
        "matter",
        "state",
        "state_since",
        "due_on",
        "owed_until",
        "case__number",
        "case__kind",
        "case__person__name",
    ),
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
    if actor.department_id is None:
        return dict.fromkeys(LISTS, 0)
    found = counted(_of(actor, mine).order_by("due_on", "id"), LISTS)
    return {which: found[(which,)] for which in LISTS}


def free(actor: Actor) -> Sequence[UUID]:
    """A few parts that nobody holds, the most urgent first: the candidates for "take the next one"."""
    found = _rows(actor, "open", mine=False).filter(holder__isnull=True)
    return list(found.order_by("due_on", "id").values_list("pk", flat=True)[:5])


def _rows(actor: Actor, which: str, mine: bool) -> QuerySet[Task]:
    return _of(actor, mine).filter(state__in=LISTS[which])


def _of(actor: Actor, mine: bool) -> QuerySet[Task]:
    found = visible(Task.objects.all(), actor, "list", "task")
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


def _by_due_day(found: QuerySet[Task], after: str) -> list[Line]:
    """The parts with a day, then those whose clock stands still: the index's own order, in which NULL comes last.

    What comes after a place are two ranges of it, read one after the other. Both are sorted by day and id: by id alone
    the second would be looked for along the primary key, through all parts of all departments.
    """
    ranges = [found]
    if after:
        day, last = place_of(after)
        ranges = [found.filter(due_on__isnull=True, **({} if day else {"id__gt": last}))]
        if day:
            ranges.insert(0, found.filter(beyond({"due_on": read(date.fromisoformat, day), "id": last})))
    ids: list[UUID] = []
    for each in ranges:
        if len(ids) <= PAGE:
            ids += each.order_by("due_on", "id").values_list("pk", flat=True)[: PAGE + 1 - len(ids)]
    return lines(ids)


def _newest_first(found: QuerySet[Task], after: str) -> list[Line]:
    """What has ended, in whichever way: a range of the index for each, merged."""
    if after:
        text, last = place_of(after)
        found = found.filter(before({"state_since": read(moment, text), "id": last}))
    return lines(merged(found, ("-state_since", "-id"), PAGE + 1, {"state": LISTS["ended"]}))


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
    #: What is offered to it, or owed by it; which papers may follow later, and by when.
    owed: Sequence[OwedView] = ()
    owable: Sequence[Material] = ()
    days: owing.Days | None = None

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
    owable, days = _owable(task, guide)
    return PartSheet(
        part=part,
        published=published,
        decision=decision,
        items=_items(task, guide, filed),
        events=events,
        payloads=payloads,
        due=part.due,
        officials=_officials(events),
        verbs=possible(actor, task, asked, bool(owable)),
        files=list(of_part(task, [one.code for one in published.package.materials_of(task.matter)])),
        licences=licences_of_part(actor, task.pk) if task.state == "granted" else (),
        unverified=guide.unverified_of(task.matter),
        unreached=messages.unreached(task.case.applicant_id, task.case_id),
        extensions=asked,
        owed=owed_of([task], published.package.materials, events),
        owable=owable,
        days=days,
    )


def _owable(task: Task, guide: Guide) -> tuple[Sequence[Material], owing.Days | None]:
    """Which papers of an open part may follow later, and by when; none where no day is left for them."""
    package, matter = guide.package, guide.package.matters[task.matter]
    found = owing.owable(package, matter, guide.wanted()) if task.state == "open" and package.text.owing else []
    if not found:
        return (), None
    try:
        return found, owing.days(package, matter, task.due_on, max(task.case.legal_date, package.in_force))
    except NotOwable:
        return (), None


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


def possible(actor: Actor, task: Task, asked: Sequence[Extension], owable: bool = False) -> frozenset[str]:
    """The verbs that ``actor`` may do to the part as it stands; ``asked``: its requests for more time.

    ``owable``: whether a paper of it may follow later.
    """
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
    if task.owed_until is not None:
        found.add("receive-owed")
    found = {verb for verb in found if not owing.held_back(task, verb)} - (set() if owable else {"offer-owing"})
    found -= {"papers-complete", "decline-owing", "promise"}
    if any(each.decided_at is None and each.asked_by_id == actor.account_id for each in asked):
        found -= {"extend", "decline-extension"}
    found -= _OFFERED - offers(task, asked)
    known = attributes(task)
    return frozenset(verb for verb in found if POLICY.decide(actor, verb, "task", known).allow)


# --- objections to the department's register -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection in a list; ``version``: of the package that asked the register, None for one without a draft."""

    pk: UUID
    public_id: str
    registry: str
    fact: str
    raised_at: datetime
    person: Named
    version: Version | None


@lru_cache(maxsize=1)
def _objected() -> Numbered:
    return Numbered.read(files("yichuang.lines.applications").joinpath("sql/objections.sql").read_text("utf-8"))


def objections(actor: Actor, after: str = "") -> Listed[ObjectionLine]:
    """A page of the open objections to the register data of the officer's department, oldest first. Two queries."""
    found = visible(Objection.objects.all(), actor, "list", "objection").filter(answered_at__isnull=True)
    if after:
        text, last = place_of(after)
        found = found.filter(beyond({"raised_at": read(moment, text), "id": last}))
    ids = list(found.order_by("raised_at", "id").values_list("pk", flat=True)[: PAGE + 1])
    rows = [
        ObjectionLine(pk, name, registry, fact, at, Named(sealed), Version._make(version) if version[0] else None)
        for pk, name, registry, fact, at, sealed, *version in (_objected().rows({"ids": ids}) if ids else ())
    ]
    return listed(rows, lambda row: f"{row.raised_at.isoformat()}~{row.pk}")


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
