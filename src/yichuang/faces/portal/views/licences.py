"""One's licences, each as a PDF; and what a stranger learns who scans the square on one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import in_language
from yichuang.faces.portal.pages import draw, page
from yichuang.platform.licences import queries
from yichuang.platform.licences.models import Licence


@page
def licences(request: HttpRequest) -> HttpResponse:
    """The licences, withdrawn ones too; below level 2 how to have them shown."""
    actor = actor_of(request)
    context = {
        "licences": queries.licences_of(actor),
        "enough": actor.level >= 2 or actor.role == "clerk",
        "section": "licences",
        "back": reverse("portal:cases"),
    }
    return draw(request, "licences", context)


@page
def pdf(request: HttpRequest, licence: str) -> HttpResponse:
    """A licence as a PDF with its square."""
    found = queries.licence(actor_of(request), licence)
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"', "Cache-Control": "no-store"}
    content = queries.pdf(found, get_language() or "zh-hans")
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@page
def verify(request: HttpRequest, square: str) -> HttpResponse:
    """Whether a licence holds: what it is, by whom, since when, its holder masked. An unknown code says that."""
    try:
        found = queries.verify(actor_of(request), square)
    except Licence.DoesNotExist:
        return draw(request, "verify", {"found": None}, status=404)
    context = {"found": found, "title": in_language(found.titles), "issuer": in_language(found.issuer)}
    return draw(request, "verify", context)
