"""One cluster: made, started, joined, stopped.

One lock per data directory, inherited by every process of the server: it is free exactly when none of them lives, also
after ``kill -9`` of the first one or of us. Who gets the lock starts the server; who does not waits for its answer.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from yichuang.core.words import N_
from yichuang.project import processes
from yichuang.project.errors import ClusterError
from yichuang.project.postgres import binaries, making, place, server
from yichuang.project.postgres.binaries import Binaries
from yichuang.project.postgres.making import SUPERUSER
from yichuang.project.postgres.place import Place

#: The database and the role of the house; the role owns it, may make databases (tests do) and is no superuser.
DATABASE = ROLE = "yichuang"
SECONDS_TO_START = 60.0
#: A fast stop writes everything down and may hang (seen: PostgreSQL 18, told to stop while it recovers from a crash);
#: past this the server is told to stop at once, which loses nothing that was committed and recovers at the next start.
SECONDS_TO_STOP = 10.0
SECONDS_FOR_ORPHANS = 5.0
#: A server that lives may take long to recover from a crash; past this it is reported, not killed.
SECONDS_TO_RECOVER = 900.0
PAUSE = 0.03

Waiting = Callable[[str], None]


class Cluster:
    """The PostgreSQL of one ``directory``. As a context manager it stops what it started, and nothing else."""

    def __init__(self, directory: Path, *, log: Path | None = None, settings: Mapping[str, str] | None = None) -> None:
        self.directory = Path(directory).absolute()
        self.log = log or self.directory / "postgres.log"
        self.settings = dict(settings or {})
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Cluster:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._child is not None:
            self.stop()

    def dsn(self, database: str = DATABASE, *, user: str = ROLE) -> str:
        """The address of one of its databases, for libpq, psycopg and YICHUANG_DATABASE_URL."""
        folder = server.recorded_socket(self._place.data) or self._place.socket
        return f"postgresql://{quote(user)}@/{quote(database)}?host={quote(str(folder), safe='')}"

    def running(self) -> bool:
        """Whether its server answers."""
        return self._unready() is None

    @property
    def made(self) -> bool:
        """Whether its files have been made: it has run before, or is about to for the first time."""
        return (self._place.data / "PG_VERSION").exists()

    @property
    def started_here(self) -> bool:
        """Whether this object started the server (or only joined one that ran already)."""
        return self._child is not None

    def crashed(self) -> bool:
        """Whether the server that this object started has ended without being told to."""
        return self._child is not None and self._child.poll() is not None

    @property
    def pid(self) -> int | None:
        """The number of the server's first process, proved to be this cluster's."""
        found = server.postmaster(self._place.data)
        if found is None:
            return None
        with found:
            return found.pid

    @property
    def _place(self) -> Place:
        return place.locate(self.directory)

    # ---------------------------------------------------------------- start

    def start(self, *, template: Cluster | None = None, waiting: Waiting | None = None) -> str:
        """Make the cluster if need be (as a copy of the stopped ``template`` if given), start it, give its address.

        One that runs already is joined. The server ends when the process that started it ends, however that ends
        (if the main thread starts it). ``waiting`` is told what PostgreSQL says while it does not answer yet. Raises
        ClusterError with what to do.
        """
        here = place.prepare(self.directory)
        try:
            lock = self._lock(here, waiting)
            if lock is not None:
                self._start(here, lock, template, waiting)
        except OSError as error:
            raise making.explained(f"error: {error}", here, self.log) from error
        return self.dsn()

    def _start(self, here: Place, lock: int, template: Cluster | None, waiting: Waiting | None) -> None:
        try:
            found = binaries.find()
            if here.identity and not binaries.usable_by(here.identity, found):
                place.HOUSE.mkdir(mode=0o755, parents=True, exist_ok=True)
                found = binaries.clone(found, place.HOUSE)
            making.check_space(here)
            if not self.made:
                making.make(here, found, template._place.data if template else None, lock)
            making.check_version(here, found)
            server.forget_stale_pid(here.data, here.socket)
            begin = self._spawn(here, found, lock)
        finally:
            os.close(lock)  # the server has inherited it
        self._await(here, begin, waiting)
        self._found_house()

    def _lock(self, here: Place, waiting: Waiting | None) -> int | None:
        """The lock of the data directory, or None where a server answers already."""
        descriptor = os.open(here.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if here.identity:
            os.fchown(descriptor, here.identity.uid, here.identity.gid)
        begun = time.monotonic()
        orphaned_since = ending_since = None
        while time.monotonic() < begun + SECONDS_TO_RECOVER:
            free = _try_lock(descriptor)
            leader = server.postmaster(here.data)
            if leader is None and free:
                server.end_orphans(here.data, SECONDS_FOR_ORPHANS)  # of a server that somebody started by hand
                return descriptor
            if leader is None:
                orphaned_since = orphaned_since or time.monotonic()
                if time.monotonic() > orphaned_since + SECONDS_FOR_ORPHANS:
                    server.end_orphans(here.data, 0)
            else:
                orphaned_since = None
                with leader:
                    unready = self._unready()
                    if unready is None:
                        os.close(descriptor)
                        return None
                    ending_since = (ending_since or time.monotonic()) if "shutting down" in unready else None
                    if ending_since and time.monotonic() > ending_since + SECONDS_TO_STOP:
                        leader.signal(signal.SIGQUIT)
                    if waiting:
                        waiting(unready)
            time.sleep(PAUSE)
        os.close(descriptor)
        raise ClusterError(
            "not-ready",
            N_("Another process has been starting the database in %(folder)s for too long. Its log: %(log)s"),
            folder=here.data,
            log=self.log,
        )

    def _spawn(self, here: Place, found: Binaries, lock: int) -> int:
        """Start the server; returns where in the log its own lines begin."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{here.socket}"',
            "unix_socket_permissions": "0700",
            "logging_collector": "off",
            "log_timezone": "Asia/Shanghai",
            **self.settings,
        }
        words = [found.program("postgres"), "-D", str(here.data), "-p", "5432"]
        for name, value in options.items():
            words += ["-c", f"{name}={value}"]
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as output:
            begin = output.tell()
            self._child = processes.launch(
                words,
                # At once, not fast: nobody would be left to see that a fast stop hangs.
                ends_with_us=signal.SIGQUIT,
                identity=here.identity,
                cwd=here.root,
                output=output,
                keep=(lock,),
            )
        return begin

    def _await(self, here: Place, begin: int, waiting: Waiting | None) -> None:
        """Wait until the server that was just started answers; it may take its time to recover from a crash."""
        child = self._child
        assert child is not None
        begun, patience = time.monotonic(), SECONDS_TO_START
        while (unready := self._unready()) is not None:
            if child.poll() is not None:
                self._child = None
            if self._child is None or time.monotonic() > begun + patience:
                raise making.explained(self._said_since(begin) or unready, here, self.log)
            if _recovers(unready):
                patience = SECONDS_TO_RECOVER
            if waiting:
                waiting(unready)
            time.sleep(PAUSE)

    def _unready(self) -> str | None:
        """None when the server takes a connection, else what it (or the socket) says instead."""
        if not (self._place.socket / ".s.PGSQL.5432").exists() and not server.recorded_socket(self._place.data):
            return "no socket yet"
        try:
            psycopg.connect(self.dsn("postgres", user=SUPERUSER), connect_timeout=5).close()
        except psycopg.Error as error:
            return str(error)
        return None

    def _found_house(self) -> None:
        """The house's role and database, made on the first start."""
        with psycopg.connect(self.dsn("postgres", user=SUPERUSER), autocommit=True) as connection:
            role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
            if not connection.execute("select 1 from pg_roles where rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("create role {} login createdb").format(role))
            if not connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                connection.execute(sql.SQL("create database {} owner {}").format(database, role))

    def _said_since(self, begin: int) -> str:
        with self.log.open("rb") as lines:
            lines.seek(begin)
            return lines.read().decode(errors="replace")

    # ---------------------------------------------------------------- stop

    def stop(self) -> None:
        """Stop the server, whoever started it: open work is rolled back, what was committed is kept."""
        here = self._place
        if found := server.postmaster(here.data):
            with found:
                # Told to stop while it recovers it may hang; most recoveries take a moment.
                end = time.monotonic() + SECONDS_TO_STOP
                while _recovers(self._unready()) and time.monotonic() < end:
                    time.sleep(PAUSE)
                found.signal(signal.SIGINT)
                if not found.wait(SECONDS_TO_STOP):
                    found.signal(signal.SIGQUIT)
                    found.wait(SECONDS_TO_STOP)
        server.end_orphans(here.data, SECONDS_FOR_ORPHANS)
        if self._child is not None:
            self._child.wait()
            self._child = None


def _recovers(unready: str | None) -> bool:
    """Whether what a server says instead of answering means that it will answer by itself."""
    said = unready or ""
    return any(words in said for words in ("starting up", "recovery mode", "not yet accepting"))


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
