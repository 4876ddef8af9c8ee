"""A place in the hall's queue: drawn without signing in, seen and given back by its address; the hall's screen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import mark_safe

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.look.polling import polled, version_of
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.present.queue import door_address, screen_page, ticket_page
from yichuang.faces.present.ratings import grades, visit_rating
from yichuang.platform.hall import commands, queries
from yichuang.platform.hall.errors import NoHall
from yichuang.platform.hall.models import Ticket
from yichuang.platform.notices.typesetting import square

#: Seconds after which a ticket is asked about again, and the screen; the terminal goes back to its beginning.
TICKET, SCREEN, KIOSK = 15, 3, 20


@page
def tickets(request: HttpRequest) -> HttpResponse:
    """Draw a ticket: one press, no sign-in, nothing about oneself."""
    problems: list[Problem] = []
    at_door = (request.POST.get("from") or request.GET.get("from")) == "door"
    if request.method == "POST":
        try:
            drawn = _draw(request, Ticket.Source.DOOR if at_door else Ticket.Source.PHONE)
        except Said as error:
            problems = [problem_of(error, frozenset({"kind"}))]
        else:
            return onward("portal:ticket", drawn.public_id)
    return _choice(request, {"door": at_door, "back": "/"}, problems)


@page
def kiosk(request: HttpRequest) -> HttpResponse:
    """The same on the terminal of the hall, which keeps nothing: no address to go back to, soon the next visitor."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            drawn = _draw(request, Ticket.Source.KIOSK)
        except Said as error:
            problems = [problem_of(error, frozenset({"kind"}))]
        else:
            shown = ticket_page(queries.by_address(actor_of(request), drawn.public_id))
            context = {"ticket": shown, "square": mark_safe(square(shown.address)), "after": KIOSK}
            return unkept(draw(request, "kiosk_ticket", context))
    return unkept(_choice(request, {"kiosk": True}, problems))


def _draw(request: HttpRequest, source: str) -> Ticket:
    priority = request.POST.get("priority") == "on"
    return commands.draw(actor_of(request), request.POST.get("kind", ""), priority=priority, source=source)


def _choice(request: HttpRequest, context: dict[str, object], problems: list[Problem]) -> HttpResponse:
    try:
        context["hall"] = screen_page(actor_of(request))
    except NoHall as error:
        context["absent"] = problem_of(error).words
    return draw(request, "tickets", {**context, "priority": request.POST.get("priority") == "on"}, problems)


def unkept(response: HttpResponse) -> HttpResponse:
    """A page that the browser does not keep."""
    response.headers["Cache-Control"] = "no-store"
    return response


@page
def ticket(request: HttpRequest, ticket: str) -> HttpResponse:
    """A ticket: its place, where to go, and give it back. It refreshes itself."""
    return _ticket(request, ticket, [])


def _ticket(request: HttpRequest, public: str, problems: list[Problem]) -> HttpResponse:
    place = queries.by_address(actor_of(request), public)
    shown, served = ticket_page(place), place.ticket.state == Ticket.State.SERVED
    rating = visit_rating(place.ticket.pk) if served else None
    version = version_of((shown, rating))

    def drawn() -> HttpResponse:
        drawing = mark_safe(square(shown.address))
        context = {"ticket": shown, "version": version, "every": TICKET, "square": drawing}
        context |= {"rating": rating, "grades": grades() if served and rating is None else []}
        return draw(request, "ticket", context, problems)

    return drawn() if problems else polled(request, version, drawn)


@page
def withdraw_ticket(request: HttpRequest, ticket: str) -> HttpResponse:
    """Give a ticket back: whoever is behind it comes sooner."""
    try:
        commands.withdraw(actor_of(request), ticket)
    except Said as error:
        return _ticket(request, ticket, [problem_of(error)])
    return onward("portal:ticket", ticket)


@page
def come_back(request: HttpRequest, ticket: str) -> HttpResponse:
    """Whoever was called and was not there is there now."""
    try:
        commands.come_back(actor_of(request), ticket)
    except Said as error:
        return _ticket(request, ticket, [problem_of(error)])
    return onward("portal:ticket", ticket)


@page
def door(request: HttpRequest) -> HttpResponse:
    """A sheet for the door: whoever scans its square draws a ticket."""
    address = door_address()
    return draw(request, "tickets_door", {"address": address, "square": mark_safe(square(address)), "back": "/tickets"})


@page
def screen(request: HttpRequest) -> HttpResponse:
    """The screen of the hall: numbers and windows, nothing else. It refreshes itself."""
    try:
        shown = screen_page(actor_of(request))
    except NoHall as error:
        return draw(request, "screen", {"absent": problem_of(error).words})
    version = version_of(shown)
    context = {"hall": shown, "version": version, "every": SCREEN}
    return polled(request, version, lambda: draw(request, "screen", context))
