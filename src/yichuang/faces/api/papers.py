"""What a person can take along: the papers of a case and licences as PDF, files that were handed in, an empty table."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Router, Schema

from yichuang.core.uploads import MEDIA_TYPES
from yichuang.faces.api.batches import need_company
from yichuang.faces.api.forms import binary
from yichuang.faces.api.schemas import DOWN, Moment
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.serving import file_response
from yichuang.faces.present.batches import XLSX, template_file
from yichuang.faces.present.cases import paper_line
from yichuang.lines.applications import queries
from yichuang.lines.applications.commands.looks import looked_at_file
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.licences import queries as licences

router = Router()

PDF = "application/pdf"


class PaperOut(Schema):
    """An official paper about a case. ``kind``: its code. ``issuer``: empty where it is the hall."""

    number: str
    kind: str
    title: str
    issuer: str
    issued_at: Moment


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    """To be saved under ``name``, which tells nothing of anybody."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=kind, headers=headers)


def _language() -> str:
    return get_language() or "zh-hans"


@router.get("/cases/{case}/receipt.pdf", url_name="receipt", response={200: None}, openapi_extra=binary(PDF))
def receipt(request: HttpRequest, case: str) -> HttpResponse:
    """The receipt (收件凭证), as of the filing, whatever happened since; in the language of ``Accept-Language``."""
    return _file(queries.receipt_pdf(actor_of(request), case, _language()), PDF, f"receipt-{case}.pdf")


@router.get("/cases/{case}/letter.pdf", url_name="letter", response={200: None}, openapi_extra=binary(PDF))
def letter(request: HttpRequest, case: str) -> HttpResponse:
    """The combined letter; 404 before every part has its outcome."""
    actor = actor_of(request)
    found = [one for one in queries.papers_of(queries.case_view(actor, case).case) if one.kind == "letter"]
    if not found:
        raise Http404
    return _file(queries.paper_pdf(actor, case, found[-1].number, _language()), PDF, f"letter-{case}.pdf")


@router.get("/cases/{case}/papers", url_name="papers", response=list[PaperOut])
def papers(request: HttpRequest, case: str) -> list[PaperOut]:
    """Every paper that was issued about a case, oldest first."""
    view = queries.case_view(actor_of(request), case)
    found = ((one.kind, paper_line(view, one)) for one in queries.papers_of(view.case))
    return [
        PaperOut(number=line.number, kind=kind, title=line.title, issuer=line.issuer, issued_at=line.issued_at)
        for kind, line in found
    ]


@router.get("/cases/{case}/papers/{number}", url_name="paper", response={200: None}, openapi_extra=binary(PDF))
def paper(request: HttpRequest, case: str, number: str) -> HttpResponse:
    """A paper as PDF, by its number."""
    return _file(queries.paper_pdf(actor_of(request), case, number, _language()), PDF, f"{number}.pdf")


@router.get("/licences/{licence}/pdf", url_name="licence-pdf", response={200: None}, openapi_extra=binary(PDF))
def licence(request: HttpRequest, licence: str) -> HttpResponse:
    """A licence as PDF, with its square."""
    found = licences.licence(actor_of(request), licence)
    return _file(licences.pdf(found, _language()), PDF, f"{found.number}.pdf")


@router.get(
    "/cases/{case}/files/{file}",
    url_name="case-file",
    response={200: None, **DOWN},
    openapi_extra=binary(*MEDIA_TYPES),
)
def case_file(request: HttpRequest, case: str, file: str) -> HttpResponse:
    """A file of a case, as it was handed in; that an official looked is noted."""
    actor = actor_of(request)
    found, owner, decision = queries.case_file(actor, case, file)
    looked_at_file(actor, found, owner.person_id, decision)
    return file_response(request, found.file, f"{found.material or 'answer'}-{found.position}")


@router.get(
    "/drafts/{draft}/files/{file}",
    url_name="draft-file",
    response={200: None, **DOWN},
    openapi_extra=binary(*MEDIA_TYPES),
)
def draft_file(request: HttpRequest, draft: str, file: str) -> HttpResponse:
    """A file of a draft, to look at it again."""
    found = queries.draft_file(actor_of(request), draft, file)
    return file_response(request, found.file, f"{found.material}-{found.position}")


@router.get("/services/{name}/table.xlsx", url_name="template", response={200: None}, openapi_extra=binary(XLSX))
def template(request: HttpRequest, name: str) -> HttpResponse:
    """The empty table of a service, for the company that one acts for: filled in, it is a batch."""
    published = catalog.current(name)
    need_company(actor_of(request))
    return _file(template_file(published.package, _language()), XLSX, f"{name}.xlsx")
