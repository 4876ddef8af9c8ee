"""Real workers for tests that kill them: on the test's own database, ended by their own number alone.

They are forked by the session's nursery; ``fresh`` ones are started as an installation starts them.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.faults.nursery import Born, nursery_of, read_late
from tests.simulators.world import until


def database_url() -> str:
    """The address of the test's own database, for another process."""
    from django.db import connection

    found = connection.settings_dict
    host, name = quote(str(found["HOST"]), safe=""), quote(str(connection.settings_dict["NAME"]))
    port = f"&port={found['PORT']}" if found["PORT"] else ""
    secret = f":{quote(found['PASSWORD'])}" if found["PASSWORD"] else ""
    return f"postgresql://{quote(found['USER'])}{secret}@/{name}?host={host}{port}"


@dataclass
class Worker:
    """A worker process, and what it wrote to standard error."""

    process: subprocess.Popen[bytes] | Born
    log: Path

    def said(self) -> str:
        """Everything that it logged so far."""
        return self.log.read_text("utf-8")

    def terminate(self) -> int:
        """SIGTERM; the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.process.wait(10)


@contextmanager
def worker(folder: Path, url: str | None = None, *, fresh: bool = False, **environment: str) -> Iterator[Worker]:
    """A worker that has said that it is ready; at the end of the block it must end by itself, if it has not."""
    log = folder / f"worker-{len(list(folder.glob('worker-*')))}.log"
    url = url or database_url()
    if fresh or not read_late(environment):
        running: subprocess.Popen[bytes] | Born = started(url, log, environment)
    else:
        running = nursery_of(url).worker(log, **environment)
    try:
        until(lambda: "ready worker" in log.read_text("utf-8") or running.poll() is not None, f"it works: {log}", 60)
        yield Worker(running, log)
        if running.poll() is None:
            running.send_signal(signal.SIGTERM)
            assert running.wait(20) == 0, log.read_text("utf-8")
    finally:
        if running.poll() is None:
            running.kill()
            running.wait(10)


def started(url: str, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """A worker as the supervisor starts it."""
    env = {**os.environ, "YICHUANG_DATABASE_URL": url, **environment}
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "yichuang.project.worker"], env=env, stdout=output, stderr=output
        )


def killed_at(folder: Path, fault: str, **environment: str) -> str:
    """Let a worker run until it reaches ``fault`` and is killed there by SIGKILL; returns what it had logged.

    The number 20 of ``name:20:wait`` is the 20th time; with ``wait`` the worker stands still there and is killed from
    here, without it it sends SIGKILL to itself.
    """
    name, reached = fault.partition(":")[0], folder / f"reached-{fault.replace(':', '-')}"
    with worker(folder, YICHUANG_FAULT=fault, YICHUANG_FAULT_LOG=str(reached), **environment) as running:
        until(lambda: reached.exists() and reached.read_text(), f"{name} is reached", 30)
        if fault.endswith(":wait"):
            running.kill()
        assert running.process.wait(20) == -signal.SIGKILL
    assert re.fullmatch(rf"fault point reached: {name}\n", reached.read_text())
    return running.said()
