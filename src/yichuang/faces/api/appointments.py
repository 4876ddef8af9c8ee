"""Appointments at the hall: free times, book, move, cancel, be there."""

from __future__ import annotations

from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from yichuang.faces.api.queue import TicketOut, ticket_out
from yichuang.faces.api.schemas import CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.platform.hall import commands, queries
from yichuang.platform.hall.models import Appointment

router = Router()

AppointmentState = Literal["booked", "arrived", "cancelled", "missed"]


class SlotOut(Schema):
    """A time that can be booked, and how many places it has left."""

    starts_at: Moment
    places: int


class SlotsOut(Schema):
    """The free times of a kind of matter, the first one first."""

    slots: list[SlotOut]


class AppointmentOut(Schema):
    """An appointment; its id is the right to it. ``kind``: a code of ``GET /queue``."""

    id: str
    kind: str
    starts_at: Moment
    state: AppointmentState


class AppointmentsOut(Schema):
    """One's own, the newest first, whatever became of them."""

    appointments: list[AppointmentOut]


class Book(Strict):
    """``starts_at``: one of ``GET /appointments/slots/{kind}``, with its offset."""

    kind: str = Field(max_length=40)
    starts_at: AwareDatetime


class MoveTo(Strict):
    """``starts_at``: one of ``GET /appointments/slots/{kind}``, with its offset."""

    starts_at: AwareDatetime


class ArrivalCode(Strict):
    """``code``: the nine digits of the message."""

    code: str = Field(max_length=60)


@router.get("/appointments/slots/{kind}", auth=None, url_name="slots", response=SlotsOut)
def slots(request: HttpRequest, kind: str) -> SlotsOut:
    """The times that are free for a kind of matter."""
    free = queries.free_slots(kind)
    return SlotsOut(slots=[SlotOut(starts_at=one.starts_at, places=one.places) for day in free.values() for one in day])


@router.get("/appointments", url_name="appointments", response=AppointmentsOut)
def appointments(request: HttpRequest) -> AppointmentsOut:
    """What whoever signed in has booked."""
    return AppointmentsOut(appointments=[_out(each) for each in queries.own_appointments(actor_of(request))])


@router.post("/appointments", url_name="appointments", response={201: AppointmentOut, **CONFLICT})
def book(request: HttpRequest, body: Book) -> Status[AppointmentOut]:
    """Book a place of a slot; the message to the phone has its code. One at a time."""
    return Status(201, _out(commands.book(actor_of(request), body.kind, body.starts_at)))


@router.get("/appointments/{appointment}", auth=None, url_name="appointment", response=AppointmentOut)
def appointment(request: HttpRequest, appointment: str) -> AppointmentOut:
    """An appointment by its id."""
    return _out(queries.appointment_by_address(actor_of(request), appointment))


@router.post(
    "/appointments/{appointment}/move",
    auth=None,
    url_name="move-appointment",
    response={200: AppointmentOut, **CONFLICT},
)
def move(request: HttpRequest, appointment: str, body: MoveTo) -> AppointmentOut:
    """Move it: the old time is kept until the new one is there."""
    return _out(commands.move_to(actor_of(request), appointment, body.starts_at))


@router.post(
    "/appointments/{appointment}/cancel",
    auth=None,
    url_name="cancel-booking",
    response={200: AppointmentOut, **CONFLICT},
)
def cancel(request: HttpRequest, appointment: str) -> AppointmentOut:
    """Cancel it: its place is free."""
    return _out(commands.cancel(actor_of(request), appointment))


@router.post("/appointments/{appointment}/arrive", auth=None, url_name="arrive", response={201: TicketOut, **CONFLICT})
def arrive(request: HttpRequest, appointment: str) -> Status[TicketOut]:
    """Whoever booked is in the hall: a ticket, called before those who drew one shortly before."""
    return Status(201, ticket_out(request, commands.arrive(actor_of(request), appointment).public_id))


@router.post("/arrivals", auth=None, url_name="arrive-by-code", response={201: TicketOut, **CONFLICT})
def arrive_by_code(request: HttpRequest, body: ArrivalCode) -> Status[TicketOut]:
    """The same by the nine digits of the message, as at the terminal."""
    return Status(201, ticket_out(request, commands.arrive_by_code(actor_of(request), body.code).public_id))


def _out(found: Appointment) -> AppointmentOut:
    return AppointmentOut(
        id=found.public_id,
        kind=found.kind,
        starts_at=found.starts_at,
        state=cast("AppointmentState", found.state),
    )
