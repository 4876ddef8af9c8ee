"""Reads of the queue: a ticket's place and an honest estimate, the screen of the hall, a clerk's window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil
from statistics import fmean

from django.conf import settings
from django.db.models import Count, Q

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.platform.audit.filters import visible
from yichuang.platform.hall import steps
from yichuang.platform.hall.commands.appointments import appointment_attributes, offered
from yichuang.platform.hall.commands.common import attributes, of_day, of_hall
from yichuang.platform.hall.commands.tickets import back_until
from yichuang.platform.hall.errors import NoAppointments
from yichuang.platform.hall.layout import Plan
from yichuang.platform.hall.models import Appointment, Shift, Slot, Ticket
from yichuang.platform.hall.plan import draws, opens_on, plan

State = Ticket.State
#: An estimate is made of so many of the newest measured visits, none older than so many days.
MEASURED, NOT_OLDER = 50, timedelta(days=30)
#: Estimates are told in steps of so many minutes.
STEP = 5
#: So many calls stand on the screen of the hall; so many tickets in a list of the window.
SHOWN, LISTED = 8, 50


@dataclass(frozen=True)
class Place:
    """A ticket, and how it stands: ``ahead`` of it wait so many; about ``minutes``, None where that is not known.

    ``measured``: of how many visits that was reckoned. ``windows``: those where somebody sits who would call it.
    ``back_until``: until when it may come back ("HH:MM" is the page's matter); None where it may not.
    """

    ticket: Ticket
    ahead: int
    minutes: int | None
    measured: int
    windows: tuple[str, ...]
    can_come_back: bool


def by_address(actor: Actor, public: str) -> Place:
    """A ticket by its address. Raises Ticket.DoesNotExist, NotAllowed."""
    ticket = Ticket.objects.get(public_id=public)
    require(actor, "view", "ticket", attributes(ticket))
    skipped_at = None if ticket.state != State.SKIPPED or ticket.returned else ticket.ended_at
    back = skipped_at is not None and clock.now() <= back_until(skipped_at)
    if ticket.state != State.WAITING:
        return Place(ticket, 0, None, 0, (), back)
    hall, open_ones = plan(), open_windows()
    mine = tuple(code for code in open_ones if _would_call(hall, code, ticket))
    ahead = _ahead(hall, mine, ticket)
    minutes, measured = _estimate(hall, mine, ahead)
    return Place(ticket, ahead, minutes, measured, mine, back)


def _would_call(hall: Plan, window: str, ticket: Ticket) -> bool:
    if ticket.wanted:
        return ticket.wanted == window
    return window in hall.serving(ticket.kind)


def _ahead(hall: Plan, windows: Sequence[str], ticket: Ticket) -> int:
    """How many wait whom one of these windows would call before; where none is open, of its own kind."""
    kinds = {kind for code in windows for kind in hall.window(code).serves} or {ticket.kind}
    same, number = Q(rank_at=ticket.rank_at), ticket.number  # drawn at the same moment: by number, then by id
    before = Q(rank_at__lt=ticket.rank_at) | same & (Q(number__lt=number) | Q(number=number, pk__lt=ticket.pk))
    theirs = Q(wanted="", kind__in=kinds) | Q(wanted__in=windows)
    return of_day(ticket.day).filter(before, theirs, state=State.WAITING).count()


def _estimate(hall: Plan, windows: Sequence[str], ahead: int) -> tuple[int | None, int]:
    """About how many minutes until it is called, and of how many visits that was reckoned.

    Those ahead, and half a visit for each window at which somebody is, shared by the windows that are open, at the mean
    time for which the newest visits there held a window: from the first call on, vain calls and transfers included.
    Not known without an open window, or with too few measured visits.
    """
    if not windows:
        return None, 0
    since = clock.now() - NOT_OLDER
    kinds = {kind for code in windows for kind in hall.window(code).serves}
    ended = Ticket.objects.filter(state__in=(State.SERVED, State.SKIPPED), kind__in=kinds, ended_at__gt=since)
    measured = ended.filter(first_called_at__isnull=False).order_by("-ended_at")
    spans = [each.held for each in measured.only("held_before", "first_called_at", "ended_at")[:MEASURED]]
    if len(spans) < hall.queue.estimate_from:
        return None, len(spans)
    busy = of_day(clock.today()).filter(state__in=steps.AT_WINDOW, window__in=windows).count()
    seconds = fmean(spans) * (ahead + busy / 2) / len(windows)
    return ceil(seconds / 60 / STEP) * STEP, len(spans)


def open_windows() -> dict[str, Shift]:
    """The windows where somebody sits, by code, with the shift."""
    rows = Shift.objects.filter(division_id=settings.DIVISION, ended_at=None).select_related("clerk")
    return {each.window: each for each in rows.defer("clerk__phone").order_by("window")}


@dataclass(frozen=True)
class Call:
    """What stands on the screen: a number and a window, numbers alone."""

    number: str
    window: str
    calling: bool


@dataclass(frozen=True)
class Screen:
    """The screen of the hall: the newest calls, how many wait by letter, whether tickets are drawn now."""

    calls: tuple[Call, ...]
    waiting: Mapping[str, int]
    draws: bool


def screen(actor: Actor) -> Screen:
    """What everybody in the hall may read. Raises NoHall, NotAllowed."""
    require(actor, "display", "ticket", of_hall())
    today = clock.today()
    there = of_day(today).filter(state__in=steps.AT_WINDOW).order_by("-called_at")[:SHOWN]
    calls = tuple(Call(each.said, each.window, each.state == State.CALLED) for each in there)
    return Screen(calls, waiting_by_letter(today), draws(clock.now()))


def waiting_by_letter(day: date) -> dict[str, int]:
    """How many wait, by the letter of their kind, none left out."""
    counted = of_day(day).filter(state=State.WAITING).values("letter").annotate(how_many=Count("pk"))
    found = {row["letter"]: row["how_many"] for row in counted}
    return {kind.letter: found.get(kind.letter, 0) for kind in plan().kinds}


@dataclass(frozen=True)
class AtWindow:
    """A clerk's window: their shift, whom they called, who waits (the next first), who may come back, who sits where.

    ``waiting`` holds those that this window would call; ``count``: how many these are, ``whole`` in the whole hall.
    ``booked``: how many appointments of today are in each state.
    """

    shift: Shift | None
    current: Ticket | None
    waiting: Sequence[Ticket]
    count: int
    whole: int
    skipped: Sequence[Ticket]
    served: int
    windows: Mapping[str, Shift]
    booked: Mapping[str, int]


def at_window(actor: Actor) -> AtWindow:
    """The queue as a clerk sees it. Raises NoHall."""
    hall, today = plan(), clock.today()
    rows = visible(of_day(today), actor, "list", "ticket")
    windows = open_windows()
    shift = next((each for each in windows.values() if each.clerk_id == actor.account_id), None)
    waiting = rows.filter(state=State.WAITING)
    mine = waiting
    if shift is not None:
        mine = waiting.filter(Q(wanted=shift.window) | Q(wanted="", kind__in=hall.window(shift.window).serves))
    counts = waiting.aggregate(whole=Count("pk"))
    return AtWindow(
        shift=shift,
        current=rows.filter(clerk_id=actor.account_id, state__in=steps.AT_WINDOW).first(),
        waiting=list(mine.order_by("rank_at", "number", "id")[:LISTED]),
        count=mine.count(),
        whole=counts["whole"],
        skipped=list(rows.filter(state=State.SKIPPED, returned=False).order_by("-ended_at")[:LISTED]),
        served=rows.filter(state=State.SERVED, clerk_id=actor.account_id).count(),
        windows=windows,
        booked=_booked(today),
    )


def _booked(day: date) -> dict[str, int]:
    start = datetime.combine(day, time(), clock.ZONE)
    found = Appointment.objects.filter(
        division_id=settings.DIVISION, starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    counted = {row["state"]: row["how_many"] for row in found.values("state").annotate(how_many=Count("pk"))}
    return {str(state): counted.get(state, 0) for state in Appointment.State}


# -- appointments -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Free:
    """A slot that can be booked, and how many places it has left."""

    starts_at: datetime
    places: int


def free_slots(kind: str) -> dict[date, list[Free]]:
    """The slots of a kind that have a place, by day, from now until ``days_ahead``. Raises NoHall, NoAppointments."""
    how, hall, now = offered(), plan(), clock.now()
    if kind not in how.per_slot:
        raise NoAppointments
    today = clock.legal_day(now)
    taken = dict(
        Slot.objects.filter(division_id=settings.DIVISION, kind=kind, starts_at__gt=now).values_list(
            "starts_at", "taken"
        )
    )
    found: dict[date, list[Free]] = {}
    for day in (today + timedelta(days=ahead) for ahead in range(how.days_ahead + 1)):
        if not opens_on(day):
            continue
        left = [Free(at, how.per_slot[kind] - taken.get(at, 0)) for at in hall.slots(day) if at > now]
        if free := [each for each in left if each.places > 0]:
            found[day] = free
    return found


def appointment_by_address(actor: Actor, public: str) -> Appointment:
    """An appointment by its address. Raises Appointment.DoesNotExist, NotAllowed."""
    found = Appointment.objects.get(public_id=public)
    require(actor, "view", "appointment", appointment_attributes(found))
    return found


def own_appointments(actor: Actor) -> list[Appointment]:
    """What whoever signed in has booked, the newest first, whatever became of it."""
    found = visible(Appointment.objects.all(), actor, "list", "appointment")
    return list(found.order_by("-starts_at", "-id")[:LISTED])


def current(actor: Actor) -> Ticket | None:
    """Whom a clerk has called, or has at their window."""
    return Ticket.objects.filter(clerk_id=actor.account_id, state__in=steps.AT_WINDOW).first()
