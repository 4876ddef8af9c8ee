"""Workers and web servers by fork from a process that has loaded everything: loading takes seconds, a fork takes none.

``python -m tests.faults.nursery`` reads lines of JSON and answers one line each: to ``{"program": "worker" | "web",
"words": […], "environment": {…}, "log": FILE}`` the number of the process that it forked; to ``{"ended": PID}`` how
that one ended, as waitpid says it, once it has. What is forked is a process like any other: its own session, its own
connections, its own end; only what it loaded was loaded before it began. What is still there when the nursery ends,
is killed.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

#: What is read after the fork, besides granian's own; whoever needs more in the environment is started anew.
READ_LATE = frozenset({"YICHUANG_FAULT", "YICHUANG_FAULT_LOG", "YICHUANG_PORT", "YICHUANG_WITHOUT"})


def read_late(names: Iterable[str]) -> bool:
    """Whether a forked process will heed all of these variables."""
    return all(name in READ_LATE or name.startswith("GRANIAN_") for name in names)


class Born:
    """A process of the nursery, with what tests ask of a process of their own."""

    def __init__(self, nursery: Nursery, pid: int, log: Path) -> None:
        self.nursery, self.pid, self.log = nursery, pid, log
        self.returncode: int | None = None
        self._descriptor = os.pidfd_open(pid)

    def send_signal(self, number: int) -> None:
        """A signal to it; nothing when it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL."""
        self.send_signal(signal.SIGKILL)

    def poll(self) -> int | None:
        """How it ended, None while it runs: the negative number of the signal, or its exit code."""
        if self.returncode is None and select.select([self._descriptor], [], [], 0)[0]:
            self._note()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end. Raises subprocess.TimeoutExpired after ``timeout`` seconds."""
        if self.returncode is None:
            if not select.select([self._descriptor], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(f"the nursery's {self.pid}", timeout or 0)
            self._note()
        assert self.returncode is not None
        return self.returncode

    def _note(self) -> None:
        with self.nursery.lock:
            if self.returncode is None:
                ended = int(self.nursery.ask({"ended": self.pid}))
                os.close(self._descriptor)
                self.returncode = os.waitstatus_to_exitcode(ended)

    def end(self) -> int:
        """SIGTERM, and its end."""
        self.send_signal(signal.SIGTERM)
        return self.wait()


class Nursery:
    """The process that forks. As a context manager it ends with the block."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.lock = threading.RLock()
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
        self.close()

    def close(self) -> None:
        """End it, and what it forked."""
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def ask(self, what: dict[str, Any]) -> str:
        """One line there, one back."""
        assert self.process.stdin
        assert self.process.stdout
        with self.lock:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
            return self.process.stdout.readline().strip()

    def worker(self, log: Path, **environment: str) -> Born:
        """A worker with this environment besides, which writes to ``log``."""
        return self._born("worker", (), log, environment)

    def web(self, words: Sequence[str], log: Path, **environment: str) -> Born:
        """A web server with these words of granian's, in a session of its own, which writes to the end of ``log``."""
        return self._born("web", words, log, environment)

    def _born(self, program: str, words: Sequence[str], log: Path, environment: dict[str, str]) -> Born:
        log.touch()
        what = {"program": program, "words": list(words), "environment": environment, "log": str(log)}
        return Born(self, int(self.ask(what)), log)


_nurseries: dict[str, Nursery] = {}


def nursery_of(url: str) -> Nursery:
    """The session's nursery for a database, begun the first time; it ends with the session, however that ends."""
    if url not in _nurseries:
        made = Nursery({"YICHUANG_DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "yichuang.project.settings"})
        atexit.register(made.close)
        _nurseries[url] = made
    return _nurseries[url]


# -- inside ------------------------------------------------------------------------------------------------------------


def main() -> int:
    """Load, then fork at each line that says so."""
    import yichuang.project.wsgi  # isort: skip
    import yichuang.project.working  # isort: skip  # noqa: F401 - and what a worker loads besides

    children: set[int] = set()
    for line in sys.stdin:
        said: dict[str, Any] = json.loads(line)
        if "ended" in said:
            answer = os.waitpid(said["ended"], 0)[1]
            children.discard(said["ended"])
        else:
            answer = os.fork()
            if answer == 0:
                _live(said)
            children.add(answer)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for left in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(left, signal.SIGKILL)
    return 0


def _live(said: dict[str, Any]) -> None:
    """What a forked process does until its end."""
    from yichuang.core import faults

    code = 1
    try:
        log, nothing = os.open(said["log"], os.O_WRONLY | os.O_APPEND), os.open(os.devnull, os.O_RDONLY)
        for here, there in ((nothing, 0), (log, 1), (log, 2)):
            os.dup2(here, there)
        os.environ.update(said["environment"])
        faults.arm()
        code = _serve(said["words"]) if said["program"] == "web" else _work()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _work() -> int:
    from yichuang.project import worker

    return worker.main([])


def _serve(words: Sequence[str]) -> int:
    from django.conf import settings
    from granian.cli import cli

    from yichuang.core import faults

    os.setsid()
    os.register_at_fork(after_in_child=faults.arm)  # as each of its processes does when it loads the application
    settings.PUBLIC_URL = f"http://127.0.0.1:{os.environ['YICHUANG_PORT']}"
    cli(list(words), auto_envvar_prefix="GRANIAN", prog_name="granian")
    return 0


if __name__ == "__main__":
    sys.exit(main())
