"""One's licences: each as a PDF, or shown on the phone; and what a stranger learns who scans the square of one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from yichuang.core import clock
from yichuang.core.words import Said
from yichuang.faces.look.forms import problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.polling import polled, version_of
from yichuang.faces.look.said import in_language, say
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.platform.licences import commands, queries
from yichuang.platform.licences.errors import NoSuchSquare
from yichuang.platform.licences.models import Licence
from yichuang.platform.notices.typesetting import square as drawing

#: How often the page that shows a licence asks whether its square changed, in seconds.
RENEWED = 3
FIELDS = frozenset({"purpose"})


@page
def licences(request: HttpRequest) -> HttpResponse:
    """The licences, withdrawn ones too; below level 2 how to have them shown."""
    actor = actor_of(request)
    today = clock.today()
    context = {
        "licences": [(one, one.standing(today)) for one in queries.licences_of(actor)],
        "own": actor.role != "clerk",
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


@page
def show(request: HttpRequest, licence: str) -> HttpResponse:
    """What is it shown for? Then the page with the square opens."""
    actor, typed, problems = actor_of(request), request.POST.get("purpose", "")[:200], []
    found = queries.to_show(actor, licence)
    if request.method == "POST":
        try:
            opened = commands.show(actor, licence, typed)
        except Said as error:
            problems = [problem_of(error, FIELDS)]
        else:
            return onward("portal:shown", licence, opened.public_id)
    context = {"licence": found, "typed": typed, "most": commands.LONGEST_PURPOSE, "back": reverse("portal:licences")}
    return draw(request, "licence_show", context, problems)


@page
def shown(request: HttpRequest, licence: str, showing: str) -> HttpResponse:
    """The licence on the holder's phone, with a square that changes by itself as long as the page is open."""
    found = queries.shown(actor_of(request), licence, showing)
    square = found.square
    version = version_of(square, found.showing.used)

    def drawn() -> HttpResponse:
        context = {
            "licence": found.licence,
            "standing": found.licence.standing(clock.today()),
            "showing": found.showing,
            "holder": queries.holder_of(found.licence),
            "drawing": mark_safe(drawing(square.address)) if square else "",
            "square": square,
            "version": version,
            "every": RENEWED,
            "back": reverse("portal:licences"),
        }
        return draw(request, "licence_shown", context)

    return polled(request, version, drawn)


@page
def check(request: HttpRequest, square: str) -> HttpResponse:
    """Whoever scanned a shown square presses once and reads whether the licence holds; a look ahead uses nothing up."""
    if request.method != "POST":
        return draw(request, "licence_check", {"asked": False})
    try:
        found = commands.check(actor_of(request), square)
    except Said as error:
        context = {"asked": True, "refused": error.code, "words": say(error.sentence)}
        return draw(request, "licence_check", context, status=404 if isinstance(error, NoSuchSquare) else 409)
    context = {"asked": True, "found": found, "title": in_language(found.titles), "issuer": in_language(found.issuer)}
    return draw(request, "licence_check", context)
