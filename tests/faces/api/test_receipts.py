"""What gateways say of messages: applied once, believed of its own messages alone, and told to whom it concerns."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.cast import Member, Town, signed_in
from tests.simulators.world import Key
from yichuang.core import clock
from yichuang.platform.exchange.models import System
from yichuang.platform.messages.commands import queue, send_due
from yichuang.platform.messages.models import Message

pytestmark = [pytest.mark.django_db]


class Gateway:
    """A gateway that tells, with its own signature."""

    def __init__(self, town: Town, code: str = "sms") -> None:
        self.key, self.code, self.http = Key.of(town[code].var, code), code, Client()

    def tell(self, body: Any, key: Key | None = None) -> Any:
        path, sent = f"/api/v1/callbacks/messages/{self.code}", json.dumps(body).encode()
        headers = (key or self.key).headers("POST", path, sent)
        return self.http.post(path, sent, "application/json", headers=headers)


@pytest.fixture
def message(county: Town, resident: Member) -> Message:
    made = queue("19900001234", "您的事项有了新进展。", person_id=resident.person_id)
    Message.objects.filter(pk=made.pk).update(state="sent", provider="sms", sent_at=clock.now())
    return made


def state(message: Message) -> tuple[str, str]:
    message.refresh_from_db()
    return str(message.state), message.last_error


def test_it_works(county: Town, message: Message) -> None:
    gateway, said = Gateway(county), {"id": str(message.pk), "state": "delivered"}
    assert gateway.tell(said).json() == {"result": "applied"}
    assert state(message) == ("delivered", "")
    assert message.reached_at is not None
    assert gateway.tell(said).json() == {"result": "repeated"}
    assert gateway.tell(said | {"state": "failed"}).json() == {"result": "overtaken"}
    assert state(message) == ("delivered", "")


def test_a_failure_has_a_reason_that_names_nobody(county: Town, message: Message) -> None:
    gateway, said = Gateway(county), {"id": str(message.pk), "state": "failed"}
    for reason in ("no such number 19900001234", "张三", 5, "x" * 41):
        answer = gateway.tell(said | {"reason": reason})
        assert (answer.status_code, answer.json()["field"]) == (422, "reason")
    assert gateway.tell(said | {"reason": "no-such-number"}).json() == {"result": "applied"}
    assert state(message) == ("failed", "no-such-number")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ([], "body"),
        ({}, "id"),
        ({"id": 5, "state": "delivered"}, "id"),
        ({"id": "x", "state": "delivered"}, "id"),
        ({"id": str(uuid4())}, "state"),
        ({"id": str(uuid4()), "state": ["delivered"]}, "state"),
        ({"id": str(uuid4()), "state": "read"}, "state"),
    ],
)
def test_what_cannot_be_read_is_named(county: Town, body: Any, field: str) -> None:
    answer = Gateway(county).tell(body)
    assert (answer.status_code, answer.json()["field"]) == (422, field)


def test_nobody_speaks_for_another(county: Town, message: Message) -> None:
    said = {"id": str(message.pk), "state": "failed"}
    other = Gateway(county, "sms-second")
    assert other.tell(said).status_code == 404  # it never had it
    assert Gateway(county).tell(said, other.key).status_code == 401
    assert Gateway(county, "hrss").tell(said).status_code == 401
    assert Gateway(county).tell(said | {"id": str(uuid4())}).status_code == 404
    System.objects.filter(code="sms").delete()
    assert Gateway(county).tell(said).status_code == 401
    assert state(message) == ("sent", "")


def test_a_receipt_may_come_before_the_answer_is_written_down(county: Town, message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(state="waiting", in_doubt=False, sent_at=None)
    gateway, said = Gateway(county), {"id": str(message.pk), "state": "delivered"}
    assert gateway.tell(said).json() == {"result": "overtaken"}  # it is in nobody's hands
    Message.objects.filter(pk=message.pk).update(in_doubt=True)
    assert gateway.tell(said).json() == {"result": "applied"}
    assert state(message) == ("delivered", "")
    assert send_due(System.objects.get(code="sms")) == 0


def test_the_person_sees_where_it_is(county: Town, message: Message, resident: Member) -> None:
    shown = {
        "waiting": "正在发往您的手机",
        "sent": None,
        "delivered": "已送到您的手机",
        "failed": "没有送到您的手机",
        "refused": "没有送到您的手机",
    }
    client = signed_in(resident)
    for state, words in shown.items():
        Message.objects.filter(pk=message.pk).update(state=state, reached_at=clock.now())
        page = client.get("/messages").content.decode()
        assert [one in page for one in ("正在发往您的手机", "已送到您的手机", "没有送到您的手机")] == [
            one == words for one in ("正在发往您的手机", "已送到您的手机", "没有送到您的手机")
        ]
        assert [one["state"] for one in client.get("/api/v1/messages").json()] == [state]
