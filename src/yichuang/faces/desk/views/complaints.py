"""Bad ratings and reports: each is called back, put right and answered by a head who was not rated (每条差评整改)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from yichuang.core.access import Actor
from yichuang.core.words import Said
from yichuang.faces.desk.pages import draw, onward, page
from yichuang.faces.desk.present.complaints import cause_lines, complaint_line, complaint_page
from yichuang.faces.look import kept
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.lines.ratings import commands, queries
from yichuang.lines.ratings.looks import looked_at


@page
def complaints(request: HttpRequest) -> HttpResponse:
    """What waits for its answer, the first due first; beside it, causes that came again and again."""
    actor, which = actor_of(request), request.GET.get("list", "open")
    try:
        after = request.GET.get("after", "")
        shown = queries.complaints(actor, which, after)
    except Said:  # a place that no page gave is the beginning
        after, which = "", "open"
        shown = queries.complaints(actor)
    try:
        onward_from = request.GET.get("causes", "")
        causes = queries.repeated(actor, onward_from)
    except Said:
        onward_from, causes = "", queries.repeated(actor)
    here = reverse("desk:complaints")
    context = {
        "section": "complaints",
        "which": which,
        "lines": [complaint_line(one) for one in shown.rows],
        "after": f"?{urlencode({'list': which, 'after': shown.next})}" if shown.next else "",
        "first": f"{here}?{urlencode({'list': which})}" if after else "",
        "causes": cause_lines(causes.rows),
        "causes_after": f"?{urlencode({'causes': causes.next})}#causes" if causes.next else "",
        "causes_first": f"{here}#causes" if onward_from else "",
    }
    return draw(request, "complaints", context)


def _call_back(actor: Actor, task: UUID, sent: Mapping[str, str]) -> None:
    commands.call_back(actor, task, sent.get("note", ""), sent.get("reached") == "yes")


def _rectify(actor: Actor, task: UUID, sent: Mapping[str, str]) -> None:
    commands.rectify(actor, task, sent.get("reason", ""))


def _appeal(actor: Actor, task: UUID, sent: Mapping[str, str]) -> None:
    commands.appeal(actor, task, sent.get("note", ""))


def _set_aside(actor: Actor, task: UUID, sent: Mapping[str, str]) -> None:
    commands.set_aside(actor, task, sent.get("reason", ""))


def _dismiss(actor: Actor, task: UUID, sent: Mapping[str, str]) -> None:
    commands.dismiss(actor, task, sent.get("note", ""))


ACTS: Mapping[str, Callable[[Actor, UUID, Mapping[str, str]], None]] = {
    "call-back": _call_back,
    "rectify": _rectify,
    "appeal": _appeal,
    "set-aside": _set_aside,
    "dismiss": _dismiss,
}


@page
def complaint(request: HttpRequest, complaint: str) -> HttpResponse:
    """One bad rating or report: what was said, what was done, the next step."""
    actor = actor_of(request)
    sheet = queries.complaint_sheet(actor, complaint)
    problems: list[Problem] = []
    sent = request.POST if request.method == "POST" else kept.take(request)
    verb = sent.get("verb", "")
    if request.method == "POST":
        if verb not in ACTS:
            raise Http404
        try:
            ACTS[verb](actor, sheet.complaint.task_id, sent)
            messages.success(request, gettext("It is noted."))
            return onward("desk:complaint", complaint)
        except Said as error:
            problems = [_problem(error, verb)]
            sheet = queries.complaint_sheet(actor, complaint)
    looked_at(actor, sheet)
    typed = {name: sent.get(name, "") for name in ("note", "reason", "reached")}
    context = {"section": "complaints", "one": complaint_page(sheet), "typed": typed, "verb": verb}
    return draw(request, "complaint", context, problems)


def _problem(error: Said, verb: str) -> Problem:
    """What is wrong, beside the field of the step that was pressed."""
    found = problem_of(error, frozenset({"note", "reason"}))
    return Problem(found.words, f"{verb}-{found.field}" if found.field else "")
