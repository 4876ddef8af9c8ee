"""Which processes are a data directory's own.

PostgreSQL's processes work *in* their data directory, so a process is ours when it runs a program named ``postgres``
and its working directory is that very folder. The number in ``postmaster.pid`` alone proves nothing: after a crash
it may be a stranger's.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from yichuang.project import processes
from yichuang.project.processes import Handle


def proof(data: Path) -> Callable[[int], bool]:
    """A test whether a process is one of this data directory's."""
    try:
        folder = data.stat()
    except FileNotFoundError:
        return lambda pid: False
    return lambda pid: processes.program(pid).startswith("postgres") and processes.works_in(pid, folder)


def all_of(data: Path, stack: ExitStack) -> list[Handle]:
    """Every process of this data directory, each held until ``stack`` is closed."""
    prove = proof(data)
    return [
        stack.enter_context(held) for pid in processes.pids() if prove(pid) and (held := processes.hold(pid, prove))
    ]


def postmaster(data: Path) -> Handle | None:
    """The server's first process, held: proved, and no child of another process of the same data directory."""
    prove = proof(data)

    def leads(pid: int) -> bool:
        # Children give themselves titles such as "postgres: checkpointer"; the first keeps its command line.
        return prove(pid) and not (processes.command_line(pid) or ["postgres:"])[0].startswith("postgres:")

    written = recorded_pid(data)
    if written is not None and (found := processes.hold(written, leads)):
        return found
    for pid in processes.pids():
        if leads(pid) and (found := processes.hold(pid, leads)):
            return found
    return None


def recorded_pid(data: Path) -> int | None:
    """The number in ``postmaster.pid``, which may be anybody's by now."""
    try:
        return abs(int((data / "postmaster.pid").read_text().split("\n", 1)[0]))
    except (OSError, ValueError):
        return None


def recorded_socket(data: Path) -> Path | None:
    """The folder of the socket that the running server wrote into ``postmaster.pid``."""
    try:
        lines = (data / "postmaster.pid").read_text().split("\n")
    except OSError:
        return None
    return Path(lines[4]) if len(lines) > 4 and lines[4].startswith("/") else None


def forget_stale_pid(data: Path, socket: Path) -> None:
    """Remove what a crashed server left where PostgreSQL itself would take a stranger for it.

    Call only while the lock is held and no process of the data directory lives. A number that is nobody's is left to
    PostgreSQL, whose own check also looks at shared memory; one that a stranger has now would stop it for ever.
    """
    written = recorded_pid(data)
    if written is not None and os.path.exists(f"/proc/{written}"):
        (data / "postmaster.pid").unlink(missing_ok=True)
    for left in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
        (socket / left).unlink(missing_ok=True)


def end_orphans(data: Path, patience: float) -> None:
    """Backends whose first process was killed end by themselves; those that have not after ``patience`` are ended."""
    with ExitStack() as stack:
        orphans = all_of(data, stack)
        for number, seconds in ((None, patience), (signal.SIGQUIT, 3.0), (signal.SIGKILL, 10.0)):
            alive = [orphan for orphan in orphans if not orphan.wait(0)]
            for orphan in alive:
                if number:
                    orphan.signal(number)
            for orphan in alive:
                orphan.wait(seconds)
