"""The worker's threads: which there are, and that each of them outlives its database."""

from __future__ import annotations

import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NamedTuple

from django.apps import apps
from django.db import DatabaseError, InterfaceError, connection
from django.utils.module_loading import module_has_submodule

from yichuang.core import clock
from yichuang.platform.exchange import periodic
from yichuang.platform.exchange.lanes import BREAKER, Lane, Ledger, lock_number
from yichuang.platform.exchange.ledger import DeliveryLedger
from yichuang.platform.exchange.models import System
from yichuang.platform.exchange.sender import Wire
from yichuang.platform.messages.ledger import MessageLedger, Ring
from yichuang.platform.messages.queries import providers

log = logging.getLogger("yichuang.worker")

LOOK = 2.0
#: A system may take so many times longer to file something than to look something up.
LONGER_THAN_A_LOOK_UP = 5
#: A gateway for messages has as long as a look-up, and fewer tries: people wait for codes, and there may be another.
TRIES_OF_A_GATEWAY = 2
FIRST_PAUSE, LAST_PAUSE = 0.2, 5.0


class Patient(threading.Thread):
    """A thread that does one thing again and again, whatever happens to the database meanwhile."""

    def __init__(self, name: str, step: Callable[[], None], pause: float) -> None:
        super().__init__(name=name, daemon=True)
        self._step, self._pause = step, pause
        self._stopping = threading.Event()
        self.beat = time.monotonic()

    def stop(self) -> None:
        """End after the step that runs."""
        self._stopping.set()

    def run(self) -> None:
        """Step, pause, step; longer pauses while the database is away."""
        patience = FIRST_PAUSE
        while not self._stopping.is_set():
            self.beat = time.monotonic()
            try:
                self._step()
                patience = FIRST_PAUSE
                self._stopping.wait(self._pause)
                continue
            except (DatabaseError, InterfaceError) as error:
                log.warning("%s: database: %s", self.name, type(error).__name__)
            except Exception:
                log.exception("%s: failed", self.name)
            connection.close()
            self._stopping.wait(patience * random.uniform(0.5, 1.0))
            patience = min(LAST_PAUSE, patience * 2)
        connection.close()


class Way(NamedTuple):
    """Where a system is reached, and how many seconds one attempt may take."""

    endpoint: str
    patience: float


class Work:
    """All threads of a worker."""

    def __init__(self) -> None:
        _collect()
        self._wire = Wire()
        self._ring = Ring()
        self._lanes: dict[str, tuple[Lane[Any], Way]] = {}
        self._lock = threading.Lock()
        self._wrong: set[tuple[str, Way]] = set()
        self._looker = Patient("systems", self._look, LOOK)
        apart = [each.name for each in periodic.registered() if each.apart]
        timers = {"periodic": Hours(), **{name: Hours(name) for name in apart}}
        self._timers = [Patient(name, hours.run_due, 0.2) for name, hours in timers.items()]

    def start(self) -> None:
        """Start the threads; lanes follow with the first look."""
        self._looker.start()
        for timer in self._timers:
            timer.start()

    def dead(self) -> list[str]:
        """The names of threads that have ended without being told to."""
        return [each.name for each in self._threads() if not each.is_alive()] + ([] if self._wire.alive else ["wire"])

    def hanging(self, seconds: float) -> list[str]:
        """The names of threads that have not come round for so long."""
        return [each.name for each in self._threads() if time.monotonic() - each.beat > seconds]

    def _threads(self) -> list[Lane[Any] | Patient]:
        with self._lock:
            return [self._looker, *self._timers, *(lane for lane, _ in self._lanes.values())]

    def names(self) -> list[str]:
        """The lanes there are."""
        with self._lock:
            return sorted(self._lanes)

    def stop(self, grace: float) -> None:
        """Claim nothing more, settle what is in flight, end; at most ``grace`` seconds."""
        end = time.monotonic() + grace
        threads: list[Lane[Any] | Patient] = [self._looker, *self._timers]
        for patient in (self._looker, *self._timers):
            patient.stop()
        self._looker.join(max(0.0, end - time.monotonic()))
        with self._lock:
            lanes = [lane for lane, _ in self._lanes.values()]
        for lane in lanes:
            lane.stop()
        threads += lanes
        for each in threads:
            each.join(max(0.0, end - time.monotonic()))
        self._wire.close()

    def _look(self) -> None:
        """Make the lanes be as the systems are: one for each department's own, one for each provider of messages."""
        wanted: dict[str, tuple[Ledger[Any], Way]] = {}
        self._ring.codes = providers()
        for system in System.objects.order_by("-code"):
            brief = system.timeout_ms / 1000
            way = Way(system.endpoint, brief if system.kind == System.Kind.SMS else brief * LONGER_THAN_A_LOOK_UP)
            if system.kind == System.Kind.DEPARTMENT:
                wanted[f"deliveries to {system.code}"] = (DeliveryLedger(system.code), way)
            elif system.kind == System.Kind.SMS:
                wanted[f"messages by {system.code}"] = (MessageLedger(system.code, self._ring), way)
        for name in sorted(self._lanes.keys() - wanted.keys()):
            with self._lock:
                lane, _ = self._lanes.pop(name)
            lane.stop()
        for name, (ledger, way) in wanted.items():
            try:
                self._lead(name, ledger, way)
            except ValueError as error:
                if (name, way) not in self._wrong:
                    log.error("%s: %s", name, error)
                self._wrong.add((name, way))

    def _lead(self, name: str, ledger: Ledger[Any], way: Way) -> None:
        """Open the lane, or turn it another way. Raises ValueError for an endpoint that is none."""
        if name not in self._lanes:
            tries = TRIES_OF_A_GATEWAY if isinstance(ledger, MessageLedger) else BREAKER
            made: Lane[Any] = Lane(ledger, self._wire, way.endpoint, patience=way.patience, failures=tries)
            with self._lock:
                self._lanes[name] = (made, way)
            made.start()
            log.info("%s: open", name)
        elif self._lanes[name][1] != way:
            lane = self._lanes[name][0]
            lane.turn(way.endpoint, way.patience)
            with self._lock:
                self._lanes[name] = (lane, way)


class Hours:
    """When each periodic function is due in this process: the one of that name, or all that are not apart."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._next: dict[str, float] = {}

    def run_due(self) -> None:
        """Run what is due. One that fails is written to the log, and the others run."""
        for each in periodic.registered():
            if each.name != self._name if self._name else each.apart:
                continue
            if _elapsed() < self._next.get(each.name, 0.0):
                continue
            try:
                with _alone(f"periodic {each.name}") as alone:
                    if alone:
                        each.function()
            except (DatabaseError, InterfaceError):
                self._next[each.name] = _elapsed() + each.every_seconds
                raise
            except Exception:
                log.exception("%s: failed", each.name)
            self._next[each.name] = _elapsed() + each.every_seconds


def _elapsed() -> float:
    """Seconds that have gone by; those by which the demo's clock was put forward have gone by, too."""
    return time.monotonic() + clock.ahead().total_seconds()


@contextmanager
def _alone(name: str) -> Iterator[bool]:
    """Whether no other worker does the same just now."""
    key = lock_number(name)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        row = cursor.fetchone()
    alone = bool(row and row[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])


def _collect() -> None:
    """Import every room's and line's ``jobs``, where periodic work registers itself."""
    for app in apps.get_app_configs():
        if app.name.startswith("yichuang.") and app.module is not None and module_has_submodule(app.module, "jobs"):
            import_module(f"{app.name}.jobs")
