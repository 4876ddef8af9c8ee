"""Rows of the delivery ledger, as filing would have written them, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

from tests.simulators.world import until
from yichuang.core import clock
from yichuang.core.cipher import seal
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange.lanes import IN_FLIGHT, Lane
from yichuang.platform.exchange.ledger import BODY_CONTEXT, Claimed, DeliveryLedger
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.exchange.sender import PATIENCE, Wire
from yichuang.platform.vault.keys import holder


def deliver(lane: str, count: int = 1, *, subject: UUID | None = None, content: object = None) -> list[UUID]:
    """Write ``count`` deliveries to ``lane``, each about a subject of its own or all about ``subject``."""
    keys, now, made = holder(), clock.now(), []
    for _ in range(count):
        id, key = new_id(), keys.new_data_key()
        text = json.dumps(content or {"id": str(id), "data": {"name": "王五"}}, ensure_ascii=False).encode()
        made.append(
            Delivery(
                id=id,
                lane=lane,
                type="test.v1",
                subject_id=subject or new_id(),
                body=seal(key, text, suite=keys.suite, key_id=0, context=BODY_CONTEXT),
                wrapped_key=keys.wrap(key, BODY_CONTEXT),
                created_at=now,
                next_at=now,
            )
        )
    Delivery.objects.bulk_create(made)
    return [each.pk for each in made]


def states(ids: Iterable[UUID]) -> list[str]:
    """The states of deliveries, in the order of ``ids``; 'gone' for a row that is not there."""
    found = dict(Delivery.objects.filter(pk__in=list(ids)).values_list("pk", "state"))
    return [found.get(each, "gone") for each in ids]


def all_are(ids: list[UUID], state: str, seconds: float = 20) -> None:
    """Wait until none of ``ids`` waits any more; all must then be in ``state``."""
    until(lambda: "waiting" not in states(ids), f"all {len(ids)} are {state}", seconds)
    assert set(states(ids)) == {state}


@contextmanager
def working(
    wire: Wire, lane: str, endpoint: str, in_flight: int = IN_FLIGHT, patience: float = PATIENCE
) -> Iterator[Lane[Claimed]]:
    """A lane at work for the length of a block."""
    made = Lane(DeliveryLedger(lane), wire, endpoint, in_flight, patience)
    made.start()
    try:
        yield made
    finally:
        made.stop()
        made.join(15)
        assert not made.is_alive()


def sessions_of_lanes() -> list[int]:
    """The server's process numbers of all sessions that hold a lane."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = "
            "(SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return [row[0] for row in cursor.fetchall()]
