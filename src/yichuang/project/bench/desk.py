"""The lists and counts of the desk over millions of parts, beside hand-written SQL on the same rows.

Ours are the functions that pages and the interface call, with the access decision and rows as they show them. The other
side is one statement by keyset for each page, prepared. Both give the same rows, which is looked at before anything is
measured. In a throw-away PostgreSQL that is removed at the end: five million parts take eight gigabytes of disk.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from yichuang.project.bench import Row, alternating, at_most, shown
from yichuang.project.postgres import Cluster
from yichuang.project.postgres.making import SUPERUSER

SIZE, PAIRS, WARM, DEEP, MOST = 5_000_000, 60, 8, 1000, 3.0
#: How many of the pages before the deepest are read in turn.
AROUND = 10


def rows(size: int = SIZE) -> Iterator[Row]:
    """Every list first and deep, every count. RuntimeError where the two sides find different rows."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="yichuang-bench-")))
        folder.chmod(0o755)  # as root the server runs as another user, who must be able to enter
        cluster = stack.enter_context(Cluster(folder / "postgres", settings=SETTINGS))
        os.environ |= {
            "YICHUANG_VAR": str(folder / "var"),
            "YICHUANG_DATABASE_URL": cluster.dsn(user=SUPERUSER),
            "DJANGO_SETTINGS_MODULE": "yichuang.project.settings",
        }
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        from yichuang.project.bench.support import tasks

        begun = time.monotonic()
        with tasks.unhindered():
            place = tasks.fill(size)
        yield shown(f"{size:,} parts made and indexed", time.monotonic() - begun, "s")
        yield from measured(place)
        connection.close()


#: Filling writes each page once; nothing of it must survive the machine.
SETTINGS = {"max_wal_size": "8GB", "fsync": "off"}


@dataclass
class List:
    """A list with both sides: ours page by page, the other by the place of the last row before."""

    name: str
    ours: Callable[[str], Any]
    #: The statement and its parameters for the page after a place.
    other: Callable[[str], list[Any]]
    places: list[str] = field(default_factory=lambda: [""])

    def walk(self, deep: int) -> int:
        """Go to page ``deep``, or to the last one; the places of the last few are kept. The page reached."""
        reached, after = 1, ""
        last = [""]
        while reached < deep and (after := self.ours(after).next):
            reached += 1
            last = [*last[-AROUND + 1 :], after]
        self.places = last
        return reached


def measured(place: Any, deep: int = DEEP, pairs: int = PAIRS) -> Iterator[Row]:
    """The rows of every list of an installation as ``tasks.fill`` leaves it."""
    for each in _lists(place):
        yield _compared(each, "page 1", pairs)
        reached = each.walk(deep)
        if reached > 1:
            yield _compared(each, f"page {reached:,}", pairs)
    yield from _counts(place, pairs)


def _compared(each: List, what: str, pairs: int) -> Row:
    from yichuang.platform.cases.paging import PAGE

    places = each.places
    for after in places:
        if [row.pk for row in each.ours(after).rows] != [row[0] for row in each.other(after)][:PAGE]:
            raise RuntimeError(f"{each.name}, {what}: the two sides find different rows")
    for turn in range(WARM):
        for side in (each.ours, each.other):
            side(places[turn % len(places)])
    mine, theirs = alternating(
        lambda pair: each.ours(places[pair % len(places)]), lambda pair: each.other(places[pair % len(places)]), pairs
    )
    return at_most(f"{each.name}, {what}", mine * 1000, theirs * 1000, "ms", MOST)


def _actors(place: Any) -> Mapping[str, Any]:
    from yichuang.core.access import Actor

    known: dict[str, Any] = {
        "department_id": place.department,
        "division": place.division,
        "level": 2,
        "channel": "desk",
    }
    return {
        "officer": Actor(account_id=place.officer, role="officer", **known),
        "department-head": Actor(account_id=place.head, role="department-head", **known),
        "head": Actor(account_id=place.head, role="head", **known),
    }


def _whose(place: Any) -> Iterator[tuple[str, Any, bool, str]]:
    """Each way to look at the lists: its name, who, whether only what is theirs, and that in SQL."""
    actors, department = _actors(place), f"department_id = '{place.department}'"
    yield "department", actors["officer"], False, department
    yield "mine", actors["officer"], True, f"{department} AND holder_id = '{place.officer}'"
    yield "raised", actors["department-head"], True, f"{department} AND raised_to_id = '{place.head}'"


def _lists(place: Any) -> Iterator[List]:
    from yichuang.core import clock
    from yichuang.lines.applications import queries
    from yichuang.project.bench.support import lists

    for name, actor, mine, whose in _whose(place):
        for which in lists.STATES:
            yield List(f"{name}: {which}", _ours(actor, which, mine), _hand_written(which, whose))
    today, head = clock.today(), _actors(place)["head"]
    from yichuang.platform.people.models import Department

    late = lists.late(list(Department.objects.values_list("pk", flat=True)))
    yield List(
        "hall: late",
        lambda after: queries.late(head, after),
        lambda after: lists.rows(late, {"today": today, "division": place.division, **_place(after, "0001-01-01")}),
    )
    officer = _actors(place)["officer"]
    yield List(
        "objections",
        lambda after: queries.objections(officer, after),
        lambda after: lists.rows(
            lists.OBJECTIONS, {"department": place.department, **_place(after, "", "0001-01-01T00:00:00+00:00")}
        ),
    )


FIRST, LAST = UUID(int=0), UUID(int=2**128 - 1)


def _place(after: str, due: str = "", since: str = "") -> dict[str, Any]:
    """The parameters of a place in a list; of the beginning without one."""
    first, _, last = after.partition("~")
    return {"due": first or due, "since": first or since, "id": UUID(last) if last else FIRST}


def _ours(actor: Any, which: str, mine: bool) -> Callable[[str], Any]:
    from yichuang.lines.applications import queries

    return lambda after: queries.inbox(actor, which, after, mine)


def _hand_written(which: str, whose: str) -> Callable[[str], list[Any]]:
    from yichuang.project.bench.support import lists

    if which == "ended":
        ended = lists.page(which, whose)
        end = {"since": "9999-01-01T00:00:00+00:00", "id": LAST}
        return lambda after: lists.rows(ended, {**_place(after), **({} if after else end)})
    still, dated = lists.page(which, whose, dated=False), lists.page(which, whose)

    def other(after: str) -> list[Any]:
        found = [] if after.startswith("~") else lists.rows(dated, _place(after, "0001-01-01"))
        if len(found) <= 50:
            found += lists.rows(still, _place(after if after.startswith("~") else ""))
        return found

    return other


def _counts(place: Any, pairs: int) -> Iterator[Row]:
    from yichuang.lines.applications import queries
    from yichuang.project.bench.support import lists

    for name, actor, mine, whose in _whose(place):
        statement = lists.counts(whose)

        def ours(_: int, actor: Any = actor, mine: bool = mine) -> Sequence[int]:
            return list(queries.counts(actor, mine).values())

        def other(_: int, statement: str = statement) -> Sequence[int]:
            return list(lists.rows(statement, {})[0])

        if ours(0) != other(0):
            raise RuntimeError(f"{name}: the two sides count differently")
        for turn in range(WARM):
            for call in (ours, other):
                call(turn)
        one, two = alternating(ours, other, pairs)
        yield at_most(f"{name}: counts of all lists", one * 1000, two * 1000, "ms", MOST)
    head = _actors(place)["head"]
    begun = time.perf_counter()
    queries.progress(head)
    yield shown("hall: how far each department is", (time.perf_counter() - begun) * 1000, "ms")
