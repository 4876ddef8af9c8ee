"""The tables of steps of tickets and appointments: who may make one, from where to where. Nothing else is done."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.core.words import N_
from yichuang.platform.hall.errors import NotInThisState
from yichuang.platform.hall.models import Appointment, Ticket

State = Ticket.State
Booked = Appointment.State


@dataclass(frozen=True)
class Step:
    """``verb`` from one of ``sources`` to ``target``; ``who``: 'holder' of its address, 'clerk', or 'timer'."""

    verb: str
    sources: frozenset[str]
    target: str
    who: str
    #: What it does beside, in words for the reference.
    what: str


def _step(verb: str, sources: tuple[str, ...], target: str, who: str, what: str) -> Step:
    return Step(verb, frozenset(map(str, sources)), str(target), who, what)


STEPS: dict[str, Step] = {
    each.verb: each
    for each in (
        _step("call", (State.WAITING,), State.CALLED, "clerk", "the first of those whom the window serves"),
        _step("call-again", (State.CALLED,), State.CALLED, "clerk", "counts the calls"),
        _step("begin", (State.CALLED,), State.SERVING, "clerk", "the time of serving begins"),
        _step("finish", (State.CALLED, State.SERVING), State.SERVED, "clerk", "the time of serving is measured"),
        _step("skip", (State.CALLED,), State.SKIPPED, "clerk", "after so many calls"),
        _step("come-back", (State.SKIPPED,), State.WAITING, "holder, clerk", "once, within a set time; at the end"),
        _step("transfer", (State.CALLED, State.SERVING), State.WAITING, "clerk", "keeps its waiting time"),
        _step("withdraw", (State.WAITING, State.CALLED, State.SKIPPED), State.WITHDRAWN, "holder", "its place is free"),
        _step(
            "lapse",
            (State.WAITING, State.CALLED, State.SKIPPED, State.SERVING),
            State.LAPSED,
            "timer",
            "when the hall has closed",
        ),
    )
}

#: State → message id.
STATE_WORDS: dict[str, str] = {
    State.WAITING: N_("Waiting"),
    State.CALLED: N_("Called"),
    State.SERVING: N_("Being served"),
    State.SERVED: N_("Served"),
    State.SKIPPED: N_("Called, nobody came"),
    State.WITHDRAWN: N_("Ticket given back"),
    State.LAPSED: N_("Ended with the day"),
}

#: Nothing can be done with these any more.
ENDED = frozenset({State.SERVED, State.WITHDRAWN, State.LAPSED})
#: Somebody is called to a window, or there.
AT_WINDOW = (State.CALLED, State.SERVING)


#: The same of appointments.
APPOINTMENT_STEPS: dict[str, Step] = {
    each.verb: each
    for each in (
        _step("move", (Booked.BOOKED,), Booked.BOOKED, "holder", "to another slot with a free place, at once"),
        _step(
            "arrive", (Booked.BOOKED,), Booked.ARRIVED, "holder", "in its slot, or shortly before: a ticket is drawn"
        ),
        _step("cancel", (Booked.BOOKED,), Booked.CANCELLED, "holder", "its place is free"),
        _step("call-off", (Booked.BOOKED,), Booked.CANCELLED, "timer", "when the hall is not open then any more; told"),
        _step("miss", (Booked.BOOKED,), Booked.MISSED, "timer", "when the slot is over; whoever booked it is told"),
    )
}

APPOINTMENT_WORDS: dict[str, str] = {
    Booked.BOOKED: N_("Booked"),
    Booked.ARRIVED: N_("You are in the queue"),
    Booked.CANCELLED: N_("Cancelled"),
    Booked.MISSED: N_("Missed"),
}


def move(row: Ticket | Appointment, verb: str) -> None:
    """Set the state by its table; the caller holds the row's lock. Raises NotInThisState."""
    step = (STEPS if isinstance(row, Ticket) else APPOINTMENT_STEPS)[verb]
    if row.state not in step.sources:
        raise NotInThisState(verb, row.state)
    row.state = step.target
