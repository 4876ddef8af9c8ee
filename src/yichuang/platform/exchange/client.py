"""Outgoing HTTP: one kept, pooled client a process; every request signed and timed."""

from __future__ import annotations

import atexit
import json
from threading import Lock
from typing import Any
from urllib.parse import urlsplit

import httpx

from yichuang.platform.exchange.errors import RegisterDown
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.signing import signed_headers

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
    address = system.endpoint.rstrip("/")
    # What is signed is the whole path as it arrives over there, also where an endpoint has a path of its own.
    signed = signed_headers(method, urlsplit(address).path + path, body)
    everything = {"Content-Type": "application/json", **signed, **(headers or {})}
    return _client().request(
        method, address + path, content=body, headers=everything, timeout=timeout or system.timeout_ms / 1000
    )


def ask(system: System, path: str, question: dict[str, Any]) -> dict[str, Any]:
    """POST ``question`` and return the answer's JSON object.

    Raises RegisterDown for anything but a timely, well-formed 200; no personal value is in its text.
    """
    body = json.dumps(question, ensure_ascii=False).encode()
    try:
        response = call(system, "POST", path, body)
        if response.status_code != 200:
            raise RegisterDown(system.code, f"status {response.status_code}")
        answer = response.json()
    except (httpx.HTTPError, ValueError) as error:
        raise RegisterDown(system.code, type(error).__name__) from error
    if not isinstance(answer, dict):
        raise RegisterDown(system.code, "no JSON object")
    return answer
