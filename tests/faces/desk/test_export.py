"""A list taken along is the list: the same parts, text that stays text, and on record (TRUST 6, WF-14, WF-22)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from tests.cast import Member, Town, person_of_the_register
from tests.walks.people import file_case
from yichuang.faces.present import tables
from yichuang.lines.applications import queries
from yichuang.lines.applications.queries import desk
from yichuang.platform.audit.models import Access
from yichuang.platform.cases import paging
from yichuang.platform.cases.models import Case

SignedIn = Callable[[Member], Client]
PEOPLE = ("flexible-1", "flexible-2", "flexible-3", "flexible-4")


@pytest.fixture
def cases(county: Town) -> list[Case]:
    """Four cases, each with a part of 人社局."""
    return [file_case(person_of_the_register(key)) for key in PEOPLE]


def numbers(body: bytes, form: str) -> list[str]:
    """The first column below the header, as a spreadsheet program reads it; a csv says last how many there are."""
    if form == "csv":
        *rows, last = csv.reader(io.StringIO(body.decode("utf-8-sig")))
        assert last == [f"合计：{len(rows) - 1}件，列表到此为止。"]
    else:
        rows = CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()
    return [str(row[0]) for row in rows[1:]]


@pytest.mark.parametrize("form", tables.FORMS)
def test_it_is_what_the_pages_show(
    form: str, cases: list[Case], officer: Member, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "PAGE", 3)  # the last page is not the first
    monkeypatch.setattr(desk, "PAGE", 3)
    answer = signed_in(officer).get(f"/desk/list.{form}?list=open")
    assert answer.status_code == 200
    assert answer["Content-Type"] == tables.FORMS[form]
    assert answer["Cache-Control"] == "no-store"
    shown, after = [], ""
    while True:
        page = queries.inbox(officer.actor, "open", after)
        shown += [task.case.number for task in page.rows]
        after = page.next
        if not after:
            break
    assert numbers(b"".join(answer.streaming_content), form) == shown
    assert sorted(shown) == sorted(case.number for case in cases)
    row = Access.objects.get(verb="export")
    assert (row.account_id, row.subject_kind, row.subject_id, row.rule) == (
        officer.account_id,
        "department",
        officer.actor.department_id,
        "part-of-the-department",
    )


def test_nobody_takes_along_what_they_do_not_see(
    cases: list[Case], officer: Member, head: Member, resident: Member, signed_in: SignedIn
) -> None:
    assert signed_in(head).get("/desk/list.csv").status_code == 403
    assert signed_in(resident).get("/desk/list.csv").status_code == 404
    mine = signed_in(officer).get("/desk/list.csv?list=open&mine=1")
    assert numbers(b"".join(mine.streaming_content), "csv") == []
    for wrong in ("/desk/list.csv?list=all", "/desk/list.exe", "/desk/list.csv?list=%00"):
        assert signed_in(officer).get(wrong).status_code in (400, 404), wrong
