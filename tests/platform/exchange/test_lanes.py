"""A lane at work, with a real database and real receivers: what is due arrives, whatever happens in between."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from django.db import connection

from tests.platform.exchange.receiver import Request, answer, saying, scripted
from tests.platform.exchange.rows import all_are, deliver, sessions_of_lanes, states, working
from tests.simulators.world import until
from yichuang.core.identifiers import new_id
from yichuang.platform.exchange import ledger
from yichuang.platform.exchange.ledger import Outcome
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.exchange.sender import Wire

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


class Switched:
    """A receiver's script with a switch: while it is down it answers 503."""

    def __init__(self, down: bool) -> None:
        self.down = down
        self.refused = 0
        #: The keys of what was taken, in order.
        self.taken: list[str] = []

    def __call__(self, request: Request, connection: socket.socket) -> bool:
        if self.down:
            self.refused += 1
            connection.sendall(answer(503, b""))
        else:
            self.taken.append(request.field("Idempotency-Key"))
            connection.sendall(answer())
        return True


def test_it_works(wire: Wire) -> None:
    ids = deliver("one", 1200)  # more than a lane keeps in hand
    with scripted(saying(answer())) as receiver, working(wire, "one", receiver.endpoint):
        all_are(ids, "delivered")
        assert len(receiver.came) == 1200
        later = deliver("one", 3)
        all_are(later, "delivered")
    assert receiver.connections <= 16
    assert {request.field("Idempotency-Key") for request in receiver.came} == {str(id) for id in ids + later}
    assert {each.attempts for each in Delivery.objects.all()} == {1}


def test_refusals_stand_and_failures_are_tried_again(wire: Wire) -> None:
    ids = deliver("one", 3)
    said = saying(answer(422, b'{"missing": ["amount"]}'), answer(500, b""), answer())
    with scripted(said) as receiver, working(wire, "one", receiver.endpoint, in_flight=1):
        until(lambda: states(ids) == ["refused", "delivered", "delivered"], "one refused, the others there")
    assert [each.attempts for each in Delivery.objects.order_by("id")] == [1, 2, 1]
    assert Delivery.objects.get(pk=ids[0]).last_error == "status 422: missing amount"


def test_a_lane_that_is_down_delays_no_other(wire: Wire) -> None:
    switched = Switched(down=True)
    with ExitStack() as stack:
        bad, well = stack.enter_context(scripted(switched)), stack.enter_context(scripted(saying(answer())))
        stack.enter_context(working(wire, "bad", bad.endpoint))
        stack.enter_context(working(wire, "well", well.endpoint))
        waiting = deliver("bad", 30)
        all_are(deliver("well", 30), "delivered")
        assert "delivered" not in states(waiting)
        switched.down = False
        all_are(waiting, "delivered")


def test_a_system_that_is_down_is_asked_one_at_a_time(wire: Wire) -> None:
    switched = Switched(down=True)
    with scripted(switched) as receiver, working(wire, "one", receiver.endpoint) as lane:
        ids = deliver("one", 200)
        until(lambda: lane.breaker.open, "the breaker opens")
        until(lambda: not lane._held, "what was in flight has ended")
        seen = switched.refused
        assert seen <= 16 + 5  # what was in flight when the failures became too many, and a probe or so
        until(lambda: switched.refused > seen, "it is asked now and then")
        assert Delivery.objects.filter(attempts=0).count() >= 200 - switched.refused
        switched.down = False
        all_are(ids, "delivered")
        assert not lane.breaker.open


def test_the_backlog_leaves_in_the_order_in_which_it_came(wire: Wire) -> None:
    switched = Switched(down=True)
    with scripted(switched) as receiver, working(wire, "one", receiver.endpoint, in_flight=1) as lane:
        ids = deliver("one", 12)
        until(lambda: lane.breaker.open, "the breaker opens")
        ids += deliver("one", 12)
        switched.down = False
        all_are(ids, "delivered")
    _probe, *rest = switched.taken
    assert rest == sorted(rest)
    assert len(rest) == 23


