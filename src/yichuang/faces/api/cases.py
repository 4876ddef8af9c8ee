"""Cases of one's own, or the visitor's: where they stand, their proof, an answer to a department, withdrawing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from yichuang.core.access import Actor
from yichuang.core.words import N_, Said
from yichuang.faces.api.present import case_out
from yichuang.faces.api.schemas import CaseOut, Moment, Words
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases import proving

router = Router()


class CaseRow(Schema):
    id: str
    number: str
    state: str
    filed_at: Moment


class CasePage(Schema):
    cases: list[CaseRow]
    next: str | None


class EventProof(Schema):
    """An event. ``index`` and ``path`` (RFC 9162 § 2.1.3) once it is sealed; salt and payload of the filing alone."""

    entry: str
    index: int | None
    path: list[str]
    suite: str
    previous: str
    content: str
    header: str
    salt: str | None = None
    payload: str | None = None


class ProofOut(Schema):
    """What ``check_proof.py`` reads. Hashes are hexadecimal, ``promise`` and ``checkpoint`` signed notes."""

    what: str
    number: str
    events: list[EventProof]
    promise: str
    checkpoint: str | None
    key: str


@router.get("/cases", url_name="cases", response=CasePage)
def cases(request: HttpRequest, after: str = "") -> CasePage:
    """One page of my cases, newest first; ``after`` is the ``next`` of the page before."""
    page = queries.cases_of(actor_of(request), after)
    rows = [
        CaseRow(id=each.public_id, number=each.number, state=each.state, filed_at=each.filed_at) for each in page.rows
    ]
    return CasePage(cases=rows, next=page.next or None)


@router.get("/cases/{case}", url_name="case", response=CaseOut)
def case(request: HttpRequest, case: str) -> CaseOut:
    """Where a case stands, who holds each part, by when and why that day. That a clerk opened it is noted."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    if actor.on_behalf_of is not None:
        commands.looked_at_case(actor, view)
    return case_out(view)


@router.get("/cases/{case}/proof", url_name="proof", response=ProofOut)
def proof(request: HttpRequest, case: str) -> dict[str, Any]:
    """The proof of a case: our promise at once, its events below a signed checkpoint a minute later at most."""
    return proving.proof_file(queries.proof_of(actor_of(request), case))


@router.post("/cases/{case}/withdraw", url_name="withdraw", response=CaseOut)
def withdraw(request: HttpRequest, case: str) -> CaseOut:
    """Withdraw every part that has no outcome yet."""
    actor = actor_of(request)
    commands.withdraw(actor, queries.case_view(actor, case).case.pk)
    return case_out(queries.case_view(actor, case))


@router.post("/cases/{case}/parts/{task}/resubmit", url_name="resubmit", response=CaseOut)
def resubmit(request: HttpRequest, case: str, task: str, body: Words) -> CaseOut:
    """Answer what a department asked for: ``answers`` has one for each of the part's ``wanted``, empty where files do.

    Every thing that was asked for needs words or a file, as on the page.
    """
    actor = actor_of(request)
    part = part_of(actor, case, task)
    if part.state == "supplement":
        _every_one(part, body.answers)
    commands.resubmit(actor, part.task.pk, body.answers)
    return case_out(queries.case_view(actor, case))


def _every_one(part: queries.PartView, answers: Sequence[str]) -> None:
    """Raises Said, about the first thing asked for that has neither words nor a file."""
    if len(answers) != len(part.wanted):
        words = N_("Send one answer for each thing that the department asked for: %(count)s.")
        raise Said("answers-missing", words, field="answers", count=len(part.wanted))
    with_files = {each.item for each in queries.chosen_files(part.task)}
    for place, (item, text) in enumerate(zip(part.wanted, answers, strict=True)):
        if not text.strip() and place not in with_files:
            words = N_("Please answer this, too: %(item)s")
            raise Said("answers-missing", words, field=f"answers.{place}", item=item)


def part_of(actor: Actor, case: str, task: str) -> queries.PartView:
    """A part of a case that the actor may see. Raises Http404 where the case has no such part."""
    found = next((one for one in queries.case_view(actor, case).parts if one.task.public_id == task), None)
    if found is None:
        raise Http404
    return found
