"""The delivery ledger at work: claim a batch, send it, settle it.

Claims are leases (``claimed_until``) taken with SKIP LOCKED, so workers never wait for each other and one that is
killed loses nothing: its lease runs out and the same event id is sent again, which the other side knows.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from yichuang.core import clock
from yichuang.core.cipher import unseal
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.vault.keys import holder

LEASE = timedelta(seconds=60)
#: Seconds before the next try: doubled each time from the first to the last.
FIRST_BACKOFF, LAST_BACKOFF = 1.0, 300.0

BODY_CONTEXT = b"exchange_delivery.body"

CLAIM = """
-- Take up to %(batch)s deliveries of one lane that are due, oldest first, for the length of a lease.
UPDATE exchange_delivery SET claimed_until = %(until)s
WHERE id IN (
    SELECT id FROM exchange_delivery
    WHERE lane = %(lane)s AND state = 'waiting' AND next_at <= %(now)s
      AND (claimed_until IS NULL OR claimed_until < %(now)s)
    ORDER BY next_at, id
    LIMIT %(batch)s
    FOR UPDATE SKIP LOCKED
)
RETURNING id, path, type, subject_id, body, wrapped_key, attempts
"""


@dataclass(frozen=True)
class Claimed:
    """A delivery that this worker may send now; ``body`` is the JSON in clear, in memory alone."""

    id: UUID
    path: str
    type: str
    subject_id: UUID
    body: bytes
    attempts: int


def claim(lane: str, batch: int) -> list[Claimed]:
    """Lease up to ``batch`` due deliveries of ``lane``, oldest first. One round trip."""
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"lane": lane, "batch": batch, "now": now, "until": now + LEASE})
        rows = cursor.fetchall()
    keys = holder()
    return sorted(
        (
            Claimed(id, path, type, subject, _open(keys.unwrap(bytes(key), BODY_CONTEXT), bytes(body)), attempts)
            for id, path, type, subject, body, key, attempts in rows
        ),
        key=lambda each: each.id,
    )


def _open(key: bytes, body: bytes) -> bytes:
    return unseal(key, body, context=BODY_CONTEXT)


@dataclass(frozen=True)
class Outcome:
    """How one attempt ended: 'delivered' with the answer, 'refused' for good, or 'again' with the failure's name."""

    delivery: Claimed
    result: str
    answer: dict[str, Any] | None = None
    error: str = ""


def backoff(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: exponential, with jitter of a half."""
    seconds = min(LAST_BACKOFF, FIRST_BACKOFF * 2 ** min(attempts, 12))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))


SETTLE = """
-- Write the outcome of a batch of attempts in one statement; a delivery settled meanwhile is left alone.
UPDATE exchange_delivery AS d
SET state = r.state, answer = r.answer::jsonb, last_error = r.error, attempts = d.attempts + 1,
    next_at = COALESCE(r.next_at, d.next_at), claimed_until = NULL,
    settled_at = CASE WHEN r.state = 'waiting' THEN NULL ELSE %(now)s::timestamptz END
FROM unnest(%(ids)s::uuid[], %(states)s::text[], %(answers)s::text[], %(errors)s::text[], %(next)s::timestamptz[])
     AS r(id, state, answer, error, next_at)
WHERE d.id = r.id AND d.state = 'waiting'
RETURNING d.id
"""

#: Called inside the settling transaction with the deliveries that were acknowledged just now.
Acknowledged = Callable[[Sequence[Outcome]], None]
_listeners: list[Acknowledged] = []


def on_acknowledged(listener: Acknowledged) -> Acknowledged:
    """Register who wants to know that deliveries arrived (the engine of cases does)."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def settle(outcomes: Sequence[Outcome]) -> None:
    """Write the outcomes and tell the listeners, in one transaction: an acknowledgement is never half known."""
    if not outcomes:
        return
    now = clock.now()
    states = {"delivered": "delivered", "refused": "refused", "again": "waiting"}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            SETTLE,
            {
                "now": now,
                "ids": [each.delivery.id for each in outcomes],
                "states": [states[each.result] for each in outcomes],
                "answers": [None if each.answer is None else json.dumps(each.answer) for each in outcomes],
                "errors": [each.error[:200] for each in outcomes],
                "next": [
                    now + backoff(each.delivery.attempts) if each.result == "again" else None for each in outcomes
                ],
            },
        )
        settled = {row[0] for row in cursor.fetchall()}
        arrived = [each for each in outcomes if each.result == "delivered" and each.delivery.id in settled]
        if arrived:
            for listener in _listeners:
                listener(arrived)


def send_again(delivery_id: UUID) -> None:
    """Make a waiting or refused delivery due at once, whatever its counter says (one attempt is always made)."""
    Delivery.objects.filter(pk=delivery_id).exclude(state=Delivery.State.DELIVERED).update(
        state=Delivery.State.WAITING, next_at=clock.now(), claimed_until=None
    )
