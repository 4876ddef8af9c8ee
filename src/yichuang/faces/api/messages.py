"""What a person was told."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Schema

from yichuang.faces.api.schemas import Moment
from yichuang.faces.look.middleware import actor_of
from yichuang.faces.present.cases import message_line
from yichuang.lines.applications import queries
from yichuang.platform.messages.models import Message

router = Router()


class MessageOut(Schema):
    """``case``: the id of the case that it leads to, null where it leads to none."""

    at: Moment
    text: str
    case: str | None


def _out(message: Message) -> MessageOut:
    line = message_line(message)
    return MessageOut(at=line.at, text=str(message.text), case=line.case or None)


@router.get("/messages", url_name="messages", response=list[MessageOut])
def messages(request: HttpRequest) -> list[MessageOut]:
    """What I was told, or whom I act for, newest first, fifty at most; what I objected to is a list of its own."""
    return [_out(each) for each in queries.told(actor_of(request))]
