"""Named places where a test may kill a real process: does what was promised survive that very moment?

``YICHUANG_FAULT`` names one point, optionally the how-manieth time (``message-sent:20``) and ``wait`` to be killed from
outside instead of by one's own SIGKILL (``delivery-sent:1:wait``). ``@FILE`` takes one such word a line: the first for
the process that begins when none was reached yet, the next once one was, and none when all were. Reaching a point
writes one line to standard error and to the file ``YICHUANG_FAULT_LOG``, synced, so that a test knows that the fault
happened. Unset, a point costs two calls.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

ENVIRONMENT, LOG = "YICHUANG_FAULT", "YICHUANG_FAULT_LOG"

#: Every point there is, and what has been done when it is reached.
POINTS = {
    "filing-before": "a filing is ready in memory, nothing is written",
    "filing-after": "a filing is committed, the answer has not left",
    "file-written": "a file is on the disk, no row names it",
    "file-kept": "a file and its row are committed, the answer has not left",
    "delivery-claimed": "deliveries are in hand, none has left",
    "delivery-sent": "a department has answered, its answer is not yet written (once for each delivery)",
    "delivery-settled": "answers of departments are committed",
    "message-claimed": "messages are in hand, none has left",
    "message-sent": "the gateway has answered, its answer is not yet written (once for each message)",
    "message-settled": "answers of the gateway are committed",
    "seal-written": "leaves and hashes of a batch are written, none is committed",
    "seal-appended": "a batch of leaves is committed, no checkpoint covers it",
    "seal-signed": "a checkpoint is committed",
}


class Fault:
    """One armed point of this process."""

    def __init__(self, wanted: str, log: str | None) -> None:
        """Read ``NAME[:COUNT[:wait]]``. Raises ValueError for anything else."""
        self.name, _, rest = wanted.partition(":")
        count, _, manner = rest.partition(":")
        if self.name not in POINTS or manner not in ("", "wait"):
            names = ", ".join(POINTS)
            raise ValueError(f"{ENVIRONMENT} is NAME, NAME:COUNT or NAME:COUNT:wait, not {wanted}; names: {names}")
        self._left, self._waits, self._log = int(count or 1), manner == "wait", log
        self._lock = threading.Lock()

    def reach(self, name: str) -> None:
        """Count one passage of ``name``; at the wanted one write the line, then die or wait for ever."""
        if name != self.name:
            return
        with self._lock:
            self._left -= 1
            reached = self._left == 0
        if reached:
            self._write(f"fault point reached: {name}\n".encode())
            while self._waits:
                signal.pause() if threading.current_thread() is threading.main_thread() else threading.Event().wait()
            os.kill(os.getpid(), signal.SIGKILL)

    def _write(self, line: bytes) -> None:
        os.write(2, line)
        if self._log:
            descriptor = os.open(self._log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
            os.write(descriptor, line)
            os.fsync(descriptor)
            os.close(descriptor)


def _nothing(name: str) -> None:
    """No fault is armed."""


_reach: Callable[[str], None] = _nothing


def point(name: str) -> None:
    """Mark a place: ``point("delivery-sent")``."""
    _reach(name)


def arm() -> None:
    """Read the environment: what this process dies of, if of anything. Done once at the start."""
    global _reach
    wanted, log = os.environ.get(ENVIRONMENT, ""), os.environ.get(LOG)
    if wanted.startswith("@"):
        wanted = _next(Path(wanted[1:]), log)
    _reach = Fault(wanted, log).reach if wanted else _nothing


def _next(file: Path, log: str | None) -> str:
    """The word after those that were reached; empty after the last."""
    reached = len(Path(log).read_text().splitlines()) if log and os.path.exists(log) else 0
    words = file.read_text().splitlines()
    return words[reached] if reached < len(words) else ""


arm()
