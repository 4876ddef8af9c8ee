"""The queue at the window: sit down, call the next, again, begin, done, skip, transfer; by keyboard alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext

from yichuang.core.access import Actor
from yichuang.core.words import Said
from yichuang.faces.look import visitors
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.pages import absent_is_404
from yichuang.faces.look.polling import polled, version_of
from yichuang.faces.present.queue import queue_page
from yichuang.faces.present.ratings import asked_at, taken
from yichuang.faces.window.pages import draw, onward
from yichuang.platform.hall import commands
from yichuang.platform.hall.errors import NoHall
from yichuang.platform.hall.models import Ticket

#: Seconds after which the lists are asked about again.
EVERY = 5


def queue(request: HttpRequest) -> HttpResponse:
    """Who is called, who waits, who sits where."""
    return _queue(request, [])


def _queue(request: HttpRequest, problems: list[Problem]) -> HttpResponse:
    try:
        shown = queue_page(actor_of(request))
    except NoHall as error:
        return draw(request, "queue", {"section": "queue", "absent": problem_of(error).words})
    version = version_of(shown)
    context = {"section": "queue", "queue": shown, "version": version, "every": EVERY}
    if shown.code and not shown.current and taken():
        context["asked"] = asked_at(shown.code)
    if problems:
        return draw(request, "queue", context, problems)
    return polled(request, version, lambda: draw(request, "queue", context))


def _next(request: HttpRequest, actor: Actor, ticket: str) -> str:
    visitors.forget(request)
    if commands.call_next(actor) is None:
        messages.info(request, gettext("Nobody waits for your window."))
    return ""


def _begin(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.begin(actor, ticket)
    return "window:home"


def _finish(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.finish(actor, ticket)
    visitors.forget(request)
    return ""


def _sit(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.open_shift(actor, request.POST.get("window", ""), take_over="take_over" in request.POST)
    return ""


def _leave(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.close_shift(actor)
    visitors.forget(request)
    return ""


def _again(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.call_again(actor, ticket)
    return ""


def _skip(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.skip(actor, ticket)
    return ""


def _transfer(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.transfer(actor, ticket, request.POST.get("window", ""))
    visitors.forget(request)
    return ""


def _come_back(request: HttpRequest, actor: Actor, ticket: str) -> str:
    commands.come_back(actor, ticket)
    return ""


#: What can be pressed; each answers where it leads, if not back to the queue.
VERBS: Mapping[str, Callable[[HttpRequest, Actor, str], str]] = {
    "sit": _sit,
    "leave": _leave,
    "next": _next,
    "again": _again,
    "begin": _begin,
    "finish": _finish,
    "skip": _skip,
    "transfer": _transfer,
    "come-back": _come_back,
}


def _act(request: HttpRequest, verb: str) -> HttpResponse:
    """Do it, and see the queue as it is then."""
    if verb not in VERBS:
        raise Http404
    try:
        onto = VERBS[verb](request, actor_of(request), request.POST.get("ticket", "")[:40])
    except Said as error:
        return _queue(request, [problem_of(error, frozenset({"window"}))])
    return onward(onto or "window:queue")


act = absent_is_404(_act, (Ticket.DoesNotExist,))
