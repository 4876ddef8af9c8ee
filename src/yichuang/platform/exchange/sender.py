"""Sends over kept connections, up to so many in flight for each line, and says how every attempt ended.

One thread of a process (the ``Wire``) carries all lines, each to one system; nothing in it ever waits for a system, so
one that is down or slow delays no other. What is sent is in clear in memory only, and signed at the moment it leaves.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from yichuang.platform.exchange.http1 import Garbled, Reader, Reply
from yichuang.platform.exchange.signing import signed_headers

log = logging.getLogger(__name__)

#: Seconds for one attempt where nothing else is said, connecting and answer each.
PATIENCE = 10.0
_SWEEP = 0.1


@dataclass(frozen=True, slots=True)
class Parcel:
    """One thing to be sent: ``id`` is also the idempotency key, ``body`` the JSON in clear."""

    id: UUID
    path: str
    media: str
    body: bytes
    #: How many attempts were made before.
    attempts: int


P = TypeVar("P", bound=Parcel)


@dataclass(frozen=True)
class Attempt(Generic[P]):
    """How one attempt ended on the wire: an answer, or in a few words why there was none."""

    parcel: P
    reply: Reply | None
    failure: str = ""
    #: Whether anything of it left: if not, the other side surely has nothing of it.
    left: bool = True


class Line(Generic[P]):
    """The connections to one system. Made by ``Wire.line``; every method may be called from any thread."""

    def __init__(
        self, wire: Wire, endpoint: str, ended: Callable[[Attempt[P]], None], in_flight: int, patience: float
    ) -> None:
        self._wire, self._ended = wire, ended
        self.in_flight = in_flight
        self.target = Target.of(endpoint, patience)
        self._queue: deque[P] = deque()
        self._idle: list[_Connection[P]] = []
        self.connections: set[_Connection[P]] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._busy = 0

    def send(self, parcels: Iterable[P]) -> None:
        """Queue ``parcels``; each ends in one call of ``ended``, or comes back from ``drop``."""
        self._wire.call(self._send, list(parcels))

    def drop(self) -> list[P]:
        """Take back what has not left yet."""
        return self._wire.ask(self.take_back)

    def turn(self, endpoint: str, patience: float = PATIENCE) -> None:
        """Send everything from now on to another address, with another patience."""
        self._wire.call(self._turn, Target.of(endpoint, patience))

    def close(self) -> None:
        """Close every connection; what is in flight ends as failed."""
        self._wire.forget(self)

    # -- in the wire's thread from here on ------------------------------------------------------------------------

    def _send(self, parcels: list[P]) -> None:
        self._queue.extend(parcels)
        self._pump()

    def take_back(self) -> list[P]:
        """``drop``, for the wire's own thread."""
        left = list(self._queue)
        self._queue.clear()
        return left

    def _turn(self, target: Target) -> None:
        self.target = target
        for each in self._idle:
            each.abandon()
        self._idle.clear()

    def shut(self) -> None:
        """Close everything, in the wire's thread."""
        self._queue.clear()
        for task in self._opening:
            task.cancel()
        for each in list(self.connections):
            each.fail("closed")
            each.abandon()
        self._idle.clear()

    def _pump(self) -> None:
        while self._queue and self._busy < self.in_flight:
            self._busy += 1
            self._dispatch(self._queue.popleft())

    def _dispatch(self, parcel: P) -> None:
        while self._idle:
            connection = self._idle.pop()
            if connection.usable(self.target):
                connection.carry(parcel)
                return
            connection.abandon()
        task = self._wire.loop.create_task(self._open(parcel))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)

    async def _open(self, parcel: P) -> None:
        target = self.target
        try:
            async with asyncio.timeout(target.patience):
                _, connection = await self._wire.loop.create_connection(
                    lambda: _Connection(self, target), target.host, target.port, ssl=target.tls
                )
        except TimeoutError:
            self.end(Attempt(parcel, None, "no connection in time", left=False))
        except ssl.SSLError:
            self.end(Attempt(parcel, None, "no trusted connection", left=False))
        except (OSError, UnicodeError):
            self.end(Attempt(parcel, None, "no connection", left=False))
        else:
            connection.carry(parcel)

    def again(self, parcel: P) -> None:
        """A kept connection turned out to be closed before anything came: the same once more on another."""
        for each in self._idle:
            each.abandon()
        self._idle.clear()
        self._dispatch(parcel)

    def free(self, connection: _Connection[P]) -> None:
        """``connection`` may carry the next parcel."""
        self._idle.append(connection)

    def end(self, attempt: Attempt[P]) -> None:
        """Tell how an attempt ended, and begin the next."""
        self._busy -= 1
        self._ended(attempt)
        self._pump()


