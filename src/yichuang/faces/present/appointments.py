"""Appointments at the hall as they read: days and times that are free, one's own, what can be done with one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from yichuang.core import clock
from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.queue import KindChoice, kind_title
from yichuang.platform.hall import queries
from yichuang.platform.hall.models import Appointment
from yichuang.platform.hall.plan import plan, planned
from yichuang.platform.hall.steps import APPOINTMENT_WORDS


@dataclass(frozen=True)
class SlotChoice:
    """A time that can be booked: ``code`` to send, ``words`` to read, and how many places are left."""

    code: str
    words: str
    places: int


@dataclass(frozen=True)
class DayChoice:
    """A day with free times. ``chosen``: its times are shown."""

    code: str
    day: date
    places: int
    chosen: bool


@dataclass(frozen=True)
class SlotsPage:
    """What is free for a kind of matter: the days, and the times of the chosen one."""

    kind: str
    title: str
    days: Sequence[DayChoice]
    day: date | None
    slots: Sequence[SlotChoice]


@dataclass(frozen=True)
class AppointmentPage:
    """An appointment. ``can_arrive``: it is time; from ``arrive_from`` until ``ends_at`` on its day it is (10:45)."""

    id: str
    kind: str
    title: str
    state: str
    words: str
    starts_at: datetime
    ends_at: str
    arrive_from: str
    can_arrive: bool
    is_open: bool


def bookable() -> list[KindChoice]:
    """The kinds of matter for which there are appointments; none where this hall has none."""
    hall = planned()
    if hall is None or hall.appointments is None:
        return []
    kinds = [each for each in hall.kinds if each.code in hall.appointments.per_slot]
    return [KindChoice(each.code, each.letter, in_language(each.title), 0) for each in kinds]


def slots_page(kind: str, wanted: str) -> SlotsPage:
    """What is free; ``wanted``: the chosen day as 2026-12-01, else the first. Raises NoHall, NoAppointments."""
    free = queries.free_slots(kind)
    chosen = next((day for day in free if day.isoformat() == wanted), next(iter(free), None))
    days = [DayChoice(day.isoformat(), day, sum(each.places for each in free[day]), day == chosen) for day in free]
    times = free[chosen] if chosen else []
    slots = [SlotChoice(each.starts_at.isoformat(), f"{each.starts_at:%H:%M}", each.places) for each in times]
    return SlotsPage(kind, kind_title(plan(), kind), days, chosen, slots)


def slot_at(text: str) -> datetime:
    """The time that was chosen; one that is none when what was sent cannot be read, or says no zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return datetime(1970, 1, 1, tzinfo=clock.ZONE)
    return found if found.tzinfo is not None else datetime(1970, 1, 1, tzinfo=clock.ZONE)


def appointment_page(appointment: Appointment) -> AppointmentPage:
    """An appointment as its page shows it."""
    hall, now = plan(), clock.now()
    how, is_open = hall.appointments, appointment.state == Appointment.State.BOOKED
    ends = appointment.starts_at + timedelta(minutes=how.minutes) if how else None
    opens = appointment.starts_at - timedelta(minutes=how.early) if how else None
    return AppointmentPage(
        id=appointment.public_id,
        kind=appointment.kind,
        title=kind_title(hall, appointment.kind),
        state=appointment.state,
        words=say(APPOINTMENT_WORDS[appointment.state]),
        starts_at=appointment.starts_at,
        ends_at=f"{ends.astimezone(clock.ZONE):%H:%M}" if ends else "",
        arrive_from=f"{opens.astimezone(clock.ZONE):%H:%M}" if opens else "",
        can_arrive=bool(is_open and opens and ends and opens <= now < ends),
        is_open=is_open,
    )
