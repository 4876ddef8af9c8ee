"""Files of a part: what was told of each, fetched by a signed request, compared to the byte before it is kept."""

import hashlib
import http.client
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from simulators.keys import OwnKey
from simulators.signing import sign
from simulators.store import Store

SCHEMA = """
create table if not exists files (
    id text primary key,
    task text not null,
    url text not null,
    sha256 text not null,
    size integer not null,
    media_type text not null,
    due_at real not null,
    content blob,
    wrong text
) strict;
create index if not exists files_waiting on files (due_at) where content is null;
"""

PAUSE = 0.5
LARGEST = 20 * 1024 * 1024
_WAITING = "select * from files where content is null and due_at <= ? order by due_at limit 20"
_OF_TASK = (
    "select id, size, sha256, media_type, content is not null as here, wrong from files where task = ? order by id"
)


def are_files(value: Any) -> bool:
    """Whether this is a list of what is told of files, each on this machine: a system calls no strangers."""
    return isinstance(value, list) and 0 < len(value) <= 1000 and all(map(_is_file, value))


def _is_file(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    texts = all(isinstance(value.get(key), str) and len(value[key]) <= 500 for key in ("id", "url", "media_type"))
    digest = value.get("sha256")
    size = value.get("size")
    fits = isinstance(digest, str) and len(digest) == 64 and isinstance(size, int) and 0 < size <= LARGEST
    return texts and fits and urlsplit(value["url"]).hostname in ("127.0.0.1", "localhost")


def note(connection: sqlite3.Connection, task: str, told: Sequence[Mapping[str, Any]]) -> None:
    """Note within the running transaction what is to be fetched; a file that is known already stays as it is."""
    connection.executemany(
        "insert or ignore into files (id, task, url, sha256, size, media_type, due_at) values (?, ?, ?, ?, ?, ?, ?)",
        [
            (each["id"], task, each["url"], each["sha256"], each["size"], each["media_type"], time.time())
            for each in told
        ],
    )


def of_task(store: Store, task: str) -> list[dict[str, Any]]:
    """What there is of a task's files, without their content."""
    return [dict(row) for row in store.all(_OF_TASK, (task,))]


class Fetcher:
    """One thread that fetches what waits, again and again until it is here; `closed`: the system is out of order."""

    def __init__(self, store: Store, key: OwnKey, closed: Callable[[], bool], fetched: Callable[[], None]) -> None:
        self._store, self._key, self._closed, self._fetched = store, key, closed, fetched
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="fetcher", daemon=True)

    def start(self) -> None:
        """Begin to fetch."""
        self._thread.start()

    def wake(self) -> None:
        """Look again now."""
        self._woken.set()

    def stop(self) -> None:
        """End after the file that runs."""
        self._stopping = True
        self._woken.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stopping:
            self._woken.wait(PAUSE)
            self._woken.clear()
            try:
                for row in [] if self._closed() else self._store.all(_WAITING, (time.time(),)):
                    self._fetch(row)
            except sqlite3.Error as error:
                sys.stderr.write(f"The fetcher cannot use its store: {error}\n")

    def _fetch(self, row: sqlite3.Row) -> None:
        content, wrong = _got(self._key, row)
        with self._store.transaction() as connection:
            connection.execute(
                "update files set content = ?, wrong = ?, due_at = ? where id = ?",
                (content, wrong, time.time() + 2 * PAUSE, row["id"]),
            )
        if content is not None:
            self._fetched()


def _got(key: OwnKey, row: sqlite3.Row) -> tuple[bytes | None, str | None]:
    """The content, or what is wrong with what came."""
    parts = urlsplit(row["url"])
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request("GET", parts.path, headers=sign(key, "GET", parts.path, b""))
        response = connection.getresponse()
        content = response.read(row["size"] + 1)
    except (OSError, http.client.HTTPException) as error:
        return None, type(error).__name__
    finally:
        connection.close()
    if response.status != 200:
        return None, str(response.status)
    if len(content) != row["size"] or hashlib.sha256(content).hexdigest() != row["sha256"]:
        return None, "another content"
    return content, None
