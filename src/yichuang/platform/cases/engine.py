"""One engine for every kind of case: a verb moves one part along its table, and everything that follows from it.

A transition locks the case, asks the access decision, looks the step up in the kind's table, changes the part, its
clocks and the whole, writes the event, issues the paper and tells the person: one transaction, all or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import TIMER, Actor, require
from yichuang.platform.cases import clocks
from yichuang.platform.cases.errors import NotPossible, ReasonMissing, SupplementOnce
from yichuang.platform.cases.events import Chain
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.kinds import LAW, CaseKind, Transition, Turn, kind_of
from yichuang.platform.cases.models import Case, ClockLine, Event, Task
from yichuang.platform.vault.keys import holder

_AS_THE_STEP_SAYS = Turn()


@dataclass
class Locked:
    """A case held by this transaction, with its parts, its chain and its data key."""

    case: Case
    tasks: list[Task]
    kind: CaseKind
    data_key: bytes
    chain: Chain

    def task(self, task_id: UUID) -> Task:
        """The part with this id."""
        return next(each for each in self.tasks if each.pk == task_id)


def lock(case_id: UUID) -> Locked:
    """Hold the case until the transaction ends. Two round trips."""
    case = (
        Case.objects.select_for_update(of=("self",))
        .select_related("package_version")
        .defer("package_version__files")
        .get(pk=case_id)
    )
    tasks = list(Task.objects.filter(case_id=case_id).select_related("department").order_by("position"))
    for task in tasks:
        task.case = case
    data_key = holder().unwrap(bytes(case.wrapped_key), KEY_CONTEXT)
    chain = Chain(case.pk, data_key, case.chain_length, bytes(case.chain_head))
    return Locked(case, tasks, kind_of(case.kind), data_key, chain)


def attributes(task: Task) -> dict[str, object]:
    """What the access decision may know of a part, by the same names as the SQL filter uses."""
    own = kind_of(task.kind).attributes
    if own is not None:
        return own(task)
    return {
        "id": task.pk,
        "kind": task.kind,
        "department_id": task.department_id,
        "holder_id": task.holder_id,
        "state": task.state,
        "case__applicant_id": task.case.applicant_id,
        "case__package_version__name": task.case.version.name,
        "case__division_id": task.case.division_id,
        "case__filed_by_id": task.case.filed_by_id,
    }


def case_attributes(case: Case) -> dict[str, object]:
    """What the access decision may know of a case."""
    return {
        "id": case.pk,
        "kind": case.kind,
        "applicant_id": case.applicant_id,
        "package_version__name": case.package_version.name if case.package_version else None,
        "division_id": case.division_id,
        "filed_by_id": case.filed_by_id,
    }


@transaction.atomic
def transition(
    task_id: UUID,
    verb: str,
    actor: Actor,
    *,
    reason: str = "",
    payload: dict[str, Any] | None = None,
    turn: Turn = _AS_THE_STEP_SAYS,
) -> tuple[Locked, Task]:
    """Move one part by ``verb``; returns the held case and the part as it stands now.

    ``turn``: what its clocks' lines say, where the step alone does not know. An extension has its period there.
    Raises NotAllowed, NotPossible (with the present state), ReasonMissing, SupplementOnce.
    """
    case_id = Task.objects.values_list("case_id", flat=True).get(pk=task_id)
    held = lock(case_id)
    task = held.task(task_id)
    require(actor, verb, held.kind.subject, attributes(task))
    step = held.kind.transition(verb, task.state)
    if step is None or actor.role not in step.roles:
        raise NotPossible(verb, task.state)
    if step.reason and not reason.strip():
        raise ReasonMissing
    apply(held, task, step, actor, reason.strip(), payload or {}, turn)
    write(held)
    return held, task


@transaction.atomic
def by_law(task_id: UUID, verb: str, payload: dict[str, Any]) -> tuple[Locked, Task]:
    """Move one part by a step that the law itself makes when a day has passed. Nobody asked for it and nobody may.

    Raises NotPossible where the part is further already.
    """
    held = lock(Task.objects.values_list("case_id", flat=True).get(pk=task_id))
    task = held.task(task_id)
    step = held.kind.transition(verb, task.state)
    if step is None or step.roles != LAW:
        raise NotPossible(verb, task.state)
    apply(held, task, step, TIMER, "", payload)
    write(held)
    return held, task


def apply(
    held: Locked,
    task: Task,
    step: Transition,
    actor: Actor,
    reason: str,
    payload: dict[str, Any],
    turn: Turn = _AS_THE_STEP_SAYS,
) -> None:
    """Make the step in memory and write the part, its clocks, its paper and its message. Raises what its guard does."""
    if held.kind.guard is not None:
        held.kind.guard(held, task, step)
    if step.verb == "supplement":
        if task.supplement_asked:
            raise SupplementOnce
        task.supplement_asked = True
    now = clock.now()
    if task.state != step.target:
        task.state, task.state_since = step.target, now
    if not step.inside and (reason or step.reason):
        task.reason = reason
    if actor.role not in ("resident", "clerk", "system") and task.holder_id is None:
        task.holder_id = actor.account_id
    for name in ("receipt_number", "provincial_number"):
        if payload.get(name):
            setattr(task, name, str(payload[name]))
    if step.clocks and (step.clocks != "pause" or held.kind.pauses is None or held.kind.pauses(held, task, step)):
        _turn_clocks(held, task, step, turn)
    task.save()
    dimensions = {
        "matter": task.matter,
        "department": task.department.code,
        "division": held.case.division_id,
        "kind": held.kind.name,
        "state": step.target,
    }
    held.chain.add(step.verb, actor, now, task_id=task.pk, dimensions=dimensions, payload={"reason": reason, **payload})
    if held.kind.after is not None:
        held.kind.after(held, task, step, reason, payload)


def amber_of(held: Locked, task: Task) -> int | None:
    """With how many working days left the part turns amber, where its matter says so."""
    return held.kind.amber(held, task) if held.kind.amber is not None else None


def _turn_clocks(held: Locked, task: Task, step: Transition, turn: Turn) -> None:
    """Write the ledger lines of a pause, resumption, extension or end, and the days that follow from them."""
    rows = list(ClockLine.objects.filter(task=task).order_by("position"))
    now, day = clock.now(), clock.today()
    for name in sorted({row.clock for row in rows}):
        last = max((row for row in rows if row.clock == name), key=lambda row: row.position)
        if step.clocks == "resume" and last.verb != "pause":
            continue  # it ran on
        position = last.position + 1
        rows.append(
            ClockLine.objects.create(
                task=task,
                position=position,
                clock=name,
                verb=step.clocks,
                on=day,
                period=turn.period if step.clocks == "extend" else "",
                reason=turn.why or step.why,
                article=turn.article or step.article,
                recorded_at=now,
            )
        )
    started = min(row.on for row in rows)
    due = clocks.summary(clocks.states(rows), started, amber_of(held, task))
    if due.due_on != task.due_on:
        task.warned_left = None
    if due.due_on is not None and due.due_on >= day:
        task.raised_at = task.raised_to = None
    if step.clocks != "stop":
        task.due_on, task.statutory_on, task.amber_on = due.due_on, due.statutory_on, due.amber_on
        task.provisional = due.provisional
    else:
        task.provisional = False  # what has ended waits for no notice


def write(held: Locked) -> None:
    """Write the whole: the case's state as it follows from its parts, its chain, the new events."""
    case = held.case
    before = case.state
    case.state = held.kind.whole([task.state for task in held.tasks])
    ended = all(task.state in held.kind.ended for task in held.tasks)
    if ended and case.concluded_at is None:
        case.concluded_at = clock.now()
        if held.kind.concluded is not None and before != case.state:
            held.kind.concluded(held)
    case.chain_length, case.chain_head = held.chain.length, held.chain.head
    case.save(update_fields=["state", "concluded_at", "chain_length", "chain_head"])
    write_events(held.chain)


def write_events(*chains: Chain) -> None:
    """Write the new events of chains in one statement."""
    rows: Sequence[Event] = [
        Event(
            id=event.id,
            case_id=event.case_id,
            position=event.position,
            verb=event.verb,
            at=event.at,
            actor_id=event.actor_id,
            role=event.role,
            channel=event.channel,
            task_id=event.task_id,
            dimensions=event.dimensions,
            payload=event.payload,
            salt=event.salt,
            payload_digest=event.payload_digest,
            hash=event.hash,
        )
        for chain in chains
        for event in chain.events
    ]
    Event.objects.bulk_create(rows)
    for chain in chains:
        chain.events = []


def note(held: Locked, verb: str, actor: Actor, *, task: Task | None = None, payload: Any = None) -> None:
    """Write an event that moves nothing, and the chain's new head."""
    held.chain.add(
        verb,
        actor,
        clock.now(),
        task_id=task.pk if task else None,
        dimensions={"kind": held.kind.name, "division": held.case.division_id},
        payload=payload,
    )
    held.case.chain_length, held.case.chain_head = held.chain.length, held.chain.head
    held.case.save(update_fields=["chain_length", "chain_head"])
    write_events(held.chain)
