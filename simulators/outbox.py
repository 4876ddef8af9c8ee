"""What leaves a stand-in: a durable outbox, sent until the other side says 200, also after kill -9.

A row is written in the same transaction as what it tells. A sender that dies between the other side's 200 and its own
mark sends the same bytes under the same id again; the other side has to know them.
"""

import http.client
import random
import sqlite3
import sys
import threading
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from simulators.keys import OwnKey
from simulators.signing import sign
from simulators.store import Store

SCHEMA = """
create table if not exists outbox (
    seq integer primary key autoincrement,
    lane integer not null,
    thread text not null,
    url text not null,
    media text not null,
    idempotency_key text not null,
    body blob not null,
    due_at real not null,
    attempts integer not null default 0,
    last_answer text,
    delivered_at real
) strict;
create index if not exists outbox_waiting on outbox (lane, thread, seq) where delivered_at is null;
"""

LANES_PER_DESTINATION = 4
DESTINATIONS = ("callback", "tax")


def is_callback(value: Any) -> bool:
    """Whether something is told there: on this machine alone, so that no signed request makes us call strangers."""
    if not isinstance(value, str):
        return False
    try:
        parts = urlsplit(value)
        port = parts.port
    except ValueError:
        return False
    clean = parts.path.startswith("/") and not parts.fragment and parts.username is None and value.isascii()
    return parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost") and port is not None and clean


@dataclass(frozen=True)
class Backoff:
    """Seconds before the second attempt, doubled each time up to `longest`; half of it is drawn by lot."""

    first: float = 0.2
    longest: float = 5.0

    def delay(self, attempts: int) -> float:
        """Seconds to wait after `attempts` failures."""
        full = min(self.longest, self.first * 2.0 ** min(attempts - 1, 20))
        return full * (0.5 + random.random() / 2)


@dataclass
class Sending:
    """How the outbox sends, switched through /control for tests of the receiver.

    held: nothing leaves. newest_first: what waits leaves in reverse. copies: how often each thing is sent.
    """

    held: bool = False
    newest_first: bool = False
    copies: int = 1


def put(
    connection: sqlite3.Connection, destination: str, thread: str, url: str, media: str, key: str, body: bytes
) -> None:
    """Queue one message within the running transaction. Messages of one `thread` leave in their order."""
    lane = DESTINATIONS.index(destination) * LANES_PER_DESTINATION
    lane += zlib.crc32(thread.encode()) % LANES_PER_DESTINATION
    connection.execute(
        "insert into outbox (lane, thread, url, media, idempotency_key, body, due_at) values (?, ?, ?, ?, ?, ?, ?)",
        (lane, thread, url, media, key, body, time.time()),
    )


_NEXT_IN_ORDER = """
select seq, url, media, idempotency_key, body, due_at, attempts from outbox as waiting
where delivered_at is null and lane = ? and not exists (
    select 1 from outbox as earlier
    where earlier.delivered_at is null and earlier.lane = waiting.lane
      and earlier.thread = waiting.thread and earlier.seq < waiting.seq)
order by due_at, seq limit 1
"""
_NEXT_REVERSED = """
select seq, url, media, idempotency_key, body, due_at, attempts from outbox
where delivered_at is null and lane = ? order by due_at > ?, seq desc limit 1
"""


Told = Callable[[sqlite3.Row], tuple[bytes, OwnKey]]
"""What is really told of a row, and by whose key it is signed: a system that lies does not tell what it wrote down."""


