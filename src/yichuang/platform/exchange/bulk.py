"""Statements over thousands of rows: parameters travel beside the statement, in binary, and rows go in by COPY.

The ORM's way costs more for one row than everything else about a delivery (measured by ``yichuang bench delivery``).
And a statement with more than fifty parameters is parsed by the driver at every call, unless it is numbered before.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql


@contextmanager
def bulk_cursor() -> Iterator[psycopg.Cursor[tuple[Any, ...]]]:
    """A cursor of this thread's connection and transaction that binds on the server; errors are Django's."""
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        yield cursor


@dataclass(frozen=True)
class Numbered:
    """A statement with ``$1 …`` for its parameters, and their names in that order: nothing is left to parse."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Numbered:
        """From a statement with ``%(name)s``; its lines of comment go, and no other ``%`` may stand in it."""
        names: dict[str, int] = {}
        line = " ".join(" ".join(line for line in text.splitlines() if not line.startswith("--")).split())
        numbered = re.sub(r"%\((\w+)\)s", lambda found: f"${names.setdefault(found[1], len(names) + 1)}", line)
        return cls(numbered, tuple(names))

    def row(self, params: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """Execute on this thread's connection; the first row. Raises Django's errors, KeyError for a name missing."""
        with self._executed(params) as cursor:
            return cursor.fetchone()

    def rows(self, params: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Execute on this thread's connection; every row, sent in binary. Raises as ``row`` does."""
        with self._executed(params, binary=True) as cursor:
            return cursor.fetchall()

    @contextmanager
    def _executed(
        self, params: Mapping[str, Any], *, binary: bool = False
    ) -> Iterator[psycopg.RawCursor[tuple[Any, ...]]]:
        values = [params[name] for name in self.names]
        connection.ensure_connection()
        if connection.queries_logged:  # counted as every other statement is
            connection.queries_log.append({"sql": self.text, "time": "0"})
        with connection.wrap_database_errors, psycopg.RawCursor(connection.connection) as cursor:
            cursor.execute(self.text.encode(), values, binary=binary)
            yield cursor


def copy_rows(table: str, columns: Sequence[tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    """Write ``rows`` into ``table``; ``columns`` are (name, type) pairs in the order of each row's values."""
    names = sql.SQL(", ").join(sql.Identifier(name) for name, _ in columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT BINARY)").format(sql.Identifier(table), names)
    with bulk_cursor() as cursor, cursor.copy(statement) as copy:
        copy.set_types([kind for _, kind in columns])
        for row in rows:
            copy.write_row(row)
