"""The ways in which a system misbehaves, on request; health and control answer in each of them."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.simulators.world import BY_KEY, Receiver, Running, call, pension, until

Event = dict[str, Any]
PERSON = BY_KEY["flexible-8"]


@pytest.fixture
def event(inbox: Receiver) -> Event:
    return pension(PERSON, inbox.callback("hrss"))


@pytest.fixture
def register(population: Running) -> Iterator[Running]:
    yield population
    population.control(mode="normal")


def test_it_works(hrss: Running) -> None:
    shown = hrss.control(mode="slow", seconds=5)
    assert (shown["mode"], shown["seconds"]) == ("slow", 5.0)
    assert hrss.state()["mode"] == "slow"
    assert call(hrss.port, "GET", "/health").json["mode"] == "slow"
    assert hrss.control(mode="normal")["mode"] == "normal"


def test_down_answers_503_to_all(hrss: Running, event: Event) -> None:
    before = hrss.counts()
    hrss.control(mode="down")
    assert hrss.file(event).status == 503
    assert hrss.ask("GET", "/records").status == 503
    assert hrss.ask("GET", "/counts").status == 503
    assert hrss.ask("POST", "/lookup", {}).status == 503
    assert call(hrss.port, "GET", "/health").status == 200
    hrss.control(mode="normal")
    assert hrss.counts() == before


def test_nothing_leaves_a_system_that_is_down(hrss: Running, inbox: Receiver, event: Event) -> None:
    hrss.file(event)
    hrss.control(mode="down")
    hrss.hand(f"/tasks/{event['data']['task']}/accept")
    assert hrss.state()["waiting"] == 1
    assert inbox.verbs(event) == []
    hrss.control(mode="normal")
    until(lambda: inbox.verbs(event) == ["accepted"], "the report")


def test_slow_outlasts_the_patient(register: Running) -> None:
    register.control(mode="slow", seconds=60)
    with pytest.raises(TimeoutError):
        register.ask("POST", "/lookup", {}, timeout=0.2)


def test_slow_does_the_work_and_ends_with_the_mode(hrss: Running, event: Event) -> None:
    hrss.control(mode="slow", seconds=60)
    came: list[int] = []
    waiting = threading.Thread(target=lambda: came.append(hrss.file(event, timeout=30).status))
    waiting.start()
    hrss.control(mode="normal")
    waiting.join(10)
    assert came == [202] or hrss.file(event).status == 200
    assert hrss.file(event).status == 200


def test_a_short_wait_is_answered(register: Running) -> None:
    register.control(mode="slow", seconds=0.01)
    assert register.lookup(PERSON, "name")["found"] is True


def test_drop_reply_does_the_work_and_hangs_up(hrss: Running, event: Event) -> None:
    before = hrss.counts()
    hrss.control(mode="drop-reply", times=2)
    for _ in range(2):
        with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
            hrss.file(event)
    reply = hrss.file(event)
    assert reply.status == 200, "times are used up: normal again"
    after = hrss.counts()
    assert (after["arrivals"] - before["arrivals"], after["effects"] - before["effects"]) == (3, 1)
    assert hrss.records()[-1]["receipt_number"] == reply.json["receipt_number"]


def test_hold_receives_and_decides_nothing(hrss: Running, inbox: Receiver, event: Event) -> None:
    hrss.control(mode="hold", auto=True)
    assert hrss.file(event).status == 202
    other = pension(PERSON, inbox.callback("hrss"))
    hrss.file(other)
    # By hand it moves; by itself it does not: what the hand did after it has arrived, and the rest lies as it lay.
    hrss.hand(f"/tasks/{other['data']['task']}/accept")
    until(lambda: inbox.verbs(other) == ["accepted"], "what the hand did")
    assert [each["state"] for each in hrss.records()[-2:]] == ["received", "accepted"]
    hrss.control(mode="normal")
    until(lambda: "concluded" in inbox.verbs(event), "all goes on")


def test_lies_are_never_a_receipt(hrss: Running, event: Event) -> None:
    before = hrss.counts()
    hrss.control(mode="lying")
    told = set()
    for _ in range(6):
        reply = hrss.file(event)
        told.add(reply.body)
        try:
            body = json.loads(reply.body)
        except ValueError:
            continue
        numbers = ("receipt_number", "provincial_number", "received_at")
        assert not (isinstance(body, dict) and all(isinstance(body.get(key), str) for key in numbers))
    assert len(told) == 6
    hrss.control(mode="normal")
    assert hrss.counts() == before
    assert event["id"] not in {each["id"] for each in hrss.records()}


def test_a_false_receipt_looks_like_one_and_is_none(hrss: Running, event: Event) -> None:
    hrss.control(mode="lying", lie="false-receipt", times=1)
    reply = hrss.file(event)
    assert reply.status == 202
    assert set(reply.json) == {"receipt_number", "provincial_number", "received_at"}
    assert event["id"] not in {each["id"] for each in hrss.records()}


def test_registers_tax_and_gateway_lie_too(population: Running, tax: Running, sms: Running) -> None:
    for system, target, lie in (
        (population, "/lookup", "false-other-person"),
        (tax, "/bills", "false-bill"),
        (sms, "/messages", "false-receipt"),
    ):
        system.control(mode="lying")
        replies = [system.ask("POST", target, {}) for _ in range(6)]
        assert all(reply.status < 400 for reply in replies)
        system.control(mode="lying", lie=lie)
        assert isinstance(system.ask("POST", target, {}).json, dict)
        system.control(mode="normal")
        assert system.ask("POST", target, {}).status == 422


@pytest.mark.parametrize(
    "switches",
    [
        {},
        {"mode": "sleepy"},
        {"mode": None},
        {"mode": ["down"]},
        {"mode": "slow", "seconds": 0},
        {"mode": "slow", "seconds": "3"},
        {"mode": "slow", "seconds": True},
        {"mode": "down", "times": 0},
        {"mode": "normal", "times": 1},
        {"mode": "down", "lie": "page"},
        {"mode": "lying", "lie": "white"},
        {"seconds": 3},
        {"auto": "yes"},
        {"callbacks": "later"},
        {"order": "random"},
        {"copies": 0},
        {"copies": True},
        {"colour": "red"},
        {"mode": "down", "auto": 1},
    ],
)
def test_a_switch_that_does_not_exist_changes_nothing(hrss: Running, switches: dict[str, Any]) -> None:
    before = hrss.state()
    assert hrss.hand("/control", switches).status == 422
    assert hrss.state() == before


def test_web_pages_cannot_switch(hrss: Running) -> None:
    body, kind = b'{"mode":"down"}', {"Content-Type": "application/json"}
    assert call(hrss.port, "POST", "/control", body, kind | {"Origin": "http://localhost:8000"}).status == 403
    assert call(hrss.port, "POST", "/control", body, {"Content-Type": "text/plain"}).status == 415
    assert call(hrss.port, "POST", "/control", body, kind | {"Host": "rebound.example:8102"}).status == 421
    assert hrss.state()["mode"] == "normal"
