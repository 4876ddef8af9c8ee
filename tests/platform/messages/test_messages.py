"""Messages to phones: each once, none too late, and nothing personal where it does not belong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from tests.cast import Town
from tests.platform.exchange.receiver import answer, saying, scripted
from tests.simulators.world import until
from yichuang.core import clock
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.lanes import Lane, Outcome
from yichuang.platform.exchange.sender import Wire
from yichuang.platform.messages.commands import queue, send_due
from yichuang.platform.messages.ledger import MessageLedger, Ring
from yichuang.platform.messages.models import Message

PHONE, TEXT = "19900001234", "您的事项 4301 已收件。"
ACCEPTED = answer(202, b'{"provider_id": "p-1"}')


def alone() -> MessageLedger:
    """The ledger of an only provider."""
    return MessageLedger("sms", Ring(["sms"]))


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    made.close()


@pytest.mark.django_db
def test_it_works(county: Town) -> None:
    message = queue(PHONE, TEXT)
    assert send_due(exchange.system("sms")) == 1
    message.refresh_from_db()
    assert (message.state, message.attempts, message.last_error) == ("sent", 1, "")
    assert message.sent_at is not None
    sent = county["sms"].ask("GET", f"/messages?to={PHONE}").json["messages"]
    assert [each["text"] for each in sent if each["id"] == str(message.pk)] == [TEXT]
    assert send_due(exchange.system("sms")) == 0


@pytest.mark.django_db
def test_phone_and_text_are_sealed_on_disk() -> None:
    message = queue(PHONE, TEXT)
    with connection.cursor() as cursor:
        cursor.execute('SELECT "to", text FROM post_message WHERE id = %s', [message.pk])
        row = cursor.fetchone()
    assert PHONE.encode() not in bytes(row[0])
    assert TEXT.encode() not in bytes(row[1])


@pytest.mark.django_db
def test_what_came_too_late_is_not_sent() -> None:
    message = queue(PHONE, "123456", life=timedelta(minutes=5))
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        assert alone().claim(10, (), due=True) == []
    message.refresh_from_db()
    assert (message.state, message.last_error, message.sent_at) == ("refused", "expired", None)


@pytest.mark.django_db
def test_one_that_cannot_be_opened_stops_no_other() -> None:
    shut, well = queue(PHONE, TEXT), queue(PHONE, TEXT)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE post_message SET text = '\\x0000'::bytea WHERE id = %s", [shut.pk])
    assert [each.id for each in alone().claim(10, (), due=True)] == [well.pk]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("result", "state", "due"), [("delivered", "sent", 0), ("refused", "refused", 0), ("again", "waiting", 1)]
)
def test_how_an_attempt_is_written_down(result: str, state: str, due: int) -> None:
    message, ledger = queue(PHONE, TEXT), alone()
    (parcel,) = ledger.claim(10, (), due=True)
    receipts = f"{settings.PUBLIC_URL}/api/v1/callbacks/messages/sms"
    assert json.loads(parcel.body) == {"id": str(message.pk), "to": PHONE, "text": TEXT, "receipts": receipts}
    ledger.settle([Outcome(parcel, result, error="" if result == "delivered" else "status 500")])
    message.refresh_from_db()
    assert (message.state, message.attempts) == (state, 1)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        assert len(ledger.claim(10, (), due=True)) == due


@pytest.mark.django_db(transaction=True)
def test_a_lane_sends_them(wire: Wire) -> None:
    said = saying(answer(503, b""), answer(200, b"{}"), answer(422, b"{}"), ACCEPTED)
    messages = [queue(f"1990000{n:04d}", TEXT) for n in range(4)]
    with scripted(said) as receiver:
        lane = Lane(alone(), wire, receiver.endpoint, in_flight=1)
        lane.start()
        until(lambda: not Message.objects.filter(state="waiting").exists(), "none waits")
        lane.stop()
        lane.join(15)
    found = {each.pk: each for each in Message.objects.all()}
    assert [found[each.pk].state for each in messages] == ["sent", "sent", "refused", "sent"]
    assert [found[each.pk].attempts for each in messages] == [2, 2, 1, 1]
    assert all(request.head.startswith(b"POST /messages ") for request in receiver.came)
    assert all(request.field("Idempotency-Key") == json.loads(request.body)["id"] for request in receiver.came)
