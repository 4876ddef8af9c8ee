"""The hall's queue: tickets without signing in, the screen, and what a clerk does at a window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from yichuang.core.access import Actor
from yichuang.faces.api.schemas import ABSENT, CONFLICT, Moment, Strict
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.queue import screen_page, ticket_page
from yichuang.platform.hall import commands, queries
from yichuang.platform.hall.models import Ticket
from yichuang.platform.hall.queries import AtWindow

router = Router()

TicketState = Literal["waiting", "called", "serving", "served", "skipped", "withdrawn", "lapsed"]
Verb = Literal["call-again", "begin", "finish", "skip"]


class Draw(Strict):
    """``kind``: a code of ``GET /queue``. ``priority``: elderly, disabled, pregnant or with an infant."""

    kind: str = Field(max_length=40)
    priority: bool = False


class TicketOut(Schema):
    """A ticket. ``ahead``: how many wait before it. ``minutes``: about, null where that is not known.

    ``measured``: of how many visits that was reckoned. ``window``: where to go, empty before it is called. ``address``:
    its page. ``back_until``: until when one who was skipped may come back.
    """

    id: str
    number: str
    kind: str
    state: TicketState
    ahead: int
    minutes: int | None
    measured: int
    window: str
    priority: bool
    drawn_at: Moment
    back_until: Moment | None
    address: str


class CallOut(Schema):
    """``calling``: called now, not at the window yet."""

    number: str
    window: str
    calling: bool


class KindOut(Schema):
    """A kind of matter: the code to send, the letter of its numbers, how many wait."""

    kind: str
    letter: str
    title: str
    waiting: int


class ScreenOut(Schema):
    """What the screen of the hall shows. ``draws``: whether tickets are drawn now."""

    calls: list[CallOut]
    kinds: list[KindOut]
    draws: bool
    opening: str


class QueueTicket(Schema):
    """A ticket as a clerk sees it. ``calls``: how often it was called."""

    id: str
    number: str
    kind: str
    state: TicketState
    priority: bool
    calls: int
    drawn_at: Moment


class SeatOut(Schema):
    """Who sits at a window, and since when."""

    window: str
    clerk: str
    since: Moment


class QueueOut(Schema):
    """``window``: where one sits, null for nowhere. ``count``: how many wait for it, ``whole`` in the whole hall.

    ``waiting``: the first of them, the next one first. ``skipped``: who may come back. ``served``: by oneself, today.
    ``appointments``: how many of today are in each state.
    """

    window: str | None
    current: QueueTicket | None
    waiting: list[QueueTicket]
    count: int
    whole: int
    skipped: list[QueueTicket]
    served: int
    windows: list[SeatOut]
    appointments: dict[str, int]


class Seat(Strict):
    """``take_over``: from the colleague who sits there, with what is open."""

    window: str = Field(max_length=40)
    take_over: bool = False


class Onto(Strict):
    """``window``: where to; somebody sits there."""

    window: str = Field(max_length=40)


class CalledOut(Schema):
    """``ticket``: who was called; null where nobody waits for the window."""

    ticket: QueueTicket | None


@router.get("/queue", auth=None, url_name="screen", response=ScreenOut)
def screen(request: HttpRequest) -> ScreenOut:
    """What the screen of the hall shows, and what can be drawn. Numbers alone."""
    shown = screen_page(actor_of(request))
    return ScreenOut(
        calls=[CallOut(number=each.number, window=each.window, calling=each.calling) for each in shown.calls],
        kinds=[
            KindOut(kind=each.code, letter=each.letter, title=each.title, waiting=each.waiting) for each in shown.kinds
        ],
        draws=shown.draws,
        opening=shown.opening,
    )


@router.post("/tickets", auth=None, url_name="tickets", response={201: TicketOut})
def draw(request: HttpRequest, body: Draw) -> Status[TicketOut]:
    """Draw a ticket. Nobody is asked who they are; its id is the right to it."""
    drawn = commands.draw(actor_of(request), body.kind, priority=body.priority)
    return Status(201, ticket_out(request, drawn.public_id))


@router.get("/tickets/{ticket}", auth=None, url_name="ticket", response=TicketOut)
def ticket(request: HttpRequest, ticket: str) -> TicketOut:
    """A ticket: its place and about how long. Ask every quarter of a minute at most."""
    return ticket_out(request, ticket)


@router.post("/tickets/{ticket}/withdraw", auth=None, url_name="withdraw-ticket", response={200: TicketOut, **CONFLICT})
def withdraw(request: HttpRequest, ticket: str) -> TicketOut:
    """Give a ticket back."""
    commands.withdraw(actor_of(request), ticket)
    return ticket_out(request, ticket)


@router.post("/tickets/{ticket}/come-back", auth=None, url_name="come-back", response={200: TicketOut, **CONFLICT})
def come_back(request: HttpRequest, ticket: str) -> TicketOut:
    """Whoever was skipped is there now: once, in time, after all who wait."""
    commands.come_back(actor_of(request), ticket)
    return ticket_out(request, ticket)


@router.get("/window/queue", url_name="queue", response=QueueOut)
def queue(request: HttpRequest) -> QueueOut:
    """The queue as a clerk sees it."""
    return _queue(queries.at_window(actor_of(request)))


@router.post("/window/shift", url_name="open-shift", response=QueueOut)
def sit(request: HttpRequest, body: Seat) -> QueueOut:
    """Sit down at a window, or take it over from a colleague with what is open."""
    commands.open_shift(actor_of(request), body.window, take_over=body.take_over)
    return queue(request)


@router.post("/window/shift/close", url_name="close-shift", response={200: QueueOut, **CONFLICT})
def leave(request: HttpRequest) -> QueueOut:
    """Leave the window."""
    commands.close_shift(actor_of(request))
    return queue(request)


@router.post("/window/queue/next", url_name="call-next", response={200: CalledOut, **CONFLICT})
def call_next(request: HttpRequest) -> CalledOut:
    """Call whoever is next. Two clerks who ask at once call two people."""
    found = commands.call_next(actor_of(request))
    return CalledOut(ticket=_row(found) if found else None)


#: A clerk's verbs on a ticket that they called.
VERBS: Mapping[str, Callable[[Actor, str], Ticket]] = {
    "call-again": commands.call_again,
    "begin": commands.begin,
    "finish": commands.finish,
    "skip": commands.skip,
}


@router.post(
    "/window/tickets/{ticket}/transfer", url_name="transfer", response={200: QueueTicket, **ABSENT, **CONFLICT}
)
def transfer(request: HttpRequest, ticket: str, body: Onto) -> QueueTicket:
    """Send a ticket that one called to another window, with the waiting time that it has."""
    return _row(commands.transfer(actor_of(request), ticket, body.window))


@router.post(
    "/window/tickets/{ticket}/{verb}", url_name="ticket-verb", response={200: QueueTicket, **ABSENT, **CONFLICT}
)
def verb(request: HttpRequest, ticket: str, verb: Verb) -> QueueTicket:
    """Call again, begin, finish or skip a ticket that one called."""
    return _row(VERBS[verb](actor_of(request), ticket))


def ticket_out(request: HttpRequest, public: str) -> TicketOut:
    """A ticket as whoever holds it sees it."""
    shown = ticket_page(queries.by_address(actor_of(request), public))
    return TicketOut(
        id=shown.id,
        number=shown.number,
        kind=shown.kind,
        state=cast("TicketState", shown.state),
        ahead=shown.ahead,
        minutes=shown.minutes,
        measured=shown.measured,
        window=shown.window,
        priority=shown.priority,
        drawn_at=shown.drawn_at,
        back_until=shown.back_until,
        address=shown.address,
    )


def _queue(found: AtWindow) -> QueueOut:
    return QueueOut(
        window=found.shift.window if found.shift else None,
        current=_row(found.current) if found.current else None,
        waiting=[_row(each) for each in found.waiting],
        count=found.count,
        whole=found.whole,
        skipped=[_row(each) for each in found.skipped],
        served=found.served,
        windows=[
            SeatOut(window=code, clerk=each.clerk.display, since=each.started_at)
            for code, each in found.windows.items()
        ],
        appointments=dict(found.booked),
    )


def _row(ticket: Ticket) -> QueueTicket:
    return QueueTicket(
        id=ticket.public_id,
        number=ticket.said,
        kind=ticket.kind,
        state=cast("TicketState", ticket.state),
        priority=ticket.priority,
        calls=ticket.calls,
        drawn_at=ticket.drawn_at,
    )
