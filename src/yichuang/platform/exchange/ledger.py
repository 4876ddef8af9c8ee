"""The delivery ledger: what is due for one system, how an attempt ended, and who wants to know.

The lane that works on it (``lanes``) holds it alone, so a claim writes nothing: a worker that is killed loses nothing,
and the same event id is sent again, which the other side knows.
"""

from __future__ import annotations

import json
import logging
import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import httpx
from django.db import transaction
from django.db.models import F

from yichuang.core import clock
from yichuang.core.cipher import CipherError, unseal
from yichuang.platform.exchange import lanes
from yichuang.platform.exchange.bulk import bulk_cursor
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.errors import EarlierWaits
from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.judgement import Verdict, judge
from yichuang.platform.exchange.models import Delivery, System
from yichuang.platform.exchange.sender import Parcel
from yichuang.platform.vault.keys import holder

log = logging.getLogger(__name__)

#: Seconds that a person waits for an attempt which they asked for.
PATIENCE = 5.0
#: Seconds before the next try: doubled each time from the first to the last.
FIRST_BACKOFF, LAST_BACKOFF = 1.0, 300.0

BODY_CONTEXT = b"exchange_delivery.body"
MEDIA = "application/cloudevents+json"

CLAIM = """
-- Up to so many deliveries of one lane, oldest first, none that is in hand already; of each subject the oldest alone,
-- so that a supplement never overtakes the filing that it belongs to. That is asked row by row, in an aggregate that
-- no partial index fits: what the planner knows of a ledger is always of another moment, and a join was seen to take
-- the square of the backlog.
SELECT d.id, d.path, d.type, d.subject_id, d.body, d.wrapped_key, d.attempts
FROM exchange_delivery AS d
WHERE d.lane = %(lane)s AND d.state = 'waiting' AND d.next_at <= %(until)s AND d.id <> ALL(%(held)s::uuid[])
  AND (SELECT bool_or(e.state = 'waiting') FROM exchange_delivery AS e
       WHERE e.subject_id = d.subject_id AND e.id < d.id AND e.lane = d.lane) IS NOT TRUE
ORDER BY d.next_at, d.id
LIMIT %(batch)s
"""


@dataclass(frozen=True, slots=True)
class Claimed(Parcel):
    """A delivery in hand; ``body`` is the JSON in clear, in memory alone."""

    type: str
    subject_id: UUID


Outcome = lanes.Outcome[Claimed]


def backoff(attempts: int) -> timedelta:
    """How long to wait after the ``attempts``-th failure: exponential, with jitter of a half."""
    seconds = min(LAST_BACKOFF, FIRST_BACKOFF * 2 ** min(attempts, 12))
    return timedelta(seconds=seconds * random.uniform(0.5, 1.0))


SETTLE = """
-- Write the outcome of a batch of attempts in one statement; a delivery settled meanwhile is left alone.
UPDATE exchange_delivery AS d
SET state = r.state, answer = r.answer::jsonb, last_error = r.error, attempts = d.attempts + 1,
    tried_at = %(now)s::timestamptz, next_at = COALESCE(r.next_at, d.next_at),
    settled_at = CASE WHEN r.state = 'waiting' THEN NULL ELSE %(now)s::timestamptz END
FROM unnest(%(ids)b::uuid[], %(states)b::text[], %(answers)b::text[], %(errors)b::text[], %(next)b::timestamptz[])
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


class DeliveryLedger:
    """The deliveries of one lane, as ``lanes.Lane`` works on them."""

    noun = "delivery"

    def __init__(self, lane: str) -> None:
        self.lane, self.lock = lane, f"deliveries to {lane}"

    def claim(self, batch: int, held: Collection[UUID], *, due: bool) -> list[Claimed]:
        """Up to ``batch`` due deliveries, oldest first; with ``due`` False the next, due or not. One round trip."""
        with bulk_cursor() as cursor:
            params = {"lane": self.lane, "batch": batch, "until": due_until(due), "held": list(held)}
            cursor.execute(CLAIM, params, binary=True)
            rows = cursor.fetchall()
        keys, opened, sealed = holder(), [], []
        for id, path, type, subject, body, key, attempts in rows:
            try:
                text = unseal(keys.unwrap(key, BODY_CONTEXT), body, context=BODY_CONTEXT)
            except CipherError as error:
                log.error("delivery %s cannot be opened: %s", id, error.code)
                shut = Claimed(id, path, MEDIA, b"", attempts, type, subject)
                sealed.append(Outcome(shut, "again", error=f"its content cannot be opened: {error.code}"))
            else:
                opened.append(Claimed(id, path, MEDIA, text, attempts, type, subject))
        settle(sealed)
        return opened

    def probe(self) -> list[Claimed]:
        """The next one, due or not."""
        return self.claim(1, (), due=False)

    def judge(self, parcel: Claimed, reply: Reply) -> Verdict:
        """An acknowledgement must name the receipt's number."""
        return judge(reply, "receipt_number")

    def let_be(self, parcels: Sequence[Claimed]) -> None:
        """A claim had written nothing."""

    def down(self) -> None:
        """What is for one department goes nowhere else."""

    def settle(self, outcomes: Sequence[Outcome]) -> None:
        """See ``settle``."""
        settle(outcomes)

    def wake(self) -> None:
        """The system is back: what waits for its next try is due at once, in the order in which it was written."""
        tried = Delivery.objects.filter(lane=self.lane, state=Delivery.State.WAITING, attempts__gt=0)
        tried.update(next_at=F("created_at"))


