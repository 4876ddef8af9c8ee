"""Files over the interface: handed in for a draft, fetched by a department's own system."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yichuang.core.access import Actor
from yichuang.core.uploads import MEDIA_TYPES
from yichuang.core.words import N_, Said
from yichuang.faces.api.cases import part_of
from yichuang.faces.api.forms import MANY, binary, form_of
from yichuang.faces.api.present import draft_out, file_out
from yichuang.faces.api.schemas import DraftOut, FileOut
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.serving import file_response
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.access import READ
from yichuang.lines.applications.commands.looks import looked_at_file
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.errors import BadSignature
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.signing import check_signature
from yichuang.platform.files.incoming import incoming
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Department

router = Router()


#: What a form with files looks like, for whoever reads the description of the interface.
_FORM = form_of({"files": MANY, "sha256": {"type": "array", "items": {"type": "string"}}}, ["files"])
#: The same without digests.
_ANSWER = form_of({"files": MANY}, ["files"])

Item = Annotated[int, Field(ge=0, lt=50)]


class ChosenOut(Schema):
    """A file that was chosen for ``item``, a place in the part's ``wanted``, and has not left yet."""

    item: int
    file: FileOut


@router.post("/drafts/{draft}/materials/{material}", url_name="material", response=DraftOut, openapi_extra=_FORM)
def material(request: HttpRequest, draft: str, material: str) -> DraftOut:
    """Hand in files for a material; ``sha256``, one for each, are compared with what arrived.

    Good ones are kept beside bad ones; the first that was refused is the answer then.
    """
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    for error in commands.attach(actor, opened, material, incoming(request, "files"), request.POST.getlist("sha256")):
        raise error
    return draft_out(queries.open_draft(actor, draft))


@router.post("/drafts/{draft}/files/{file}/remove", url_name="remove-file", response=DraftOut)
def remove(request: HttpRequest, draft: str, file: str) -> DraftOut:
    """Take a file back that was not filed yet; one that is gone is gone."""
    actor = actor_of(request)
    commands.detach(actor, queries.open_draft(actor, draft), file)
    return draft_out(queries.open_draft(actor, draft))


@router.post("/drafts/{draft}/files/{file}/earlier", url_name="put-earlier", response=DraftOut)
def earlier(request: HttpRequest, draft: str, file: str) -> DraftOut:
    """Move a file of a material one place to the front."""
    actor = actor_of(request)
    commands.put_earlier(actor, queries.open_draft(actor, draft), file)
    return draft_out(queries.open_draft(actor, draft))


@router.get("/cases/{case}/parts/{task}/files", url_name="answer-files", response=list[ChosenOut])
def chosen(request: HttpRequest, case: str, task: str) -> list[ChosenOut]:
    """The files that were chosen as answers to what a department asked for; they leave with ``resubmit``."""
    return _chosen(part_of(actor_of(request), case, task))


@router.post(
    "/cases/{case}/parts/{task}/answers/{item}/files",
    url_name="answer-file",
    response=list[ChosenOut],
    openapi_extra=_ANSWER,
)
def answer(request: HttpRequest, case: str, task: str, item: Item) -> list[ChosenOut]:
    """Choose files as the answer to one thing that a department asked for: ``item`` is its place in ``wanted``, from 0.

    Good ones are kept beside bad ones; the first that was refused is the answer then.
    """
    actor = actor_of(request)
    part = part_of(actor, case, task)
    if part.state == "supplement" and item >= len(part.wanted):
        raise Said("no-item", N_("The department did not ask for so many things."), field="item")
    for error in commands.attach_answer(actor, part.task.pk, item, incoming(request, "files")):
        raise error
    return _chosen(part_of(actor, case, task))


@router.post("/cases/{case}/parts/{task}/files/{file}/remove", url_name="remove-answer", response=list[ChosenOut])
def remove_answer(request: HttpRequest, case: str, task: str, file: str) -> list[ChosenOut]:
    """Take a chosen file back that has not left yet; one that is gone is gone."""
    actor = actor_of(request)
    commands.detach_answer(actor, part_of(actor, case, task).task.pk, file)
    return _chosen(part_of(actor, case, task))


def _chosen(part: queries.PartView) -> list[ChosenOut]:
    found = queries.chosen_files(part.task)
    return [ChosenOut(item=each.item, file=file_out(each)) for each in found if each.item is not None]


@router.get(
    "/parts/{task}/files/{file}",
    auth=None,
    url_name="part-file",
    response={200: None},
    openapi_extra=binary(*MEDIA_TYPES),
)
def part_file(request: HttpRequest, task: str, file: str) -> HttpResponse:
    """A file of a part, for the own system of its department, by a signed request."""
    department = _asking(request)
    actor = Actor(
        role="system",
        system=department.code,
        scopes=(READ,),  # each request is signed for itself
        department_id=department.pk,
        division=department.division_id,
        channel="callback",
    )
    found, part, decision = queries.part_file(actor, task, file)
    looked_at_file(actor, found, part.case.person_id, decision)
    return file_response(request, found.file, f"{found.material or 'answer'}-{found.position}")


def _asking(request: HttpRequest) -> Department:
    """The department whose system signed this request. Raises BadSignature."""
    departments = people.departments_cached()
    for code, system in exchange.systems(System.Kind.DEPARTMENT).items():
        try:
            check_signature(system.public_key, "GET", request.get_full_path(), b"", request.headers)
        except BadSignature:
            continue
        if code in departments:
            return departments[code]
    raise BadSignature("no department's system")