class Outbox:
    """The senders, one thread a lane; destinations have lanes of their own, so that one that is down delays no other.

    `closed` tells whether the system as a whole is out of order: then nothing leaves.
    """

    def __init__(self, store: Store, backoff: Backoff, closed: Callable[[], bool], told: Told) -> None:
        self.sending = Sending()
        self._told = told
        self._store = store
        self._backoff = backoff
        self._closed = closed
        self._woken = threading.Condition()
        self._turn = 0
        self._stopping = False
        lanes = range(len(DESTINATIONS) * LANES_PER_DESTINATION)
        self._threads = [
            threading.Thread(target=self._run, args=(lane,), name=f"outbox-{lane}", daemon=True) for lane in lanes
        ]

    def start(self) -> None:
        """Begin to send."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End after the attempts that run, or after 2 s: one that hangs is taken up again at the next start."""
        with self._woken:
            self._stopping = True
            self._woken.notify_all()
        until = time.monotonic() + 2
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def wake(self) -> None:
        """Look again now: something was queued or switched."""
        with self._woken:
            self._turn += 1
            self._woken.notify_all()

    def waiting(self) -> int:
        """How many messages have not been taken yet."""
        row = self._store.one("select count(*) as n from outbox where delivered_at is null")
        return int(row["n"]) if row else 0

    def answers(self) -> list[str]:
        """How the last attempts ended of what has been tried and was not taken."""
        rows = self._store.all(
            "select distinct last_answer from outbox where delivered_at is null and last_answer is not null"
        )
        return sorted(str(row["last_answer"]) for row in rows)

    def drop(self) -> None:
        """Forget what waits: whoever it was for is gone, as the receiver of a test that has ended."""
        with self._store.transaction() as connection:
            connection.execute("delete from outbox where delivered_at is null")

    def hurry(self) -> None:
        """Make all that waits due now: the other side is said to be back."""
        with self._store.transaction() as connection:
            connection.execute("update outbox set due_at = ? where delivered_at is null", (time.time(),))
        self.wake()

    def _run(self, lane: int) -> None:
        link = _Link()
        while True:
            with self._woken:
                if self._stopping:
                    break
                turn = self._turn
            try:
                wait = self._step(lane, link)
            except sqlite3.Error as error:
                sys.stderr.write(f"The outbox cannot use its store: {error}\n")
                wait = 1.0
            with self._woken:
                if wait > 0 and turn == self._turn and not self._stopping:
                    self._woken.wait(wait)
        link.close()

    def _step(self, lane: int, link: "_Link") -> float:
        """Send one message if one is due; the seconds after which to look again."""
        sending = self.sending
        if sending.held or self._closed():
            return 0.2
        now = time.time()
        if sending.newest_first:
            row = self._store.one(_NEXT_REVERSED, (lane, now))
        else:
            row = self._store.one(_NEXT_IN_ORDER, (lane,))
        if row is None:
            return 5.0
        if row["due_at"] > now:
            return min(5.0, float(row["due_at"]) - now)
        body, key = self._told(row)
        answer = link.post(key, row, body)
        for _ in range(sending.copies - 1):
            if answer == "200":
                link.post(key, row, body)
        self._mark(row, answer)
        return 0.0

    def _mark(self, row: sqlite3.Row, answer: str) -> None:
        attempts, now = row["attempts"] + 1, time.time()
        delivered = now if answer == "200" else None
        with self._store.transaction() as connection:
            connection.execute(
                "update outbox set attempts = ?, last_answer = ?, delivered_at = ?, due_at = ? where seq = ?",
                (attempts, answer, delivered, now + self._backoff.delay(attempts), row["seq"]),
            )


class _Link:
    """A connection that is kept open to the last host that was spoken to."""

    def __init__(self) -> None:
        self._host = ""
        self._connection: http.client.HTTPConnection | None = None

    def post(self, key: OwnKey, row: sqlite3.Row, body: bytes) -> str:
        """The status of the answer as text, or the name of what went wrong."""
        parts = urlsplit(row["url"])
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        if self._connection is None or self._host != parts.netloc:
            return self._post_afresh(key, row, body, parts.netloc, target)
        try:
            return self._exchange(self._connection, key, row, body, target)
        except (OSError, http.client.HTTPException):
            # The other side may have closed a connection that lay idle: try once more on a new one.
            return self._post_afresh(key, row, body, parts.netloc, target)

    def _post_afresh(self, key: OwnKey, row: sqlite3.Row, body: bytes, host: str, target: str) -> str:
        self.close()
        try:
            self._connection = http.client.HTTPConnection(host, timeout=10)
            self._host = host
            return self._exchange(self._connection, key, row, body, target)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return type(error).__name__

    def _exchange(
        self, connection: http.client.HTTPConnection, key: OwnKey, row: sqlite3.Row, body: bytes, target: str
    ) -> str:
        headers = sign(key, "POST", target, body)
        headers |= {"Content-Type": row["media"], "Idempotency-Key": row["idempotency_key"]}
        connection.request("POST", target, body, headers)
        response = connection.getresponse()
        response.read(1 << 16)
        if response.will_close or not response.isclosed():
            self.close()
        return str(response.status)

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            with suppress(OSError):
                self._connection.close()
        self._connection = None
