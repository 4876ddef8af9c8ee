"""办不成事: whoever could not get something done says so, and reads what came of it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yichuang.core.words import Said
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.present.ratings import progress_view
from yichuang.lines.ratings import commands, queries

FIELDS = frozenset({"words", "phone"})


@page
def stuck(request: HttpRequest) -> HttpResponse:
    """Say what could not be done; below, what one said before."""
    actor = actor_of(request)
    sent = request.POST if request.method == "POST" else kept.take(request)
    typed = {name: sent.get(name, "") for name in ("words", "service", "phone")}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            made = commands.report(actor, typed["words"], service=typed["service"], phone=typed["phone"])
            return onward("portal:complaint", made.task.public_id)
        except Said as error:
            problems = [problem_of(error, FIELDS)]
    try:
        after = request.GET.get("after", "")
        shown = queries.own_complaints(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, shown = "", queries.own_complaints(actor)
    context = {
        "typed": typed,
        "own": [progress_view(each) for each in shown.rows],
        "after": f"?{urlencode({'after': shown.next})}" if shown.next else "",
        "first": reverse("portal:stuck") if after else "",
        "back": reverse("portal:home"),
        "section": "cases",
    }
    return draw(request, "stuck", context, problems)


@page
def complaint(request: HttpRequest, complaint: str) -> HttpResponse:
    """What came of it: who has it, by when, whether somebody called, the answer."""
    found = queries.followed(actor_of(request), complaint)
    context = {
        "progress": progress_view(found),
        "words": found.words or "",
        "about": found.service,
        "said_at": found.task.filed_at,
        "back": reverse("portal:stuck"),
        "section": "cases",
    }
    return draw(request, "complaint", context)
