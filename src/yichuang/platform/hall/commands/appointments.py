"""Appointments by slot: book, move, cancel, be there, miss. A slot never has more than its places."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.core.access import TIMER, Actor, require
from yichuang.core.identifiers import IdentifierError, new_handover_code, new_id, parse_handover_code, public_id
from yichuang.core.words import N_
from yichuang.platform.hall import steps
from yichuang.platform.hall.commands.common import official, unnamed
from yichuang.platform.hall.commands.tickets import place
from yichuang.platform.hall.errors import (
    HasAppointment,
    NoAppointments,
    NoSuchSlot,
    SlotFull,
    SlotOver,
    TooEarlyToArrive,
    WrongArrivalCode,
)
from yichuang.platform.hall.layout import Appointments
from yichuang.platform.hall.models import Appointment, Slot, Ticket
from yichuang.platform.hall.plan import opens_on, plan
from yichuang.platform.messages import commands as messages
from yichuang.platform.people.record import record
from yichuang.platform.vault.keys import holder

TAKE = """
-- A place of a slot, while there is one: no row where it is full. Two who ask for the last one wait for each other.
INSERT INTO hall_slot (id, division_id, kind, starts_at, taken) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (division_id, kind, starts_at) DO UPDATE SET taken = hall_slot.taken + 1 WHERE hall_slot.taken < %s
RETURNING taken
"""

FREE = """
UPDATE hall_slot SET taken = taken - 1 WHERE division_id = %s AND kind = %s AND starts_at = %s AND taken > 0
"""

TOLD: Mapping[str, str] = {
    "booked": N_("You have an appointment at the hall: %(at)s, %(kind)s. Code %(code)s. Move or cancel: %(address)s"),
    "moved": N_("Your appointment at the hall is now %(at)s, %(kind)s. The code stays. Move or cancel: %(address)s"),
    "cancelled": N_("Your appointment at the hall, %(at)s, %(kind)s, is cancelled."),
    "called-off": N_("The hall is not open at your appointment, %(at)s, %(kind)s. Please book another one."),
    "missed": N_("You had an appointment at the hall, %(at)s, %(kind)s, and did not come. You may book another one."),
}


def appointment_attributes(appointment: Appointment) -> dict[str, object]:
    """What the access decision may know of an appointment."""
    return {"id": appointment.pk, "account_id": appointment.account_id}


def offered() -> Appointments:
    """How this hall cuts appointments. Raises NoHall, NoAppointments."""
    found = plan().appointments
    if found is None:
        raise NoAppointments
    return found


def code_blind(digits: str) -> bytes:
    """By what an appointment is found from its code; a copy of the table is no code."""
    return holder().blind("appointment-code", digits)


@transaction.atomic
def book(actor: Actor, kind: str, starts_at: datetime) -> Appointment:
    """Book a place of a slot for whoever signed in; the message has its code and address.

    Raises NoHall, NoAppointments, NoSuchSlot, SlotFull, HasAppointment, NotAllowed.
    """
    require(actor, "book", "appointment", {"account_id": actor.account_id})
    assert actor.account_id is not None  # the rule asks for it
    if Appointment.objects.filter(account_id=actor.account_id, state=Appointment.State.BOOKED).exists():
        raise HasAppointment
    _take(kind, _slot(kind, starts_at))
    digits = new_handover_code()
    try:
        with transaction.atomic():
            made = Appointment.objects.create(
                public_id=public_id(),
                division_id=settings.DIVISION,
                kind=kind,
                starts_at=starts_at,
                account_id=actor.account_id,
                code_blind=code_blind(digits),
                made_at=clock.now(),
            )
    except IntegrityError:  # in a second tab at the same moment; one code in a hundred million is there already
        raise HasAppointment from None
    record("booked", "appointment", made.pk, official(actor), _when(made))
    _tell(made, "booked", digits)
    return made


@transaction.atomic
def move_to(actor: Actor, public: str, starts_at: datetime) -> Appointment:
    """Move an appointment to another slot: it has the one or the other at each moment, never both, never none.

    Raises Appointment.DoesNotExist, NotAllowed, NotInThisState, NoSuchSlot, SlotFull.
    """
    held = _held(public)
    require(actor, "move", "appointment", appointment_attributes(held))
    steps.move(held, "move")
    goal, before = _slot(held.kind, starts_at), held.starts_at
    if goal == before:
        return held
    # Two who change places with each other lock both slots in the same order.
    both = Slot.objects.filter(division_id=held.division_id, kind=held.kind, starts_at__in=(before, goal))
    list(both.select_for_update().order_by("starts_at"))
    _take(held.kind, goal)
    _free(held)
    held.starts_at = goal
    held.save(update_fields=["starts_at"])
    record("moved", "appointment", held.pk, unnamed("web"), {"from": before.isoformat(), **_when(held)})
    _tell(held, "moved")
    return held


@transaction.atomic
def cancel(actor: Actor, public: str) -> Appointment:
    """Cancel an appointment: its place is free. Raises Appointment.DoesNotExist, NotAllowed, NotInThisState."""
    held = _held(public)
    require(actor, "cancel", "appointment", appointment_attributes(held))
    steps.move(held, "cancel")
    _free(held)
    held.ended_at = clock.now()
    held.save(update_fields=["state", "ended_at"])
    record("cancelled", "appointment", held.pk, unnamed("web"))
    _tell(held, "cancelled")
    return held


@transaction.atomic
def arrive(actor: Actor, public: str, source: str = "web") -> Ticket:
    """Whoever booked is there: a ticket, called as if drawn ``head_start`` minutes before the slot began.

    From ``early`` minutes before the slot until its end. Raises Appointment.DoesNotExist, NotAllowed, NotInThisState,
    TooEarlyToArrive, SlotOver.
    """
    held, now, how = _held(public), clock.now(), offered()
    require(actor, "arrive", "appointment", appointment_attributes(held))
    steps.move(held, "arrive")
    if now < held.starts_at - timedelta(minutes=how.early):
        raise TooEarlyToArrive(how.early)
    if now >= ends_at(held, how):
        raise SlotOver
    held.ended_at = now
    held.save(update_fields=["state", "ended_at"])
    record("arrived", "appointment", held.pk, unnamed(source))
    rank_at = held.starts_at - timedelta(minutes=how.head_start)
    return place(held.kind, Ticket.Source.APPOINTMENT, rank_at, priority=False)


def arrive_by_code(actor: Actor, typed: str) -> Ticket:
    """The same at the terminal, by the nine digits of the message. Raises WrongArrivalCode, too."""
    try:
        blind = code_blind(parse_handover_code(typed))
    except IdentifierError:
        raise WrongArrivalCode from None
    found = Appointment.objects.filter(code_blind=blind, state=Appointment.State.BOOKED).first()
    if found is None:
        raise WrongArrivalCode
    return arrive(actor, found.public_id, Ticket.Source.KIOSK)


def ends_at(appointment: Appointment, how: Appointments) -> datetime:
    """When the slot of an appointment is over."""
    return appointment.starts_at + timedelta(minutes=how.minutes)


def miss_all() -> int:
    """Appointments whose slot is over and to which nobody came: whoever booked them is told. How many these were."""
    now, how = clock.now(), offered()
    past = Appointment.objects.filter(
        division_id=settings.DIVISION,
        state=Appointment.State.BOOKED,
        starts_at__lte=now - timedelta(minutes=how.minutes),
    )
    return sum(_miss(each, now) for each in past.values_list("public_id", flat=True))


def call_off_all() -> int:
    """Appointments at which the hall will not be open any more, by a changed plan or calendar: whoever booked is told.

    How many these were.
    """
    now = clock.now()
    booked = Appointment.objects.filter(division_id=settings.DIVISION, state=Appointment.State.BOOKED)
    gone = [each.public_id for each in booked if not _still_offered(each, now)]
    return sum(_call_off(each, now) for each in gone)


def _still_offered(appointment: Appointment, now: datetime) -> bool:
    how, day = plan().appointments, clock.legal_day(appointment.starts_at)
    if how is None:
        return False
    open_then = opens_on(day) and appointment.starts_at in plan().slots(day) and appointment.kind in how.per_slot
    return open_then or appointment.starts_at <= now  # what has begun is kept or missed


@transaction.atomic
def _call_off(public: str, now: datetime) -> int:
    held = _held(public)
    if held.state != Appointment.State.BOOKED:
        return 0
    steps.move(held, "call-off")
    _free(held)
    held.ended_at = now
    held.save(update_fields=["state", "ended_at"])
    record("called-off", "appointment", held.pk, TIMER)
    _tell(held, "called-off")
    return 1


@transaction.atomic
def _miss(public: str, now: datetime) -> int:
    held = _held(public)
    if held.state != Appointment.State.BOOKED:
        return 0
    steps.move(held, "miss")
    held.ended_at = now
    held.save(update_fields=["state", "ended_at"])
    record("missed", "appointment", held.pk, TIMER)
    _tell(held, "missed")
    return 1


def _held(public: str) -> Appointment:
    return Appointment.objects.select_for_update(of=("self",)).select_related("account").get(public_id=public)


def _slot(kind: str, starts_at: datetime) -> datetime:
    """The slot, which is still to come and near enough. Raises NoAppointments, NoSuchSlot."""
    how, now = offered(), clock.now()
    if kind not in how.per_slot:
        raise NoAppointments
    if (
        not now < starts_at < now + timedelta(days=how.days_ahead + 1)
    ):  # before a zone is asked: it may hold no such day
        raise NoSuchSlot
    day, last = clock.legal_day(starts_at), clock.legal_day(now) + timedelta(days=how.days_ahead)
    if day > last or not opens_on(day) or starts_at not in plan().slots(day):
        raise NoSuchSlot
    return starts_at


def _take(kind: str, starts_at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [new_id(), settings.DIVISION, kind, starts_at, offered().per_slot[kind]])
        if cursor.fetchone() is None:
            raise SlotFull


def _free(appointment: Appointment) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FREE, [appointment.division_id, appointment.kind, appointment.starts_at])


def _when(appointment: Appointment) -> dict[str, str]:
    return {"kind": appointment.kind, "at": appointment.starts_at.isoformat()}


def address(appointment: Appointment) -> str:
    """Where an appointment is seen, moved and cancelled."""
    return f"{settings.PUBLIC_URL}/appointments/{appointment.public_id}"


def _tell(appointment: Appointment, what: str, code: str = "") -> None:
    """Tell the phone that signed in, and the page of messages."""
    kind = next((each.title for each in plan().kinds if each.code == appointment.kind), {})
    said = {
        "at": f"{appointment.starts_at.astimezone(clock.ZONE):%Y-%m-%d %H:%M}",
        "kind": kind.get(settings.LANGUAGE_CODE, appointment.kind),
        "code": " ".join(code[at : at + 3] for at in range(0, len(code), 3)),
        "address": address(appointment),
    }
    with override(settings.LANGUAGE_CODE):
        text = gettext(TOLD[what]) % said
    account = appointment.account
    messages.queue(account.phone, text, person_id=account.person_id)
