"""Files over the interface: handed in for a draft, fetched by a department's own system."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from yichuang.core.access import Actor
from yichuang.core.uploads import MEDIA_TYPES
from yichuang.faces.api import schemas
from yichuang.faces.api.present import draft_out
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
_FORM = {
    "requestBody": {
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
                        "sha256": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["files"],
                }
            }
        },
        "required": True,
    }
}

#: What kinds of files there are.
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_FILE = {"responses": {200: {"content": dict.fromkeys(MEDIA_TYPES, _BYTES)}}}


@router.post(
    "/drafts/{draft}/materials/{material}", url_name="material", response=schemas.DraftOut, openapi_extra=_FORM
)
def material(request: HttpRequest, draft: str, material: str) -> schemas.DraftOut:
    """Hand in files for a material; ``sha256``, one for each, are compared with what arrived.

    Good ones are kept beside bad ones; the first that was refused is the answer then.
    """
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    for error in commands.attach(actor, opened, material, incoming(request, "files"), request.POST.getlist("sha256")):
        raise error
    return draft_out(queries.open_draft(actor, draft))


@router.post("/drafts/{draft}/files/{file}/remove", url_name="remove-file", response=schemas.DraftOut)
def remove(request: HttpRequest, draft: str, file: str) -> schemas.DraftOut:
    """Take a file back that was not filed yet; one that is gone is gone."""
    actor = actor_of(request)
    commands.detach(actor, queries.open_draft(actor, draft), file)
    return draft_out(queries.open_draft(actor, draft))


@router.get("/parts/{task}/files/{file}", auth=None, url_name="part-file", response={200: None}, openapi_extra=_FILE)
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
