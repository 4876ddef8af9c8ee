"""What a clerk does with tickets: call the next, again, begin, finish, skip, send to another window."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.platform.hall import steps
from yichuang.platform.hall.commands.common import attributes, locked, of_day, of_hall, official, own_shift, still_open
from yichuang.platform.hall.errors import NoSuchWindow, StillOpen, TooFewCalls
from yichuang.platform.hall.models import Shift, Ticket
from yichuang.platform.hall.plan import plan
from yichuang.platform.people.record import record

State = Ticket.State


@transaction.atomic
def call_next(actor: Actor) -> Ticket | None:
    """Call whoever is next for the clerk's window; None where nobody waits for it.

    Two clerks who press at once call two: whoever is in a colleague's hand is passed over (SKIP LOCKED).
    Raises NoShift, StillOpen, NotAllowed.
    """
    require(actor, "call", "ticket", of_hall())
    shift, now = own_shift(actor), clock.now()
    still = Ticket.objects.filter(clerk_id=actor.account_id, state__in=steps.AT_WINDOW).first()
    if still is not None:
        raise StillOpen(still.said)
    found = next_for(shift.window, clock.legal_day(now)).select_for_update(skip_locked=True, of=("self",)).first()
    if found is None:
        return None
    steps.move(found, "call")
    found.clerk_id, found.window, found.wanted = actor.account_id, shift.window, ""
    found.calls, found.called_at, found.first_called_at, found.serving_at = 1, now, now, None
    found.save(
        update_fields=["state", "clerk", "window", "wanted", "calls", "called_at", "first_called_at", "serving_at"]
    )
    record("called", "ticket", found.pk, official(actor), {"window": shift.window})
    return found


def next_for(window: str, day: date) -> QuerySet[Ticket]:
    """Whoever waits for a window, the next one first."""
    mine = Q(wanted=window) | Q(wanted="", kind__in=plan().window(window).serves)
    return of_day(day).filter(mine, state=State.WAITING).order_by("rank_at", "number", "id")


@transaction.atomic
def call_again(actor: Actor, public: str) -> Ticket:
    """Call the same ticket once more. Raises Ticket.DoesNotExist, NotAllowed, NotInThisState."""
    ticket = _called(actor, public, "call-again")
    ticket.calls, ticket.called_at = ticket.calls + 1, clock.now()
    ticket.save(update_fields=["state", "calls", "called_at"])
    record("called-again", "ticket", ticket.pk, official(actor), {"calls": ticket.calls})
    return ticket


@transaction.atomic
def begin(actor: Actor, public: str) -> Ticket:
    """The visitor is there: serving begins. Raises Ticket.DoesNotExist, NotAllowed, NotInThisState."""
    ticket = _called(actor, public, "begin")
    ticket.serving_at = clock.now()
    ticket.save(update_fields=["state", "serving_at"])
    record("begun", "ticket", ticket.pk, official(actor))
    return ticket


@transaction.atomic
def finish(actor: Actor, public: str) -> Ticket:
    """The visitor is served. Raises Ticket.DoesNotExist, NotAllowed, NotInThisState."""
    ticket = _called(actor, public, "finish")
    ticket.ended_at = clock.now()
    ticket.save(update_fields=["state", "ended_at"])
    record("finished", "ticket", ticket.pk, official(actor))
    return ticket


@transaction.atomic
def skip(actor: Actor, public: str) -> Ticket:
    """Nobody came, called so many times. Raises Ticket.DoesNotExist, NotAllowed, NotInThisState, TooFewCalls."""
    ticket = _called(actor, public, "skip")
    least = plan().queue.calls
    if ticket.calls < least:
        raise TooFewCalls(least)
    ticket.ended_at = clock.now()
    ticket.save(update_fields=["state", "ended_at"])
    record("skipped", "ticket", ticket.pk, official(actor), {"calls": ticket.calls})
    return ticket


@transaction.atomic
def transfer(actor: Actor, public: str, window: str) -> Ticket:
    """Send the visitor to another window where somebody sits: they keep their place, so they are next there.

    Raises Ticket.DoesNotExist, NotAllowed, NotInThisState, NoSuchWindow.
    """
    ticket = _called(actor, public, "transfer")
    code = plan().window(window).code
    if code == ticket.window or not Shift.objects.filter(window=code, **still_open()).exists():
        raise NoSuchWindow
    before, ticket.wanted, ticket.ended_at = ticket.window, code, clock.now()
    ticket.held_before, ticket.first_called_at, ticket.ended_at = round(ticket.held), None, None
    ticket.clerk_id, ticket.calls, ticket.serving_at = None, 0, None
    ticket.save(update_fields=["state", "wanted", "clerk", "calls", "serving_at", "first_called_at", "held_before"])
    record("transferred", "ticket", ticket.pk, official(actor), {"from": before, "to": code})
    return ticket


def _called(actor: Actor, public: str, verb: str) -> Ticket:
    """The ticket that this clerk called, moved by ``verb``."""
    ticket = locked(public)
    require(actor, verb, "ticket", attributes(ticket))
    steps.move(ticket, verb)
    return ticket
