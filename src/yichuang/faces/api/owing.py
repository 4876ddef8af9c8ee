"""Papers that follow later (容缺受理): say yes or no to what an officer offers, hand in what is owed.

For the applicant, whoever acts for them, and the clerk before whom they stand.
"""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from yichuang.faces.api.cases import part_of
from yichuang.faces.api.forms import MANY, form_of
from yichuang.faces.api.present import case_out, file_out
from yichuang.faces.api.schemas import CONFLICT, CaseOut, FileOut
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.platform.files.incoming import incoming

router = Router()

_FORM = form_of({"files": MANY, "sha256": {"type": "array", "items": {"type": "string"}}}, ["files"])


@router.post("/cases/{case}/parts/{task}/promise", url_name="promise", response={200: CaseOut, **CONFLICT})
def promise(request: HttpRequest, case: str, task: str) -> CaseOut:
    """Accept what the officer offers: the part is taken on, and the papers follow until the day in ``owed``."""
    actor = actor_of(request)
    commands.promise(actor, part_of(actor, case, task).task.pk)
    return case_out(queries.case_view(actor, case))


@router.post("/cases/{case}/parts/{task}/decline-owing", url_name="decline-owing", response={200: CaseOut, **CONFLICT})
def decline(request: HttpRequest, case: str, task: str) -> CaseOut:
    """Say no to it: the part stays as it is, and the officer reads so."""
    actor = actor_of(request)
    commands.decline_owing(actor, part_of(actor, case, task).task.pk)
    return case_out(queries.case_view(actor, case))


@router.get("/cases/{case}/owed/{material}", url_name="owed-files", response=list[FileOut])
def chosen(request: HttpRequest, case: str, material: str) -> list[FileOut]:
    """The files that were chosen for an owed paper; they leave with ``hand-in``."""
    view = queries.case_view(actor_of(request), case)
    return [file_out(each) for each in queries.chosen_owed(view.case.pk).get(material, [])]


@router.post("/cases/{case}/owed/{material}/files", url_name="owed-file", response=list[FileOut], openapi_extra=_FORM)
def attach(request: HttpRequest, case: str, material: str) -> list[FileOut]:
    """Choose files for an owed paper; ``sha256``, one for each, are compared with what arrived.

    Good ones are kept beside bad ones; the first that was refused is the answer then.
    """
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    files, claimed = incoming(request, "files"), request.POST.getlist("sha256")
    for error in commands.attach_owed(actor, view.case.pk, material, files, claimed):
        raise error
    return [file_out(each) for each in queries.chosen_owed(view.case.pk).get(material, [])]


@router.post("/cases/{case}/owed/{material}/files/{file}/remove", url_name="remove-owed", response=list[FileOut])
def remove(request: HttpRequest, case: str, material: str, file: str) -> list[FileOut]:
    """Take a chosen file back that has not left yet; one that is gone is gone."""
    actor = actor_of(request)
    view = queries.case_view(actor, case)
    commands.detach_owed(actor, view.case.pk, file)
    return [file_out(each) for each in queries.chosen_owed(view.case.pk).get(material, [])]


@router.post("/cases/{case}/owed/{material}/hand-in", url_name="hand-in", response={200: CaseOut, **CONFLICT})
def hand_in(request: HttpRequest, case: str, material: str) -> CaseOut:
    """Hand an owed paper in with the files that were chosen; when all are there, everybody concerned is told."""
    actor = actor_of(request)
    commands.hand_in(actor, queries.case_view(actor, case).case.pk, material)
    return case_out(queries.case_view(actor, case))
