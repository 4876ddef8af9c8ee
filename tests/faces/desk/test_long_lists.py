"""A department with ten thousand parts: a page costs what it always costs, an export is whole, or not one (WF-22)."""

from __future__ import annotations

import csv
import gc
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineError, CalamineWorkbook

from tests.cast import Member, Town, person_of_the_register
from tests.faces.desk.long import copies
from tests.faults.conftest import campaign
from tests.walks.people import file_case, part_of
from yichuang.core.sheets import streams
from yichuang.faces.present import tables
from yichuang.lines.applications import queries
from yichuang.lines.applications.queries import desk
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Task

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
MANY = 10_000
#: How many an export has: in every run some thousands, which it reads in many goes, too.
EXPORTED = campaign(2_500, MANY)
FORMS = sorted(tables.FORMS)


@pytest.fixture
def first(county: Town) -> Task:
    """A part of 人社局, whose case has one of 医保局, too."""
    return part_of(file_case(person_of_the_register("flexible-1")), "hrss")


@pytest.fixture
def many(first: Task, officer: Member) -> None:
    """Ten thousand parts of 人社局 in all, some held, some ended, and a thousand of 医保局."""
    copied(first, officer, MANY)


@pytest.fixture
def some(first: Task, officer: Member) -> None:
    """As many as an export is tried with."""
    copied(first, officer, EXPORTED)


def copied(first: Task, officer: Member, count: int) -> None:
    held = f"CASE WHEN mod(i, 9) = 0 THEN '{officer.account_id}'::uuid END"
    copies(first, 2, count, holder_id=held, state="CASE WHEN mod(i, 5) = 0 THEN 'granted' ELSE 'open' END")
    copies(part_of(first.case, "medical"), count + 1, count + 1_000)


def plans(explained: str) -> Iterator[dict[str, Any]]:
    """Every step of the plan of a query, with the statistics as they are."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {explained}")
        found = cursor.fetchone()[0]
    waiting = [(json.loads(found) if isinstance(found, str) else found)[0]["Plan"]]
    while waiting:
        step = waiting.pop()
        waiting += step.get("Plans", [])
        yield step


def test_a_page_reads_along_an_index(many: None, officer: Member) -> None:
    listed = []
    for which, mine in (("open", False), ("open", True), ("ended", False), ("ended", True)):
        after = queries.inbox(officer.actor, which, "", mine).next
        with CaptureQueriesContext(connection) as caught:
            assert len(queries.inbox(officer.actor, which, after, mine).rows) == 50
        listed += [one["sql"] for one in caught.captured_queries if '"cases_task"' in one["sql"]]
    assert len(listed) >= 4
    for sql in listed:
        steps = list(plans(sql))
        assert not [step for step in steps if step["Node Type"] in ("Sort", "Incremental Sort")], steps
        scanned = {step.get("Relation Name") for step in steps if step["Node Type"] == "Seq Scan"}
        # All are cases of one person: a table of one row is best read whole, if the planner happens to know.
        assert not scanned & {"cases_task", "cases_case"}, steps


def test_a_page_asks_no_more_for_ten_thousand(
    first: Task, officer: Member, signed_in: SignedIn, request: pytest.FixtureRequest
) -> None:
    client = signed_in(officer)
    client.get("/desk/")  # the package is warm, as it is in any process but a new one

    def asked(path: str) -> tuple[int, str]:
        with CaptureQueriesContext(connection) as caught:
            text = client.get(path).content.decode()
        return len(caught), text

    few, _ = asked("/desk/?list=open")
    request.getfixturevalue("many")
    begun, text = asked("/desk/?list=open")
    following = re.findall(r'href="(\?[^"]*after=[^"]+)"', text)[0].replace("&amp;", "&")
    later, second = asked(f"/desk/{following}")
    assert begun <= few  # a short list has room for parts whose clock stands still, which are a range of their own
    assert later <= few
    assert text.count('href="/desk/parts/') == second.count('href="/desk/parts/') == 50
    assert "999+" in text


def rows_of(body: bytes, form: str) -> list[list[str]]:
    """The rows below the header, as a spreadsheet program reads them; of a csv with its last line."""
    if form == "csv":
        return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:]
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()[1:]


@pytest.mark.parametrize(("which", "form"), [("open", "csv"), ("open", "xlsx"), ("ended", "csv")])
def test_an_export_is_whole(
    some: None, officer: Member, signed_in: SignedIn, which: str, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "FETCHED", EXPORTED // 10)
    states = desk.LISTS[which]
    wanted = Task.objects.filter(department_id=officer.actor.department_id, state__in=states).count()
    assert wanted >= EXPORTED // 5
    assert wanted >= 2 * desk.FETCHED
    client = signed_in(officer)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(f"/desk/list.{form}?list={which}")
        rows = rows_of(b"".join(answer.streaming_content), form)
    if form == "csv":
        assert rows.pop() == [f"合计：{wanted}件，列表到此为止。"]
    assert len(rows) == wanted
    assert len({row[0] for row in rows}) == wanted
    page = queries.inbox(officer.actor, which)
    assert [row[0] for row in rows[: len(page.rows)]] == [task.case.number for task in page.rows]
    assert len(caught) < 15, [one["sql"][:80] for one in caught.captured_queries]
    assert Access.objects.filter(verb="export").count() == 1


def cursors() -> int:
    """How many statements of this connection are being read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors")
        found: int = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_it_begins_at_once_and_ends_with_its_reader(many: None, officer: Member, form: str) -> None:
    """Of thousands of parts, no more are there at any time than are fetched at a time."""
    pieces = tables.as_table(queries.whole_list(officer.actor, "open"), form)
    got = next(pieces)
    assert got
    assert cursors() == 0  # the header is on its way before a row is read
    for _ in range(3):
        got += next(pieces)
        assert sum(type(each) is Task for each in gc.get_objects()) <= desk.FETCHED
    assert len(got) < 4 * 8 * streams.PIECE
    assert cursors() == 1
    pieces.close()
    assert cursors() == 0
    if form == "csv":  # what was got of it is no whole table
        assert "合计" not in got.decode("utf-8-sig", "ignore")
    else:
        with pytest.raises(CalamineError):
            rows_of(got, form)


def test_a_list_that_no_table_holds(
    some: None, officer: Member, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "MOST_EXPORTED", EXPORTED // 2)
    client = signed_in(officer)
    answer = client.get("/desk/list.csv?list=open", follow=True)
    assert answer.redirect_chain == [("/desk/?list=open", 303)]
    assert "一张表放不下" in answer.content.decode()
    assert not Access.objects.filter(verb="export").exists()
    assert client.get("/desk/list.csv?list=open&mine=1").streaming
