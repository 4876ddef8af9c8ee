"""Phone and window are one (X-06): a code for the window, and a code from the window."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of, known_anew
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.present.handovers import handover_page
from yichuang.lines.applications import commands, queries

FIELDS = frozenset({"code"})


@page
def hand_over(request: HttpRequest, draft: str) -> HttpResponse:
    """The code that opens this draft at any window. Looked at, the page tells what it is; pressed, it gives one."""
    actor = actor_of(request)
    opened = queries.open_draft(actor, draft)
    if opened.draft.filed_case_id is not None:
        return onward(reverse("portal:draft", args=[draft]))
    code = handover_page(commands.hand_over(actor, opened)) if request.method == "POST" else None
    context = {
        "draft": draft,
        "code": code,
        "service": opened.published.package.title,
        "places": opened.published.package.service_guide.places,
        "back": reverse("portal:draft", args=[draft]),
    }
    return draw(request, "hand_over", context)


@page
def go_on(request: HttpRequest, code: str = "") -> HttpResponse:
    """Go on, on this phone, with what was begun at a window or on another phone."""
    problems: list[Problem] = []
    typed = request.POST.get("code", code)[:200]
    if request.method == "POST":
        account: Any = request.user
        try:
            taken = commands.continue_here(account, typed)
        except Said as error:
            problems = [problem_of(error, FIELDS)]
        else:
            known_anew(request)  # a clerk may have seen the card
            return onward(reverse("portal:draft", args=[taken.draft]))
    context = {"typed": typed, "scanned": bool(code) and not problems, "back": reverse("portal:home")}
    return draw(request, "go_on", context, problems)
