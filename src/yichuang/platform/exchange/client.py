"""Outgoing HTTP: one kept, pooled client a process; every request signed and timed."""

from __future__ import annotations

import atexit
import json
import time
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx

from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.signing import signed_headers

#: The most that an answer to a question may hold, in bytes, and how long it may take in all: so many times as long as
#: one wait (somebody who sends a byte a second is never late with one).
MOST, IN_ALL = 1024 * 1024, 3

_kept: httpx.Client | None = None
_lock = Lock()


def _client() -> httpx.Client:
    """The process's client; made once, however many threads ask for it first."""
    global _kept
    with _lock:
        if _kept is None:
            limits = httpx.Limits(max_connections=64, max_keepalive_connections=32)
            _kept = httpx.Client(limits=limits, trust_env=False, follow_redirects=False)
        return _kept


def close() -> None:
    """Close the kept connections of this process (its end does so, too)."""
    global _kept
    with _lock:
        if _kept is not None:
            _kept.close()
        _kept = None


atexit.register(close)


def call(
    system: System, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, timeout: float = 0
) -> httpx.Response:
    """One signed request to ``system``; raises httpx.HTTPError when it cannot be had in time (seconds)."""
    return _client().send(_request(system, method, path, body, headers or {}, timeout or system.timeout_ms / 1000))


def _request(
    system: System, method: str, path: str, body: bytes, headers: dict[str, str], timeout: float
) -> httpx.Request:
    address = system.endpoint.rstrip("/")
    # What is signed is the whole path as it arrives over there, also where an endpoint has a path of its own.
    signed = signed_headers(method, urlsplit(address).path + path, body)
    everything = {"Content-Type": "application/json", **signed, **headers}
    return _client().build_request(method, address + path, content=body, headers=everything, timeout=timeout)


def ask(system: System, path: str, question: dict[str, Any]) -> dict[str, Any]:
    """POST ``question`` and return the answer's JSON object.

    Raises RegisterDown for anything but a timely, well-formed 200 of at most MOST bytes; its detail is "status …",
    "nonsense", or the kind of failure. No personal value is in its text.
    """
    body = json.dumps(question, ensure_ascii=False).encode()
    patience = system.timeout_ms / 1000
    try:
        request = _request(system, "POST", path, body, {}, patience)
        until = time.monotonic() + IN_ALL * patience
        response = _client().send(request, stream=True)
        try:
            if response.status_code != 200:
                raise RegisterDown(system.code, f"status {response.status_code}")
            answer = json.loads(_whole(system, response, until))
        finally:
            response.close()
    except httpx.HTTPError as error:
        raise RegisterDown(system.code, type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise RegisterDown(system.code, "nonsense") from error
    if not isinstance(answer, dict):
        raise RegisterDown(system.code, "nonsense")
    return answer


def _whole(system: System, response: httpx.Response, until: float) -> bytes:
    """The body of an answer, if it is all here by ``until`` (by the clock that never goes back) and not too long."""
    found = bytearray()
    for piece in response.iter_bytes():
        found += piece
        if len(found) > MOST:
            raise RegisterDown(system.code, "nonsense")
        if time.monotonic() > until:
            raise RegisterDown(system.code, "too slow")
    return bytes(found)
