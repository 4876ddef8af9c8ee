"""The ledger: what is due, in which order, and how an attempt is written down."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests.platform.exchange.rows import deliver, states
from yichuang.core import clock
from yichuang.core.clock import ZONE
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange import ledger
from yichuang.platform.exchange.lanes import SESSION
from yichuang.platform.exchange.ledger import Claimed, DeliveryLedger, Outcome, backoff
from yichuang.platform.exchange.models import Delivery

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 25, 12, tzinfo=ZONE)
RECEIPT = {"receipt_number": "R-1"}


def claimed(lane: str = "one", batch: int = 100) -> list[Claimed]:
    """What is due in a lane."""
    return DeliveryLedger(lane).claim(batch, (), due=True)


def settled(result: str, **more: object) -> Delivery:
    """One delivery after one attempt that ended so."""
    deliver("one")
    (each,) = claimed()
    ledger.settle([Outcome(each, result, **more)])  # type: ignore[arg-type]
    return Delivery.objects.get(pk=each.id)


def test_it_works() -> None:
    ids = deliver("one", 3)
    found = claimed()
    assert [each.id for each in found] == ids
    assert b"\xe7\x8e\x8b" in found[0].body  # in clear in memory
    ledger.settle([Outcome(each, "delivered", RECEIPT) for each in found])
    assert states(ids) == ["delivered"] * 3
    assert claimed() == []


def test_the_body_is_sealed_on_disk() -> None:
    (id,) = deliver("one")
    assert "王五".encode() not in bytes(Delivery.objects.get(pk=id).body)


def test_a_lane_claims_its_own() -> None:
    ids = deliver("one", 2)
    deliver("two", 2)
    assert [each.id for each in claimed("one")] == ids


def test_oldest_first_and_no_more_than_asked() -> None:
    with clock.frozen(NOON):
        (later,) = deliver("one")
    with clock.frozen(NOON - timedelta(hours=1)):
        (middle,) = deliver("one")
    with clock.frozen(NOON - timedelta(hours=2)):
        (first,) = deliver("one")
    assert [each.id for each in claimed(batch=2)] == [first, middle]
    assert [each.id for each in claimed(batch=3)] == [first, middle, later]


def test_what_is_in_hand_is_not_claimed_again() -> None:
    ids = deliver("one", 4)
    assert [each.id for each in DeliveryLedger("one").claim(10, ids[:2], due=True)] == ids[2:]


def test_what_is_not_due_waits_unless_it_is_asked_for() -> None:
    ids = deliver("one")
    Delivery.objects.update(next_at=clock.now() + timedelta(minutes=5))
    assert claimed() == []
    assert [each.id for each in DeliveryLedger("one").claim(1, (), due=False)] == ids


def test_a_later_message_never_overtakes_an_earlier_one_about_the_same_part() -> None:
    subject = new_id()
    first, second = deliver("one", 2, subject=subject)
    other = deliver("one")
    assert [each.id for each in claimed()] == [first, *other]
    (each, *_) = claimed()
    ledger.settle([Outcome(each, "again", error="status 503")])
    assert second not in [each.id for each in claimed()]
    ledger.settle([Outcome(each, "refused", error="status 422")])
    assert [each.id for each in claimed()] == [second, *other]


def test_delivered() -> None:
    with clock.frozen(NOON):
        found = settled("delivered", answer=RECEIPT)
    assert (found.state, found.answer, found.attempts, found.last_error) == ("delivered", RECEIPT, 1, "")
    assert found.settled_at == NOON


def test_refused_stays_refused() -> None:
    found = settled("refused", error="status 422: missing contribution_base")
    assert (found.state, found.last_error) == ("refused", "status 422: missing contribution_base")
    assert claimed() == []


def test_again_waits_longer_each_time() -> None:
    with clock.frozen(NOON):
        found = settled("again", error="status 503")
    assert (found.state, found.last_error, found.settled_at) == ("waiting", "status 503", None)
    assert NOON + timedelta(seconds=0.5) <= found.next_at <= NOON + timedelta(seconds=1)
    bounds = [(backoff(n) / timedelta(seconds=1), min(300.0, 2.0**n)) for n in range(20) for _ in range(50)]
    assert all(most / 2 <= seconds <= most for seconds, most in bounds)
    assert len({seconds for seconds, _ in bounds}) > 500  # no two wait alike


def test_a_system_that_asks_to_be_left_alone_is() -> None:
    with clock.frozen(NOON):
        found = settled("again", error="status 429", not_before=120)
    assert found.next_at == NOON + timedelta(seconds=120)


def test_what_was_settled_meanwhile_is_left_alone() -> None:
    (id,) = deliver("one")
    (each,) = claimed()
    ledger.settle([Outcome(each, "delivered", RECEIPT)])
    ledger.settle([Outcome(each, "again", error="no answer in time")])
    found = Delivery.objects.get(pk=id)
    assert (found.state, found.attempts, found.last_error) == ("delivered", 1, "")


def test_listeners_hear_of_each_arrival_once() -> None:
    heard: list[Outcome] = []
    listener = ledger.on_acknowledged(heard.extend)
    try:
        deliver("one", 2)
        one, two = claimed()
        outcomes = [Outcome(one, "delivered", RECEIPT), Outcome(two, "refused", error="status 400")]
        ledger.settle(outcomes)
        ledger.settle(outcomes)
        assert [each.delivery.id for each in heard] == [one.id]
    finally:
        ledger._listeners.remove(listener)


def test_an_arrival_that_cannot_be_noted_is_no_arrival() -> None:
    def fail(outcomes: object) -> None:
        raise RuntimeError("no")

    (id,) = deliver("one")
    (each,) = claimed()
    ledger.on_acknowledged(fail)
    try:
        with pytest.raises(RuntimeError):
            ledger.settle([Outcome(each, "delivered", RECEIPT)])
    finally:
        ledger._listeners.remove(fail)
    assert states([id]) == ["waiting"]


def test_one_that_cannot_be_opened_stops_no_other() -> None:
    shut, well = deliver("one", 2)
    Delivery.objects.filter(pk=shut).update(body=b"\x00" * 60)
    assert [each.id for each in claimed()] == [well]
    found = Delivery.objects.get(pk=shut)
    assert (found.state, found.attempts) == ("waiting", 1)
    assert found.last_error.startswith("its content cannot be opened")


def test_a_body_of_another_row_does_not_open() -> None:
    one, two = deliver("one", 2)
    Delivery.objects.filter(pk=two).update(body=bytes(Delivery.objects.get(pk=one).body))
    assert [each.id for each in claimed()] == [one]


def test_all_that_waits_is_due_when_the_system_is_back() -> None:
    ids = deliver("one", 3)
    deliver("two")
    Delivery.objects.update(next_at=clock.now() + timedelta(minutes=5), attempts=7)
    DeliveryLedger("one").wake()
    newer = deliver("one")
    assert [each.id for each in claimed()] == ids + newer
    assert claimed("two") == []


@pytest.mark.parametrize("stale", [True, False])
def test_a_backlog_costs_no_more_the_longer_it_is(stale: bool) -> None:
    """Whatever the statistics say, order and subject come from indexes: a join was seen to take the square of it."""
    with connection.cursor() as cursor:
        if stale:
            cursor.execute("ANALYZE exchange_delivery")  # there is nothing in it yet
        deliver("one", 300)
        if not stale:
            cursor.execute("ANALYZE exchange_delivery")
        cursor.execute(SESSION)
        params = {"lane": "one", "batch": 100, "until": clock.now(), "held": []}
        cursor.execute(f"EXPLAIN {ledger.CLAIM}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("RESET ALL")
    assert "Index Scan using delivery_waiting" in plan
    assert "using delivery_by_subject" in plan
    assert not any(word in plan for word in ("Sort", "Seq Scan", "Join"))
