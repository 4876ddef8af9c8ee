"""What is done with a ticket by whoever holds it: draw, give back, come back. Nobody is asked who they are."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import new_id, public_id
from yichuang.platform.hall import steps
from yichuang.platform.hall.commands.common import attributes, locked, of_day, of_hall, unnamed
from yichuang.platform.hall.errors import ComesTooLate, HallClosed, HallFull
from yichuang.platform.hall.models import Ticket
from yichuang.platform.hall.plan import draws, plan
from yichuang.platform.people.record import record

State = Ticket.State

NEXT_NUMBER = """
-- The next number of a letter on a day; the row's lock keeps two from having the same.
INSERT INTO hall_counter (id, division_id, day, letter, last) VALUES (%s, %s, %s, %s, 1)
ON CONFLICT (division_id, day, letter) DO UPDATE SET last = hall_counter.last + 1
RETURNING last
"""


@transaction.atomic
def draw(actor: Actor, kind: str, *, priority: bool = False, source: str = Ticket.Source.PHONE) -> Ticket:
    """Draw a ticket for a kind of matter. Nobody is asked who they are, and nothing of it is kept.

    ``priority``: elderly, disabled, pregnant or with an infant: as if drawn ``head_start`` minutes earlier, so that
    nobody is overtaken by whoever comes later than that. Raises NoHall, NoSuchKind, HallClosed, HallFull, NotAllowed.
    """
    require(actor, "draw", "ticket", of_hall())
    now, hall = clock.now(), plan()
    chosen = hall.kind(kind)
    if not draws(now):
        raise HallClosed
    day = clock.legal_day(now)
    waiting = of_day(day).filter(state=State.WAITING).count()
    if waiting >= hall.queue.most_waiting:
        raise HallFull(waiting)
    ahead = timedelta(minutes=hall.queue.head_start) if priority else timedelta()
    return place(chosen.code, source, now - ahead, priority=priority)


def place(kind: str, source: str, rank_at: datetime, *, priority: bool) -> Ticket:
    """A new ticket at its place in the queue; within the transaction of whoever decided it."""
    now, letter = clock.now(), plan().kind(kind).letter
    day = clock.legal_day(now)
    made = Ticket.objects.create(
        public_id=public_id(),
        division_id=settings.DIVISION,
        day=day,
        kind=kind,
        letter=letter,
        number=_next_number(day, letter),
        source=source,
        priority=priority,
        drawn_at=now,
        rank_at=rank_at,
    )
    record("drawn", "ticket", made.pk, unnamed(source), {"kind": kind, "priority": priority})
    return made


@transaction.atomic
def withdraw(actor: Actor, public: str) -> Ticket:
    """Give a ticket back. Raises Ticket.DoesNotExist, NotAllowed, NotInThisState."""
    ticket = locked(public)
    require(actor, "withdraw", "ticket", attributes(ticket))
    steps.move(ticket, "withdraw")
    ticket.ended_at = clock.now()
    ticket.save(update_fields=["state", "ended_at"])
    record("withdrawn", "ticket", ticket.pk, unnamed(ticket.source))
    return ticket


@transaction.atomic
def come_back(actor: Actor, public: str) -> Ticket:
    """Whoever was skipped is there now: once, within ``return_within`` minutes, after all who wait now.

    Raises Ticket.DoesNotExist, NotAllowed, NotInThisState, ComesTooLate.
    """
    ticket, now = locked(public), clock.now()
    require(actor, "come-back", "ticket", attributes(ticket))
    skipped_at = ticket.ended_at
    steps.move(ticket, "come-back")
    if ticket.returned or skipped_at is None or now > back_until(skipped_at):
        raise ComesTooLate
    ticket.held_before, ticket.first_called_at = round(ticket.held), None
    ticket.rank_at, ticket.returned, ticket.calls, ticket.ended_at = now, True, 0, None
    ticket.save(update_fields=["state", "rank_at", "returned", "calls", "ended_at", "first_called_at", "held_before"])
    record("came-back", "ticket", ticket.pk, unnamed(ticket.source))
    return ticket


def back_until(skipped_at: datetime) -> datetime:
    """Until when a ticket that was skipped then may come back."""
    return skipped_at + timedelta(minutes=plan().queue.return_within)


def _next_number(day: date, letter: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(NEXT_NUMBER, [new_id(), settings.DIVISION, day, letter])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
