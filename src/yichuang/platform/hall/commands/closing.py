"""The day ends: what was not called lapses, and whoever still sits at a window does so no longer."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.platform.hall import steps
from yichuang.platform.hall.commands.common import still_open
from yichuang.platform.hall.commands.shifts import end
from yichuang.platform.hall.models import Shift, Ticket
from yichuang.platform.hall.plan import plan
from yichuang.platform.people.record import record


def close_day() -> int:
    """After the hall has closed and those who waited were called: the rest lapses, shifts end. How many these were.

    Each in a transaction of its own: one that a clerk holds just now is done the next time.
    """
    now = clock.now()
    today = clock.legal_day(now)
    over = Q(day__lt=today) | (Q(day=today) if now >= plan().over(today) else Q(pk=None))
    open_ones = Ticket.objects.filter(over, division_id=settings.DIVISION).exclude(state__in=steps.ENDED)
    done = sum(_lapse(each, now) for each in open_ones.values_list("pk", flat=True))
    for shift in Shift.objects.filter(started_at__lt=now, **still_open()):
        if now >= plan().over(clock.legal_day(shift.started_at)):
            with transaction.atomic():
                held = Shift.objects.select_for_update().get(pk=shift.pk)
                if held.ended_at is None:
                    end(TIMER, held, None)
                    done += 1
    return done


@transaction.atomic
def _lapse(pk: UUID, now: datetime) -> int:
    ticket = Ticket.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if ticket is None or ticket.state in steps.ENDED:
        return 0
    steps.move(ticket, "lapse")
    ticket.ended_at = now
    ticket.save(update_fields=["state", "ended_at"])
    record("lapsed", "ticket", ticket.pk, TIMER)
    return 1
