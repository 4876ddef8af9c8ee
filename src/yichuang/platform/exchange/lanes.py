"""A lane: one ledger, one outside system, one thread that claims, sends and settles until it is told to stop.

Each lane is worked by one process at a time. The right to it is a lock of its database session, so it passes on the
moment a worker dies, however it died, and what it had in hand is sent again under the same id, which the other side
knows. A session that falls silent is ended by the server after a minute: a worker that hangs loses its lanes, too.
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
import time
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from yichuang.core.faults import point
from yichuang.platform.exchange.http1 import Reply
from yichuang.platform.exchange.judgement import Verdict
from yichuang.platform.exchange.sender import PATIENCE, Attempt, Line, Parcel, Wire

log = logging.getLogger(__name__)

#: How many of one system are in flight at once, and how many are kept ready for it.
IN_FLIGHT, WINDOW = 16, 512
#: Seconds between two looks at a ledger in which nothing was due.
IDLE = 0.2
#: So many failures in a row, and the lane sends a single one at a time until one succeeds.
BREAKER = 5
FIRST_PROBE, LAST_PROBE = 0.5, 10.0
#: A system that fails and recovers all the time does not make its backlog due each time.
WAKE_AT_MOST_EVERY = 60.0
#: How a lane's database session works. A session that falls silent is ended, a row that somebody holds is left for
#: later, and plans are made anew with indexes alone: what the planner knows of a ledger is always of another moment.
SESSION = """
SET idle_session_timeout = '60s';
SET lock_timeout = '3s';
SET plan_cache_mode = force_custom_plan;
SET enable_seqscan = off;
SET enable_sort = off
"""

P = TypeVar("P", bound=Parcel)
P_co = TypeVar("P_co", bound=Parcel, covariant=True)


@dataclass(frozen=True)
class Outcome(Generic[P]):
    """How one attempt ended: 'delivered' with the answer, 'refused' for good, or 'again' with the failure's name."""

    delivery: P
    result: str
    answer: dict[str, str] | None = None
    error: str = ""
    #: Seconds that the other side asked to be left alone.
    not_before: int = 0
    #: Whether the other side surely has nothing of it.
    untaken: bool = False


class Ledger(Protocol[P]):
    """Where a lane takes what is due and writes how it ended."""

    #: What its fault points are called: 'delivery', 'message'.
    noun: str
    #: The lock that its worker holds.
    lock: str

    def claim(self, batch: int, held: Collection[UUID], *, due: bool) -> list[P]:
        """Up to ``batch`` that are due, or, with ``due`` False, next to be due; none of ``held``."""

    def probe(self) -> list[P]:
        """The single one that finds out whether a system that was down answers again."""

    def judge(self, parcel: P, reply: Reply) -> Verdict:
        """What an answer means."""

    def settle(self, outcomes: Sequence[Outcome[P]]) -> None:
        """Write how attempts ended, in one transaction."""

    def let_be(self, parcels: Sequence[P]) -> None:
        """These were claimed and have not left."""

    def down(self) -> None:
        """The system does not answer: told again and again, a few times a second, until it does."""

    def wake(self) -> None:
        """Make all that waits due at once: the system is back."""


class Breaker:
    """Counts failures in a row; after ``most`` the lane only probes, slower each time, until one succeeds."""

    def __init__(self, most: int = BREAKER) -> None:
        self.most = most
        self.reset()

    def reset(self) -> None:
        """Nothing is known about the system."""
        self.failures = 0
        self._probe_at = 0.0
        self._pause = FIRST_PROBE

    @property
    def open(self) -> bool:
        """Whether the system counts as down."""
        return self.failures >= self.most

    def failed(self, now: float) -> bool:
        """One attempt got no proper answer; whether the system counts as down from now on."""
        self.failures += 1
        if self.open and now >= self._probe_at:  # others that fail were in flight together, and say nothing new
            self._probe_at = now + self._pause * random.uniform(0.5, 1.0)
            self._pause = min(LAST_PROBE, self._pause * 2)
        return self.failures == self.most

    def answered(self) -> bool:
        """One attempt was answered, be it with a refusal; whether the system had counted as down."""
        was_open = self.open
        self.reset()
        return was_open

    def may_probe(self, now: float) -> bool:
        """Whether it is time for the next single one."""
        return now >= self._probe_at


