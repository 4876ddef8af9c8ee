"""Two providers: the second is asked where the first surely has nothing of a message, and nobody is told twice."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.platform.exchange.receiver import Request, answer, scripted
from tests.simulators.world import until
from yichuang.core import clock
from yichuang.platform.exchange.lanes import BREAKER, Lane, Outcome
from yichuang.platform.exchange.sender import Wire
from yichuang.platform.messages.commands import queue
from yichuang.platform.messages.hours import QuietHours, not_before
from yichuang.platform.messages.ledger import MessageLedger, Ring, Text
from yichuang.platform.messages.models import Message
from yichuang.platform.messages.queries import Handed, gateway_silent, handed

PHONE, TEXT = "19900001234", "您的事项 4301 已收件。"


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


@pytest.fixture
def ring() -> Ring:
    return Ring(["first", "second"])


def ledgers(ring: Ring) -> list[MessageLedger]:
    return [MessageLedger(code, ring) for code in ring.codes]


def claimed(ledger: MessageLedger) -> list[Text]:
    return ledger.claim(10, (), due=True)


def held(message: Message) -> tuple[str, str, bool]:
    message.refresh_from_db()
    return str(message.state), message.provider, message.in_doubt


@pytest.mark.django_db
def test_what_surely_did_not_arrive_goes_to_the_second_at_once(ring: Ring) -> None:
    first, second = ledgers(ring)
    message = queue(PHONE, TEXT)
    assert claimed(second) == []
    (parcel,) = claimed(first)
    assert held(message) == ("waiting", "first", True)  # before anything leaves
    first.settle([Outcome(parcel, "again", error="status 503", untaken=True)])
    assert held(message) == ("waiting", "second", False)
    assert claimed(first) == []
    (parcel,) = claimed(second)
    second.settle([Outcome(parcel, "delivered", {"provider_id": "p"})])
    assert held(message) == ("sent", "second", False)


@pytest.mark.django_db
def test_what_may_have_arrived_stays_with_its_provider(ring: Ring) -> None:
    first, second = ledgers(ring)
    message = queue(PHONE, TEXT)
    (parcel,) = claimed(first)
    first.settle([Outcome(parcel, "again", error="no answer in time")])
    with clock.frozen(clock.now() + timedelta(hours=1)):
        first.down()
        assert claimed(second) == []
        (parcel,) = claimed(first)
        assert parcel.doubted
        first.settle([Outcome(parcel, "again", error="no connection", untaken=True)])  # the earlier one may be there
        assert held(message) == ("waiting", "first", True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("unknown", ("waiting", "second", False)),
        ("taken", ("sent", "first", False)),
        ("delivered", ("delivered", "first", False)),
        ("failed", ("failed", "first", False)),
    ],
)
def test_the_provider_is_asked_what_it_has(ring: Ring, said: str, after: tuple[str, str, bool]) -> None:
    first, _ = ledgers(ring)
    message = queue(PHONE, TEXT)
    (parcel,) = claimed(first)
    first.settle([Outcome(parcel, "again", error="no answer in time")])
    (question,) = first.probe()
    assert json.loads(question.body) == {"ids": [str(message.pk)]}
    first.settle([Outcome(question, "delivered", {str(message.pk): said, str(uuid4()): "taken"})])
    first.down()
    assert held(message) == after


@pytest.mark.django_db
def test_a_worker_that_died_leaves_it_in_doubt(ring: Ring) -> None:
    first, second = ledgers(ring)
    queue(PHONE, TEXT)
    claimed(first)  # and nothing more
    first.down()
    assert claimed(second) == []
    assert [each.doubted for each in claimed(first)] == [True]


@pytest.mark.django_db
def test_what_was_taken_back_before_it_left_is_free_again(ring: Ring) -> None:
    first, second = ledgers(ring)
    queue(PHONE, TEXT)
    first.let_be(claimed(first))
    first.down()
    assert [each.doubted for each in claimed(second)] == [False]


@pytest.mark.django_db
def test_where_both_are_busy_it_is_tried_in_turn_with_a_pause_after_each_round(ring: Ring) -> None:
    message, (first, second) = queue(PHONE, TEXT), ledgers(ring)
    for turn, ledger in enumerate((first, second)):
        (parcel,) = claimed(ledger)
        before = clock.now()
        ledger.settle([Outcome(parcel, "again", error="status 503", untaken=True)])
        message.refresh_from_db()
        assert (message.next_at > before + timedelta(milliseconds=500)) == (turn == 1)
    assert held(message) == ("waiting", "first", False)
    first.down()
    second.down()
    assert held(message)[1] == "second"  # and no further: nobody else is up
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert len(claimed(second)) == 1


@pytest.mark.django_db
def test_in_quiet_hours_only_codes_leave(ring: Ring, settings: Any) -> None:
    settings.QUIET_HOURS = QuietHours.of("22:00-07:00")
    first, _ = ledgers(ring)
    evening = clock.now().replace(hour=23, minute=30, second=0, microsecond=0)
    with clock.frozen(evening):
        notice, code = queue(PHONE, TEXT), queue(PHONE, "123456", life=timedelta(minutes=5))
        (parcel,) = claimed(first)
        assert parcel.id == code.pk
        first.settle([Outcome(parcel, "delivered", {"provider_id": "p"})])
    morning = (evening + timedelta(days=1)).replace(hour=7, minute=0)
    assert (notice.due_at, notice.next_at, code.due_at) == (morning, morning, evening)
    with clock.frozen(evening.replace(hour=21)):
        late = queue(PHONE, TEXT)
    with clock.frozen(evening):  # nobody answered in the evening: now it waits, too
        assert claimed(first) == []
    with clock.frozen(morning):
        assert [each.id for each in claimed(first)] == [late.pk, notice.pk]


@settings(max_examples=60)
@given(st.times(), st.times(), st.datetimes(timezones=st.just(clock.ZONE)))
def test_after_quiet_hours_is_the_first_moment_outside_them(begin: Any, end: Any, moment: Any) -> None:
    begin, end = (one.replace(second=0, microsecond=0) for one in (begin, end))
    if begin == end or moment.year > 9000:
        return
    quiet = QuietHours(begin, end)
    found = not_before(moment, quiet)
    assert moment <= found < moment + timedelta(days=1)
    assert not_before(found, quiet) == found
    assert found == moment or (found.time() == end and not_before(found - timedelta(microseconds=1), quiet) == found)


@pytest.mark.parametrize("written", ["22:00", "22-7-1", "22:00-22:00", "late-early"])
def test_quiet_hours_that_are_none(written: str) -> None:
    with pytest.raises(ValueError, match=r"22:00-07:00|isoformat"):
        QuietHours.of(written)


Script = Callable[[Request, socket.socket], bool]


def gateway(received: list[str], behaves: Callable[[], str]) -> Script:
    """A provider that takes, is busy, hangs up before it did anything, or after; asked, it says what it has."""

    def script(request: Request, connection: socket.socket) -> bool:
        how, body = behaves(), json.loads(request.body)
        if how == "busy":
            connection.sendall(answer(503, b""))
        elif how == "gone":
            return False
        elif request.head.startswith(b"POST /messages/states "):
            states = {one: "taken" if one in received else "unknown" for one in body["ids"]}
            connection.sendall(answer(200, json.dumps({"states": states}).encode()))
        else:
            if body["id"] not in received:
                received.append(body["id"])
            if how == "silent":
                return False
            connection.sendall(answer(202, b'{"provider_id": "p"}'))
        return True

    return script


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", ["busy", "gone", "silent"])
def test_everybody_is_told_once_while_the_first_fails(wire: Wire, ring: Ring, trouble: str) -> None:
    """What the first never saw leaves by the second at once; what it may have comes when it answers again."""
    mode, received = {"first": trouble, "second": "well"}, dict[str, list[str]](first=[], second=[])
    messages = [str(queue(f"1990000{n:04d}", TEXT).pk) for n in range(30)]
    with ExitStack() as closing:
        for code in ring.codes:
            behaves = (lambda name: lambda: mode[name])(code)
            endpoint = closing.enter_context(scripted(gateway(received[code], behaves))).endpoint
            lane = Lane(MessageLedger(code, ring), wire, endpoint, in_flight=4)
            closing.callback(lane.join, 15)
            closing.callback(lane.stop)
            lane.start()
        until(lambda: len(received["second"]) >= len(messages) - 2 * BREAKER, "the second has all but those in doubt")
        assert not gateway_silent()
        more = str(queue("19900009999", TEXT).pk)
        until(lambda: more in received["second"], "whoever comes now is told by the second")
        mode["first"] = "well"
        until(lambda: not Message.objects.filter(state="waiting").exists(), "none waits")
    assert sorted(received["first"] + received["second"]) == sorted([*messages, more])
    assert set(Message.objects.values_list("state", flat=True)) <= {"sent", "delivered"}


@pytest.mark.django_db
def test_only_where_nobody_takes_any_is_the_reader_told_so() -> None:
    stuck, ring = queue(PHONE, TEXT), Ring(["first"])
    assert not gateway_silent()
    ledger = MessageLedger("first", ring)
    ledger.settle([Outcome(each, "again", error="no answer in time") for each in claimed(ledger)])
    assert gateway_silent()
    Message.objects.filter(pk=stuck.pk).update(next_at=clock.now() + timedelta(hours=1))
    queue(PHONE, TEXT)
    ledger.settle([Outcome(each, "delivered") for each in claimed(ledger)])
    assert not gateway_silent()


@pytest.mark.django_db
def test_the_published_figure_counts_what_was_due(django_assert_num_queries: Any) -> None:
    now = clock.now()
    for due, waited, state, error in (
        (100, 10.0, "delivered", ""),
        (100, 10.001, "sent", ""),
        (100, None, "waiting", ""),
        (100, None, "refused", "expired"),
        (100, None, "refused", "status 422"),  # no such number: nobody's delay
        (100, 2.0, "failed", "no-such-number"),
        (9, 1.0, "sent", ""),  # its ten seconds are not over
        (3700, 1.0, "sent", ""),
    ):
        at = now - timedelta(seconds=due)
        sent = None if waited is None else at + timedelta(seconds=waited)
        Message.objects.filter(pk=queue(PHONE, TEXT).pk).update(
            due_at=at, sent_at=sent, state=state, last_error=error, reached_at=now
        )
    with django_assert_num_queries(1):
        found = handed(now - timedelta(hours=1), now)
    assert found == Handed(due=5, in_time=2, reached=1, failed=1)
    assert (found.per_mille, Handed(3, 2, 0, 0).per_mille, Handed(0, 0, 0, 0).per_mille) == (400, 666, None)


def test_the_ring_goes_round() -> None:
    ring = Ring(["a", "b", "c"])
    assert [ring.after(one) for one in "abc"] == ["b", "c", "a"]
    assert all(ring.after(one) != other for one, other in pairwise("aa"))
    ring.down = {"b"}
    assert (ring.after("a"), ring.after("c")) == ("c", "a")
    ring.down = {"b", "c"}
    assert (ring.after("a"), ring.after("b"), Ring(["a"]).after("a"), ring.after("x")) == (None, "a", None, "a")
