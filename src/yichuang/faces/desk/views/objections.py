"""What people say is wrong in the department's register, and what the department answers."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.objections import objection_line, objection_page
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands import looks


@page
def objections(request: HttpRequest) -> HttpResponse:
    """Objections without an answer, the longest waiting first."""
    actor = actor_of(request)
    try:
        after = request.GET.get("after", "")
        shown = queries.objections(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, shown = "", queries.objections(actor)
    context = {
        "section": "objections",
        "lines": [objection_line(one) for one in shown.rows],
        "after": f"?{urlencode({'after': shown.next})}" if shown.next else "",
        "first": reverse("desk:objections") if after else "",
    }
    return draw(request, "objections", context)


@page
def objection(request: HttpRequest, objection: str) -> HttpResponse:
    """One objection: what the register says, what the person says, and the answer."""
    actor = actor_of(request)
    found, decision = queries.objection(actor, objection)
    problems: list[Problem] = []
    typed = request.POST.get("answer", "") if request.method == "POST" else kept.take(request).get("answer", "")
    if request.method == "POST":
        try:
            commands.answer_objection(actor, found.pk, typed)
            messages.success(request, gettext("The answer is noted for the person."))
            return onward(reverse("desk:objections"))
        except Said as error:
            problems = [_problem(error)]
            found, decision = queries.objection(actor, objection)
    looks.looked_at_objection(actor, found, decision)
    context = {"section": "objections", "objection": objection_page(found), "typed": typed}
    return draw(request, "objection", context, problems)


def _problem(error: Said) -> Problem:
    """What is wrong is the answer, or that a colleague has answered already."""
    if error.code == "not-possible":
        return Problem(gettext("A colleague has answered this already. Your text was not sent."))
    return Problem(problem_of(error).words, "answer")