@dataclass(frozen=True)
class Target:
    """Where a line goes."""

    host: str
    port: int
    authority: str
    prefix: str
    tls: ssl.SSLContext | None
    #: Seconds for one attempt, connecting and answer each.
    patience: float

    @classmethod
    def of(cls, endpoint: str, patience: float) -> Target:
        """The target of an address such as ``https://host:port/base``. Raises ValueError."""
        parts = urlsplit(endpoint)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("an endpoint begins with http:// or https://")
        tls = ssl.create_default_context() if parts.scheme == "https" else None
        port = parts.port or (443 if tls else 80)
        authority = parts.netloc.rpartition("@")[2]
        return cls(parts.hostname, port, authority, parts.path.rstrip("/"), tls, patience)

    def request(self, parcel: Parcel) -> bytes:
        """The whole signed request."""
        path = self.prefix + parcel.path
        signed = signed_headers("POST", path, parcel.body)
        fields = "".join(f"{name}: {value}\r\n" for name, value in signed.items())
        return (
            f"POST {path} HTTP/1.1\r\nHost: {self.authority}\r\nContent-Type: {parcel.media}\r\n"
            f"Content-Length: {len(parcel.body)}\r\nIdempotency-Key: {parcel.id}\r\n{fields}\r\n"
        ).encode("ascii") + parcel.body


class _Connection(asyncio.Protocol, Generic[P]):
    """One connection, carrying one parcel at a time."""

    def __init__(self, line: Line[P], target: Target) -> None:
        self._line, self._target = line, target
        self._transport: asyncio.Transport | None = None
        self._parcel: P | None = None
        self._reader = Reader()
        self._used = False
        self.deadline = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._line.connections.add(self)

    def usable(self, target: Target) -> bool:
        """Whether the next parcel may go here."""
        return self._transport is not None and not self._transport.is_closing() and target is self._target

    def carry(self, parcel: P) -> None:
        """Send ``parcel`` and wait for its answer."""
        self._parcel, self._reader = parcel, Reader()
        self.deadline = time.monotonic() + self._target.patience
        if self._transport is None or self._transport.is_closing():
            self.fail("connection lost")
            return
        self._transport.write(self._target.request(parcel))

    def data_received(self, data: bytes) -> None:
        if self._parcel is None:
            self.abandon()  # nothing was asked: whatever this is, the connection is not used again
            return
        try:
            reply = self._reader.feed(data)
        except Garbled as error:
            self.fail(f"no proper answer: {error}")
            self.abandon()
            return
        if reply is not None:
            self._answered(reply)

    def _answered(self, reply: Reply) -> None:
        parcel, self._parcel = self._parcel, None
        assert parcel is not None
        self._used = True
        if reply.kept and self.usable(self._line.target):
            self._line.free(self)
        else:
            self.abandon()
        self._line.end(Attempt(parcel, reply))

    def eof_received(self) -> bool:
        if self._parcel is not None and self._reader.started:
            try:
                self._answered(self._reader.ended())
            except Garbled as error:
                self.fail(f"no proper answer: {error}")
        return False  # close our side, too

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        self._line.connections.discard(self)
        if self._parcel is None:
            return
        if self._used and not self._reader.started:
            parcel, self._parcel = self._parcel, None
            self._line.again(parcel)
        else:
            self.fail("connection lost")

    def fail(self, why: str) -> None:
        """End the attempt that this connection carries, if any."""
        parcel, self._parcel = self._parcel, None
        if parcel is not None:
            self._line.end(Attempt(parcel, None, why))

    def overdue(self, now: float) -> None:
        """Give up an attempt that took too long."""
        if self._parcel is not None and now > self.deadline:
            self.fail("no answer in time")
            self.abandon()

    def abandon(self) -> None:
        """Close without waiting for anything."""
        if self._transport is not None:
            self._transport.abort()


T = TypeVar("T")


class Wire:
    """The thread that carries all lines of a process."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._lines: set[Line[Any]] = set()
        self._thread = threading.Thread(target=self._run, name="wire", daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether the thread runs; without it nothing leaves."""
        return self._thread.is_alive()

    def line(
        self, endpoint: str, ended: Callable[[Attempt[P]], None], in_flight: int, patience: float = PATIENCE
    ) -> Line[P]:
        """A line to ``endpoint``; ``ended`` is called in the wire's thread and must not wait. Raises ValueError."""
        made = Line(self, endpoint, ended, in_flight, patience)
        self.call(self._lines.add, made)
        return made

    def forget(self, line: Line[P]) -> None:
        """Close ``line`` for good."""

        def forget() -> None:
            line.shut()
            self._lines.discard(line)

        self.call(forget)

    def close(self) -> None:
        """Close all lines and end the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(5)
        self.call(self.loop.stop)
        self._thread.join(5)

    async def _end(self) -> None:
        for line in list(self._lines):
            line.shut()
        while any(line.connections for line in self._lines):
            await asyncio.sleep(0)

    def call(self, function: Callable[..., object], *arguments: object) -> None:
        """Have ``function`` called in the wire's thread, soon."""
        self.loop.call_soon_threadsafe(function, *arguments)

    def ask(self, function: Callable[[], T]) -> T:
        """Have ``function`` called in the wire's thread and wait for its answer."""

        async def answer() -> T:
            return function()

        return asyncio.run_coroutine_threadsafe(answer(), self.loop).result(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self._sweep()
        self.loop.run_forever()
        self.loop.close()

    def _sweep(self) -> None:
        now = time.monotonic()
        for line in list(self._lines):
            for connection in list(line.connections):
                connection.overdue(now)
        self.loop.call_later(_SWEEP, self._sweep)
