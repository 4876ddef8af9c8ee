"""What the doctor looks at. A check yields a sentence for each thing that is wrong, and none where all is well."""

from __future__ import annotations

import ctypes
import http.client
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import Error, InterfaceError, connection

from yichuang.core import clock
from yichuang.core.packages import WORKDAYS
from yichuang.core.packages.errors import Finding
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import NoticeError, read_calendar
from yichuang.lines.ratings.layout import FILE as RATINGS
from yichuang.lines.ratings.layout import read as read_ratings
from yichuang.platform.hall.layout import FILE as HALL
from yichuang.platform.hall.layout import read as read_hall
from yichuang.project.installation import DEMO_CLOCK
from yichuang.project.run.members import ADDRESS, READY

Check = Callable[[], Iterator[Sentence]]

#: A secret that is given must be as long as one that we make.
LEAST_SECRET = 50
#: Free megabytes of the state folder's disk below which somebody should act; below 256 nothing starts any more.
LEAST_FREE_MB = 2048
#: Seconds: the worker writes that it lives each second.
LONGEST_SILENCE = 30
#: Seconds between our clock and the database's, beyond which signed requests of departments are soon refused.
LARGEST_DIFFERENCE = 5
OLDEST_SERVER = 15
#: ``adjtimex`` answers this where nothing has set the clock by another one.
TIME_ERROR = 5


def addresses() -> Iterator[Sentence]:
    """What was set is fit for people who come from outside."""
    public = urlsplit(settings.PUBLIC_URL)
    if public.scheme != "https":
        yield Sentence(
            N_(
                "YICHUANG_PUBLIC_URL is %(url)s: passwords of sessions would travel unsealed. Put a proxy with TLS in "
                "front and set it to https://…"
            ),
            {"url": settings.PUBLIC_URL},
        )
    elif not settings.PROXIES:
        yield Sentence(
            N_("YICHUANG_PROXIES is empty: the proxy that brings TLS is not believed, and every page leads to itself.")
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield Sentence(N_("YICHUANG_HOSTS has *: name the hosts that are ours, else anybody's name is answered."))
    elif public.hostname not in settings.ALLOWED_HOSTS:
        yield Sentence(
            N_("YICHUANG_HOSTS does not have %(host)s, the host of YICHUANG_PUBLIC_URL: its pages are not answered."),
            {"host": public.hostname or "?"},
        )
    if settings.DEMO:
        yield Sentence(N_("YICHUANG_DEMO is 1: everybody sees the demo's accounts and its phones. Take it away."))
    if settings.DEBUG:
        yield Sentence(N_("DEBUG is on: errors show what the program held. Set it to False."))


def secret() -> Iterator[Sentence]:
    """The secret of sessions and forms cannot be guessed."""
    if len(settings.SECRET_KEY) < LEAST_SECRET or len(set(settings.SECRET_KEY)) < 10:
        yield Sentence(
            N_(
                "YICHUANG_SECRET_KEY is too short or too plain. Take it away, and one is made and kept in the state "
                "folder; or give %(length)s random characters."
            ),
            {"length": LEAST_SECRET},
        )


def keys() -> Iterator[Sentence]:
    """Keys are there, and their owner alone reads them."""
    folder: Path = settings.KEYRING.parent
    if not settings.KEYRING.exists():
        yield Sentence(
            N_(
                "The key of the database, %(path)s, is not there. On a new installation it is made at the first start; "
                "on an old one put it back from the backup before anything starts."
            ),
            {"path": settings.KEYRING},
        )
    for path in sorted(folder.glob("*")):
        if path.suffix != ".pub" and path.is_file() and path.stat().st_mode & 0o077:
            yield Sentence(
                N_("Others can read the key %(path)s. Say: chmod 600 %(path)s; if others use this machine, change it."),
                {"path": path},
            )
        if path.is_file() and not os.access(path, os.R_OK):
            yield Sentence(
                N_("The key %(path)s cannot be read by the user who asks. Be the user of the units."), {"path": path}
            )


def disk() -> Iterator[Sentence]:
    """There is room for what comes."""
    free = shutil.disk_usage(settings.VAR if settings.VAR.exists() else settings.VAR.parent).free // 1024**2
    if free < LEAST_FREE_MB:
        yield Sentence(
            N_("The disk of %(folder)s has %(free)s MB left. Make room before %(least)s MB: then nothing is taken on."),
            {"folder": settings.VAR, "free": free, "least": 256},
        )


def machine_clock() -> Iterator[Sentence]:
    """The machine's clock is set by another one."""
    state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(512))
    if state == TIME_ERROR:
        yield Sentence(
            N_("The clock of this machine is set by no other: dates of filing may be wrong. Start chrony or timesyncd.")
        )


