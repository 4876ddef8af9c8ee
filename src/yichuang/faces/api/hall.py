"""For the head of the hall: what waits, what is late, how far departments are. Numbers and codes, nothing personal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.schemas import CONFLICT, Moment
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import queries
from yichuang.lines.applications.commands import deliveries
from yichuang.platform.audit.standing import behind
from yichuang.platform.cases.lines import Line
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.paging import PAGE
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.messages import queries as told

router = Router()


class WaitingOut(Schema):
    """How many wait, and since when the first."""

    waiting: int
    since: Moment


class SilentOut(WaitingOut):
    """A system for which deliveries wait."""

    system: str


class DeliveryOut(Schema):
    """One delivery. ``state``: waiting, delivered or refused. ``error``: how the last attempt failed, for operators."""

    id: UUID
    system: str
    type: str
    state: str
    since: Moment
    attempts: int
    tried_at: Moment | None
    error: str


class WaitingPart(DeliveryOut):
    """A delivery that waits too long or was refused, and whose part it is."""

    number: str
    matter: str


class SentOut(DeliveryOut):
    """A delivery after an attempt. ``receipt_number``: what the other side gave, once it has arrived."""

    receipt_number: str | None


class DifferingOut(Schema):
    """What a department holds otherwise. ``again``: the delivery to send again, null where that mends nothing."""

    system: str
    number: str
    matter: str
    kind: str
    states: dict[str, str]
    found_at: Moment
    again: UUID | None


class BillOut(Schema):
    """A bill that its ``collector`` has not told in time. ``heard``: what was heard of it when it was asked last."""

    collector: str
    number: str
    matter: str
    department: str
    heard: str
    since: Moment
    asked_at: Moment | None


class HallPart(Schema):
    """A part, as the head may know it."""

    number: str
    matter: str
    department: str
    holder: str | None
    due_on: date | None


class DeadPart(HallPart):
    died_on: date | None


class UnattendedOut(Schema):
    """A department at whose desk nobody is. ``waiting`` is counted up to 1000."""

    department: str
    waiting: int


class ProgressOut(Schema):
    """How far a department is; each number is counted up to 1000. ``ended``: in the last thirty days."""

    department: str
    open: int
    accepted: int
    supplement: int
    amber: int
    overdue: int
    ended: int


class HallOut(Schema):
    """The hall now. Lists have a page of what is longest there; ``more_…`` says that there is more.

    ``unsealed_since``: since when records are not sealed; null where all is well, as in ``messages``.
    """

    unsealed_since: Moment | None
    messages: WaitingOut | None
    silent: list[SilentOut]
    waiting: list[WaitingPart]
    differing: list[DifferingOut]
    unattended: list[UnattendedOut]
    dead: list[DeadPart]
    more_dead: bool
    bills: list[BillOut]
    more_bills: bool
    progress: list[ProgressOut]


class LatePage(Schema):
    parts: list[HallPart]
    next: str | None


def _delivery(found: Delivery) -> Mapping[str, Any]:
    return {
        "id": found.pk,
        "system": found.lane,
        "type": found.type,
        "state": found.state,
        "since": found.created_at,
        "attempts": found.attempts,
        "tried_at": found.tried_at,
        "error": found.last_error,
    }


def _part(task: Task | Line) -> Mapping[str, Any]:
    return {
        "number": task.case.number,
        "matter": task.matter,
        "department": task.department.code,
        "holder": task.holder.display if task.holder else None,
        "due_on": task.due_on,
    }


@router.get("/hall", url_name="hall", response=HallOut)
def hall(request: HttpRequest) -> HallOut:
    """What waits for another system, what differs, whose turn it is; what is late has a list of its own."""
    actor = actor_of(request)
    stuck, dead, bills = told.stuck(), queries.of_the_dead(actor), queries.late_bills(actor)
    return HallOut(
        unsealed_since=behind(),
        messages=WaitingOut(waiting=stuck.waiting, since=stuck.since) if stuck else None,
        silent=[
            SilentOut(system=each.lane, waiting=each.waiting, since=each.since)
            for each in queries.silent_systems(actor)
        ],
        waiting=[
            WaitingPart(**_delivery(each.delivery), number=each.task.case.number, matter=each.task.matter)
            for each in queries.waiting_list(actor)
        ],
        differing=[
            DifferingOut(
                system=each.found.system,
                number=each.found.number,
                matter=each.found.matter,
                kind=each.found.kind,
                states=each.found.params,
                found_at=each.found.found_at,
                again=each.again,
            )
            for each in queries.differing(actor)
        ],
        unattended=[
            UnattendedOut(department=each.department.code, waiting=each.waiting) for each in queries.unattended(actor)
        ],
        dead=[DeadPart(**_part(each), died_on=each.case.whom.deceased_on) for each in dead[:PAGE]],
        more_dead=len(dead) > PAGE,
        bills=[
            BillOut(
                collector=each.collector,
                number=each.task.case.number,
                matter=each.task.matter,
                department=each.task.department.code,
                heard=each.heard,
                since=each.task.state_since,
                asked_at=each.asked_at,
            )
            for each in bills[:PAGE]
        ],
        more_bills=len(bills) > PAGE,
        progress=[
            ProgressOut(
                department=each.department.code,
                **{name: getattr(each, name) for name in ProgressOut.model_fields if name != "department"},
            )
            for each in queries.progress(actor)
        ],
    )


@router.get("/hall/late", url_name="late", response=LatePage)
def late(request: HttpRequest, after: str = "") -> LatePage:
    """One page of the division's parts past their day, the longest first; ``after``: the ``next`` before."""
    page = queries.late(actor_of(request), after)
    return LatePage(parts=[HallPart(**_part(each)) for each in page.rows], next=page.next or None)


@router.post("/hall/deliveries/{delivery}/again", url_name="send-again", response={200: SentOut, **CONFLICT})
def again(request: HttpRequest, delivery: UUID) -> SentOut:
    """Send a waiting or refused delivery now, and say how that went; some seconds at most."""
    sent = deliveries.send_again(actor_of(request), delivery)
    answer = sent.answer or {}
    arrived = sent.state == Delivery.State.DELIVERED
    return SentOut(**_delivery(sent), receipt_number=str(answer.get("receipt_number", "")) if arrived else None)
