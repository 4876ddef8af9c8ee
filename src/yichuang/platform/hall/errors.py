"""What can go wrong in the hall's queue."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class NoHall(Said):
    """This installation has no queue: no ``hall.yaml``, or one that cannot be read."""

    def __init__(self) -> None:
        super().__init__("no-hall", N_("No tickets are drawn here. Please ask at a window."))


class NoSuchKind(Said):
    """Not a kind of matter of this hall."""

    def __init__(self) -> None:
        super().__init__("no-such-kind", N_("Please choose what you come for."), field="kind")


class NoSuchWindow(Said):
    """Not a window of this hall."""

    def __init__(self) -> None:
        super().__init__("no-such-window", N_("Please choose a window."), field="window")


class HallClosed(Said):
    """Tickets are not drawn at this hour."""

    def __init__(self) -> None:
        super().__init__("hall-closed", N_("The hall is closed now. Tickets are drawn while it is open."))


class HallFull(Said):
    """So many wait that nobody more would be called today."""

    def __init__(self, waiting: int) -> None:
        super().__init__(
            "hall-full",
            N_("%(waiting)s people wait already. Please come another day, or file on your phone."),
            waiting=waiting,
        )


class WindowTaken(Said):
    """A colleague sits at the window; whoever relieves them says so."""

    def __init__(self, who: str) -> None:
        super().__init__(
            "window-taken",
            N_("%(who)s sits at this window. Take it over, or choose another one."),
            field="window",
            who=who,
        )


class NoShift(Said):
    """A clerk calls somebody without sitting at a window."""

    def __init__(self) -> None:
        super().__init__("no-shift", N_("First say at which window you sit."))


class StillOpen(Said):
    """The clerk has somebody at the window already."""

    def __init__(self, ticket: str) -> None:
        super().__init__(
            "still-open", N_("%(ticket)s is still with you. Finish, skip or transfer first."), ticket=ticket
        )


class TooFewCalls(Said):
    """Nobody is skipped before they were called so many times."""

    def __init__(self, calls: int) -> None:
        super().__init__("too-few-calls", N_("Call %(calls)s times before you skip somebody."), calls=calls)


class ComesTooLate(Said):
    """Who was skipped may come back once, and within a set time."""

    def __init__(self) -> None:
        super().__init__("comes-too-late", N_("This ticket can no longer come back. Please draw a new one."))


class NotInThisState(Said):
    """The ticket has moved on meanwhile: the table has no such step from where it is."""

    def __init__(self, verb: str, state: str) -> None:
        super().__init__("not-in-this-state", N_("This ticket has moved on meanwhile. Look at it again."))
        self.verb, self.state = verb, state


class NoAppointments(Said):
    """This hall has no appointments, or none for this kind of matter."""

    def __init__(self) -> None:
        super().__init__(
            "no-appointments", N_("There are no appointments for this. Please draw a ticket."), field="kind"
        )


class NoSuchSlot(Said):
    """No slot begins then, or it has begun already, or it is too far away."""

    def __init__(self) -> None:
        super().__init__("no-such-slot", N_("Please choose one of the times offered."), field="slot")


class SlotFull(Said):
    """Somebody else has had the last place."""

    def __init__(self) -> None:
        super().__init__("slot-full", N_("This time is taken. Please choose another one."), field="slot")


class HasAppointment(Said):
    """One at a time: so that nobody keeps slots from others."""

    def __init__(self) -> None:
        super().__init__("has-appointment", N_("You have an appointment already. Move or cancel it first."))


class TooEarlyToArrive(Said):
    """One says that one is there shortly before the slot, not from home in the morning."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "too-early-to-arrive",
            N_("Say so %(minutes)s minutes before your appointment at the earliest."),
            minutes=minutes,
        )


class SlotOver(Said):
    """Whoever comes after their slot draws a ticket like everybody."""

    def __init__(self) -> None:
        super().__init__("slot-over", N_("The time of this appointment is over. Please draw a ticket."))


class WrongArrivalCode(Said):
    """No appointment that is still to come has this code."""

    def __init__(self) -> None:
        super().__init__(
            "wrong-code", N_("There is no appointment with this code. Compare it with the message."), field="code"
        )
