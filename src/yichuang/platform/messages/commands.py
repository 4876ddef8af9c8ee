"""Writes of ``messages``: put a message into the ledger; note whether it reached the phone."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import httpx
from django.conf import settings

from yichuang.core import clock
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange.client import call
from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.lanes import Outcome
from yichuang.platform.exchange.models import System
from yichuang.platform.messages.hours import not_before
from yichuang.platform.messages.ledger import MessageLedger, Ring, Text
from yichuang.platform.messages.models import Message
from yichuang.platform.messages.queries import providers


def queue(
    to: str,
    text: str,
    *,
    person_id: UUID | None = None,
    case_id: UUID | None = None,
    life: timedelta | None = None,
) -> Message:
    """Put a message into the ledger, in the caller's transaction; the worker sends it.

    ``life``: after so long it is of no use. Somebody waits for such a one (a sign-in code): it leaves at any hour,
    everything else after the quiet hours.
    """
    now = clock.now()
    due = now if life else not_before(now, settings.QUIET_HOURS)
    return Message.objects.create(
        id=new_id(),
        person_id=person_id,
        case_id=case_id,
        to=to,
        text=text,
        urgent=life is not None,
        created_at=now,
        due_at=due,
        next_at=due,
        expires_at=now + life if life else None,
    )


def send_due(gateway: System, batch: int = 50) -> int:
    """Send up to ``batch`` due messages of a provider here and now, one after the other; how many were tried.

    The worker sends by itself; this is for whoever has none.
    """
    ledger = MessageLedger(gateway.code, Ring(providers()))
    claimed = ledger.claim(batch, (), due=True)
    for parcel in claimed:
        ledger.settle([_attempt(gateway, ledger, parcel)])
    return len(claimed)


def _attempt(gateway: System, ledger: MessageLedger, parcel: Text) -> Outcome[Text]:
    try:
        response = call(gateway, "POST", parcel.path, parcel.body, {"Idempotency-Key": str(parcel.id)}, timeout=10)
    except httpx.HTTPError as failure:
        untaken = isinstance(failure, httpx.ConnectError | httpx.ConnectTimeout)
        return Outcome(parcel, "again", error=type(failure).__name__, untaken=untaken)
    verdict = ledger.judge(parcel, Reply(response.status_code, response.content, kept=False))
    return Outcome(parcel, verdict.result, error=verdict.error, untaken=verdict.untaken)
