"""What the commands of the hall share: who stands in the record, which rows are held."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.db.models import QuerySet

from yichuang.core.access import Actor
from yichuang.platform.hall.errors import NoShift
from yichuang.platform.hall.models import Shift, Ticket


def attributes(ticket: Ticket) -> dict[str, object]:
    """What the access decision may know of a ticket."""
    return {"id": ticket.pk, "division_id": ticket.division_id, "clerk_id": ticket.clerk_id}


def of_hall() -> dict[str, object]:
    """What the access decision may know of the hall as a whole."""
    return {"division_id": settings.DIVISION}


def unnamed(source: str) -> Actor:
    """Whoever holds a ticket, as the record names them: not at all, whether they signed in or not."""
    return Actor(channel=source)


def official(actor: Actor) -> Actor:
    """A clerk, without whoever stands at their window: no record ties a ticket to a person."""
    return replace(actor, on_behalf_of=None, mandate_id=None, mandated=None, agent_id=None)


def still_open() -> dict[str, object]:
    """What a shift of this hall that goes on fulfils."""
    return {"division_id": settings.DIVISION, "ended_at": None}


def of_day(day: date) -> QuerySet[Ticket]:
    """The tickets of a day."""
    return Ticket.objects.filter(division_id=settings.DIVISION, day=day)


def own_shift(actor: Actor) -> Shift:
    """The shift of a clerk, held. Raises NoShift."""
    found = Shift.objects.select_for_update(of=("self",)).filter(clerk_id=actor.account_id, **still_open()).first()
    if found is None:
        raise NoShift
    return found


def locked(public: str) -> Ticket:
    """A ticket by its address, held. Raises Ticket.DoesNotExist."""
    return Ticket.objects.select_for_update(of=("self",)).get(public_id=public)
