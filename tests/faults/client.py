"""The other side of the wire: clients that keep what they were shown in a file of their own, synced before they go on.

Nothing here knows the house from within: HTTP, cookies, a CSRF token, and a receipt as the answer showed it.
"""

from __future__ import annotations

import http.client
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode

T, R = TypeVar("T"), TypeVar("R")
CLIENTS = 8
PATIENCE = 150.0
PAUSE = 0.05


@dataclass(frozen=True)
class Receipt:
    """What a client was shown: under which key it had sent which draft, and the number and case of the answer."""

    key: str
    draft: str
    number: str
    case: str


class Receipts:
    """A client's own file. A receipt counts as shown once it is synced."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def keep(self, receipt: Receipt) -> None:
        """Write one line, and wait for the disk."""
        line = json.dumps(vars(receipt)).encode() + b"\n"
        with self._lock:
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            os.write(descriptor, line)
            os.fsync(descriptor)
            os.close(descriptor)

    def all(self) -> list[Receipt]:
        """Everything that was ever shown."""
        text = self.path.read_text("utf-8") if self.path.exists() else ""
        return [Receipt(**json.loads(line)) for line in text.splitlines()]


@dataclass
class Answer:
    """A status, headers and a body."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def text(self) -> str:
        return self.body.decode()


class NoAnswer(Exception):
    """The connection ended before an answer was whole."""


class Visitor:
    """A signed-in person at the wire, one connection a request. ``port`` may be that of a bad link."""

    def __init__(self, port: int, cookies: dict[str, str] | None = None) -> None:
        self.port = port
        self.cookies: dict[str, str] = dict(cookies or {})

    def request(self, method: str, path: str, body: bytes = b"", port: int = 0, **headers: str) -> Answer:
        """One request and its whole answer; NoAnswer for anything less."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.port, timeout=PATIENCE)
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {"Cookie": cookie, "Connection": "close", **{n.replace("_", "-"): v for n, v in headers.items()}}
        try:
            connection.request(method, path, body or (b"" if method == "POST" else None), sent)
            response = connection.getresponse()
            content = response.read()
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(type(error).__name__) from error
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers, content)

    def get(self, path: str) -> Answer:
        """GET."""
        return self.request("GET", path)

    def token(self) -> str:
        """The CSRF token for what follows."""
        token: str = self.get("/api/v1/session").json["csrf"]
        return token

    def call(self, path: str, body: Any = None, key: str = "", token: str = "", port: int = 0) -> Answer:
        """POST to the typed interface."""
        more = {"Idempotency-Key": key} if key else {}
        return self.request(
            "POST",
            f"/api/v1{path}",
            json.dumps(body or {}).encode(),
            port,
            **{"Content-Type": "application/json", "X-CSRFToken": token or self.token(), **more},
        )

    def form(self, path: str, fields: dict[str, str] | None = None, token: str = "", port: int = 0) -> Answer:
        """POST a form of the portal, as a browser does."""
        filled = {"csrfmiddlewaretoken": token or self.token(), **(fields or {})}
        return self.request(
            "POST", path, urlencode(filled).encode(), port, **{"Content-Type": "application/x-www-form-urlencoded"}
        )


def send(
    visitor: Visitor, draft: str, key: str, receipts: Receipts, *, version: int = 1, token: str = "", port: int = 0
) -> Answer:
    """One attempt to file; a receipt that is shown is kept. Raises NoAnswer."""
    answer = visitor.call(f"/drafts/{draft}/file", {"version": version}, key, token, port)
    if answer.status in (200, 201):
        shown = answer.json
        receipts.keep(Receipt(key, draft, shown["number"], shown["case"]))
    return answer


def send_until_answered(
    visitor: Visitor,
    draft: str,
    key: str,
    receipts: Receipts,
    *,
    version: int = 1,
    port: int = 0,
    patience: float = PATIENCE,
) -> tuple[Answer, int]:
    """Send the same again, as a browser or an app does, until there is an answer below 500; with the attempts."""
    end, attempts = time.monotonic() + patience, 0
    token = ""
    while time.monotonic() < end:
        attempts += 1
        try:
            token = token or visitor.token()
            answer = send(visitor, draft, key, receipts, version=version, token=token, port=port)
            if answer.status < 500:
                return answer, attempts
        except NoAnswer:
            pass
        threading.Event().wait(PAUSE)
    raise AssertionError(f"no answer in {patience} s and {attempts} attempts")


def at_once(function: Callable[[T], R], each: Iterable[T], clients: int = CLIENTS) -> list[R]:
    """``function`` over ``each`` by so many clients, which begin together; the answers in order."""
    things: Sequence[T] = list(each)
    gate = threading.Barrier(min(clients, len(things)))

    def begin(number: int) -> R:
        if number < gate.parties:
            gate.wait(PATIENCE)
        return function(things[number])

    with ThreadPoolExecutor(max_workers=gate.parties) as pool:
        return list(pool.map(begin, range(len(things))))
