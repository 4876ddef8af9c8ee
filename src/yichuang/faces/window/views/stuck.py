"""办不成事 at the window: the clerk takes down what the visitor could not get done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.window.pages import draw, onward, page
from yichuang.lines.ratings import commands


@page
def stuck(request: HttpRequest) -> HttpResponse:
    """What the visitor says, in their words; the head of the hall has it from now on."""
    typed = {name: request.POST.get(name, "") for name in ("words", "service", "phone")}
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            made = commands.report(actor_of(request), typed["words"], service=typed["service"], phone=typed["phone"])
        except Said as error:
            problems = [problem_of(error, frozenset({"words", "phone"}))]
        else:
            messages.success(
                request, gettext("Taken down under %(number)s. Tell the visitor.") % {"number": made.task.case.number}
            )
            return onward("window:person")
    return draw(request, "stuck", {"typed": typed}, problems)
