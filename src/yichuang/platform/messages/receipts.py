"""Whether a message reached the phone, as the gateway that took it says later."""

from __future__ import annotations

import json
import re
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.words import N_
from yichuang.platform.messages.errors import BadReceipt
from yichuang.platform.messages.models import Message

#: Reasons are codes, so that nothing personal comes in by them.
_REASON = re.compile(r"[a-z][a-z0-9-]{0,39}")
_STATES = {"delivered": Message.State.DELIVERED, "failed": Message.State.FAILED}


def note(provider: str, body: bytes) -> str:
    """Note one receipt: 'applied', 'repeated', or 'overtaken' by what was known already.

    Raises BadReceipt (which member is wrong), Message.DoesNotExist for one that this gateway was never given.
    """
    id, state, reason = _parsed(body)
    with transaction.atomic():
        message = Message.objects.select_for_update().get(pk=id, provider=provider)
        if message.state in _STATES.values():
            return "repeated" if message.state == state else "overtaken"
        # It may come before the answer that it was taken has been written down, and says as much.
        if message.state != Message.State.SENT and not message.in_doubt:
            return "overtaken"
        now = clock.now()
        message.state, message.reached_at, message.in_doubt = state, now, False
        message.sent_at = message.sent_at or now
        message.last_error = reason if state == Message.State.FAILED else ""
        message.save(update_fields=["state", "reached_at", "in_doubt", "sent_at", "last_error"])
    return "applied"


def _parsed(body: bytes) -> tuple[UUID, str, str]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        raise BadReceipt("body", N_("This is not JSON in UTF-8.")) from None
    if not isinstance(said, dict):
        raise BadReceipt("body", N_("This is not a JSON object."))
    try:
        id = UUID(said["id"])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadReceipt("id", N_("This must be the id under which the message was sent.")) from None
    state = _STATES.get(said["state"]) if isinstance(said.get("state"), str) else None
    if state is None:
        raise BadReceipt("state", N_("This must be “delivered” or “failed”."))
    reason = said.get("reason", "")
    if not isinstance(reason, str) or (reason and not _REASON.fullmatch(reason)):
        raise BadReceipt("reason", N_("This must be a code of small letters, figures and hyphens."))
    return id, str(state), reason
