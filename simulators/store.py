"""A stand-in's own store: one SQLite file, write-ahead log, every commit on the disk before the answer leaves."""

import fcntl
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from simulators.errors import CannotStart

VERSION = 1
"""Of the tables of all kinds; add one when a table changes."""

_TALLY = """
create table if not exists tally (name text primary key, n integer not null) strict;
"""


class Store:
    """One connection for all threads behind one lock: a stand-in writes little, and order is worth more than speed.

    A lock on a file beside the database keeps a second process away; the kernel lets go of it when its holder dies,
    also by kill -9.
    """

    def __init__(self, path: Path, schema: str) -> None:
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._only_one = _claim(path.with_suffix(".lock"))
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=10)
            self._connection.row_factory = sqlite3.Row
            self._connection.execute("pragma journal_mode = wal")
            self._connection.execute("pragma synchronous = full")
            self._connection.execute("pragma foreign_keys = on")
            self._check_version(path)
            self._connection.executescript(f"{_TALLY}{schema}; pragma user_version = {VERSION};")
        except (OSError, sqlite3.Error) as error:
            raise CannotStart(f"The store {path} cannot be opened ({error}).") from error

    def _check_version(self, path: Path) -> None:
        (version,) = self._connection.execute("pragma user_version").fetchone()
        (tables,) = self._connection.execute("select count(*) from sqlite_schema").fetchone()
        if tables and version != VERSION:
            raise CannotStart(f"The store {path} was made by another version of this stand-in: move it away.")

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; on the disk when the block ends without an exception."""
        with self._lock:
            self._connection.execute("begin immediate")
            try:
                yield self._connection
            except BaseException:
                self._rollback()
                raise
            try:
                self._connection.execute("commit")
            except sqlite3.Error:
                self._rollback()
                raise

    def _rollback(self) -> None:
        # A full disk ends the transaction by itself; there is nothing left to roll back then.
        with suppress(sqlite3.OperationalError):
            self._connection.execute("rollback")

    def all(self, query: str, parameters: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """Every row of a query."""
        with self._lock:
            return self._connection.execute(query, parameters).fetchall()

    def one(self, query: str, parameters: tuple[object, ...] = ()) -> sqlite3.Row | None:
        """The first row of a query, None when there is none."""
        with self._lock:
            row: sqlite3.Row | None = self._connection.execute(query, parameters).fetchone()
            return row

    def count(self, *names: str) -> None:
        """Add one to each of these tallies, in a transaction of its own."""
        with self.transaction() as connection:
            add(connection, *names)

    def tallies(self, *names: str) -> dict[str, int]:
        """The tallies of these names; 0 where nothing was counted."""
        found = {row["name"]: row["n"] for row in self.all("select name, n from tally")}
        return {name: found.get(name, 0) for name in names}

    def close(self) -> None:
        """Close after the running transaction; later calls fail."""
        with self._lock:
            self._connection.close()
            os.close(self._only_one)


def add(connection: sqlite3.Connection, *names: str) -> None:
    """Add one to each of these tallies within a running transaction."""
    connection.executemany(
        "insert into tally (name, n) values (?, 1) on conflict (name) do update set n = n + 1",
        [(name,) for name in names],
    )


def _claim(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.read(descriptor, 20).decode("ascii", "replace").strip() or "another process"
        os.close(descriptor)
        raise CannotStart(f"The store of {path.stem} is in use by process {owner}; stop that one first.") from None
    os.ftruncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return descriptor
