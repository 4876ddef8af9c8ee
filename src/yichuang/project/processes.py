"""Processes by proof: nothing here signals a process by its number alone.

A number is reused after its process has ended. So a process is first *held* (a pidfd, which stays with that one
process for ever), then proved from ``/proc`` to be the one that is meant, and only then signalled through the pidfd.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(frozen=True)
class Identity:
    """A user of the operating system, by numbers and name."""

    uid: int
    gid: int
    name: str


class Handle:
    """One process that was proved to be the one that is meant."""

    def __init__(self, pid: int, descriptor: int) -> None:
        self.pid = pid
        self._descriptor = descriptor

    def __enter__(self) -> Handle:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._descriptor)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal; a process that has ended meanwhile is no error."""
        try:
            signal.pidfd_send_signal(self._descriptor, number)
        except ProcessLookupError:
            return

    def wait(self, seconds: float) -> bool:
        """Whether the process has ended, waiting up to ``seconds`` for it."""
        poll = select.poll()
        poll.register(self._descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))


def hold(pid: int, prove: Callable[[int], bool]) -> Handle | None:
    """Hold process ``pid`` if it lives and ``prove(pid)`` says that it is the one that is meant, else None."""
    try:
        descriptor = os.pidfd_open(pid)
    except (ProcessLookupError, ValueError, OSError):
        return None
    if prove(pid):
        return Handle(pid, descriptor)
    os.close(descriptor)
    return None


def pids() -> Iterator[int]:
    """The numbers of all processes that can be seen, our own excepted."""
    own = os.getpid()
    for name in os.listdir("/proc"):
        if name.isdecimal() and int(name) != own:
            yield int(name)


def program(pid: int) -> str:
    """The file name of the program that ``pid`` runs, empty where it cannot be seen."""
    try:
        return os.path.basename(os.readlink(f"/proc/{pid}/exe").removesuffix(" (deleted)"))
    except OSError:
        return ""


def command_line(pid: int) -> list[str]:
    """The words of the command line of ``pid`` (a program may have rewritten them), empty where it has ended."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return []


def environment(pid: int) -> Mapping[str, str]:
    """The environment with which ``pid`` was started, empty where it cannot be seen."""
    try:
        raw = Path(f"/proc/{pid}/environ").read_bytes().decode(errors="replace")
    except OSError:
        return {}
    return dict(entry.split("=", 1) for entry in raw.split("\0") if "=" in entry)


def works_in(pid: int, folder: os.stat_result) -> bool:
    """Whether the working directory of ``pid`` is this very folder (by device and number, not by name)."""
    try:
        there = os.stat(f"/proc/{pid}/cwd")
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (folder.st_dev, folder.st_ino)


def launch(
    words: Sequence[str],
    *,
    ends_with_us: signal.Signals,
    identity: Identity | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    keep: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program in a session of its own, as ``identity``, told ``ends_with_us`` by the kernel when we die.

    The kernel watches the *thread* that starts it, so the main thread must (another thread's child is not bound).
    ``keep`` are descriptors that the program inherits, ``output`` takes what it prints.
    """
    bound = ends_with_us.value if threading.current_thread() is threading.main_thread() else 0
    who = (str(identity.uid), str(identity.gid)) if identity else ("-", "-")
    return subprocess.Popen(
        [sys.executable, "-I", "-S", str(LAUNCHER), str(bound), str(os.getpid()), *who, *words],
        cwd=cwd or "/",
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        start_new_session=True,
        pass_fds=keep,
    )
