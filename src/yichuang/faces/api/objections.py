"""What somebody says is wrong in a register: said beside a draft, answered by the register's owner, read again."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.identifiers import LONGEST_TEXT, mask_name
from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks
from yichuang.lines.applications.models import Objection

router = Router()


class Stated(Strict):
    """``stated``: what is right instead, in the person's words."""

    stated: str = Field(max_length=LONGEST_TEXT)


class Answer(Strict):
    answer: str = Field(max_length=LONGEST_TEXT)


class ObjectionOut(Schema):
    """An objection as its person reads it. ``department``: who owns the register and answers."""

    id: str
    register_code: str
    fact: str
    department: str
    stated: str
    raised_at: Moment
    answer: str | None
    answered_at: Moment | None


class ObjectionPage(Schema):
    objections: list[ObjectionOut]
    next: str | None


class ObjectionRow(Schema):
    """An objection in its department's list, the person's name masked."""

    id: str
    register_code: str
    fact: str
    person: str
    raised_at: Moment


class ObjectionRows(Schema):
    objections: list[ObjectionRow]
    next: str | None


class ObjectionSheet(ObjectionOut):
    """An objection for the register's owner: whose record it is, and what the register says."""

    name: str
    id_number: str
    registered: str


def _out(found: Objection) -> ObjectionOut:
    return ObjectionOut(
        id=found.public_id,
        register_code=found.registry,
        fact=found.fact,
        department=found.department.code,
        stated=found.stated,
        raised_at=found.raised_at,
        answer=found.answer,
        answered_at=found.answered_at,
    )


@router.post("/drafts/{draft}/facts/{fact}/objection", url_name="object", response={201: ObjectionOut})
def object_to(request: HttpRequest, draft: str, fact: str, body: Stated) -> Status[ObjectionOut]:
    """Say that a register is wrong about a fact of this draft. Its owner answers; nothing is edited here."""
    actor = actor_of(request)
    return Status(201, _out(commands.object_to(actor, queries.open_draft(actor, draft), fact, body.stated)))


@router.get("/objections", url_name="own-objections", response=ObjectionPage)
def own(request: HttpRequest, after: str = "") -> ObjectionPage:
    """One page of what I objected to, newest first, with the answers; ``after`` is the ``next`` of the page before."""
    page = queries.objections_followed(actor_of(request), after)
    return ObjectionPage(objections=[_out(each) for each in page.rows], next=page.next or None)


@router.get("/desk/objections", url_name="objections", response=ObjectionRows)
def waiting(request: HttpRequest, after: str = "") -> ObjectionRows:
    """One page of the objections that wait for the department's answer, the longest waiting first."""
    page = queries.objections(actor_of(request), after)
    rows = [
        ObjectionRow(
            id=each.public_id,
            register_code=each.registry,
            fact=each.fact,
            person=mask_name(each.person.name),
            raised_at=each.raised_at,
        )
        for each in page.rows
    ]
    return ObjectionRows(objections=rows, next=page.next or None)


@router.get("/desk/objections/{objection}", url_name="objection", response=ObjectionSheet)
def one(request: HttpRequest, objection: str) -> ObjectionSheet:
    """An objection, answered or not, with what the register says. That it was opened is noted."""
    actor = actor_of(request)
    found, decision = queries.objection(actor, objection)
    looks.looked_at_objection(actor, found, decision)
    return ObjectionSheet(
        **_out(found).model_dump(exclude={"raised_at", "answered_at"}),
        raised_at=found.raised_at,
        answered_at=found.answered_at,
        name=found.person.name,
        id_number=found.person.id_number,
        registered=found.registered,
    )


@router.post(
    "/desk/objections/{objection}/answer", url_name="answer-objection", response={200: ObjectionOut, **CONFLICT}
)
def answer(request: HttpRequest, objection: str, body: Answer) -> ObjectionOut:
    """Answer an objection, once. The person is told, and reads the answer with their messages."""
    subject = Objection.objects.values_list("pk", flat=True).get(public_id=objection)
    return _out(commands.answer_objection(actor_of(request), subject, body.answer))
