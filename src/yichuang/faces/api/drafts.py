"""Services, and a draft on its way: begun, answered, handed over, filed."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.core.packages.schema import MOST_MEMBERS
from yichuang.core.words import N_, Said
from yichuang.faces.api.present import draft_out
from yichuang.faces.api.schemas import SLOWER, DraftOut, Moment, Problem, Strict
from yichuang.faces.look import visitors
from yichuang.faces.look.middleware import actor_of, known_anew
from yichuang.faces.present.handovers import handover_page
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases import proving
from yichuang.platform.catalog import queries as catalog

router = Router()


class Service(Schema):
    name: str
    title: str
    version: int
    in_force: date


Member = dict[str, Annotated[str, Field(max_length=LONGEST_TEXT)]]
"""One member of a list: for each of the question's ``members`` what is answered; what is optional may be left out."""


class Answers(Strict):
    """By fact, what is answered; of a list its members."""

    answers: dict[str, str | Annotated[list[Member], Field(max_length=MOST_MEMBERS)]]


class File(Strict):
    """``owed``: materials that a clerk takes it on without, until ``owed_until``, once the visitor ``promised`` it."""

    version: int
    owed: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=50)
    owed_until: date | None = None
    promised: bool = False


class Handover(Strict):
    code: str = Field(max_length=200)


class HandoverOut(Schema):
    code: str
    address: str
    expires_at: Moment


class FiledOut(Schema):
    """``promise``: a signed note that the filing is in the log within a minute."""

    case: str
    number: str
    new: bool
    promise: str


class OpenCaseProblem(Problem):
    """The open case that is there already."""

    case: str


@router.get("/services", auth=None, url_name="services", response=list[Service])
def services(request: HttpRequest, q: str = "") -> list[Service]:
    """The services on offer; ``q`` looks for a part of the title."""
    return [
        Service(name=each.name, title=each.titles["zh-hans"], version=each.version, in_force=each.in_force)
        for each in catalog.services(q)
    ]


@router.post("/services/{name}/drafts", url_name="drafts", response={201: DraftOut, 409: OpenCaseProblem})
def begin(request: HttpRequest, name: str, again: bool = False) -> Status[DraftOut]:
    """Begin a draft, or get the open one; what registers know is in it already.

    While a case of the same service has no outcome, the answer is 409 with that case, unless ``again`` is true; a
    service that takes one application at a time answers so whatever ``again`` says.
    """
    return Status(201, draft_out(commands.begin_shown(actor_of(request), name, again=again)))


@router.get("/drafts/{draft}", url_name="draft", response=DraftOut)
def draft(request: HttpRequest, draft: str) -> DraftOut:
    """A draft: what is asked next, what is known and from whom, which matters follow."""
    return draft_out(queries.open_draft(actor_of(request), draft))


@router.post("/drafts/{draft}/answers", url_name="answers", response=DraftOut)
def answer(request: HttpRequest, draft: str, body: Answers) -> DraftOut:
    """Answer questions, all of these or none."""
    actor = actor_of(request)
    given = {key: one if isinstance(one, str) else json.dumps(one) for key, one in body.answers.items()}
    return draft_out(commands.answer(actor, queries.open_draft(actor, draft), given))


@router.post("/drafts/{draft}/ask-again", url_name="ask-again", response=DraftOut)
def ask_again(request: HttpRequest, draft: str) -> DraftOut:
    """Ask the registers that were down once more."""
    actor = actor_of(request)
    return draft_out(commands.ask_registers_again(actor, queries.open_draft(actor, draft)))


@router.post("/drafts/{draft}/hand-over", url_name="hand-over", response={201: HandoverOut})
def hand_over(request: HttpRequest, draft: str) -> Status[HandoverOut]:
    """A code of nine digits with which a window, or the person's phone, goes on with this draft. It works once."""
    actor = actor_of(request)
    page = handover_page(commands.hand_over(actor, queries.open_draft(actor, draft)))
    out = HandoverOut(code="".join(page.groups), address=page.address, expires_at=page.expires_at)
    return Status(201, out)


@router.post("/continue", url_name="continue", response={200: DraftOut, **SLOWER})
def go_on(request: HttpRequest, body: Handover) -> DraftOut:
    """Go on with a draft by its code: a clerk with what a visitor brought, a person on a phone of their own."""
    actor, account = actor_of(request), request.user
    if actor.role == "clerk":
        taken = commands.take_over(actor, body.code)
        visitors.receive(request, taken.person_id)
    else:
        taken = commands.continue_here(account, body.code)  # type: ignore[arg-type]
    known_anew(request)  # with the visitor or as the person
    return draft_out(queries.open_draft(actor_of(request), taken.draft))


@router.post("/drafts/{draft}/file", url_name="file", response={200: FiledOut, 201: FiledOut})
def file(request: HttpRequest, draft: str, body: File) -> Status[FiledOut]:
    """File the draft as it was at ``version``. With an ``Idempotency-Key`` the same request again answers the same."""
    actor = actor_of(request)
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > 80 or not key.isprintable():
        raise Said("bad-key", N_("An idempotency key has at most 80 printable characters."), field="Idempotency-Key")
    follow = commands.ToFollow(frozenset(body.owed), body.owed_until, body.promised) if body.owed else None
    intent = f"{draft}:{body.version}{f':{sorted(body.owed)}:{body.owed_until}' if follow else ''}".encode()
    filed = commands.submit(actor, queries.open_draft(actor, draft), body.version, key, intent, follow)
    promise = proving.promise_of(filed.case_id)
    out = FiledOut(case=filed.public_id, number=filed.number, new=filed.new, promise=promise)
    return Status(201 if filed.new else 200, out)
