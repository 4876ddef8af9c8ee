"""A real web server (granian, with the supervisor's words) on the test's own database, to be killed by its number.

It is forked by the session's nursery, which has loaded the application; a ``fresh`` one is started as the supervisor
starts it, and so is one that needs more in its environment than what is read late.
"""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.nursery import Born, nursery_of, read_late
from tests.faults.processes import database_url
from tests.simulators.world import ROOT, call, until
from yichuang.project.run.members import web as member

APPLICATION = "yichuang.project.wsgi:application"


@dataclass
class Web:
    """A web server, its port, what it wrote, and where each fault that it reached is written down."""

    process: subprocess.Popen[bytes] | Born
    port: int
    log: Path
    reached: Path
    lock: threading.Lock = field(default_factory=threading.Lock)

    def said(self) -> str:
        """Everything that it logged so far."""
        return self.log.read_text("utf-8")

    def faults(self) -> int:
        """How many of its processes have been killed at the point."""
        return len(self.reached.read_text().splitlines()) if self.reached.exists() else 0

    def workers(self) -> list[int]:
        """The numbers of its processes that serve."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                if int(fields[1]) == self.process.pid and fields[0] != "Z":
                    found.append(int(entry.name))
        return found

    def kill(self) -> None:
        """kill -9 of the whole server: its first process and all that serve. Again it does nothing."""
        with self.lock:
            if self.process.poll() is None:
                for pid in [self.process.pid, *self.workers()]:
                    os.kill(pid, signal.SIGKILL)
                self.process.wait(10)


def answers(port: int) -> bool:
    """Whether something serves there."""
    try:
        return call(port, "GET", "/health/ready", timeout=5).status == 200
    except OSError:
        return False


@contextmanager
def web(
    folder: Path,
    port: int,
    *,
    workers: int = 1,
    threads: int = 8,
    fault: str = "",
    application: str = APPLICATION,
    kept: bool = False,
    fresh: bool = False,
    **environment: str,
) -> Iterator[Web]:
    """A server for the length of a block; ``fault`` as in YICHUANG_FAULT, armed in each of its processes.

    ``kept``: it is begun anew when it ends, as the supervisor does (granian ends when one of its processes dies twice
    within seconds).
    """
    number = len(list(folder.glob("web-*.log")))
    log, reached = folder / f"web-{number}.log", folder / f"reached-{number}"
    url, own = database_url(), {"YICHUANG_PORT": str(port), **environment}
    if fault:
        own |= {"YICHUANG_FAULT": fault, "YICHUANG_FAULT_LOG": str(reached)}
    words = [*member(port).words[:-1], application]
    words[words.index("--workers") + 1], words[words.index("--blocking-threads") + 1] = str(workers), str(threads)

    def begin() -> subprocess.Popen[bytes] | Born:
        if read_late(own) and not fresh:
            return nursery_of(url).web(words[words.index("granian") + 1 :], log, **own)
        env = {**os.environ, "DJANGO_SETTINGS_MODULE": "yichuang.project.settings", "PYTHONPATH": str(ROOT)}
        # A granian that takes in the end of one of its processes misses SIGTERM; its own session is ended whole.
        with log.open("ab") as output:
            return subprocess.Popen(
                words,
                cwd=ROOT,
                env={**env, "YICHUANG_DATABASE_URL": url, **own},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    started, over = Web(begin(), port, log, reached), threading.Event()

    def keep() -> None:
        while not over.is_set():
            started.process.wait()
            with started.lock:
                if not over.is_set():
                    started.process = begin()

    keeper = threading.Thread(target=keep, daemon=True)
    try:
        until(lambda: started.process.poll() is not None or answers(port), f"the web answers: {log}", 60)
        assert started.process.poll() is None, started.said()
        if kept:
            keeper.start()
        yield started
    finally:
        with started.lock:
            over.set()
            end(started.process)
        if kept:
            keeper.join()


def end(process: subprocess.Popen[bytes] | Born) -> None:
    """Tell a server to end; one that does not is ended with all that it started."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(10)
