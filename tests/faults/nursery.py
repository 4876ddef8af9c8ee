"""Workers by fork from a process that has loaded everything: a campaign kills thousands, and loading takes a second.

``python -m tests.faults.nursery`` reads one line of JSON for each worker ({"environment": …, "log": FILE}), answers
``pid``, and at the line ``wait`` answers how that worker ended, as waitpid says it. A worker is a process like any
other: its own connections, its own session, its own end.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.simulators.world import until


class Born:
    """A worker of the nursery."""

    def __init__(self, nursery: Nursery, pid: int, log: Path) -> None:
        self.nursery, self.pid, self.log = nursery, pid, log

    def ready(self) -> None:
        """Wait until it says that it works."""
        until(lambda: "ready worker" in self.log.read_text("utf-8"), f"a worker is ready: {self.log}", 30)

    def ended(self) -> int:
        """Wait for its end: the negative number of the signal, or its exit code."""
        return os.waitstatus_to_exitcode(int(self.nursery.ask("wait")))

    def end(self) -> int:
        """SIGTERM."""
        os.kill(self.pid, signal.SIGTERM)
        return self.ended()


class Nursery:
    """The process that forks. As a context manager it ends with the block."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.nursery"],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Nursery:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def ask(self, line: str) -> str:
        """One line there, one back."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def worker(self, log: Path, **environment: str) -> Born:
        """A worker with this environment besides, which writes to ``log``."""
        log.touch()
        return Born(self, int(self.ask(json.dumps({"environment": environment, "log": str(log)}))), log)


def main() -> int:
    """Fork at each line."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yichuang.project.settings")
    django.setup()
    import yichuang.project.working  # noqa: F401 - what a worker loads first
    from yichuang.core import faults
    from yichuang.project import worker

    last = 0
    for line in sys.stdin:
        if line.strip() == "wait":
            _answer(os.waitpid(last, 0)[1])
            continue
        said: dict[str, Any] = json.loads(line)
        last = os.fork()
        if last == 0:
            log = os.open(said["log"], os.O_WRONLY | os.O_APPEND)
            for stream in (1, 2):
                os.dup2(log, stream)
            os.environ.update(said["environment"])
            faults.arm()
            os._exit(worker.main([]))
        _answer(last)
    return 0


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
