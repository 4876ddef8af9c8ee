"""Writes of ``messages``: put a message into the ledger; note how sending it ended."""

from __future__ import annotations

import json
import logging
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import httpx
from django.db import connection
from django.db.models import F

from yichuang.core import clock
from yichuang.core.cipher import CipherError
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.judgement import judge
from yichuang.platform.exchange.lanes import Outcome
from yichuang.platform.exchange.ledger import due_until, next_try
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.sender import Parcel
from yichuang.platform.messages.models import Message
from yichuang.platform.vault.fields import SealedTextField

log = logging.getLogger(__name__)


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
-- Up to so many messages, oldest first, none that is in hand already.
SELECT id, "to", text, attempts, expires_at
FROM post_message
WHERE state = 'waiting' AND next_at <= %(until)s AND id <> ALL(%(held)s::uuid[])
ORDER BY next_at, id
LIMIT %(batch)s
"""

SETTLE = """
-- Write the outcome of a batch of attempts in one statement; a message settled meanwhile is left alone.
UPDATE post_message AS m
SET state = r.state, last_error = r.error, attempts = m.attempts + 1, next_at = COALESCE(r.next_at, m.next_at),
    sent_at = CASE WHEN r.state = 'sent' THEN %(now)s::timestamptz END
FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(errors)s::text[], %(next)s::timestamptz[])
     AS r(id, state, error, next_at)
WHERE m.id = r.id AND m.state = 'waiting'
"""

_STATES = {"delivered": Message.State.SENT, "refused": Message.State.REFUSED, "again": Message.State.WAITING}


class MessageLedger:
    """All messages to phones, as ``exchange.lanes.Lane`` works on them; the id is the gateway's idempotency key."""

    noun = "message"
    needs = "provider_id"
    lock = "messages"

    def claim(self, batch: int, held: Collection[UUID], *, due: bool) -> list[Parcel]:
        """Up to ``batch`` due messages, oldest first; with ``due`` False the next ones, due or not.

        What came too late to be of use, or cannot be opened, is settled here and not sent.
        """
        now = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, {"batch": batch, "until": due_until(due), "held": list(held)})
            rows = cursor.fetchall()
        ready: list[Parcel] = []
        ended: list[Outcome[Parcel]] = []
        for id, to, text, attempts, expires_at in rows:
            found = self._parcel(id, bytes(to), bytes(text), attempts, expires_at, now)
            if isinstance(found, Parcel):
                ready.append(found)
            else:
                ended.append(found)
        self.settle(ended)
        return ready

    def _parcel(
        self, id: UUID, to: bytes, text: bytes, attempts: int, expires_at: datetime | None, now: datetime
    ) -> Parcel | Outcome[Parcel]:
        blank = Parcel(id, "/messages", "application/json", b"", attempts)
        if expires_at is not None and expires_at <= now:
            return Outcome(blank, "refused", error="expired")
        try:
            content = {"id": str(id), "to": _opened("to", to), "text": _opened("text", text)}
        except CipherError as error:
            log.error("message %s cannot be opened: %s", id, error.code)
            return Outcome(blank, "again", error=f"its content cannot be opened: {error.code}")
        body = json.dumps(content, ensure_ascii=False).encode()
        return Parcel(id, blank.path, blank.media, body, attempts)

    def settle(self, outcomes: Sequence[Outcome[Parcel]]) -> None:
        """Write how attempts ended."""
        if not outcomes:
            return
        now = clock.now()
        with connection.cursor() as cursor:
            cursor.execute(
                SETTLE,
                {
                    "now": now,
                    "ids": [each.delivery.id for each in outcomes],
                    "states": [str(_STATES[each.result]) for each in outcomes],
                    "errors": [each.error[:200] for each in outcomes],
                    "next": [next_try(each, now) for each in outcomes],
                },
            )

    def wake(self) -> None:
        """The gateway is back: what waits for its next try is due at once."""
        Message.objects.filter(state=Message.State.WAITING, attempts__gt=0).update(next_at=F("created_at"))


def send_due(gateway: System, batch: int = 50) -> int:
    """Send up to ``batch`` due messages here and now, one after the other; returns how many were tried.

    The worker sends by itself; this is for whoever has none.
    """
    ledger = MessageLedger()
    claimed = ledger.claim(batch, (), due=True)
    for parcel in claimed:
        try:
            response = call(gateway, "POST", parcel.path, parcel.body, {"Idempotency-Key": str(parcel.id)}, timeout=10)
        except httpx.HTTPError as failure:
            ledger.settle([Outcome(parcel, "again", error=type(failure).__name__)])
        else:
            verdict = judge(Reply(response.status_code, response.content, kept=False), ledger.needs)
            ledger.settle([Outcome(parcel, verdict.result, error=verdict.error)])
    return len(claimed)


def _opened(column: str, envelope: bytes) -> str | None:
    """What a column of a message says. Raises CipherError."""
    field = Message._meta.get_field(column)
    assert isinstance(field, SealedTextField)
    return field.from_db_value(envelope, None, connection)
