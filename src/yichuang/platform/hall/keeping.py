"""How long tickets and shifts are kept: as a stream, up to a moment."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from yichuang.core.identifiers import first_id
from yichuang.platform.hall.models import Appointment, Counter, Shift, Slot, Ticket
from yichuang.platform.retention.keepers import also


def tickets(cut: datetime) -> QuerySet[Ticket]:
    """Tickets that were drawn before ``cut``."""
    return Ticket.objects.filter(pk__lt=first_id(cut))


def shifts(cut: datetime) -> QuerySet[Shift]:
    """Shifts that began before ``cut`` and are over."""
    return Shift.objects.filter(pk__lt=first_id(cut), ended_at__isnull=False)


def counters(cut: datetime) -> QuerySet[Counter]:
    """Counters of days before ``cut``."""
    return Counter.objects.filter(pk__lt=first_id(cut))


def appointments(cut: datetime) -> QuerySet[Appointment]:
    """Appointments that were booked before ``cut`` and have had their end."""
    return Appointment.objects.filter(pk__lt=first_id(cut)).exclude(state=Appointment.State.BOOKED)


def slots(cut: datetime) -> QuerySet[Slot]:
    """Slots before ``cut``."""
    return Slot.objects.filter(pk__lt=first_id(cut), starts_at__lt=cut)


also("appointment", "hall.Appointment", appointments)
also("appointment", "hall.Slot", slots)
also("ticket", "hall.Ticket", tickets)
also("ticket", "hall.Shift", shifts)
also("ticket", "hall.Counter", counters)