def test_one_that_always_fails_stops_no_other(wire: Wire) -> None:
    (poisoned,) = deliver("one")

    def script(request: Request, connection: socket.socket) -> bool:
        poison = request.field("Idempotency-Key") == str(poisoned)
        connection.sendall(answer(500, b"") if poison else answer())
        return True

    with scripted(script) as receiver, working(wire, "one", receiver.endpoint):
        for _ in range(5):
            all_are(deliver("one", 20), "delivered")
        assert states([poisoned]) == ["waiting"]


def test_a_message_leaves_only_after_the_earlier_one_about_the_same_part(wire: Wire) -> None:
    subject = new_id()
    first, second, third = (deliver("one", subject=subject)[0] for _ in range(3))
    said = saying(answer(503, b""), answer(503, b""), answer())
    with scripted(said) as receiver, working(wire, "one", receiver.endpoint):
        all_are([first, second, third], "delivered")
    assert [request.field("Idempotency-Key") for request in receiver.came] == [str(first)] * 3 + [
        str(second),
        str(third),
    ]


def test_one_worker_at_a_time_has_a_lane_and_the_next_takes_over(wire: Wire) -> None:
    with scripted(saying(answer())) as one, scripted(saying(answer())) as two:
        with working(wire, "lane", two.endpoint):
            until(sessions_of_lanes, "the first holds the lane")
            with working(wire, "lane", one.endpoint):
                all_are(deliver("lane", 50), "delivered")
                assert (len(one.came), len(two.came)) == (0, 50)
        with working(wire, "lane", one.endpoint):
            all_are(deliver("lane", 50), "delivered")
            assert (len(one.came), len(two.came)) == (50, 50)


def test_a_session_that_the_server_ends_is_begun_again(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver, working(wire, "one", receiver.endpoint):
        for _ in range(3):
            (session,) = until(sessions_of_lanes, "the lane is held")
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [session])
            all_are(deliver("one", 10), "delivered")


def test_what_arrived_while_the_database_was_away_is_noted_afterwards(wire: Wire) -> None:
    gate = threading.Event()

    def held(request: Request, connection: socket.socket) -> bool:
        gate.wait(10)
        connection.sendall(answer())
        return True

    ids = deliver("one", 5)
    with scripted(held) as receiver, working(wire, "one", receiver.endpoint):
        until(lambda: len(receiver.came) == 5, "all are on their way")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [sessions_of_lanes()[0]])
        gate.set()
        all_are(ids, "delivered")
        assert len(receiver.came) == 5


def test_a_new_address_is_tried_at_once(wire: Wire) -> None:
    with scripted(saying(answer())) as receiver:
        pass  # nobody listens there any more
    with scripted(saying(answer())) as moved, working(wire, "one", receiver.endpoint) as lane:
        ids = deliver("one", 8)
        until(lambda: lane.breaker.open, "the breaker opens")
        lane.turn(moved.endpoint)
        all_are(ids, "delivered")


def test_stopping_settles_what_is_in_flight_and_leaves_the_rest(wire: Wire) -> None:
    gate = threading.Event()

    def held(request: Request, connection: socket.socket) -> bool:
        gate.wait(10)
        connection.sendall(answer())
        return True

    ids = deliver("one", 100)
    with scripted(held) as receiver, working(wire, "one", receiver.endpoint, in_flight=4) as lane:
        until(lambda: len(receiver.came) == 4, "four are on their way")
        lane.stop()
        gate.set()
    assert states(ids).count("delivered") == len(receiver.came) < 100
    assert {each.attempts for each in Delivery.objects.filter(state="waiting")} == {0}


def test_an_answer_that_cannot_be_noted_stops_no_other(wire: Wire) -> None:
    ids = deliver("one", 20)

    def picky(outcomes: list[Outcome]) -> None:
        if any(each.delivery.id == ids[7] for each in outcomes):
            raise RuntimeError("this one cannot be noted")

    ledger.on_acknowledged(picky)  # type: ignore[arg-type]
    try:
        with scripted(saying(answer())) as receiver, working(wire, "one", receiver.endpoint):
            others = [id for id in ids if id != ids[7]]
            all_are(others, "delivered")
            until(lambda: Delivery.objects.get(pk=ids[7]).attempts, "it is on the list")
            found = Delivery.objects.get(pk=ids[7])
            assert (found.state, found.last_error) == ("waiting", "the answer could not be noted")
    finally:
        ledger._listeners.remove(picky)  # type: ignore[arg-type]
