"""Bad ratings and reports, for the heads who put them right: the same verbs as on the desk."""

from __future__ import annotations

from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.ratings import commands, queries
from yichuang.lines.ratings.looks import looked_at
from yichuang.lines.ratings.models import Complaint

router = Router()

ComplaintList = Literal["open", "ended"]


class ComplaintRow(Schema):
    """A complaint in its list. ``number``: of its own case. ``source``: rating, visit or stuck."""

    id: str
    number: str
    source: str
    department: str
    service: str
    grade: int | None
    reasons: list[str]
    state: str
    due_on: date | None


class ComplaintsOut(Schema):
    complaints: list[ComplaintRow]
    next: str | None


class ComplaintStep(Schema):
    verb: str
    at: Moment
    by: str
    note: str
    reached: bool | None


class ComplaintOut(ComplaintRow):
    """``phone``, ``person``: only for whoever calls back, where they are known. ``verbs``: what can be done now."""

    words: str
    came_at: Moment
    phone: str
    person: str
    steps: list[ComplaintStep]
    verbs: list[str]


class CallBack(Strict):
    note: str = Field(max_length=LONGEST_TEXT)
    reached: bool


class Noted(Strict):
    note: str = Field(max_length=LONGEST_TEXT)


class Answered(Strict):
    reason: str = Field(max_length=LONGEST_TEXT)


class CauseOut(Schema):
    department: str
    service: str
    reason: str
    times: int
    days: int
    raised_at: Moment


class CausesOut(Schema):
    causes: list[CauseOut]
    next: str | None


def _row(found: Complaint) -> ComplaintRow:
    return ComplaintRow(
        id=found.task.public_id,
        number=found.task.case.number,
        source=found.source,
        department=found.department.code,
        service=found.service,
        grade=found.grade,
        reasons=found.reasons,
        state=found.task.state,
        due_on=found.task.due_on,
    )


@router.get("/desk/complaints", url_name="complaints", response=ComplaintsOut)
def complaints(request: HttpRequest, list: ComplaintList = "open", after: str = "") -> ComplaintsOut:
    """One page of the complaints that a head may see; those that wait, the first due first."""
    page = queries.complaints(actor_of(request), list, after)
    return ComplaintsOut(complaints=[_row(each) for each in page.rows], next=page.next or None)


@router.get("/desk/causes", url_name="causes", response=CausesOut)
def causes(request: HttpRequest, after: str = "") -> CausesOut:
    """A page of causes that came again and again, the newest first."""
    page = queries.repeated(actor_of(request), after)
    rows = [
        CauseOut(
            department=each.department.code,
            service=each.service,
            reason=each.reason,
            times=each.times,
            days=each.days,
            raised_at=each.raised_at,
        )
        for each in page.rows
    ]
    return CausesOut(causes=rows, next=page.next or None)


def _whole(request: HttpRequest, complaint: str) -> ComplaintOut:
    actor = actor_of(request)
    sheet = queries.complaint_sheet(actor, complaint)
    looked_at(actor, sheet)
    return ComplaintOut(
        **dict(_row(sheet.complaint)),
        words=sheet.complaint.words or "",
        came_at=sheet.complaint.task.filed_at,
        phone=sheet.phone,
        person=sheet.person,
        steps=[ComplaintStep(**vars(each)) for each in sheet.steps],
        verbs=sorted(sheet.verbs),
    )


def _task(complaint: str) -> Complaint:
    return Complaint.objects.only("task_id").get(task__public_id=complaint)


@router.get("/desk/complaints/{complaint}", url_name="complaint", response=ComplaintOut)
def one(request: HttpRequest, complaint: str) -> ComplaintOut:
    """A complaint: what was said, what was done, what can be done now. That it was opened is noted."""
    return _whole(request, complaint)


@router.post("/desk/complaints/{complaint}/call-back", url_name="call-back", response={200: ComplaintOut, **CONFLICT})
def call_back(request: HttpRequest, complaint: str, body: CallBack) -> ComplaintOut:
    """Noted that the person was called back, and what came of it."""
    commands.call_back(actor_of(request), _task(complaint).task_id, body.note, body.reached)
    return _whole(request, complaint)


@router.post("/desk/complaints/{complaint}/rectify", url_name="rectify", response={200: ComplaintOut, **CONFLICT})
def rectify(request: HttpRequest, complaint: str, body: Answered) -> ComplaintOut:
    """Put right and answered: the person reads what was found and done."""
    commands.rectify(actor_of(request), _task(complaint).task_id, body.reason)
    return _whole(request, complaint)


@router.post("/desk/complaints/{complaint}/appeal", url_name="appeal", response={200: ComplaintOut, **CONFLICT})
def appeal(request: HttpRequest, complaint: str, body: Noted) -> ComplaintOut:
    """Appeal against the rating; a second head decides."""
    commands.appeal(actor_of(request), _task(complaint).task_id, body.note)
    return _whole(request, complaint)


@router.post("/desk/complaints/{complaint}/set-aside", url_name="set-aside", response={200: ComplaintOut, **CONFLICT})
def set_aside(request: HttpRequest, complaint: str, body: Answered) -> ComplaintOut:
    """The appeal is right: the rating is counted apart and stays; the person reads why."""
    commands.set_aside(actor_of(request), _task(complaint).task_id, body.reason)
    return _whole(request, complaint)


@router.post("/desk/complaints/{complaint}/dismiss", url_name="dismiss", response={200: ComplaintOut, **CONFLICT})
def dismiss(request: HttpRequest, complaint: str, body: Noted) -> ComplaintOut:
    """The appeal is not right: the complaint is worked on as before."""
    commands.dismiss(actor_of(request), _task(complaint).task_id, body.note)
    return _whole(request, complaint)