_STATES = {"delivered": "delivered", "refused": "refused", "again": "waiting"}


def settle(outcomes: Sequence[Outcome]) -> None:
    """Write the outcomes and tell the listeners, in one transaction: an acknowledgement is never half known."""
    if not outcomes:
        return
    now = clock.now()
    with transaction.atomic(), bulk_cursor() as cursor:
        cursor.execute(
            SETTLE,
            {
                "now": now,
                "ids": [each.delivery.id for each in outcomes],
                "states": [_STATES[each.result] for each in outcomes],
                "answers": [None if each.answer is None else json.dumps(each.answer) for each in outcomes],
                "errors": [each.error[:200] for each in outcomes],
                "next": [next_try(each, now) for each in outcomes],
            },
        )
        settled = {row[0] for row in cursor.fetchall()}
        arrived = [each for each in outcomes if each.result == "delivered" and each.delivery.id in settled]
        if arrived:
            for listener in _listeners:
                listener(arrived)


def due_until(due: bool) -> datetime:
    """Until when a claim looks: now, or so far ahead that everything counts."""
    return clock.now() + (timedelta(0) if due else timedelta(days=36500))


def next_try(outcome: lanes.Outcome[Any], now: datetime) -> datetime | None:
    """When an attempt that failed is made again; None for one that ended."""
    if outcome.result != "again":
        return None
    return now + max(backoff(outcome.delivery.attempts), timedelta(seconds=outcome.not_before))


def send_anew(subject_id: UUID, lane: str) -> Delivery:
    """Send once more, in order, all that this system acknowledged of a subject: it does not hold it after all.

    The first leaves here and now, the others by the lane after it. Each has its old id, so what the system does hold
    has no second effect. Raises Delivery.DoesNotExist.
    """
    ours = Delivery.objects.filter(subject_id=subject_id, lane=lane)
    with transaction.atomic():
        ours.filter(state=Delivery.State.DELIVERED).update(
            state=Delivery.State.WAITING, next_at=clock.now(), settled_at=None, last_error=""
        )
    first = ours.filter(state=Delivery.State.WAITING).order_by("id").values_list("pk", flat=True).first()
    if first is None:
        raise Delivery.DoesNotExist
    return send_now(first)


def send_now(delivery_id: UUID) -> Delivery:
    """One attempt here and now, whatever the counter says and whether or not the lane is open; how it ended.

    The lane may send the same at the same moment: it is the same event over there, and the first outcome stands.
    Raises EarlierWaits where an older one for the same subject waits, Delivery.DoesNotExist.
    """
    row = Delivery.objects.get(pk=delivery_id)
    if row.state == Delivery.State.DELIVERED:
        return row
    older = Delivery.objects.filter(lane=row.lane, subject_id=row.subject_id, pk__lt=row.pk)
    if older.filter(state=Delivery.State.WAITING).exists():
        raise EarlierWaits
    Delivery.objects.filter(pk=row.pk, state=Delivery.State.REFUSED).update(state=Delivery.State.WAITING)
    body = unseal(holder().unwrap(bytes(row.wrapped_key), BODY_CONTEXT), bytes(row.body), context=BODY_CONTEXT)
    claimed = Claimed(row.pk, row.path, MEDIA, body, row.attempts, row.type, row.subject_id)
    system = System.objects.get(pk=row.lane)
    headers = {"Content-Type": MEDIA, "Idempotency-Key": str(row.pk)}
    try:
        response = call(system, "POST", row.path, body, headers, timeout=PATIENCE)
    except httpx.HTTPError as failure:
        in_time = isinstance(failure, httpx.TimeoutException)
        settle([Outcome(claimed, "again", error="no answer in time" if in_time else "no connection")])
    else:
        verdict = judge(Reply(response.status_code, response.content, kept=False), "receipt_number")
        settle([Outcome(claimed, verdict.result, verdict.answer, verdict.error, verdict.not_before)])
    row.refresh_from_db(fields=["state", "attempts", "last_error", "answer", "tried_at", "next_at"])
    return row
