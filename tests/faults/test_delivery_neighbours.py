"""Departments that are down, slow, mute or lying: what they should have waits, is listed, arrives once when they are
back; and no other department waits for them (TRUST 10)."""

from __future__ import annotations

import http.client
import socket
import threading
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import Town
from tests.faults.processes import worker
from tests.faults.test_delivery_kills import DEPARTMENTS, Filed
from tests.platform.exchange.receiver import Request, Script, answer, scripted
from tests.simulators.world import until
from yichuang.core import clock
from yichuang.platform.exchange import queries
from yichuang.platform.exchange.models import Delivery, System

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.fault]

PEOPLE = ("flexible-1", "flexible-2")


@pytest.mark.parametrize(
    "behaviour",
    [
        {"mode": "down"},
        {"mode": "slow", "seconds": 30},
        {"mode": "drop-reply"},
        {"mode": "lying"},
        {"mode": "lying", "lie": "page"},
        {"mode": "lying", "lie": "wrong-types"},
        {"mode": "lying", "lie": "cut-off"},
    ],
    ids=lambda each: "-".join(str(value) for value in each.values()),
)
def test_one_that_misbehaves_delays_no_other(
    lasting_county: Town, tmp_path: Path, behaviour: dict[str, object]
) -> None:
    filed = Filed(lasting_county, PEOPLE)
    System.objects.update(timeout_ms=100)  # half a second for a delivery
    lasting_county["medical"].control(**behaviour)
    try:
        with worker(tmp_path):
            ours = Delivery.objects.filter(lane="hrss")
            until(lambda: set(ours.values_list("state", flat=True)) == {"delivered"}, "人社 has its parts")
            theirs = Delivery.objects.filter(lane="medical")
            until(lambda: theirs.filter(attempts__gt=0).exists(), "医保 was tried")
            assert set(theirs.values_list("state", flat=True)) == {"waiting"}
            listed = queries.waiting(clock.now() + timedelta(minutes=11))
            assert {each.lane for each in listed} == {"medical"}
            assert listed.count() == len(PEOPLE)
            lasting_county["medical"].control(mode="normal")
            filed.arrived_once()
    finally:
        lasting_county["medical"].control(mode="normal")


@pytest.mark.parametrize("times", [1, 3])
def test_a_link_that_drops_the_reply_has_one_effect(lasting_county: Town, tmp_path: Path, times: int) -> None:
    filed = Filed(lasting_county, PEOPLE)
    for code in DEPARTMENTS:
        lasting_county[code].control(mode="drop-reply", times=times)
    try:
        with worker(tmp_path):
            filed.arrived_once()
        arrivals = filed.more("arrivals")
        assert all(arrivals[code] > len(PEOPLE) for code in DEPARTMENTS)
    finally:
        for code in DEPARTMENTS:
            lasting_county[code].control(mode="normal")


def swallowing(port: int, times: int, gate: threading.Event) -> Script:
    """A way to the system at ``port`` that keeps the first ``times`` answers to itself, and the connection open."""
    lock, left = threading.Lock(), [times]

    def script(request: Request, connection: socket.socket) -> bool:
        reply = passed_on(port, request)
        with lock:
            left[0] -= 1
            swallow = left[0] >= 0
        if swallow:
            gate.wait(20)
            return False
        connection.sendall(answer(*reply))
        return True

    return script


def passed_on(port: int, request: Request) -> tuple[int, bytes]:
    """The answer of the system at ``port`` to the very same request."""
    first, *fields = request.head.decode().strip().split("\r\n")
    headers = dict(line.split(": ", 1) for line in fields)
    onward = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        onward.request("POST", first.split()[1], request.body, {**headers, "Host": f"127.0.0.1:{port}"})
        reply = onward.getresponse()
        return reply.status, reply.read()
    finally:
        onward.close()


def test_a_department_that_took_it_and_never_answers(lasting_county: Town, tmp_path: Path) -> None:
    gate = threading.Event()
    filed = Filed(lasting_county, PEOPLE)
    System.objects.update(timeout_ms=100)
    with scripted(swallowing(lasting_county["hrss"].port, 3, gate)) as between:
        System.objects.filter(code="hrss").update(endpoint=between.endpoint)
        with worker(tmp_path):
            filed.arrived_once()
        assert filed.more("arrivals")["hrss"] > len(PEOPLE)
        gate.set()
