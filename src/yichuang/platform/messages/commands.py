"""Writes of ``messages``: put a message into the ledger; send what is due."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from django.db import connection, transaction

from yichuang.core import clock
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.ledger import LEASE, backoff
from yichuang.platform.exchange.models import System
from yichuang.platform.messages.models import Message


def queue(
    to: str,
    text: str,
    *,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
    life: timedelta | None = None,
) -> Message:
    """Put a message into the ledger, in the caller's transaction; the worker sends it."""
    now = clock.now()
    return Message.objects.create(
        id=new_id(),
        person_id=person_id,
        case_id=case_id,
        to=to,
        text=text,
        created_at=now,
        next_at=now,
        expires_at=now + life if life else None,
    )


CLAIM = """
-- Take up to %(batch)s messages that are due, oldest first, for the length of a lease.
UPDATE post_message SET claimed_until = %(until)s
WHERE id IN (
    SELECT id FROM post_message
    WHERE state = 'waiting' AND next_at <= %(now)s AND (claimed_until IS NULL OR claimed_until < %(now)s)
    ORDER BY next_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
RETURNING id
"""


def _claim(batch: int, now: datetime) -> list[Message]:
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": now, "until": now + LEASE, "batch": batch})
        ids = [row[0] for row in cursor.fetchall()]
    return list(Message.objects.filter(pk__in=ids).order_by("id")) if ids else []


def send_due(gateway: System, batch: int = 50) -> int:
    """Send up to ``batch`` due messages through ``gateway``; returns how many were tried."""
    now = clock.now()
    claimed = _claim(batch, now)
    for message in claimed:
        _send(gateway, message)
    return len(claimed)


def _send(gateway: System, message: Message) -> None:
    """One attempt. The id is the key: a gateway that took it before answers the same and sends nothing."""
    state, error = Message.State.WAITING, ""
    if message.expires_at and message.expires_at <= clock.now():
        state, error = Message.State.REFUSED, "expired"
    else:
        body = json.dumps({"id": str(message.pk), "to": message.to, "text": message.text}, ensure_ascii=False).encode()
        try:
            response = call(gateway, "POST", "/messages", body, {"Idempotency-Key": str(message.pk)}, timeout=10)
            if response.status_code in (200, 202):
                state = Message.State.SENT
            elif response.status_code in (400, 422):
                state, error = Message.State.REFUSED, f"status {response.status_code}"
            else:
                error = f"status {response.status_code}"
        except httpx.HTTPError as failure:
            error = type(failure).__name__
    now = clock.now()
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state=Message.State.WAITING).update(
            state=state,
            attempts=message.attempts + 1,
            last_error=error,
            claimed_until=None,
            next_at=now + backoff(message.attempts) if state == Message.State.WAITING else message.next_at,
            sent_at=now if state == Message.State.SENT else None,
        )
