"""For whom a program acts, who may act for whom, and proposals that need a second person."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.words import N_, Said
from yichuang.faces.api.schemas import DOWN, Moment, Strict
from yichuang.faces.look import mandates
from yichuang.faces.look.middleware import act_under, acting_of, actor_of
from yichuang.faces.present.approvals import approval_line
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries
from yichuang.platform.people.models import Approval, Mandate

router = Router()


class MandateOut(Schema):
    """Who acts for whom. ``services``: names, ``*`` for all. ``credit_code`` is empty where it is for a person."""

    id: str
    for_whom: str
    credit_code: str
    agent: str
    basis: str
    services: list[str]
    from_day: date
    to_day: date | None
    ended_at: Moment | None


class ActingOut(Schema):
    """``now``: the mandate under which this session acts, null for oneself; ``may``: those that can be chosen."""

    now: str | None
    may: list[MandateOut]


class Act(Strict):
    mandate: str = Field(default="", max_length=64)


class Company(Strict):
    credit_code: str = Field(max_length=60)


class Grant(Strict):
    name: str = Field(max_length=200)
    id_number: str = Field(max_length=40)
    services: list[str] = Field(max_length=50)
    from_day: date | None = None
    to_day: date


class ApprovalOut(Schema):
    """A proposal, numbers masked. ``own``: whoever asks proposed it, and somebody else decides.

    ``person`` is the number of whom it is about, ``name`` their name, ``becomes`` what would be held instead. ``state``
    is empty while it is ``open``. ``can_undo``: a merger that can still be taken back.
    """

    id: str
    kind: str
    what: str
    name: str
    person: str
    becomes: str
    reason: str
    proposed_by: str
    proposed_at: Moment
    expires_at: Moment
    open: bool
    own: bool
    state: str
    decided_by: str
    can_undo: bool


def mandate_out(held: Mandate) -> MandateOut:
    """A mandate for a program."""
    grantor = held.organisation or held.person
    assert grantor is not None  # a constraint of the table
    return MandateOut(
        id=held.public_id,
        for_whom=grantor.name,
        credit_code=held.organisation.code if held.organisation else "",
        agent=held.agent.name,
        basis=held.basis,
        services=list(held.services),
        from_day=held.from_day,
        to_day=held.to_day,
        ended_at=held.ended_at,
    )


def _acting(request: HttpRequest) -> ActingOut:
    actor, now = actor_of(request), acting_of(request)
    agent = actor.agent_id or actor.on_behalf_of or actor.person_id
    return ActingOut(
        now=now.mandate.public_id if now else None,
        may=[mandate_out(each) for each in queries.mandates_held(agent)] if agent else [],
    )


@router.get("/acting", url_name="acting", response=ActingOut)
def acting(request: HttpRequest) -> ActingOut:
    """For whom this session acts, and for whom it may."""
    return _acting(request)


@router.post("/acting", url_name="acting", response=ActingOut)
def act(request: HttpRequest, body: Act) -> ActingOut:
    """Act under a mandate from now on; empty: for oneself. A clerk chooses among those of the visitor."""
    if body.mandate and body.mandate not in {each.id for each in _acting(request).may}:
        raise Said("no-mandate", N_("There is no such mandate of yours today."), field="mandate")
    act_under(request, body.mandate)
    return _acting(request)


@router.post("/companies", url_name="represent", response={201: MandateOut, **DOWN})
def represent(request: HttpRequest, body: Company) -> Status[MandateOut]:
    """The company that one represents by law; its register confirms it."""
    return Status(201, mandate_out(mandates.represent(actor_of(request), body.credit_code)))


@router.post("/children", url_name="children", response={200: list[MandateOut], **DOWN})
def children(request: HttpRequest) -> list[MandateOut]:
    """One's children under 18, as the population register names them."""
    return [mandate_out(each) for each in mandates.children(actor_of(request))]


@router.get("/mandates", url_name="mandates", response=list[MandateOut])
def given(request: HttpRequest) -> list[MandateOut]:
    """The mandates that one has given, or, as its representative, a company."""
    actor = actor_of(request)
    grantor = actor.represents or (None if actor.mandated else actor.person_id)
    return [mandate_out(each) for each in queries.mandates_given(grantor)] if grantor else []


@router.post("/mandates", url_name="mandates", response={201: MandateOut})
def grant(request: HttpRequest, body: Grant) -> Status[MandateOut]:
    """Let somebody act for oneself, or for the company that one represents."""
    made = people.grant(actor_of(request), body.name, body.id_number, body.services, body.from_day, body.to_day)
    return Status(201, mandate_out(made))


@router.post("/mandates/{mandate}/withdraw", url_name="withdraw-mandate", response=MandateOut)
def withdraw(request: HttpRequest, mandate: str) -> MandateOut:
    """End a mandate that one gave or holds; whoever acts under it acts for themself from now on."""
    ended, now = people.withdraw_mandate(actor_of(request), mandate), acting_of(request)
    if now is not None and now.mandate.pk == ended.pk:
        act_under(request, "")
    return mandate_out(ended)


@router.get("/window/approvals", url_name="approvals", response=list[ApprovalOut])
def approvals(request: HttpRequest) -> list[ApprovalOut]:
    """What waits for a second person."""
    actor = actor_of(request)
    return [approval_out(each, request) for each in queries.approvals(actor)]


@router.post("/window/approvals/{approval}/{verb}", url_name="decide", response=ApprovalOut)
def decide(request: HttpRequest, approval: str, verb: str) -> ApprovalOut:
    """``approve`` or ``refuse`` what somebody else proposed; ``undo`` a merger within its term."""
    actor = actor_of(request)
    if verb == "undo":
        return approval_out(people.undo(actor, approval), request)
    if verb not in ("approve", "refuse"):
        raise Http404
    return approval_out(people.decide(actor, approval, approve=verb == "approve"), request)


def approval_out(held: Approval, request: HttpRequest) -> ApprovalOut:
    """A proposal as whoever asks may see it."""
    line = approval_line(held, actor_of(request))
    return ApprovalOut(
        id=line.id,
        kind=held.kind,
        what=line.what,
        name=line.name,
        person=line.number,
        becomes=line.becomes,
        reason=line.reason,
        proposed_by=line.proposed_by,
        proposed_at=line.proposed_at,
        expires_at=line.expires_at,
        open=line.is_open,
        own=line.own,
        state=line.state,
        decided_by=line.decided_by,
        can_undo=line.can_undo,
    )