def demo_clock() -> Iterator[Sentence]:
    """No demo was left here whose clock could be put forward."""
    path: Path = settings.VAR / DEMO_CLOCK
    if not settings.DEMO and path.exists():
        yield Sentence(
            N_(
                "The file %(path)s is a demo's: its clock can be put forward. Where people file for real, take the "
                "file away and start anew."
            ),
            {"path": path},
        )


def database() -> Iterator[Sentence]:
    """The database answers, is new enough, keeps what it was given, has our tables and our time."""
    try:
        with connection.cursor() as cursor:
            before = clock.now() - clock.ahead()
            cursor.execute(
                "SELECT current_setting('server_version_num')::int / 10000, current_setting('fsync'),"
                " current_setting('full_page_writes'), current_setting('synchronous_commit'),"
                " current_setting('server_encoding'), clock_timestamp()"
            )
            version, fsync, pages, commit, encoding, at = cursor.fetchone()
            after = clock.now() - clock.ahead()
    except (Error, InterfaceError) as error:
        yield Sentence(
            N_("The database does not answer (%(error)s). See that it runs, and what YICHUANG_DATABASE_URL says."),
            {"error": " ".join(str(error).split())[:200]},
        )
        return
    if version < OLDEST_SERVER:
        yield Sentence(N_("The database is PostgreSQL %(version)s; Yichuang needs 15 or newer."), {"version": version})
    for name, value in (("fsync", fsync), ("full_page_writes", pages), ("synchronous_commit", commit)):
        if value == "off":
            yield Sentence(
                N_("The database has %(name)s off: what was accepted can be lost with the power. Set it to on."),
                {"name": name},
            )
    if encoding != "UTF8":
        yield Sentence(N_("The database is in %(encoding)s. It must be UTF8: make it anew."), {"encoding": encoding})
    away = max((before - at).total_seconds(), (at - after).total_seconds())
    if away > LARGEST_DIFFERENCE:
        yield Sentence(
            N_("The clock of the database is %(seconds)s s away from ours. Set both by the same server of time."),
            {"seconds": round(away)},
        )
    yield from _tables()


def _tables() -> Iterator[Sentence]:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if pending:
        yield Sentence(
            N_("%(count)s steps of the tables are pending (%(first)s …). Back up, then say: yichuang migrate"),
            {"count": len(pending), "first": str(pending[0][0])},
        )


def worker() -> Iterator[Sentence]:
    """Somebody delivers, notifies and reminds."""
    from yichuang.project.worker import HEARTBEAT

    try:
        silent = time.time() - (settings.VAR / "run" / HEARTBEAT).stat().st_mtime
    except FileNotFoundError:
        yield Sentence(N_("No worker runs: nothing is delivered and nobody is told. Start yichuang-worker."))
        return
    if silent > LONGEST_SILENCE:
        yield Sentence(
            N_("The worker was last seen %(seconds)s s ago: nothing is delivered. Look at its log and start it anew."),
            {"seconds": round(silent)},
        )


def working_days() -> Iterator[Sentence]:
    """The file of holiday notices can be read."""
    path = Path(settings.CONTENT) / WORKDAYS
    try:
        read_calendar(path.read_text("utf-8") if path.exists() else "")
    except NoticeError as error:
        yield error.sentence


def hall() -> Iterator[Sentence]:
    """The file of the hall, where there is one, can be read: else no ticket is drawn."""
    yield from _file(HALL, read_hall)


def ratings() -> Iterator[Sentence]:
    """The file of ratings, where there is one, can be read: else nobody can rate."""
    yield from _file(RATINGS, read_ratings)


def _file(name: str, read: Callable[[str], tuple[object, list[Finding]]]) -> Iterator[Sentence]:
    path = Path(settings.CONTENT) / name
    for each in read(path.read_text("utf-8"))[1] if path.exists() else ():
        yield Sentence(N_("%(file)s, line %(line)s: %(what)s"), {"file": name, "line": each.line, "what": each.message})


def web() -> Iterator[Sentence]:
    """The web answers, and can work."""
    port = int(os.environ.get("YICHUANG_PORT") or "8000")
    asking = http.client.HTTPConnection(ADDRESS, port, timeout=5)
    try:
        asking.request("GET", READY, headers={"Connection": "close"})
        answer = asking.getresponse()
        text = answer.read(200).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        yield Sentence(N_("The web does not answer on port %(port)s. Start yichuang-web."), {"port": port})
        return
    finally:
        asking.close()
    if answer.status != 200:
        yield Sentence(N_("The web on port %(port)s says: %(text)s."), {"port": port, "text": text})


CHECKS: tuple[Check, ...] = (
    addresses,
    secret,
    keys,
    disk,
    machine_clock,
    demo_clock,
    database,
    working_days,
    hall,
    ratings,
    worker,
    web,
)
