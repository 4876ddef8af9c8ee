"""Home, a service's guide, its start, the language."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from yichuang.core import clock
from yichuang.core.access import NotAllowed
from yichuang.core.words import Said
from yichuang.faces.look import searching
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.said import say
from yichuang.faces.portal.pages import draw, next_of, onward, page
from yichuang.faces.portal.ways import next_url
from yichuang.faces.present.cases import case_line, draft_line
from yichuang.faces.present.service import offered, service_address, service_page
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import OpenCase
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.hall.plan import planned
from yichuang.platform.notices.typesetting import poster, square


@page
def home(request: HttpRequest) -> HttpResponse:
    """The services, all or those that are looked for; how it goes; where to look for one's own matters."""
    if request.method == "POST":
        return onward("/" + searching.query_of(searching.posted(request)))
    text = searching.sought(request)
    found = offered(text)
    context = {"services": found, "text": text, "others": [] if found else offered(), "in_hall": planned() is not None}
    return draw(request, "home", context)


@page
def service(request: HttpRequest, name: str) -> HttpResponse:
    """The guide of a service: for whom, what is needed, how long, what it costs, where."""
    published = catalog.current(name)
    return draw(request, "service", {"service": service_page(published.package, clock.today()), "back": "/"})


@page
def slip(request: HttpRequest, name: str) -> HttpResponse:
    """A slip to print and lay out: the service, its square, its address; whoever scans it is there, with no app."""
    published = catalog.current(name)
    context = {
        "service": service_page(published.package, clock.today()),
        "address": service_address(name),
        "square": mark_safe(square(service_address(name))),
        "back": reverse("portal:service", args=[name]),
    }
    return draw(request, "slip", context)


@page
def square_svg(request: HttpRequest, name: str) -> HttpResponse:
    """The square of a service as SVG, for posters."""
    catalog.current(name)
    return _picture(poster(service_address(name), "svg"), "image/svg+xml", f"{name}.svg")


@page
def square_png(request: HttpRequest, name: str) -> HttpResponse:
    """The square of a service as PNG, for programs that take no SVG."""
    catalog.current(name)
    return _picture(poster(service_address(name), "png"), "image/png", f"{name}.png")


def _picture(content: bytes, kind: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "public, max-age=86400"}
    return HttpResponse(content, content_type=kind, headers=headers)


@page
def start(request: HttpRequest, name: str) -> HttpResponse:
    """Begin. An open draft is offered first, and an open case of the same service is shown first."""
    actor = actor_of(request)
    published = catalog.current(name)
    drafts = [one for one in queries.open_drafts(actor) if one.package_version.name == name]
    again, problems = "again" in request.POST, []
    if request.method == "POST":
        try:
            if not drafts or again:
                return onward(next_url(commands.begin_shown(actor, name, again=again)))
            return onward(reverse("portal:start", args=[name]))
        except OpenCase:
            return onward(reverse("portal:start", args=[name]))
        except NotAllowed as error:  # as whoever acts here; nothing is there yet that would have to be hidden
            problems = [Problem(say(error.reason))]
        except Said as error:
            problems = [problem_of(error)]
    case = queries.open_case_of(actor, name)
    context = {
        "service": service_page(published.package, clock.today()),
        "draft": draft_line(drafts[0]) if drafts else None,
        "case": case_line(case) if case else None,
        "only_one": published.package.one_at_a_time,
        "back": reverse("portal:service", args=[name]),
    }
    return draw(request, "start", context, problems)


def language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language from now on, and this page again; by GET nothing changes."""
    response = onward(next_of(request) or "/")
    wanted = request.POST.get("language")
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response
