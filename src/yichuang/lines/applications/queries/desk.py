"""What a department's officer and the head of the hall see: work lists by due day, one part, what is waiting."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from yichuang.core.access import POLICY, Actor, Decision
from yichuang.core.cipher import unseal
from yichuang.core.words import Sentence
from yichuang.lines.applications.models import Objection
from yichuang.lines.applications.queries.cases import PartView, part_of, payload_of, published_of, wanted_of
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.engine import attributes, require
from yichuang.platform.cases.filing import FACTS_CONTEXT, KEY_CONTEXT
from yichuang.platform.cases.models import ClockLine, Event, Task
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.vault.keys import holder

PAGE = 50

#: The lists of the desk: which states each shows.
LISTS: Mapping[str, tuple[str, ...]] = {
    "open": ("open",),
    "accepted": ("accepted",),
    "supplement": ("supplement",),
    "ended": ("granted", "refused", "declined", "withdrawn", "terminated"),
}


def inbox(actor: Actor, which: str = "open", after: tuple[date | None, UUID] | None = None) -> list[Task]:
    """One page (and one more row, if there are more) of the department's parts in one list, by due day.

    One state a list, so that the index gives the order; parts without a day stand last. ``after``: the due day and id
    of the last row seen.
    """
    states = LISTS[which]
    found = visible(Task.objects.all(), actor, "list", "task")
    if len(states) == 1:
        found = found.filter(state=states[0])
        if after is not None:
            found = found.filter(_beyond(*after))
        order = ("due_on", "id")
    else:  # what has ended is looked at by when it ended
        found = found.filter(state__in=states)
        order = ("-state_since", "-id")
    return list(
        found.select_related("case__package_version", "holder", "department")
        .defer("case__facts", "case__wrapped_key", "case__package_version__files")
        .order_by(*order)[: PAGE + 1]
    )


def _beyond(due_on: date | None, last: UUID) -> Q:
    if due_on is None:
        return Q(due_on__isnull=True, id__gt=last)
    return Q(due_on__gt=due_on) | Q(due_on=due_on, id__gt=last) | Q(due_on__isnull=True)


@dataclass(frozen=True)
class Item:
    """One item that the department got: the fact, its label by language, its value, who says so."""

    fact: str
    label: Mapping[str, str]
    value: Any
    source: str


@dataclass(frozen=True)
class PartSheet:
    """One part as its department sees it: exactly the items that its matter declares, and its own history."""

    part: PartView
    decision: Decision
    #: In the order of the department's own system.
    items: Sequence[Item]
    events: Sequence[Event]
    payloads: Mapping[int, Any]
    due: Sentence | None


def part_sheet(actor: Actor, public_id: str) -> PartSheet:
    """A part by its public id. Raises Task.DoesNotExist, NotAllowed (with the reason, for staff)."""
    task = (
        Task.objects.select_related("case__package_version", "case__person", "department", "holder", "payment")
        .defer("case__package_version__files")
        .get(public_id=public_id)
    )
    decision = require(actor, "view", "task", attributes(task))
    published = published_of(task.case)
    key = holder().unwrap(bytes(task.case.wrapped_key), KEY_CONTEXT)
    filed = json.loads(unseal(key, bytes(task.case.facts), context=FACTS_CONTEXT))
    events = list(Event.objects.filter(case_id=task.case_id, task_id=task.pk).order_by("position"))
    payloads = {event.position: payload_of(event, key) for event in events}
    lines = list(ClockLine.objects.filter(task=task).order_by("position"))
    deliveries = exchange.deliveries_of([task.pk]).get(task.pk, [])
    part = part_of(task, published, lines, deliveries, wanted_of(task, events, payloads))
    order = {name: place for place, name in enumerate(task.department.copy_order)}
    sent = filed["sends"][task.matter]
    package = published.package
    items = [
        Item(
            key,
            package.facts[key].label,
            package.facts[key].restore(sent[key]),
            filed["facts"].get(key, {}).get("source", "derived"),
        )
        for key in sorted(sent, key=lambda key: (order.get(key, len(order)), key))
    ]
    return PartSheet(part, decision, items, events, payloads, part.due)


def objections(actor: Actor) -> list[Objection]:
    """Open objections to the register data of the officer's department, oldest first."""
    found = visible(Objection.objects.all(), actor, "list", "objection").filter(answered_at__isnull=True)
    return list(found.select_related("person", "department").order_by("raised_at", "id")[: PAGE + 1])


@dataclass(frozen=True)
class Waiting:
    """Something that waits on another system past its limit, with whose part it is."""

    delivery: Delivery
    task: Task | None


def waiting_list(actor: Actor) -> list[Waiting]:
    """Deliveries that wait too long or were refused, in the head's division, oldest first."""
    if not POLICY.decide(actor, "list", "delivery", {"division_id": actor.division}).allow:
        return []
    deliveries = list(exchange.waiting().defer("body", "wrapped_key")[:200])
    tasks = {
        task.pk: task
        for task in Task.objects.filter(
            pk__in=[each.subject_id for each in deliveries], case__division_id=actor.division
        )
        .select_related("case", "department")
        .defer("case__facts", "case__wrapped_key")
    }
    return [Waiting(each, tasks.get(each.subject_id)) for each in deliveries if each.subject_id in tasks]
