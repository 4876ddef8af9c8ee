"""Low grades of the department: each is answered by a named person until its day (每条差评都要整改)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.ratings import rating_line, rating_page
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks


@page
def ratings(request: HttpRequest) -> HttpResponse:
    """Low grades without an answer, the first due first."""
    actor = actor_of(request)
    try:
        after = request.GET.get("after", "")
        shown = queries.low_ratings(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, shown = "", queries.low_ratings(actor)
    context = {
        "section": "ratings",
        "lines": [rating_line(one) for one in shown.rows],
        "after": f"?{urlencode({'after': shown.next})}" if shown.next else "",
        "first": reverse("desk:ratings") if after else "",
    }
    return draw(request, "ratings", context)


@page
def rating(request: HttpRequest, rating: str) -> HttpResponse:
    """One low grade: what was said, and the answer."""
    actor = actor_of(request)
    found, decision = queries.low_rating(actor, rating)
    problems: list[Problem] = []
    sent = request.POST if request.method == "POST" else kept.take(request)
    typed = sent.get("answer", "")
    if request.method == "POST":
        try:
            commands.answer_rating(actor, found.pk, typed, request.POST.get("upheld") == "yes")
            messages.success(request, gettext("The answer is noted for the person."))
            return onward(reverse("desk:ratings"))
        except Said as error:
            problems = [_problem(error)]
            found, decision = queries.low_rating(actor, rating)
    looks.looked_at_rating(actor, found, decision)
    context = {"section": "ratings", "rating": rating_page(found), "typed": typed, "upheld": sent.get("upheld", "yes")}
    return draw(request, "rating", context, problems)


def _problem(error: Said) -> Problem:
    """What is wrong is the answer, or that a colleague has answered already."""
    if error.code == "not-possible":
        return Problem(gettext("A colleague has answered this already. Your text was not sent."))
    return Problem(problem_of(error).words, "answer")
