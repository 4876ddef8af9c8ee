"""好差评: given by whoever was concerned, without a name; read again with what came of a bad one."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.core.access import Actor
from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.ratings import grades, invitation_address, progress_view, reasons
from yichuang.lines.applications import queries
from yichuang.lines.ratings import commands
from yichuang.lines.ratings import queries as rated
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.errors import NotRatable
from yichuang.lines.ratings.models import Complaint, Rating
from yichuang.platform.hall.models import Ticket

router = Router()


class Rate(Strict):
    """``phone``: where one may be called back, if one likes; kept only of a bad grade for a visit."""

    grade: int = Field(ge=1, le=5)
    reasons: list[str] = Field(default_factory=list, max_length=20)
    words: str = Field(default="", max_length=LONGEST_TEXT)
    phone: str = Field(default="", max_length=30)


class RatePart(Rate):
    """``part``: the id of the part that is meant; empty for the whole."""

    part: str = Field(default="", max_length=40)


class CameOfIt(Schema):
    """What came of a bad rating or a report. ``answer``: null before it is answered, at the latest on ``due_on``."""

    id: str
    number: str
    state: str
    due_on: date | None
    called_at: Moment | None
    reached: bool
    answer: str | None


class RatingOut(Schema):
    """``part``: the id of the part, null for the whole or a visit. ``set_aside``: counted apart after an appeal."""

    part: str | None
    grade: int
    reasons: list[str]
    set_aside: bool
    complaint: CameOfIt | None


class RatingsOut(Schema):
    ratings: list[RatingOut]


class Invitation(Schema):
    """``address``: what the square says. ``token``: its last part, for ``/rate/{token}``."""

    token: str
    address: str


class GradeOut(Schema):
    grade: int
    words: str


class ReasonOut(Schema):
    """``reason``: the code to send."""

    reason: str
    words: str


class InvitedOut(Schema):
    """The grades that can be given, the best first, and the reasons that can be named for one of the two worst."""

    grades: list[GradeOut]
    reasons: list[ReasonOut]


class Report(Strict):
    """``service``: what it is about, in words; ``phone``: another number to be called on."""

    words: str = Field(max_length=LONGEST_TEXT)
    service: str = Field(default="", max_length=60)
    phone: str = Field(default="", max_length=30)


class ReportOut(CameOfIt):
    """A report that something could not be done, and what came of it."""

    service: str
    words: str


class ReportsOut(Schema):
    complaints: list[ReportOut]
    next: str | None


def progress(complaint: Complaint) -> CameOfIt:
    """What came of it, as it is told to whoever said it."""
    view = progress_view(complaint)
    return CameOfIt(
        id=view.id,
        number=view.number,
        state=view.state,
        due_on=view.due_on,
        called_at=view.called_at,
        reached=view.reached,
        answer=view.answer if view.ended else None,
    )


def _rating(given: rated.Given) -> RatingOut:
    one = given.rating
    return RatingOut(
        part=one.task.public_id if isinstance(one, Rating) and one.task else None,
        grade=one.grade,
        reasons=one.reasons,
        set_aside=one.set_aside_at is not None,
        complaint=progress(given.complaint) if given.complaint else None,
    )


def _said(body: Rate) -> Said:
    return Said(body.reasons, body.words, body.phone)


def _given(rating: Rating) -> RatingOut:
    return _rating(next(each for each in rated.of_case(rating.case_id) if each.rating.pk == rating.pk))


@router.post("/cases/{case}/rating", url_name="rate", response={200: RatingOut, **CONFLICT})
def rate(request: HttpRequest, case: str, body: RatePart) -> RatingOut:
    """Rate a concluded case or a part of it, each once: 1 the best … 5 the worst; 4 and 5 with reasons or words."""
    return _given(commands.rate(actor_of(request), case, body.grade, _said(body), part=body.part))


@router.get("/cases/{case}/rating", url_name="rate", response=RatingsOut)
def rating(request: HttpRequest, case: str) -> RatingsOut:
    """The ratings of my case, with what came of a bad one; empty before one is given."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    return RatingsOut(ratings=[_rating(each) for each in rated.own_ratings(actor, view.case)])


@router.get("/cases/{case}/invitation", url_name="rating-invitation", response={200: Invitation, **CONFLICT})
def invitation(request: HttpRequest, case: str) -> Invitation:
    """At a window: where the visitor rates this case on their own phone, without signing in."""
    view = queries.case_view(actor_of(request), case)
    if not view.ended or rated.of_case(view.case.pk):
        raise NotRatable
    address = invitation_address(view.case.public_id)
    return Invitation(token=address.rpartition("/")[2], address=address)


@router.get("/rate/{token}", auth=None, url_name="rate-invited", response=InvitedOut)
def invited(request: HttpRequest, token: str) -> InvitedOut:
    """What can be said by the token of a square, in words; nothing of the case it is about. 404 where it is too old."""
    commands.invited(token)
    return InvitedOut(
        grades=[GradeOut(grade=code, words=words) for code, words in grades()],
        reasons=[ReasonOut(reason=code, words=words) for code, words in reasons()],
    )


@router.post("/rate/{token}", auth=None, url_name="rate-invited", response={200: RatingOut, **CONFLICT})
def rate_invited(request: HttpRequest, token: str, body: Rate) -> RatingOut:
    """Rate by the token of a square or message, once, without signing in: whoever holds it may."""
    actor, case = commands.invited(token)
    return _given(commands.rate(actor, case, body.grade, _said(body)))


@router.post("/tickets/{ticket}/rating", auth=None, url_name="rate-visit", response={200: RatingOut, **CONFLICT})
def rate_visit(request: HttpRequest, ticket: str, body: Rate) -> RatingOut:
    """Rate a visit by the address of its ticket, once, after it was served: whoever holds it may."""
    actor = Actor(account_id=actor_of(request).account_id, channel="qr")
    found = rated.of_visit(commands.rate_visit(actor, ticket, body.grade, _said(body)).ticket_id)
    assert found is not None  # it was given just now
    return _rating(found)


@router.get("/tickets/{ticket}/rating", auth=None, url_name="rate-visit", response=RatingsOut)
def visit_rating(request: HttpRequest, ticket: str) -> RatingsOut:
    """The rating of a visit, with what came of a bad one; empty before it is given."""
    pk = Ticket.objects.values_list("pk", flat=True).get(public_id=ticket)
    found = rated.of_visit(pk)
    return RatingsOut(ratings=[_rating(found)] if found else [])


def _report(complaint: Complaint) -> ReportOut:
    return ReportOut(**dict(progress(complaint)), service=complaint.service, words=complaint.words or "")


@router.post("/complaints", url_name="reports", response=ReportOut)
def report(request: HttpRequest, body: Report) -> ReportOut:
    """Say what could not be done (办不成事); a clerk does it for whoever stands at the window."""
    actor = actor_of(request)
    made = commands.report(actor, body.words, service=body.service, phone=body.phone)
    return _report(made)


@router.get("/complaints", url_name="reports", response=ReportsOut)
def reports(request: HttpRequest, after: str = "") -> ReportsOut:
    """A page of what I reported that could not be done, newest first."""
    page = rated.own_complaints(actor_of(request), after)
    return ReportsOut(complaints=[_report(each) for each in page.rows], next=page.next or None)


@router.get("/complaints/{complaint}", url_name="reported", response=ReportOut)
def reported(request: HttpRequest, complaint: str) -> ReportOut:
    """One of them, with its answer once there is one."""
    found = rated.followed(actor_of(request), complaint)
    if found.source != Complaint.Source.STUCK:
        raise Http404
    return _report(found)
