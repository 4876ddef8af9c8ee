"""The hall's queue as it reads: kinds to choose from, a ticket and where it stands, the screen, a clerk's window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.faces.look.said import in_language, say
from yichuang.platform.hall import queries
from yichuang.platform.hall.commands.tickets import back_until
from yichuang.platform.hall.layout import Plan
from yichuang.platform.hall.models import Shift, Ticket
from yichuang.platform.hall.plan import plan
from yichuang.platform.hall.queries import Place
from yichuang.platform.hall.steps import STATE_WORDS

State = Ticket.State
#: What can be given back.
HELD = frozenset({State.WAITING, State.CALLED, State.SKIPPED})


@dataclass(frozen=True)
class KindChoice:
    """A kind of matter to draw for. ``waiting``: how many wait for it."""

    code: str
    letter: str
    title: str
    waiting: int


@dataclass(frozen=True)
class ScreenLine:
    """A number that is called, or at a window."""

    number: str
    window: str
    calling: bool


@dataclass(frozen=True)
class ScreenPage:
    """What everybody in the hall may read. ``opening``: the hours as people say them."""

    calls: tuple[ScreenLine, ...]
    kinds: tuple[KindChoice, ...]
    draws: bool
    opening: str
    at: str


@dataclass(frozen=True)
class TicketPage:
    """A ticket for whoever holds it. ``window``: where to go, once it is called; ``minutes`` None: not known."""

    id: str
    number: str
    kind: str
    state: str
    words: str
    window: str
    place: str
    ahead: int
    minutes: int | None
    measured: int
    open_windows: int
    priority: bool
    drawn_at: datetime
    can_withdraw: bool
    back_until: datetime | None
    address: str


def opening_words(hall: Plan) -> str:
    """09:00–12:00, 13:30–17:00."""
    return ", ".join(f"{each.start}–{each.until}" for each in hall.opening)


def screen_page(actor: Actor) -> ScreenPage:
    """The screen of the hall, and what can be drawn. Raises NoHall."""
    found, hall = queries.screen(actor), plan()
    lines = tuple(ScreenLine(each.number, window_title(hall, each.window), each.calling) for each in found.calls)
    kinds = tuple(
        KindChoice(each.code, each.letter, in_language(each.title), found.waiting[each.letter]) for each in hall.kinds
    )
    return ScreenPage(lines, kinds, found.draws, opening_words(hall), f"{clock.now():%H:%M}")


def window_title(hall: Plan, code: str) -> str:
    """A window as it is called out; one that is no longer in the plan by its code."""
    found = next((each for each in hall.windows if each.code == code), None)
    return in_language(found.title) if found else code


def ticket_page(place: Place) -> TicketPage:
    """A ticket as its page shows it."""
    ticket, hall = place.ticket, plan()
    window = next((each for each in hall.windows if each.code == ticket.window), None)
    called = ticket.state in (State.CALLED, State.SERVING)
    return TicketPage(
        id=ticket.public_id,
        number=ticket.said,
        kind=kind_title(hall, ticket.kind),
        state=ticket.state,
        words=say(STATE_WORDS[ticket.state]),
        window=window_title(hall, ticket.window) if called else "",
        place=in_language(window.place) if window and called else "",
        ahead=place.ahead,
        minutes=place.minutes,
        measured=place.measured,
        open_windows=len(place.windows),
        priority=ticket.priority,
        drawn_at=ticket.drawn_at,
        can_withdraw=ticket.state in HELD,
        back_until=back_until(ticket.ended_at) if place.can_come_back and ticket.ended_at else None,
        address=ticket_address(ticket.public_id),
    )


def kind_title(hall: Plan, code: str) -> str:
    """What a kind of matter is called; one that is no longer in the plan by its code."""
    found = next((each for each in hall.kinds if each.code == code), None)
    return in_language(found.title) if found else code


def ticket_address(public: str) -> str:
    """Where a ticket can be seen from a phone."""
    return f"{settings.PUBLIC_URL}{reverse('portal:ticket', args=[public])}"


def door_address() -> str:
    """What the square at the door says."""
    return f"{settings.PUBLIC_URL}{reverse('portal:tickets')}?from=door"


@dataclass(frozen=True)
class QueueRow:
    """A ticket in a list of the window. ``minutes``: for how long it waits, or since when it was skipped."""

    id: str
    number: str
    kind: str
    priority: bool
    minutes: int


@dataclass(frozen=True)
class WindowChoice:
    """A window, and who sits there since when; nobody: empty and None."""

    code: str
    title: str
    who: str
    since: datetime | None


@dataclass(frozen=True)
class QueuePage:
    """A clerk's queue. ``least``: so many calls before one may skip. ``others``: where one can be transferred to."""

    window: str
    code: str
    since: datetime | None
    current: QueueRow | None
    state: str
    calls: int
    least: int
    waiting: Sequence[QueueRow]
    count: int
    whole: int
    served: int
    skipped: Sequence[QueueRow]
    windows: Sequence[WindowChoice]
    others: Sequence[WindowChoice]
    #: How many appointments of today are in each state; None where there are none at this hall.
    appointments: Mapping[str, int] | None


def queue_page(actor: Actor) -> QueuePage:
    """The queue as a clerk sees it. Raises NoHall."""
    found, hall = queries.at_window(actor), plan()
    mine = found.shift.window if found.shift else ""
    windows = [_window(hall, each.code, found.windows) for each in hall.windows]
    current = found.current
    return QueuePage(
        window=window_title(hall, mine) if mine else "",
        code=mine,
        since=found.shift.started_at if found.shift else None,
        current=_row(hall, current, current.drawn_at) if current else None,
        state=current.state if current else "",
        calls=current.calls if current else 0,
        least=hall.queue.calls,
        waiting=[_row(hall, each, each.drawn_at) for each in found.waiting],
        count=found.count,
        whole=found.whole,
        served=found.served,
        skipped=[_row(hall, each, each.ended_at or each.drawn_at) for each in found.skipped],
        windows=windows,
        others=[each for each in windows if each.who and each.code != mine],
        appointments=found.booked if hall.appointments else None,
    )


def _row(hall: Plan, ticket: Ticket, since: datetime) -> QueueRow:
    minutes = max(0, int((clock.now() - since).total_seconds() // 60))
    return QueueRow(ticket.public_id, ticket.said, kind_title(hall, ticket.kind), ticket.priority, minutes)


def _window(hall: Plan, code: str, sitting: Mapping[str, Shift]) -> WindowChoice:
    shift = sitting.get(code)
    title = window_title(hall, code)
    return WindowChoice(code, title, shift.clerk.display if shift else "", shift.started_at if shift else None)
