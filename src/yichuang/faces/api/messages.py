"""What a person was told."""

from __future__ import annotations

from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.schemas import Moment
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.cases import message_line, told_text
from yichuang.faces.present.figures import messages_handed
from yichuang.lines.applications import queries
from yichuang.lines.ratings import queries as rated
from yichuang.lines.ratings.errors import NoRatings
from yichuang.platform.messages.models import Message

router = Router()


class MessageOut(Schema):
    """``case``: the id of the case that it leads to, null where it leads to none.

    ``state``: waiting to be sent, sent, delivered to the phone or failed to reach it (since ``reached``), or refused.
    """

    at: Moment
    text: str
    case: str | None
    state: Literal["waiting", "sent", "delivered", "failed", "refused"]
    reached: Moment | None


def _out(message: Message) -> MessageOut:
    line = message_line(message)
    state = cast("Literal['waiting', 'sent', 'delivered', 'failed', 'refused']", line.state)
    return MessageOut(at=line.at, text=told_text(message), case=line.case or None, state=state, reached=line.reached)


class TextsOut(Schema):
    """Text messages that were due over ``days`` until ``until``; ``in_time``: a gateway had them within 10 seconds.

    ``per_mille``: in time, of a thousand, never rounded up; null where none was due.
    """

    days: int
    until: Moment
    due: int
    in_time: int
    per_mille: int | None
    reached: int
    failed: int


class RatedRow(Schema):
    """``all``: parts concluded, or visits served. Null: withheld, since it is small, or a sum would betray one.

    ``per_mille``: of a thousand ratings, how many were no bad ones. ``set_aside``: rated, counted apart after an
    appeal. ``all_before``, ``low_before``: the same of as many days before.
    """

    code: str
    all: int | None
    rated: int | None
    low: int | None
    per_mille: int | None
    set_aside: int | None
    all_before: int | None
    low_before: int | None


class RatedOut(Schema):
    """Ratings over ``days`` until ``until``; numbers below ``least`` are null. ``stuck``: reports, now and before."""

    days: int
    until: Moment
    least: int
    matters: list[RatedRow]
    departments: list[RatedRow]
    windows: list[RatedRow]
    stuck: int | None
    stuck_before: int | None


class FiguresOut(Schema):
    """What this installation says of itself in public. ``ratings``: null where none are taken."""

    messages: TextsOut
    ratings: RatedOut | None


@router.get("/figures", auth=None, url_name="figures", response=FiguresOut)
def figures(request: HttpRequest) -> FiguresOut:
    """Published figures, counted from the records."""
    found = messages_handed()
    numbers = found.numbers
    return FiguresOut(
        messages=TextsOut(
            days=found.days,
            until=found.until,
            due=numbers.due,
            in_time=numbers.in_time,
            per_mille=numbers.per_mille,
            reached=numbers.reached,
            failed=numbers.failed,
        ),
        ratings=_rated(),
    )


def _row(each: rated.Counted) -> RatedRow:
    return RatedRow(**vars(each), per_mille=each.per_mille)


def _rated() -> RatedOut | None:
    try:
        found = rated.figures()
    except NoRatings:
        return None
    return RatedOut(
        days=found.days,
        until=found.until,
        least=found.least,
        matters=[_row(each) for each in found.matters],
        departments=[_row(each) for each in found.departments],
        windows=[_row(each) for each in found.windows],
        stuck=found.stuck,
        stuck_before=found.stuck_before,
    )


@router.get("/messages", url_name="messages", response=list[MessageOut])
def messages(request: HttpRequest) -> list[MessageOut]:
    """What I was told, or whom I act for, newest first, fifty at most; what I objected to is a list of its own."""
    return [_out(each) for each in queries.told(actor_of(request))]
