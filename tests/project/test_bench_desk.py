"""The measurement of the desk's lists has every list, both sides find the same, and no list reads a table whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yichuang.lines.applications import queries
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.project import bench
from yichuang.project.bench import desk
from yichuang.project.bench.support import lists, tasks

pytestmark = pytest.mark.django_db

#: What a page reads of each department and state before it merges them; more is a list read whole.
MOST_SORTED = 51 * tasks.DEPARTMENTS * 2
#: The others are small beside these, or the planner may read them whole where they are.
TABLES = {"cases_task", "applications_objection"}


@pytest.fixture
def place() -> tasks.Place:
    found = tasks.fill(12_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_case, cases_task, applications_objection, people_person, people_department")
    return found


def test_every_list_is_measured_and_both_sides_find_the_same(place: tasks.Place) -> None:
    """Rows that differ would have ended it; times are nobody's business here."""
    names = [row.name for row in desk.measured(place, deep=3, pairs=1)]
    for whose in ("department", "mine", "raised"):
        for which in LISTS:
            assert {f"{whose}: {which}, page 1", f"{whose}: {which}, page 3"} <= set(names)
        assert f"{whose}: counts of all lists" in names
    assert {"hall: late, page 3", "objections, page 3", "hall: how far each department is"} <= set(names)
    assert set(lists.STATES) == set(LISTS)
    assert bench.sized() == ["desk"]


def steps(statement: str) -> Iterator[dict[str, Any]]:
    """Every step of the plan of a statement, with the statistics as they are."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        found = cursor.fetchone()[0]
    waiting = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    while waiting:
        step = waiting.pop()
        waiting += step.get("Plans", [])
        yield step


def test_no_list_reads_or_sorts_a_table(place: tasks.Place) -> None:
    """At twelve thousand parts the planner has a choice; each list, first and later, goes along its index."""
    asked: list[str] = []
    for each in desk._lists(place):
        following = each.ours("").next
        with CaptureQueriesContext(connection) as caught:
            each.ours("")
            each.ours(following)
        assert len(caught) <= 6, each.name
        asked += [one["sql"] for one in caught.captured_queries]
    with CaptureQueriesContext(connection) as caught:
        for _, actor, mine, _ in desk._whose(place):
            queries.counts(actor, mine)
    assert len(caught) == 3
    asked += [one["sql"] for one in caught.captured_queries]
    looked_at = [sql for sql in asked if "$1" not in sql and any(table in sql for table in TABLES)]
    assert len(looked_at) >= 2 * 17
    for sql in looked_at:
        for step in steps(sql):
            assert step.get("Relation Name") not in TABLES or step["Node Type"] != "Seq Scan", sql
            if "Sort" in step["Node Type"]:
                assert step["Plan Rows"] <= MOST_SORTED, sql
