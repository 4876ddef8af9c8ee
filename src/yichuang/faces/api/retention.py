"""Registers of destruction, for archivists and for whoever decides as a second person: found, kept, decided, ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.platform.people.models import Account
from yichuang.platform.retention import commands, deciding, queries
from yichuang.platform.retention.commands import LONGEST
from yichuang.platform.retention.models import Disposal, Item

router = Router()


class DisposalRow(Schema):
    """A register in the list. ``class_code``: of which class of records; ``then``: archive first, or end."""

    id: str
    class_code: str
    what: str
    then: str
    state: str
    count: int
    found_at: Moment
    ends_on: date | None


class DisposalPage(Schema):
    registers: list[DisposalRow]
    next: str | None


class PeriodOut(Schema):
    """The period that was in force when it was found, with its source; ``grace`` in days."""

    years: int
    days: int
    grace: int
    source: str
    verified: bool


class StepOut(Schema):
    """Who made a step, and when."""

    by: str
    at: Moment


class StandingOut(Schema):
    """How many items are in which state; ``packed``: of the listed ones, those that have a hand-over file."""

    listed: int
    kept: int
    ended: int
    packed: int


class ItemOut(Schema):
    """One record of a register. ``why``: a code, and ``words`` where a person keeps it."""

    id: UUID
    number: str
    service: str
    started_on: date
    last_day: date
    state: str
    why: str
    words: str | None


class DisposalOut(DisposalRow):
    """A register with a page of its items. ``may``: the steps that are open to the reader now."""

    period: PeriodOut
    standing: StandingOut
    receipt: str
    words: str | None
    forwarded: StepOut | None
    decided: StepOut | None
    ordered: StepOut | None
    may: list[str]
    items: list[ItemOut]
    next: str | None


class Reasoned(Strict):
    words: str = Field(max_length=LONGEST)


class Kept(Reasoned):
    item: UUID


class Forwarded(Strict):
    """``receipt``: the number that the archive gave for the files."""

    receipt: str = Field(max_length=120)


class Decided(Reasoned):
    approve: bool


def _row(found: Disposal) -> Mapping[str, Any]:
    return {
        "id": found.public_id,
        "class_code": found.klass,
        "what": in_language(found.rule["what"]),
        "then": found.then,
        "state": found.state,
        "count": found.count,
        "found_at": found.found_at,
        "ends_on": found.ends_on,
    }


def _step(who: Account | None, at: Any) -> StepOut | None:
    return StepOut(by=who.display or who.public_id, at=at) if who is not None and at is not None else None


def _item(found: Item) -> ItemOut:
    return ItemOut(
        id=found.pk,
        number=found.number,
        service=found.type,
        started_on=found.started_on,
        last_day=found.last_day,
        state=found.state,
        why=found.why,
        words=found.words,
    )


def _register(request: HttpRequest, disposal: str, after: str = "") -> DisposalOut:
    actor = actor_of(request)
    found = queries.register(actor, disposal)
    page = queries.items(found, after)
    return DisposalOut(
        **_row(found),
        period=PeriodOut(**{name: found.rule[name] for name in PeriodOut.model_fields}),
        standing=StandingOut(**queries.standing_of(found)),
        receipt=found.receipt,
        words=found.words,
        forwarded=_step(found.forwarded_by, found.forwarded_at),
        decided=_step(found.decided_by, found.decided_at),
        ordered=_step(found.ordered_by, found.ordered_at),
        may=sorted(queries.possible(actor, found)),
        items=[_item(each) for each in page.rows],
        next=page.next or None,
    )


@router.get("/retention/registers", url_name="disposals", response=DisposalPage)
def registers(request: HttpRequest, after: str = "") -> DisposalPage:
    """One page of the registers of destruction, newest first; ``after`` is the ``next`` of the page before."""
    page = queries.registers(actor_of(request), after)
    return DisposalPage(registers=[DisposalRow(**_row(each)) for each in page.rows], next=page.next or None)


@router.get("/retention/registers/{disposal}", url_name="disposal", response=DisposalOut)
def register(request: HttpRequest, disposal: str, after: str = "") -> DisposalOut:
    """A register with one page of its items, in the order in which they were found."""
    return _register(request, disposal, after)


@router.post("/retention/registers/{disposal}/keep", url_name="keep-item", response={200: DisposalOut, **CONFLICT})
def keep(request: HttpRequest, disposal: str, body: Kept) -> DisposalOut:
    """Take one item off a register, for a reason, at any time before its end; it is not proposed again for a year."""
    commands.keep(actor_of(request), disposal, body.item, body.words)
    return _register(request, disposal)


@router.post(
    "/retention/registers/{disposal}/forward", url_name="forward-disposal", response={200: DisposalOut, **CONFLICT}
)
def forward(request: HttpRequest, disposal: str, body: Forwarded) -> DisposalOut:
    """Put a register before a second person, once the archive has its files and gave a receipt."""
    deciding.forward(actor_of(request), disposal, body.receipt)
    return _register(request, disposal)


@router.post(
    "/retention/registers/{disposal}/decide", url_name="decide-disposal", response={200: DisposalOut, **CONFLICT}
)
def decide(request: HttpRequest, disposal: str, body: Decided) -> DisposalOut:
    """Approve, and the grace begins; or refuse, and all is kept for a year. What is archived: as a second person."""
    deciding.decide(actor_of(request), disposal, body.approve, body.words)
    return _register(request, disposal)


@router.post("/retention/registers/{disposal}/call-off", url_name="call-off", response={200: DisposalOut, **CONFLICT})
def call_off(request: HttpRequest, disposal: str, body: Reasoned) -> DisposalOut:
    """Stop an end within its grace: everything on the register is kept for a year."""
    deciding.call_off(actor_of(request), disposal, body.words)
    return _register(request, disposal)


@router.post("/retention/registers/{disposal}/carry-out", url_name="carry-out", response={200: DisposalOut, **CONFLICT})
def carry_out(request: HttpRequest, disposal: str) -> DisposalOut:
    """Order the end, once the grace is over; the worker carries it out, item by item."""
    deciding.order(actor_of(request), disposal)
    return _register(request, disposal)
