"""How far the demo's clock is ahead of the machine's: seconds in a small file that every process of it follows."""

from __future__ import annotations

import fcntl
import os
from datetime import timedelta
from math import ceil
from pathlib import Path

#: The demo may be put forward so far in all, from the machine's time on.
MOST = timedelta(days=3660)


class Ahead:
    """The seconds in the file at ``path``, which is looked at each time and read only where it has changed.

    What was read once is kept where the file has gone or cannot be read: no process's clock ever goes back.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._version: tuple[int, int] | None = None
        self._ahead = timedelta(0)

    def __call__(self) -> timedelta:
        """How far the clock is ahead now."""
        try:
            found = os.stat(self.path)
            version = (found.st_ino, found.st_mtime_ns)
            if version != self._version:
                self._ahead = max(self._ahead, _read(self.path))
                self._version = version
        except (OSError, ValueError):
            pass
        return self._ahead


def put_forward(path: Path, by: timedelta) -> timedelta:
    """Put the clock of the file at ``path`` forward, by whole seconds; how far it is ahead now.

    What is begun of a second counts as one; several at once add up. Raises ValueError for what would put it back, or
    further ahead than ``MOST``.
    """
    if by < timedelta(0):
        raise ValueError("the clock goes forward only")
    folder = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        ahead = _read(path) + timedelta(seconds=ceil(by.total_seconds()))
        if ahead > MOST:
            raise ValueError("the clock would be too far ahead")
        write(path, ahead)
    finally:
        os.close(folder)
    return ahead


def write(path: Path, ahead: timedelta) -> None:
    """Keep how far the clock is ahead; whoever reads finds the old or the new, whole."""
    own = path.with_name(f".{path.name}.{os.getpid()}")
    own.write_text(f"{int(ahead.total_seconds())}\n")
    own.replace(path)


def _read(path: Path) -> timedelta:
    return timedelta(seconds=int(path.read_text()))
