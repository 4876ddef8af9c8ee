"""What a clerk notes of the papers that a visitor shows, and what they propose to a second person.

Whoever stands there was found by ``POST /window/person``; each call is about them.
"""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.identifiers import LONGEST_LINE
from yichuang.faces.api.people import ApprovalOut, MandateOut, approval_out, mandate_out
from yichuang.faces.api.schemas import DOWN, SLOWER, Moment, Problem, Strict
from yichuang.faces.api.sessions import Phone
from yichuang.faces.look import visitors
from yichuang.faces.look.mandates import organisation_for
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.signin import send_code
from yichuang.lines.applications import queries
from yichuang.platform.cases.models import Case
from yichuang.platform.people import commands as people

router = Router()


class Paper(Strict):
    """``services``: names, ``*`` for all. ``from_day``: today where it is left out. ``paper``: its number or date."""

    credit_code: str = Field(max_length=60)
    services: list[str] = Field(max_length=50)
    from_day: date | None = None
    to_day: date
    paper: str = Field(max_length=LONGEST_LINE)


class Child(Strict):
    """``paper``: by which the visitor is the guardian: its number or date."""

    name: str = Field(max_length=200)
    id_number: str = Field(max_length=40)
    paper: str = Field(max_length=LONGEST_LINE)


class Reason(Strict):
    """``reason``: why, and which paper was seen."""

    reason: str = Field(max_length=LONGEST_LINE)


class OtherIdentity(Strict):
    """A name and number: what the visitor's card shows, or under which they are held a second time."""

    name: str = Field(max_length=200)
    id_number: str = Field(max_length=40)
    reason: str = Field(max_length=LONGEST_LINE)


class Recovery(Strict):
    """``code``: what ``phone``, the visitor's new one, received."""

    phone: str = Field(max_length=40)
    code: str = Field(max_length=12)
    reason: str = Field(max_length=LONGEST_LINE)


class VisitRow(Schema):
    """A case that was filed in this visit. ``due_on``: the last day of its parts, null where none has one."""

    id: str
    number: str
    state: str
    filed_at: Moment
    due_on: date | None


class VisitOut(Schema):
    """``since``: when the visitor came. ``cases``: in the order of filing."""

    since: Moment
    cases: list[VisitRow]


@router.get("/window/visit", url_name="window-visit", response={200: VisitOut, 422: Problem})
def visit(request: HttpRequest) -> VisitOut:
    """Everything that was filed since the visitor came, together. 422 where nobody stands there."""
    visitors.present(request)
    since = visitors.since(request)
    found = queries.filed_in_visit(actor_of(request), since)
    return VisitOut(since=since, cases=[_visit_row(each) for each in found])


def _visit_row(case: Case) -> VisitRow:
    days = [task.due_on for task in case.tasks.all() if task.due_on is not None]
    return VisitRow(
        id=case.public_id,
        number=case.number,
        state=case.state,
        filed_at=case.filed_at,
        due_on=max(days, default=None),
    )


@router.post("/window/papers", url_name="note-paper", response={201: MandateOut, **DOWN})
def paper(request: HttpRequest, body: Paper) -> Status[MandateOut]:
    """A paper by which a company lets the visitor act for it; ``POST /acting`` then acts under it."""
    organisation = organisation_for(actor_of(request), body.credit_code, visitors.present(request))
    made = people.note_paper(actor_of(request), organisation, body.services, body.from_day, body.to_day, body.paper)
    return Status(201, mandate_out(made))


@router.post("/window/children", url_name="note-guardian", response={201: MandateOut})
def child(request: HttpRequest, body: Child) -> Status[MandateOut]:
    """A paper that shows the visitor as the guardian of a minor; ``POST /acting`` then acts under it."""
    visitors.present(request)
    return Status(201, mandate_out(people.note_guardian(actor_of(request), body.name, body.id_number, body.paper)))


@router.post("/window/mergers", url_name="propose-merger", response={201: ApprovalOut})
def merger(request: HttpRequest, body: OtherIdentity) -> Status[ApprovalOut]:
    """Propose that the record under another number goes into the visitor's: both are one person."""
    visitors.present(request)
    made = people.propose_merge(actor_of(request), body.name, body.id_number, body.reason)
    return Status(201, approval_out(made, request))


@router.post("/window/identities", url_name="propose-identity", response={201: ApprovalOut})
def identity(request: HttpRequest, body: OtherIdentity) -> Status[ApprovalOut]:
    """Propose the name and number that the visitor's card shows, where others are held here."""
    visitors.present(request)
    made = people.propose_identity(actor_of(request), body.name, body.id_number, body.reason)
    return Status(201, approval_out(made, request))


@router.post("/window/alive", url_name="propose-alive", response={201: ApprovalOut})
def alive(request: HttpRequest, body: Reason) -> Status[ApprovalOut]:
    """Propose that the visitor lives: the register says that they have died, and here they stand."""
    visitors.present(request)
    return Status(201, approval_out(people.propose_alive(actor_of(request), body.reason), request))


@router.post("/window/recovery/code", url_name="recovery-code", response={202: None, **SLOWER})
def recovery_code(request: HttpRequest, body: Phone) -> Status[None]:
    """Send a code to the visitor's new phone."""
    visitors.present(request)
    send_code(body.phone)
    return Status(202, None)


@router.post("/window/recovery", url_name="propose-recovery", response={201: ApprovalOut})
def recovery(request: HttpRequest, body: Recovery) -> Status[ApprovalOut]:
    """Propose that the visitor comes in by another phone from now on, since they lost theirs."""
    visitors.present(request)
    made = people.propose_recovery(actor_of(request), body.phone, body.code, body.reason)
    return Status(201, approval_out(made, request))
