"""What a person was told."""

from __future__ import annotations

from typing import Literal, cast

from django.http import HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.schemas import Moment
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.cases import message_line
from yichuang.faces.present.figures import messages_handed
from yichuang.lines.applications import queries
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
    return MessageOut(at=line.at, text=str(message.text), case=line.case or None, state=state, reached=line.reached)


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


class FiguresOut(Schema):
    """What this installation says of itself in public."""

    messages: TextsOut


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
        )
    )


@router.get("/messages", url_name="messages", response=list[MessageOut])
def messages(request: HttpRequest) -> list[MessageOut]:
    """What I was told, or whom I act for, newest first, fifty at most; what I objected to is a list of its own."""
    return [_out(each) for each in queries.told(actor_of(request))]
