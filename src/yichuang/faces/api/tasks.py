"""Departments' parts: an officer works on them in a session, the department's own system with an access token."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from yichuang.core.uploads import MEDIA_TYPES
from yichuang.faces.api.forms import binary
from yichuang.faces.api.present import file_out, owed_out, part_out, task_row, unverified_out
from yichuang.faces.api.schemas import (
    CONFLICT,
    DOWN,
    FactValue,
    FileOut,
    Moment,
    OwedOut,
    PartOut,
    TaskRow,
    UnverifiedOut,
    Words,
)
from yichuang.faces.api.security import OFFICE
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.serving import file_response
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.looks import looked_at_file, looked_at_part
from yichuang.platform.cases.models import Event, Task

router = Router()


class TaskPage(Schema):
    tasks: list[TaskRow]
    next: str | None


class GivenOut(Schema):
    """A licence that the part gave, for its issuer."""

    id: str
    number: str
    issued_at: Moment
    withdrawn_at: Moment | None


class DoneOut(Schema):
    """Something that happened to the part, oldest first. ``who``: what an official is called, null for all others."""

    verb: str
    at: Moment
    role: str
    who: str | None
    reason: str
    items: list[str]


class SheetItemOut(Schema):
    """An item that the department got, and who says so: a register by its code, the applicant, or ``derived``.

    ``verified``: whether every figure and row of a table that it is worked out by was checked against its source.
    """

    fact: str
    value: FactValue
    source: str
    verified: bool


class Sheet(Schema):
    """``answers``: what the applicant wrote when something more was asked for, one for each of the part's ``wanted``.

    A text is as it was written; each of its line ends is a line feed. ``item_code``: the province's
    code of the matter. ``files``: what was handed in for the part; ``licences``: what it gave; ``may``: the verbs that
    are open to the reader now; ``died_on``: the applicant, by the register. ``unverified``: what decides about the
    part and was not checked against its source. ``unreached``: the last text about the case did not reach the
    applicant's phone. ``owed``: papers that follow later; ``owable``: which may, with a day from ``owed_first`` to
    ``owed_last``.
    """

    part: PartOut
    item_code: str
    items: list[SheetItemOut]
    answers: list[str]
    files: list[FileOut]
    licences: list[GivenOut]
    history: list[DoneOut]
    may: list[str]
    died_on: date | None
    unverified: list[UnverifiedOut]
    unreached: bool
    owed: list[OwedOut]
    owable: list[str]
    owed_first: date | None
    owed_last: date | None


@router.get("/tasks", auth=OFFICE, url_name="tasks", response=TaskPage)
def tasks(request: HttpRequest, list: str = "open", after: str = "", mine: bool = False) -> TaskPage:
    """One page of the department's parts: ``list`` names a state, or all that ended; ``mine``: one's own."""
    page = queries.inbox(actor_of(request), list, after, mine)
    return TaskPage(tasks=[task_row(each) for each in page.rows], next=page.next or None)


@router.get("/tasks/{task}", auth=OFFICE, url_name="task", response=Sheet)
def task(request: HttpRequest, task: str) -> Sheet:
    """A part as its department sees it: exactly the items that its matter declares."""
    sheet = queries.part_sheet(actor_of(request), task)
    looked_at_part(actor_of(request), sheet)
    return _sheet_out(sheet)


def _sheet_out(sheet: queries.PartSheet) -> Sheet:
    facts = sheet.published.package.facts
    return Sheet(
        part=part_out(sheet.part),
        item_code=sheet.part.task.item_code,
        items=[
            SheetItemOut(
                fact=each.fact,
                value=FactValue(facts[each.fact].plain(each.value)),
                source=each.source,
                verified=each.verified,
            )
            for each in sheet.items
        ],
        answers=list(sheet.answers),
        files=[file_out(each) for each in sheet.files],
        licences=[
            GivenOut(id=each.public_id, number=each.number, issued_at=each.issued_at, withdrawn_at=each.withdrawn_at)
            for each in sheet.licences
        ],
        history=[_done(sheet, each) for each in sheet.events],
        may=sorted(sheet.verbs),
        died_on=sheet.part.task.case.whom.deceased_on,
        unverified=unverified_out(sheet.published.package, sheet.unverified),
        unreached=sheet.unreached,
        owed=[owed_out(each) for each in sheet.owed],
        owable=[one.code for one in sheet.owable],
        owed_first=sheet.days.first if sheet.days else None,
        owed_last=sheet.days.last if sheet.days else None,
    )


def _done(sheet: queries.PartSheet, event: Event) -> DoneOut:
    said = sheet.payloads[event.position] or {}
    return DoneOut(
        verb=event.verb,
        at=event.at,
        role=event.role,
        who=sheet.officials.get(event.actor_id) if event.actor_id else None,
        reason=str(said.get("reason") or ""),
        items=[str(each) for each in said.get("items", ())],
    )


@router.post("/tasks/{task}/{verb}", auth=OFFICE, url_name="task-verb", response={200: Sheet, **CONFLICT})
def act(request: HttpRequest, task: str, verb: str, body: Words) -> Sheet:
    """Do one thing to the part, of those in its ``may``.

    take, accept, offer-owing (``materials`` that may follow, ``until``), receive-owed (``materials`` that came on
    paper), supplement, resubmit (what came to the desk), decline (``ground``: conditions, not-needed
    or not-ours, then with ``go``), ask-extension, begin-special (``procedure``,
    ``until``), end-special, grant, refuse, terminate or note-receipt; the head of the department: extend,
    decline-extension.
    """
    actor = actor_of(request)
    subject = Task.objects.values_list("pk", flat=True).get(public_id=task)
    verbs: dict[str, Any] = {
        "take": lambda: commands.take(actor, subject),
        "accept": lambda: commands.accept(actor, subject),
        "supplement": lambda: commands.supplement(actor, subject, body.items, body.reason),
        "offer-owing": lambda: commands.offer_owing(actor, subject, body.materials, body.until),
        "receive-owed": lambda: commands.receive_owed(actor, subject, body.materials),
        "resubmit": lambda: commands.resubmit(actor, subject, body.answers),
        "ask-extension": lambda: commands.ask_extension(actor, subject, body.reason),
        "extend": lambda: commands.extend(actor, subject),
        "decline-extension": lambda: commands.decline_extension(actor, subject, body.reason),
        "begin-special": lambda: commands.begin_special(actor, subject, body.procedure, body.reason, body.until),
        "end-special": lambda: commands.end_special(actor, subject),
        "decline": lambda: commands.decline(actor, subject, body.reason, body.ground, body.go),
        "grant": lambda: commands.grant(actor, subject, body.reason, body.receipt_number),
        "refuse": lambda: commands.refuse(actor, subject, body.reason),
        "terminate": lambda: commands.terminate(actor, subject, body.reason),
        "note-receipt": lambda: commands.note_receipt(actor, subject, body.receipt_number, body.provincial_number),
    }
    if verb not in verbs:
        raise Http404
    verbs[verb]()
    return _sheet_out(queries.part_sheet(actor, task))


@router.get(
    "/tasks/{task}/files/{file}", url_name="task-file", response={200: None, **DOWN}, openapi_extra=binary(*MEDIA_TYPES)
)
def file(request: HttpRequest, task: str, file: str) -> HttpResponse:
    """A file of a part, for an officer of its department. That it was opened is noted."""
    actor = actor_of(request)
    found, part, decision = queries.part_file(actor, task, file)
    looked_at_file(actor, found, part.case.person_id, decision)
    return file_response(request, found.file, f"{part.case.number}-{found.material or 'answer'}-{found.position}")
