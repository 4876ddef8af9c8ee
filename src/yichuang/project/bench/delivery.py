"""Deliveries from the ledger against one queued job a delivery.

Ours is the product's own worker: claim, unseal, sign, POST, note the receipt number and the event of each part, settle.
The other side is Procrastinate with sixteen jobs at once, whose job does nothing but POST the same body, which lies
ready in clear. Both send to the same receiver, a process of its own, from the same throw-away PostgreSQL with fsync on,
alternating; the clock runs from the commit of the work until the last of it is settled.

A receiver that takes 50 ms allows sixteen in flight 320 a second: the second row says how full they are.
"""

from __future__ import annotations

import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg

from yichuang.project.bench import Row, at_least, shown
from yichuang.project.errors import PeerMissing
from yichuang.project.postgres import Cluster

LANES, COUNT, ROUNDS, LEAST = 2, 4000, 3, 5.0
IN_FLIGHT, SLOW_SECONDS, SLOW_COUNT, FULL = 16, 0.05, 3200, 0.9
SUPPORT = "yichuang.project.bench.support"
PATIENCE = 300.0

OURS_LEFT: LiteralString = "SELECT count(*) FROM exchange_delivery WHERE state = 'waiting'"
THEIRS_LEFT = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
#: Bad answers make a round worthless, and are said.
OURS_BAD = "SELECT count(*) FROM exchange_delivery WHERE state <> 'delivered'"
THEIRS_BAD = "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'"


def rows() -> Iterator[Row]:
    """Deliveries a second to a receiver that answers at once, then to one that takes 50 ms.

    Raises PeerMissing where the other side is not installed: an installation has no use for it.
    """
    if importlib.util.find_spec("procrastinate") is None:
        raise PeerMissing("procrastinate")
    with place(LANES, 0.0) as ground:
        ours: list[float] = []
        theirs: list[float] = []
        for turn in range(ROUNDS + 1):
            sides = [(ours, ground.ours), (theirs, ground.theirs)]
            for figures, measure in sides if turn % 2 else reversed(sides):
                rate = measure(COUNT if turn else COUNT // 8)
                if turn:  # the first round warms both and is not counted
                    figures.append(rate)
        yield at_least(f"deliveries, {LANES} lanes", statistics.median(ours), statistics.median(theirs), "/s", LEAST)
    with place(1, SLOW_SECONDS) as ground:
        ground.ours(SLOW_COUNT // 8)
        ceiling = IN_FLIGHT / SLOW_SECONDS
        rate = statistics.median(ground.ours(SLOW_COUNT) for _ in range(ROUNDS))
        yield at_least(f"  receiver takes {SLOW_SECONDS * 1000:.0f} ms: of 16 / 50 ms", rate, ceiling, "/s", FULL)
        yield shown("  one job a delivery, likewise", ground.theirs(SLOW_COUNT // 4), "/s", ceiling)


class Ground:
    """A throw-away installation, both workers idle, and the process that gives them work."""

    def __init__(self, database: psycopg.Connection[tuple[int]], filer: subprocess.Popen[str]) -> None:
        self._database, self._filer = database, filer

    def ours(self, count: int) -> float:
        """``count`` deliveries from the ledger; how many a second."""
        return self._measured(count, "release", OURS_LEFT, OURS_BAD)

    def theirs(self, count: int) -> float:
        """The same as jobs; how many a second."""
        return self._measured(count, "jobs", THEIRS_LEFT, THEIRS_BAD)

    def _measured(self, count: int, verb: str, left: str, bad: str) -> float:
        filed = int(self._say(f"file {count}"))
        self._database.execute("VACUUM ANALYZE")  # what a round left behind is no load for the next, on either side
        begun = float(self._say(verb))
        while waiting := self._one(left):
            if time.monotonic() > begun + PATIENCE:
                raise RuntimeError(f"{waiting} of {filed} are still waiting after {PATIENCE:.0f} s")
            time.sleep(0.005)
        took = time.monotonic() - begun
        if wrong := self._one(bad):
            raise RuntimeError(f"{wrong} did not arrive")
        return filed / took

    def _one(self, query: LiteralString) -> int:
        row = self._database.execute(query).fetchone()
        assert row is not None
        return row[0]

    def _say(self, line: str) -> str:
        assert self._filer.stdin
        assert self._filer.stdout
        self._filer.stdin.write(f"{line}\n")
        self._filer.stdin.flush()
        return self._filer.stdout.readline()


@contextmanager
def place(lanes: int, delay: float) -> Iterator[Ground]:
    """A throw-away installation with ``lanes`` lanes to a receiver that takes ``delay`` seconds."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yichuang-bench-")))
        folder.chmod(0o755)  # as root the server runs as another user, who must be able to enter
        cluster = stack.enter_context(Cluster(folder / "postgres"))
        env = {
            **os.environ,
            "YICHUANG_VAR": str(folder / "var"),
            "YICHUANG_DATABASE_URL": cluster.dsn(),
            "DJANGO_SETTINGS_MODULE": "yichuang.project.settings",
        }
        port = _start(stack, env, f"{SUPPORT}.sink", str(delay))[1]
        filer, _ = _start(stack, env, f"{SUPPORT}.deliveries", port, str(lanes))
        _start(stack, env, "yichuang.project.worker")
        _start(stack, env, f"{SUPPORT}.peer", port)
        database = stack.enter_context(psycopg.connect(cluster.dsn(), autocommit=True))
        yield Ground(database, filer)


def _start(stack: ExitStack, env: dict[str, str], module: str, *words: str) -> tuple[subprocess.Popen[str], str]:
    """A process that has said that it is ready, and the last word of its saying so."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if "worker" in module else None,
        text=True,
    )
    stack.callback(process.wait)
    stack.callback(process.terminate)
    assert process.stdout
    line = process.stdout.readline()
    if not line.startswith("ready"):
        raise RuntimeError(f"{module} did not start: {line}")
    return process, line.split()[-1]