class Lane(threading.Thread, Generic[P]):
    """The thread of one lane. ``stop`` ends it after what is in flight has been settled."""

    def __init__(
        self,
        ledger: Ledger[P],
        wire: Wire,
        endpoint: str,
        in_flight: int = IN_FLIGHT,
        patience: float = PATIENCE,
        failures: int = BREAKER,
    ) -> None:
        super().__init__(name=ledger.lock, daemon=True)
        self.ledger, self.breaker = ledger, Breaker(failures)
        self.beat = time.monotonic()
        self._line: Line[P] = wire.line(endpoint, self._ended, in_flight, patience)
        self._held: dict[UUID, P] = {}
        self._outcomes: deque[Outcome[P]] = deque()
        self._let_be: deque[P] = deque()
        self._back = False
        self._unsettled: list[Outcome[P]] = []
        self._stirred, self._stopping = threading.Event(), threading.Event()
        self._session: Any = None
        self._look_at, self._woken_at = 0.0, -WAKE_AT_MOST_EVERY

    def turn(self, endpoint: str, patience: float = PATIENCE) -> None:
        """The system has another address or another patience; it is tried at once."""
        self._line.turn(endpoint, patience)
        self.breaker.reset()
        self._stirred.set()

    def stop(self) -> None:
        """Claim nothing more; end when what is in flight is settled."""
        self._stopping.set()
        self._stirred.set()

    def _ended(self, attempt: Attempt[P]) -> None:
        """In the wire's thread: judge an attempt, and keep the rest back where the system seems to be down."""
        try:
            verdict = self.ledger.judge(attempt.parcel, attempt.reply) if attempt.reply else None
        except Exception:
            log.exception("%s: an answer could not be judged", self.name)
            verdict = Verdict("again", error="an answer that could not be judged")
        verdict = verdict or Verdict("again", error=attempt.failure, untaken=not attempt.left)
        if verdict.result != "again":
            self._back |= self.breaker.answered()
        else:
            if self.breaker.failed(time.monotonic()):
                log.warning(
                    "%s: %s failures in a row (%s), now one at a time", self.name, self.breaker.most, verdict.error
                )
            if self.breaker.open:
                self._let_be.extend(self._line.take_back())
        self._outcomes.append(
            Outcome(attempt.parcel, verdict.result, verdict.answer, verdict.error, verdict.not_before, verdict.untaken)
        )
        self._stirred.set()

    def run(self) -> None:
        """Work until stopped; a database that is away is waited for, with growing patience."""
        pause = 0.2
        try:
            while not (self._stopping.is_set() and self._finished()):
                self.beat = time.monotonic()
                try:
                    self._turn_once()
                    pause = 0.2
                except (DatabaseError, InterfaceError) as error:
                    log.warning("%s: database: %s", self.name, type(error).__name__)
                    self._let_go()
                    if self._stopping.is_set():
                        break  # what was not settled is sent again by the next worker
                    self._stopping.wait(pause * random.uniform(0.5, 1.0))
                    pause = min(5.0, pause * 2)
                except Exception:
                    log.exception("%s: failed", self.name)
                    self._stopping.wait(1.0)
        finally:
            self._let_go()
            self._line.close()

    def _finished(self) -> bool:
        if self._held:
            self._let_be.extend(self._line.drop())
            self._release()
        return not (self._held or self._unsettled)

    def _release(self) -> None:
        """What was taken back from the line is no longer in hand."""
        back: list[P] = []
        while self._let_be:
            back.append(self._let_be.popleft())
        if back:
            self.ledger.let_be(back)
        for each in back:
            self._held.pop(each.id, None)

    def _turn_once(self) -> None:
        self._stirred.clear()
        self._settle()
        wait = IDLE
        if not self._stopping.is_set():
            wait = self._claim()
        if not self._outcomes:
            self._stirred.wait(wait)

    # -- claiming -------------------------------------------------------------------------------------------------

    def _claim(self) -> float:
        """Take what is due if there is room; returns how long to wait for something to happen (seconds)."""
        now = time.monotonic()
        if not self._hold():
            return 1.0
        if self._back:
            return 0.0  # first the backlog is made due, so that it leaves in its order
        if self.breaker.open:
            self.ledger.down()
            if self._held or not self.breaker.may_probe(now):
                return IDLE
            return self._take(self.ledger.probe(), 1)
        room = WINDOW - len(self._held)
        if room < WINDOW // 2 or now < self._look_at:
            return max(0.0, self._look_at - now) if room >= WINDOW // 2 else IDLE
        return self._take(self.ledger.claim(room, self._held.keys(), due=True), room)

    def _take(self, claimed: list[P], room: int) -> float:
        if claimed:
            point(f"{self.ledger.noun}-claimed")
            self._held.update((each.id, each) for each in claimed)
            self._line.send(claimed)
        # A full batch means that more is waiting; anything less, and the next look can wait a little.
        self._look_at = 0.0 if len(claimed) == room else time.monotonic() + IDLE
        return IDLE

    def _hold(self) -> bool:
        """Whether this thread's database session has the right to the lane, taking it if it is free."""
        connection.ensure_connection()
        if self._session is not None and self._session is connection.connection:
            return True
        with connection.cursor() as cursor:
            cursor.execute(SESSION)
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [lock_number(self.ledger.lock)])
            row = cursor.fetchone()
        if not (row and row[0]):
            return False
        self._session = connection.connection
        return True

    def _let_go(self) -> None:
        self._session = None
        try:
            connection.close()
        except (DatabaseError, InterfaceError):
            pass

    # -- settling -------------------------------------------------------------------------------------------------

    def _settle(self) -> None:
        """Write how attempts ended; raises a database error with nothing forgotten."""
        self._release()
        while self._outcomes:
            self._unsettled.append(self._outcomes.popleft())
        if not self._unsettled:
            return
        for _ in self._unsettled:
            point(f"{self.ledger.noun}-sent")
        left = self._write(self._unsettled)
        point(f"{self.ledger.noun}-settled")
        for each in self._unsettled:
            self._held.pop(each.delivery.id, None)
        self._held.update((each.delivery.id, each.delivery) for each in left)
        self._unsettled = left
        if self._back:
            self._back = False
            self._wake()

    def _wake(self) -> None:
        log.info("%s: the system answers again", self.name)
        self._look_at = 0.0
        if time.monotonic() - self._woken_at > WAKE_AT_MOST_EVERY:
            self.ledger.wake()
            self._woken_at = time.monotonic()

    def _write(self, outcomes: list[Outcome[P]]) -> list[Outcome[P]]:
        """Settle all at once; where that fails, each by itself, so that none stops another. Returns what is left."""
        try:
            self.ledger.settle(outcomes)
            return []
        except (OperationalError, InterfaceError):
            if not connection.is_usable():
                raise
            if len(outcomes) == 1:  # its case is held by somebody: next time
                return outcomes
        except Exception:
            if len(outcomes) == 1:
                log.exception("%s: how %s ended could not be noted", self.name, outcomes[0].delivery.id)
                self.ledger.settle([Outcome(outcomes[0].delivery, "again", error="the answer could not be noted")])
                return []
        return [left for each in outcomes for left in self._write([each])]


def lock_number(name: str) -> int:
    """The key of the PostgreSQL advisory lock of this name: 64 bits, signed."""
    return int.from_bytes(hashlib.sha256(f"yichuang {name}".encode()).digest()[:8], signed=True)
