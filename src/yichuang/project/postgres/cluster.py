"""One cluster: made, started, joined, stopped.

One lock per data directory, inherited by every process of the server: it is free exactly when none of them lives, also
after ``kill -9`` of the first one or of us. Who gets the lock starts the server; who does not waits for its answer.
"""

from __future__ import annotations

import fcntl
import os
import shutil
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
from yichuang.project.postgres import binaries, place, server
from yichuang.project.postgres.binaries import Binaries
from yichuang.project.postgres.place import Place

#: The database and the role of the house; the role owns it, may make databases (tests do) and is no superuser.
DATABASE = ROLE = "yichuang"
SUPERUSER = "postgres"
#: Free space below which nothing is started: a new cluster takes 40 MB, its log of changes up to 64 MB at once.
LEAST_FREE_BYTES = 192 * 1024 * 1024
SECONDS_TO_START = 60.0
SECONDS_TO_STOP = 30.0
SECONDS_FOR_ORPHANS = 5.0
#: A server that lives may take long to recover from a crash; past this it is reported, not killed.
SECONDS_TO_RECOVER = 900.0


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
        return self._answers() is None

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

    def start(self, *, template: Cluster | None = None, waiting: Callable[[str], None] | None = None) -> str:
        """Make the cluster if need be (as a copy of the stopped ``template`` if given), start it, give its address.

        One that runs already is joined. The server ends when the process that started it ends, however that ends.
        ``waiting`` is told what PostgreSQL says while it does not answer yet. Raises ClusterError with what to do.
        """
        here = place.prepare(self.directory)
        try:
            lock = self._lock(here, waiting)
            if lock is not None:
                self._start(here, lock, template, waiting)
        except OSError as error:
            raise self._explained(f"error: {error}") from error
        return self.dsn()

    def _start(self, here: Place, lock: int, template: Cluster | None, waiting: Callable[[str], None] | None) -> None:
        try:
            found = binaries.find()
            if here.identity and not binaries.usable_by(here.identity, found):
                place.HOUSE.mkdir(mode=0o755, parents=True, exist_ok=True)
                found = binaries.clone(found, place.HOUSE)
            self._check_space(here)
            if not (here.data / "PG_VERSION").exists():
                self._make(here, found, template)
            self._check_version(here, found)
            server.forget_stale_pid(here.data, here.socket)
            seen = self._spawn(here, found, lock)
        finally:
            os.close(lock)  # the server has inherited it
        self._await(seen, waiting)
        self._found_house()

    def _lock(self, here: Place, waiting: Callable[[str], None] | None) -> int | None:
        """The lock of the data directory, or None where a server answers already."""
        descriptor = os.open(here.lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if here.identity:
            os.fchown(descriptor, here.identity.uid, here.identity.gid)
        end = time.monotonic() + SECONDS_TO_RECOVER
        orphaned_since: float | None = None
        while time.monotonic() < end:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                held = True
            else:
                held = False
            unready = self._answers()
            leader = server.postmaster(here.data)
            if leader is not None:
                with leader:
                    orphaned_since = None
                    if unready is None:
                        os.close(descriptor)
                        return None
                    if waiting:
                        waiting(unready)
            elif not held:
                server.end_orphans(here.data, SECONDS_FOR_ORPHANS)  # of a server that somebody started by hand
                return descriptor
            else:
                orphaned_since = orphaned_since or time.monotonic()
                if time.monotonic() - orphaned_since > SECONDS_FOR_ORPHANS:
                    server.end_orphans(here.data, 0)
            time.sleep(0.02)
        os.close(descriptor)
        raise ClusterError(
            "not-ready",
            N_("Another process has been starting the database in %(folder)s for too long. Its log: %(log)s"),
            folder=here.data,
            log=self.log,
        )

    def _check_space(self, here: Place) -> None:
        free = shutil.disk_usage(here.root).free
        if free < LEAST_FREE_BYTES:
            raise ClusterError(
                "disk-full",
                N_(
                    "The disk of %(folder)s has %(free)d MB left; the database needs %(needed)d MB to start. Free some "
                    "space, or name a folder on another disk in YICHUANG_VAR."
                ),
                folder=here.root,
                free=free // 1024**2,
                needed=LEAST_FREE_BYTES // 1024**2,
            )

    def _check_version(self, here: Place, found: Binaries) -> None:
        made_by = (here.data / "PG_VERSION").read_text().strip()
        if made_by != str(found.major):
            raise ClusterError(
                "other-version",
                N_(
                    "The database in %(folder)s was made by PostgreSQL %(made_by)s and this is %(major)s. Name the "
                    "programs of PostgreSQL %(made_by)s in YICHUANG_POSTGRES_BIN, dump it, and restore it here."
                ),
                folder=here.data,
                made_by=made_by,
                major=found.major,
            )

    def _make(self, here: Place, found: Binaries, template: Cluster | None) -> None:
        """A new data directory, whole or not at all: made under another name, then renamed."""
        making = here.root / "data.making"
        if making.exists():
            shutil.rmtree(making)
        if template is not None:
            copying = ["cp", "-a", "--reflink=auto", str(template._place.data), str(making)]
            done = subprocess.run(copying, capture_output=True, text=True)
        else:
            provider = "builtin" if found.major >= 17 else "libc"
            words = [found.program("initdb"), "-D", str(making), "-U", SUPERUSER, "--auth=trust", "--no-instructions"]
            words += ["--encoding=UTF8", f"--locale-provider={provider}", "--locale=C.UTF-8"]
            who = here.identity
            done = subprocess.run(
                words,
                capture_output=True,
                text=True,
                cwd="/",
                user=who.uid if who else None,
                group=who.gid if who else None,
                extra_groups=[] if who else None,
            )
        if done.returncode != 0:
            shutil.rmtree(making, ignore_errors=True)
            raise self._explained(done.stdout + done.stderr)
        making.rename(here.data)

    def _spawn(self, here: Place, found: Binaries, lock: int) -> int:
        """Start the server; returns where in the log its own lines begin."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": '"' + str(here.socket).replace('"', '""') + '"',
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
                ends_with_us=signal.SIGINT,
                identity=here.identity,
                cwd=here.root,
                output=output,
                keep=(lock,),
            )
        return begin

    def _await(self, begin: int, waiting: Callable[[str], None] | None) -> None:
        child = self._child
        assert child is not None
        end = time.monotonic() + SECONDS_TO_RECOVER
        while time.monotonic() < end:
            if child.poll() is not None:
                self._child = None
                raise self._explained(self._said_since(begin))
            unready = self._answers()
            if unready is None:
                return
            if waiting:
                waiting(unready)
            time.sleep(0.02)
        raise self._explained(self._said_since(begin))

    def _answers(self) -> str | None:
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

    # ---------------------------------------------------------------- stop

    def stop(self) -> None:
        """Stop the server, whoever started it: open work is rolled back, what was committed is on disk."""
        here = self._place
        if found := server.postmaster(here.data):
            with found:
                found.signal(signal.SIGINT)
                if not found.wait(SECONDS_TO_STOP):
                    found.signal(signal.SIGQUIT)
                    found.wait(SECONDS_TO_STOP)
        server.end_orphans(here.data, SECONDS_FOR_ORPHANS)
        if self._child is not None:
            self._child.wait()
            self._child = None

    # ---------------------------------------------------------------- words

    def _said_since(self, begin: int) -> str:
        with self.log.open("rb") as lines:
            lines.seek(begin)
            return lines.read().decode(errors="replace")

    def _explained(self, output: str) -> ClusterError:
        """What PostgreSQL printed, as a sentence with what to do."""
        lines = [line.strip() for line in output.splitlines() if line.strip()]
        telling = [line for line in lines if "FATAL" in line or "PANIC" in line or "error:" in line]
        last = (telling or lines or ["it said nothing"])[-1]
        if "No space left on device" in output:
            return ClusterError(
                "disk-full",
                N_("The disk of %(folder)s is full. Free some space and start again; what was accepted is not lost."),
                folder=self._place.root,
            )
        if "ermission denied" in output:
            return ClusterError(
                "no-permission",
                N_(
                    "The database's folder %(folder)s cannot be written (%(error)s). Give yourself the right to it, or "
                    "name another folder in YICHUANG_VAR."
                ),
                folder=self._place.root,
                error=last,
            )
        return ClusterError(
            "not-started",
            N_("The database in %(folder)s did not start: %(error)s. Its log: %(log)s"),
            folder=self._place.root,
            error=last,
            log=self.log,
        )
