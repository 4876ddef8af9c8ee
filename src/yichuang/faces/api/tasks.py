"""Departments' parts: an officer works on them in a session, the department's own system with an access token."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.present import part_out, task_row
from yichuang.faces.api.schemas import CONFLICT, PartOut, TaskRow, Words
from yichuang.faces.api.security import OFFICE
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.looks import looked_at_part
from yichuang.platform.cases.models import Task

router = Router()


class TaskPage(Schema):
    tasks: list[TaskRow]
    next: str | None


class Sheet(Schema):
    """``answers``: what the applicant wrote when something more was asked for, one for each of the part's ``wanted``.

    A text is as it was written; each of its line ends is a line feed.
    """

    part: PartOut
    items: list[dict[str, Any]]
    answers: list[str]


@router.get("/tasks", auth=OFFICE, url_name="tasks", response=TaskPage)
def tasks(request: HttpRequest, list: str = "open", after: str = "") -> TaskPage:
    """One page of the department's parts: ``list`` is open, accepted, supplement or ended."""
    page = queries.inbox(actor_of(request), list, after)
    return TaskPage(tasks=[task_row(each) for each in page.rows], next=page.next or None)


@router.get("/tasks/{task}", auth=OFFICE, url_name="task", response=Sheet)
def task(request: HttpRequest, task: str) -> Sheet:
    """A part as its department sees it: exactly the items that its matter declares."""
    sheet = queries.part_sheet(actor_of(request), task)
    looked_at_part(actor_of(request), sheet)
    return _sheet_out(sheet)


def _sheet_out(sheet: queries.PartSheet) -> Sheet:
    return Sheet(
        part=part_out(sheet.part),
        items=[{"fact": each.fact, "value": _plain(each.value), "source": each.source} for each in sheet.items],
        answers=list(sheet.answers),
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@router.post("/tasks/{task}/{verb}", auth=OFFICE, url_name="task-verb", response={200: Sheet, **CONFLICT})
def act(request: HttpRequest, task: str, verb: str, body: Words) -> Sheet:
    """take, accept, supplement, decline, grant, refuse, terminate or note-receipt."""
    actor = actor_of(request)
    subject = Task.objects.values_list("pk", flat=True).get(public_id=task)
    verbs: dict[str, Any] = {
        "take": lambda: commands.take(actor, subject),
        "accept": lambda: commands.accept(actor, subject),
        "supplement": lambda: commands.supplement(actor, subject, body.items, body.reason),
        "decline": lambda: commands.decline(actor, subject, body.reason),
        "grant": lambda: commands.grant(actor, subject, body.reason, body.receipt_number),
        "refuse": lambda: commands.refuse(actor, subject, body.reason),
        "terminate": lambda: commands.terminate(actor, subject, body.reason),
        "note-receipt": lambda: commands.note_receipt(actor, subject, body.receipt_number, body.provincial_number),
    }
    if verb not in verbs:
        raise Http404
    verbs[verb]()
    return _sheet_out(queries.part_sheet(actor, task))
