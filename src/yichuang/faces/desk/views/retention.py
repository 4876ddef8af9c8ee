"""For archivists, and for whoever decides as a second person: what is past its period, what is held, what was ended."""

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
from yichuang.faces.desk.present.retention import (
    finding_line,
    hold_line,
    item_lines,
    register_line,
    register_page,
    search_line,
)
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.platform.retention import commands, deciding, queries
from yichuang.platform.retention.models import Item


@page
def registers(request: HttpRequest) -> HttpResponse:
    """Registers, the newest first; what failed; what is held; how far each class was searched."""
    actor = actor_of(request)
    try:
        after = request.GET.get("after", "")
        shown = queries.registers(actor, after)
    except Said:  # a place that no page gave is the beginning
        after, shown = "", queries.registers(actor)
    try:
        after_held = request.GET.get("held", "")
        held = queries.holds(actor, after_held)
    except Said:
        after_held, held = "", queries.holds(actor)
    context = {
        "section": "retention",
        "lines": [register_line(each) for each in shown.rows],
        "after": f"?{urlencode({'after': shown.next})}" if shown.next else "",
        "first": reverse("desk:retention") if after else "",
        "findings": [finding_line(each) for each in queries.findings(actor)],
        "holds": [hold_line(each) for each in held.rows],
        "after_held": f"?{urlencode({'held': held.next})}#held" if held.next else "",
        "first_held": f"{reverse('desk:retention')}#held" if after_held else "",
        "searches": [search_line(each) for each in queries.sweeps(actor)],
    }
    return draw(request, "retention", context)


@page
def register(request: HttpRequest, disposal: str) -> HttpResponse:
    """One register with its items."""
    return _register(request, disposal, None)


def _register(request: HttpRequest, disposal: str, refused: Said | None, step: str = "") -> HttpResponse:
    actor = actor_of(request)
    found = queries.register(actor, disposal)
    try:
        after = request.GET.get("after", "")
        shown = queries.items(found, after)
    except Said:
        after, shown = "", queries.items(found)
    context = {
        "section": "retention",
        "register": register_page(found, actor),
        "standing": queries.standing_of(found),
        "items": item_lines(shown.rows),
        "after": f"?{urlencode({'after': shown.next})}" if shown.next else "",
        "first": reverse("desk:disposal", args=[disposal]) if after else "",
        "step": step,
        "wrong_item": request.POST.get("item", "") if step == "keep" else "",
    }
    problems = [problem_of(refused, frozenset({"receipt"} if step == "forward" else {"words"}))] if refused else []
    return draw(request, "disposal", context, problems)


def _keep(actor: Actor, disposal: str, posted: Mapping[str, str]) -> str:
    try:
        item = UUID(posted.get("item", ""))
    except ValueError:
        raise Item.DoesNotExist from None
    commands.keep(actor, disposal, item, posted.get("words", ""))
    return gettext("It was taken off. It is not proposed again for a year.")


def _forward(actor: Actor, disposal: str, posted: Mapping[str, str]) -> str:
    deciding.forward(actor, disposal, posted.get("receipt", ""))
    return gettext("Proposed. A second person decides now.")


def _approve(actor: Actor, disposal: str, posted: Mapping[str, str]) -> str:
    deciding.decide(actor, disposal, True, posted.get("words", ""))
    return gettext("Approved. Whom it concerns is told, and the grace begins.")


def _refuse(actor: Actor, disposal: str, posted: Mapping[str, str]) -> str:
    deciding.decide(actor, disposal, False, posted.get("words", ""))
    return gettext("Everything on it is kept. It is not proposed again for a year.")


def _call_off(actor: Actor, disposal: str, posted: Mapping[str, str]) -> str:
    deciding.call_off(actor, disposal, posted.get("words", ""))
    return gettext("Called off. Whom it concerns is told.")


def _carry_out(actor: Actor, disposal: str, posted: Mapping[str, str]) -> str:
    deciding.order(actor, disposal)
    return gettext("Ordered. It is being carried out; look again in a minute.")


STEPS: Mapping[str, Callable[[Actor, str, Mapping[str, str]], str]] = {
    "keep": _keep,
    "forward": _forward,
    "approve": _approve,
    "refuse": _refuse,
    "call-off": _call_off,
    "carry-out": _carry_out,
}


@page
def act(request: HttpRequest, disposal: str, step: str) -> HttpResponse:
    """One step with a register."""
    if step not in STEPS:
        raise Http404
    try:
        messages.success(request, STEPS[step](actor_of(request), disposal, request.POST))
    except Said as error:
        return _register(request, disposal, error, step)
    return onward(reverse("desk:disposal", args=[disposal]))


@page
def hold(request: HttpRequest) -> HttpResponse:
    """Hold a case by its number, for a reason."""
    actor = actor_of(request)
    problems: list[Problem] = []
    typed = {key: request.POST.get(key, "").strip()[:500] for key in ("number", "words")}
    if request.method == "POST":
        try:
            commands.hold(actor, typed["number"], typed["words"])
            messages.success(request, gettext("It is held until somebody lifts the hold."))
            return onward(reverse("desk:retention"))
        except Said as error:
            problem = problem_of(error)
            problems = [Problem(problem.words, "words" if error.field == "words" else "number")]
    return draw(request, "hold", {"section": "retention", "typed": typed}, problems)


@page
def lift(request: HttpRequest, hold: str) -> HttpResponse:
    """Lift a hold."""
    try:
        commands.lift(actor_of(request), hold)
        messages.success(request, gettext("The hold is lifted. The next search may find the case."))
    except Said as error:
        messages.warning(request, problem_of(error).words)
    return onward(reverse("desk:retention"))
