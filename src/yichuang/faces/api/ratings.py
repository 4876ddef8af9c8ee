"""好差评: a low grade is read and answered by the department that it is about, and the applicant reads the answer."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.ratings import grades, invitation_address, reasons
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks
from yichuang.lines.applications.models import Rating
from yichuang.platform.cases.errors import NotPossible

router = Router()


class Rate(Strict):
    grade: int = Field(ge=1, le=5)
    reasons: list[str] = Field(default_factory=list, max_length=10)
    words: str = Field(default="", max_length=LONGEST_TEXT)
    part: str = Field(default="", max_length=40)


class RatingOut(Schema):
    grade: int
    reasons: list[str]
    due_on: date | None
    answered: bool
    answer: str | None


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


class LowRow(Schema):
    """A low grade in its department's list. ``number``: the case's."""

    id: str
    number: str
    grade: int
    reasons: list[str]
    due_on: date | None


class LowPage(Schema):
    ratings: list[LowRow]
    next: str | None


class LowOut(LowRow):
    """A low grade. ``matter``: what it is about, null for the whole case. ``upheld``: whether what was said was so."""

    matter: str | None
    words: str | None
    rated_at: Moment
    answer: str | None
    upheld: bool | None
    answered_at: Moment | None


class RatingAnswer(Strict):
    answer: str = Field(max_length=LONGEST_TEXT)
    upheld: bool


def _rating(found: Rating) -> RatingOut:
    return RatingOut(
        grade=found.grade,
        reasons=found.reasons,
        due_on=found.due_on,
        answered=found.answered_at is not None,
        answer=found.answer,
    )


@router.post("/cases/{case}/rating", url_name="rate", response=RatingOut)
def rate(request: HttpRequest, case: str, body: Rate) -> RatingOut:
    """Rate a concluded case, once: 1 very satisfied … 5 not satisfied at all; 4 and 5 with reasons or words."""
    given = commands.rate(actor_of(request), case, body.grade, reasons=body.reasons, words=body.words, part=body.part)
    return _rating(given)


@router.get("/cases/{case}/rating", url_name="rate", response=RatingOut)
def rating(request: HttpRequest, case: str) -> RatingOut:
    """The rating of my case, with the department's answer to a low one; 404 before it is given."""
    given = queries.rating_of(queries.case_view(actor_of(request), case).case.pk)
    if given is None:
        raise Http404
    return _rating(given)


@router.get("/cases/{case}/invitation", url_name="rating-invitation", response={200: Invitation, **CONFLICT})
def invitation(request: HttpRequest, case: str) -> Invitation:
    """At a window: where the visitor rates this case on their own phone, without signing in, within thirty days."""
    view = queries.case_view(actor_of(request), case)
    if not view.ended or queries.rating_of(view.case.pk) is not None:
        raise NotPossible("rate", view.case.state)
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
    """Rate by the token of a square, once, without signing in: whoever holds it may."""
    actor, case = commands.invited(token)
    given = commands.rate(actor, case, body.grade, reasons=body.reasons, words=body.words, part=body.part)
    return _rating(given)


def _row(found: Rating) -> LowRow:
    return LowRow(
        id=found.public_id,
        number=found.case.number,
        grade=found.grade,
        reasons=found.reasons,
        due_on=found.due_on,
    )


@router.get("/desk/ratings", url_name="ratings", response=LowPage)
def low(request: HttpRequest, after: str = "") -> LowPage:
    """One page of the low grades that wait for the department's answer, the first due first."""
    page = queries.low_ratings(actor_of(request), after)
    return LowPage(ratings=[_row(each) for each in page.rows], next=page.next or None)


@router.get("/desk/ratings/{rating}", url_name="rating", response=LowOut)
def one(request: HttpRequest, rating: str) -> LowOut:
    """A low grade: what was said, and the answer. That it was opened is noted."""
    actor = actor_of(request)
    found, decision = queries.low_rating(actor, rating)
    looks.looked_at_rating(actor, found, decision)
    return LowOut(
        **dict(_row(found)),
        matter=found.task.matter if found.task else None,
        words=found.words,
        rated_at=found.rated_at,
        answer=found.answer,
        upheld=found.upheld,
        answered_at=found.answered_at,
    )


@router.post("/desk/ratings/{rating}/answer", url_name="answer-rating", response={200: RatingOut, **CONFLICT})
def answer(request: HttpRequest, rating: str, body: RatingAnswer) -> RatingOut:
    """Answer a low grade, once: what was found and done. The applicant is told and reads it with the case."""
    subject = Rating.objects.values_list("pk", flat=True).get(public_id=rating)
    return _rating(commands.answer_rating(actor_of(request), subject, body.answer, body.upheld))
