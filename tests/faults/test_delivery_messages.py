"""WF-19: fifty messages, kill -9 after twenty; each person is told once. (hypothesis/lms#5346, celery/celery#3270)"""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Q

from tests.cast import Town
from tests.faults.processes import killed_at, worker
from tests.faults.test_delivery_neighbours import swallowing
from tests.platform.exchange.receiver import Request, answer, scripted
from tests.simulators.world import until
from yichuang.platform.exchange.models import System
from yichuang.platform.messages.commands import queue
from yichuang.platform.messages.models import Message

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

BATCH = 50
GATEWAYS = ("sms", "sms-second")


class Told:
    """A batch of messages, and what the gateways have of them."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.before = self.counts()
        self.phones = [f"1990{number:07d}" for number in range(BATCH)]
        self.ids = {str(queue(phone, f"第{phone}号短信").pk) for phone in self.phones}

    def counts(self) -> Counter[str]:
        """The tallies of both gateways."""
        return sum((Counter(self.town[code].counts()) for code in GATEWAYS), Counter())

    def more(self, name: str) -> int:
        """How far the gateways' tallies have moved since."""
        return self.counts()[name] - self.before[name]

    def each_once(self) -> None:
        """Every message has left, and every phone has received one."""
        until(lambda: not Message.objects.filter(state="waiting").exists(), "none waits", 30)
        assert set(Message.objects.values_list("state", flat=True)) <= {"sent", "delivered"}
        received = [one for code in GATEWAYS for one in self.town[code].ask("GET", "/messages").json["messages"]]
        mine = Counter(each["to"] for each in received if each["id"] in self.ids)
        assert mine == Counter(self.phones)
        assert self.more("effects") == BATCH


@pytest.mark.parametrize("fault", ["message-sent:20", "message-sent:20:wait", "message-claimed", "message-settled"])
def test_each_person_is_told_once(lasting_county: Town, tmp_path: Path, fault: str) -> None:
    told = Told(lasting_county)
    log = killed_at(tmp_path, fault)
    settled = Message.objects.filter(state="sent").count()
    with worker(tmp_path) as running:
        told.each_once()
    # The next one sends what is missing and nothing else; what the first had sent may reach the gateway after its end.
    first = told.more("arrivals") - (BATCH - settled)
    assert settled <= first <= BATCH
    if fault.startswith("message-sent"):
        assert settled < first  # some were there before the worker could know
    assert not any(phone in log + running.said() for phone in told.phones)


def test_a_gateway_that_took_them_and_never_answers(lasting_county: Town, tmp_path: Path) -> None:
    gate = threading.Event()
    told = Told(lasting_county)
    with scripted(swallowing(lasting_county["sms"].port, 4, gate)) as between:
        System.objects.filter(code="sms").update(endpoint=between.endpoint, timeout_ms=100)
        with worker(tmp_path):
            told.each_once()
        # What it took in silence it was asked about, or sent again under its old id.
        assert Message.objects.filter(Q(attempts__gt=1) | Q(state="delivered")).exists()
        gate.set()


def test_a_gateway_that_drops_its_replies(lasting_county: Town, tmp_path: Path) -> None:
    told = Told(lasting_county)
    lasting_county["sms"].control(mode="drop-reply", times=4)
    try:
        with worker(tmp_path):
            told.each_once()
    finally:
        lasting_county["sms"].control(mode="normal")


def test_a_gateway_that_does_not_know_the_key_tells_people_twice(lasting_county: Town, tmp_path: Path) -> None:
    """Without the protection the same kill is seen: the check is one."""
    received: list[str] = []

    def forgetful(request: Request, connection: socket.socket) -> bool:
        received.append(json.loads(request.body)["to"])
        connection.sendall(answer(202, b'{"provider_id": "p"}'))
        return True

    told = Told(lasting_county)
    with scripted(forgetful) as gateway:
        System.objects.filter(code="sms").update(endpoint=gateway.endpoint)
        killed_at(tmp_path, "message-sent:20")
        with worker(tmp_path):
            until(lambda: not Message.objects.filter(state="waiting").exists(), "none waits")
    assert set(received) == set(told.phones)
    assert max(Counter(received).values()) == 2
