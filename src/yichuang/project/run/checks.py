"""What can be seen before anything starts: the folder, the lock, the ports, the server that was named."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import socket
from collections.abc import Iterable
from pathlib import Path

import psycopg

from yichuang.core.words import N_
from yichuang.project import processes
from yichuang.project.errors import RunError
from yichuang.project.run.members import ADDRESS, Member

LEAST_FREE_MB = 256
OLDEST_SERVER = 15


def open_var(var: Path) -> None:
    """Make the state folder and see that it can be written and has room."""
    try:
        (var / "log").mkdir(parents=True, exist_ok=True)
        probe = var / f".probe.{os.getpid()}"
        probe.write_bytes(b"\0" * 4096)
        probe.unlink()
        free = shutil.disk_usage(var).free // 1024**2
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _full(var, 0) from error
        raise RunError(
            "no-permission",
            N_(
                "The folder %(folder)s cannot be written (%(error)s). Give yourself the right to it (chown), or name "
                "another one: YICHUANG_VAR=/path/of/yours make run"
            ),
            folder=var,
            error=error.strerror or error,
        ) from error
    if free < LEAST_FREE_MB:
        raise _full(var, free)


def _full(var: Path, free: int) -> RunError:
    return RunError(
        "disk-full",
        N_(
            "The disk of %(folder)s has %(free)s MB left; %(needed)s MB are needed. Free some space, or name a folder "
            "on another disk: YICHUANG_VAR=/path/of/yours make run"
        ),
        folder=var,
        free=free,
        needed=LEAST_FREE_MB,
    )


def lock_run(var: Path, port: int) -> int:
    """Be the only run on ``var``; the lock is free as soon as we have ended, however that happens."""
    descriptor = os.open(var / "run.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid, _, address = os.read(descriptor, 200).decode().partition(" ")
        os.close(descriptor)
        raise RunError(
            "runs-already",
            N_(
                "Yichuang already runs on %(folder)s: process %(pid)s, %(address)s. Stop that one with Ctrl-C, or run "
                "another beside it: YICHUANG_VAR=/another/folder YICHUANG_PORT=%(other)s make run"
            ),
            folder=var,
            pid=pid or "?",
            address=address or "?",
            other=port + 1000,
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()} http://{ADDRESS}:{port}/".encode(), 0)
    return descriptor


def check_ports(members: Iterable[Member], base: int) -> None:
    """Refuse ports that are taken, naming who has them where that can be seen."""
    for member in members:
        if member.port is None:
            continue
        with socket.socket() as trying:
            trying.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trying.bind((ADDRESS, member.port))
            except OSError as error:
                raise RunError(
                    "port-taken",
                    N_(
                        "Port %(port)s, which %(name)s needs, is taken by %(who)s. Stop that program, or choose "
                        "another base: YICHUANG_PORT=%(other)s make run"
                    ),
                    port=member.port,
                    name=member.name,
                    who=_who(member.port) or N_("another program"),
                    other=base + 1000,
                ) from error


def _who(port: int) -> str | None:
    """Number and command of the process that listens on ``port``, if we may see it."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for fields in (line.split() for line in lines):
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for pid in processes.pids():
        try:
            for descriptor in os.scandir(f"/proc/{pid}/fd"):
                if os.readlink(descriptor.path) in inodes:
                    return f"{' '.join(processes.command_line(pid))[:80]} ({pid})"
        except OSError:
            continue
    return None


def check_server(url: str) -> str:
    """The version of the server that YICHUANG_DATABASE_URL names, refused where it is too old or does not answer."""
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            version = connection.info.server_version // 10000
    except psycopg.Error as error:
        raise RunError(
            "no-server",
            N_("The PostgreSQL of YICHUANG_DATABASE_URL does not answer: %(error)s"),
            error=" ".join(str(error).split()),
        ) from error
    if version < OLDEST_SERVER:
        raise RunError(
            "old-server",
            N_("The PostgreSQL of YICHUANG_DATABASE_URL is version %(version)s; Yichuang needs 15 or newer."),
            version=version,
        )
    return f"PostgreSQL {version}"
