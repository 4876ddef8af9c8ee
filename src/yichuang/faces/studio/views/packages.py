"""All packages; one package as tables and as text."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from yichuang.core import clock
from yichuang.core.packages import names_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.service import offered
from yichuang.faces.studio.pages import draw, page
from yichuang.faces.studio.present.revisions import revision_line
from yichuang.faces.studio.present.tables import numbered, sheet
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog import revisions


@page
def home(request: HttpRequest) -> HttpResponse:
    """The services on offer, and the drafts of their next versions."""
    drafts = [revision_line(one) for one in revisions.revisions(actor_of(request))]
    return draw(request, "home", {"section": "packages", "services": offered(), "drafts": drafts})


@page
def package(request: HttpRequest, name: str) -> HttpResponse:
    """One package as tables."""
    published = catalog.current(name)
    context = {
        "section": "packages",
        "name": name,
        "version": published.version,
        "digest": published.digest,
        "sheet": sheet(published.package, clock.today()),
        "files": names_of(published.package.files),
    }
    return draw(request, "package", context)


@page
def text(request: HttpRequest, name: str, document: str) -> HttpResponse:
    """One file of a package, as it was published."""
    published = catalog.current(name)
    files = names_of(published.package.files)
    if document not in files:
        raise Http404
    context = {
        "section": "packages",
        "name": name,
        "version": published.version,
        "title": published.package.title,
        "document": document,
        "files": files,
        "lines": numbered(published.package.files[document]),
    }
    return draw(request, "text", context)
