"""Who sits at which window: sit down, leave, take over with what is open."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.platform.hall import steps
from yichuang.platform.hall.commands.common import of_day, of_hall, official, own_shift, still_open
from yichuang.platform.hall.errors import StillOpen, WindowTaken
from yichuang.platform.hall.models import Shift, Ticket
from yichuang.platform.hall.plan import plan
from yichuang.platform.people.record import record

State = Ticket.State


@transaction.atomic
def open_shift(actor: Actor, window: str, *, take_over: bool = False) -> Shift:
    """Sit down at a window. ``take_over``: from the colleague who sits there, with whoever is called or at the window.

    Whoever sits at another window leaves that one. Raises NoHall, NoSuchWindow, WindowTaken, StillOpen, NotAllowed.
    """
    require(actor, "open", "shift", of_hall())
    code, now = plan().window(window).code, clock.now()
    assert actor.account_id is not None  # a clerk has one
    with connection.cursor() as cursor:  # two who sit down at once: one after the other
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"shift:{settings.DIVISION}:{code}"])
    there = Shift.objects.select_for_update(of=("self",)).filter(window=code, **still_open()).first()
    if there is not None and there.clerk_id == actor.account_id:
        return there
    if there is not None and not take_over:
        raise WindowTaken(there.clerk.display)
    mine = Shift.objects.select_for_update(of=("self",)).filter(clerk_id=actor.account_id, **still_open()).first()
    if mine is not None:
        end(actor, mine, None)
    if there is not None:
        end(actor, there, actor.account_id)
    made = Shift.objects.create(division_id=settings.DIVISION, window=code, clerk_id=actor.account_id, started_at=now)
    record("opened", "shift", made.pk, official(actor), {"window": code})
    if there is not None:
        for ticket in (
            of_day(clock.legal_day(now))
            .select_for_update(of=("self",))
            .filter(clerk_id=there.clerk_id, state__in=steps.AT_WINDOW)
        ):
            ticket.clerk_id = actor.account_id
            ticket.save(update_fields=["clerk"])
            record("handed-over", "ticket", ticket.pk, official(actor), {"from": str(there.clerk_id), "window": code})
    return made


@transaction.atomic
def close_shift(actor: Actor) -> Shift:
    """Leave the window. Whoever is still at it is finished or transferred first, or a colleague takes the window over.

    Raises NoShift, StillOpen, NotAllowed.
    """
    require(actor, "close", "shift", of_hall())
    shift = own_shift(actor)
    end(actor, shift, None)
    return shift


def end(actor: Actor, shift: Shift, relieved_by: UUID | None) -> None:
    """End a shift; without somebody who takes over nothing may be open, and what waits for this window goes to any."""
    if relieved_by is None:
        still = Ticket.objects.filter(clerk_id=shift.clerk_id, state__in=steps.AT_WINDOW).first()
        if still is not None:
            raise StillOpen(still.said)
        Ticket.objects.filter(division_id=shift.division_id, state=State.WAITING, wanted=shift.window).update(wanted="")
    shift.ended_at, shift.relieved_by_id = clock.now(), relieved_by
    shift.save(update_fields=["ended_at", "relieved_by"])
    record("closed", "shift", shift.pk, official(actor), {"relieved_by": str(relieved_by or "")})
