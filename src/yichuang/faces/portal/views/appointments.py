"""Appointments at the hall: booked by whoever signed in; moved, cancelled and kept by the address of the message."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import mark_safe

from yichuang.core.words import Said
from yichuang.faces.look.forms import Problem, problem_of
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.portal.pages import draw, onward, page
from yichuang.faces.portal.views.tickets import KIOSK, unkept
from yichuang.faces.present.appointments import appointment_page, bookable, slot_at, slots_page
from yichuang.faces.present.queue import ticket_page
from yichuang.platform.hall import commands, queries
from yichuang.platform.hall.errors import NoAppointments
from yichuang.platform.notices.typesetting import square

FIELDS = frozenset({"slot", "code"})


@page
def appointments(request: HttpRequest) -> HttpResponse:
    """What one has booked, and for what one can book."""
    own = [appointment_page(each) for each in queries.own_appointments(actor_of(request))] if bookable() else []
    context = {"kinds": bookable(), "own": own, "back": "/", "has_one": any(each.is_open for each in own)}
    return draw(request, "appointments", context)


@page
def book(request: HttpRequest, kind: str) -> HttpResponse:
    """Choose a day, then a time; a time is the button that books it."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            made = commands.book(actor_of(request), kind, slot_at(request.POST.get("slot", "")[:40]))
        except Said as error:
            problems = [problem_of(error, FIELDS)]
        else:
            return onward("portal:appointment", made.public_id)
    return _slots(request, kind, reverse("portal:appointments"), problems)


@page
def move(request: HttpRequest, appointment: str) -> HttpResponse:
    """Choose another time: one has the old one until the new one is there."""
    held = queries.appointment_by_address(actor_of(request), appointment)
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            commands.move_to(actor_of(request), appointment, slot_at(request.POST.get("slot", "")[:40]))
        except Said as error:
            problems = [problem_of(error, FIELDS)]
        else:
            return onward("portal:appointment", appointment)
    return _slots(request, held.kind, reverse("portal:appointment", args=[appointment]), problems, moved=True)


def _slots(request: HttpRequest, kind: str, back: str, problems: list[Problem], *, moved: bool = False) -> HttpResponse:
    try:
        slots = slots_page(kind, request.GET.get("day", "")[:10])
    except NoAppointments as error:
        return draw(request, "slots", {"back": back, "absent": problem_of(error).words})
    return draw(request, "slots", {"slots": slots, "moved": moved, "back": back}, problems)


@page
def appointment(request: HttpRequest, appointment: str) -> HttpResponse:
    """An appointment by its address: when, where, and what can be done."""
    return _appointment(request, appointment, [])


def _appointment(request: HttpRequest, public: str, problems: list[Problem]) -> HttpResponse:
    shown = appointment_page(queries.appointment_by_address(actor_of(request), public))
    return unkept(draw(request, "appointment", {"appointment": shown}, problems))


@page
def cancel(request: HttpRequest, appointment: str) -> HttpResponse:
    """Cancel it: somebody else may have the time."""
    try:
        commands.cancel(actor_of(request), appointment)
    except Said as error:
        return _appointment(request, appointment, [problem_of(error)])
    return onward("portal:appointment", appointment)


@page
def arrive(request: HttpRequest, appointment: str) -> HttpResponse:
    """Whoever booked is in the hall: from here on they have a ticket."""
    try:
        ticket = commands.arrive(actor_of(request), appointment)
    except Said as error:
        return _appointment(request, appointment, [problem_of(error)])
    return onward("portal:ticket", ticket.public_id)


@page
def arrive_by_code(request: HttpRequest) -> HttpResponse:
    """At the terminal of the hall, by the nine digits of the message. It keeps nothing."""
    problems: list[Problem] = []
    if request.method == "POST":
        try:
            drawn = commands.arrive_by_code(actor_of(request), request.POST.get("code", "")[:60])
        except Said as error:
            problems = [problem_of(error, FIELDS)]
        else:
            shown = ticket_page(queries.by_address(actor_of(request), drawn.public_id))
            context = {"ticket": shown, "square": mark_safe(square(shown.address)), "after": KIOSK}
            return unkept(draw(request, "kiosk_ticket", context))
    return unkept(draw(request, "kiosk_code", {"back": reverse("portal:kiosk")}, problems))
