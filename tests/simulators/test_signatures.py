"""Nobody is heard who does not prove who they are, now, about exactly this request."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.simulators.world import BY_KEY, Key, Reply, Running, call

QUESTION = {"id_number": BY_KEY["flexible-1"]["id_number"], "items": ["name"], "purpose": "test"}
BODY = json.dumps(QUESTION).encode()


def send(system: Running, headers: dict[str, str], body: bytes = BODY, target: str = "/lookup") -> Reply:
    return call(system.port, "POST", target, body, {"Content-Type": "application/json", **headers})


def good(system: Running, at: int | None = None) -> dict[str, str]:
    return system.product.headers("POST", "/lookup", BODY, at)


def test_it_works(population: Running) -> None:
    assert send(population, good(population)).status == 200


@pytest.mark.parametrize("seconds", [-290, 290])
def test_a_clock_may_differ_a_little(population: Running, seconds: int) -> None:
    assert send(population, good(population, int(time.time()) + seconds)).status == 200


@pytest.mark.parametrize("seconds", [-310, 310, -86400, 10**9])
def test_a_stale_or_early_time_is_refused(population: Running, seconds: int) -> None:
    reply = send(population, good(population, int(time.time()) + seconds))
    assert (reply.status, reply.json["error"]) == (401, "stale-time")


SPOILED: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "no headers": lambda headers: {},
    "no key": lambda headers: headers | {"Yichuang-Key": ""},
    "unknown key": lambda headers: headers | {"Yichuang-Key": "0" * 16},
    "no signature": lambda headers: headers | {"Yichuang-Signature": ""},
    "not base64": lambda headers: headers | {"Yichuang-Signature": "***"},
    "short signature": lambda headers: headers | {"Yichuang-Signature": base64.b64encode(b"x" * 63).decode()},
    "one bit": lambda headers: headers | {"Yichuang-Signature": flipped(headers["Yichuang-Signature"])},
    "no time": lambda headers: headers | {"Yichuang-Time": ""},
    "time in words": lambda headers: headers | {"Yichuang-Time": "now"},
    "negative time": lambda headers: headers | {"Yichuang-Time": "-1"},
    "superscript time": lambda headers: headers | {"Yichuang-Time": "²"},
    "another time": lambda headers: headers | {"Yichuang-Time": str(int(headers["Yichuang-Time"]) + 1)},
    "endless time": lambda headers: headers | {"Yichuang-Time": "9" * 400},
}


def flipped(signature: str) -> str:
    raw = bytearray(base64.b64decode(signature))
    raw[0] ^= 1
    return base64.b64encode(bytes(raw)).decode()


@pytest.mark.parametrize("how", SPOILED)
def test_a_spoiled_signature_is_refused(population: Running, how: str) -> None:
    reply = send(population, SPOILED[how](good(population)))
    assert reply.status == 401
    assert b"items" not in reply.body


def test_a_signature_is_for_one_body_method_and_path(population: Running) -> None:
    headers = good(population)
    other = json.dumps(QUESTION | {"id_number": BY_KEY["flexible-2"]["id_number"]}).encode()
    assert send(population, headers, other).status == 401
    assert send(population, headers, target="/lookup?x=1").status == 401
    assert send(population, population.product.headers("GET", "/lookup", BODY)).status == 401


def test_a_stranger_with_a_key_of_their_own_is_refused(population: Running) -> None:
    stranger = Key(Ed25519PrivateKey.generate())
    assert send(population, stranger.headers("POST", "/lookup", BODY)).json["error"] == "unknown-key"
    pretending = stranger.headers("POST", "/lookup", BODY) | {"Yichuang-Key": population.product.key_id}
    assert send(population, pretending).json["error"] == "bad-signature"


def test_each_asks_only_what_is_theirs(tax: Running, hrss: Running, var: Path) -> None:
    bureau = Key.of(var, "hrss")
    question = {"id_number": QUESTION["id_number"], "case_number": "x"}
    assert tax.ask("POST", "/bills", question, key=bureau).status == 403
    assert tax.ask("POST", "/registrations", {"id": "x"}, Idempotency_Key="x").status == 403
    assert hrss.ask("GET", "/records", key=bureau).status == 401


def test_refusals_are_counted(population: Running) -> None:
    before = population.counts()["refused"]
    send(population, {})
    assert population.counts()["refused"] == before + 1


def test_an_exchanged_key_needs_no_restart(population: Running, var: Path) -> None:
    public = var / "keys" / "yichuang.pub"
    old, fresh = public.read_bytes(), Key(Ed25519PrivateKey.generate())
    exchanged = base64.b64encode(fresh.private.public_key().public_bytes_raw()) + b"\n"
    try:
        public.write_bytes(exchanged)
        assert send(population, fresh.headers("POST", "/lookup", BODY)).status == 200
        assert send(population, good(population)).status == 401
    finally:
        public.write_bytes(old)
    assert send(population, good(population)).status == 200
