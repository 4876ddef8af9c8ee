"""The desk for programs: how long lists are, those one holds, a part by its number, the next one, files, a table."""

from __future__ import annotations

import csv
import io
from typing import Any, get_args

import pytest

from tests.cast import Member, Town
from tests.faces.api.staff import V1, Calls
from tests.house.conftest import handed_in
from tests.platform.tokens.programs import Program
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.faces.api.desk import Form, ListName
from yichuang.faces.present.tables import FORMS
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Event, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def parts(resident: Member, officer: Member) -> list[Task]:
    """Three parts of 人社局: one that the officer holds, two that nobody does."""
    found = [part_of(file_case(resident), "hrss") for _ in range(3)]
    commands.take(officer.actor, found[0].pk)
    return found


def test_lists_counts_and_those_one_holds(parts: list[Task], officer: Member, county: Town) -> None:
    calls, actor = Calls.of(officer), officer.actor
    for mine in (False, True):
        assert [each["task"] for each in calls.pages("/tasks", "tasks", list="open", mine=mine)] == [
            each.public_id for each in queries.inbox(actor, "open", "", mine).rows
        ]
        assert calls.get("/desk/counts", mine=mine) == {**queries.counts(actor, mine), "objections": 0}
    assert calls.get("/desk/counts", mine=True)["open"] == 1
    program = Program.of(county, "hrss")
    assert program.get("/tasks?mine=true", program.token()).json()["tasks"] == []  # a system holds nothing


def test_a_number_finds_the_departments_own_part(parts: list[Task], officer: Member, other_officer: Member) -> None:
    number = parts[1].case.number
    assert Calls.of(officer).post("/desk/find", {"number": f" {number.lower()} "})["task"] == parts[1].public_id
    other = Calls.of(other_officer).post("/desk/find", {"number": number})
    assert other["task"] == part_of(parts[1].case, "medical").public_id
    absent = Calls.of(officer).refused("/desk/find", {"number": "<b>"})
    Task.objects.filter(pk=parts[1].pk).update(department_id=other_officer.actor.department_id)
    assert Calls.of(officer).refused("/desk/find", {"number": number}) == absent == (404, "not-found", None)
    assert Calls.of(officer).refused("/desk/find", {"number": "1" * 61}) == (422, "bad-input", "number")


def test_the_next_one_is_the_most_urgent_that_nobody_holds(parts: list[Task], officer: Member) -> None:
    calls, free = Calls.of(officer), queries.free(officer.actor)
    taken = [calls.post("/desk/next")["task"] for _ in range(3)]
    by_id = {each.pk: each.public_id for each in parts}
    assert [each and each["task"] for each in taken] == [*(by_id[each] for each in free), None]
    assert [each and each["holder"] for each in taken] == ["人社经办一号", "人社经办一号", None]
    assert Event.objects.filter(verb="take", actor_id=officer.account_id).count() == 3


@pytest.mark.parametrize("form", FORMS)
def test_a_table_is_the_list(parts: list[Task], officer: Member, form: str) -> None:
    calls = Calls.of(officer)
    answer = calls.http.get(f"{V1}/desk/list.{form}", {"list": "open"})
    body = b"".join(answer.streaming_content)
    assert (answer.status_code, answer["Content-Type"]) == (200, FORMS[form])
    assert answer["Content-Disposition"].endswith(f'open-{clock.today().isoformat()}.{form}"')
    if form == "csv":
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:-1]
        assert [row[0] for row in rows] == [each.case.number for each in queries.inbox(officer.actor).rows]
    row = Access.objects.get(verb="export")
    assert (row.account_id, row.subject_id) == (officer.account_id, officer.actor.department_id)


def test_a_table_that_none_is_or_that_holds_it(
    parts: list[Task], officer: Member, head: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: str) -> tuple[int, str, str | None]:
        said = Calls.of(officer).http.get(f"{V1}/desk/{path}")
        body: dict[str, Any] = said.json()
        return said.status_code, body["code"], body["field"]

    assert refused("list.exe") == (422, "bad-input", "form")
    assert refused("list.csv?list=all") == (422, "bad-input", "list")
    monkeypatch.setattr("yichuang.lines.applications.queries.desk.MOST_EXPORTED", 2)
    assert refused("list.csv") == (422, "list-too-long", "mine")
    assert Calls.of(head).http.get(f"{V1}/desk/list.csv").status_code == 403
    assert not Access.objects.filter(verb="export").exists()


def test_a_sheet_has_files_history_and_what_may_be_done(
    parts: list[Task], officer: Member, other_officer: Member, resident: Member
) -> None:
    part, calls = parts[0], Calls.of(officer)
    photo = handed_in(resident, case=part.case, task=part, item=0, handed_in_at=clock.now())
    calls.post(f"/tasks/{part.public_id}/supplement", {"items": ["户口簿"], "reason": "缺一页"})
    asked = calls.get(f"/tasks/{part.public_id}")
    meant = queries.part_sheet(officer.actor, part.public_id)
    assert asked["may"] == sorted(meant.verbs)
    assert [each["id"] for each in asked["files"]] == [each.public_id for each in meant.files] == [photo.public_id]
    assert [(each["verb"], each["who"]) for each in asked["history"]] == [
        (each.verb, meant.officials.get(each.actor_id) if each.actor_id else None) for each in meant.events
    ]
    last = asked["history"][-1]
    assert (last["verb"], last["reason"], last["items"], last["role"]) == (
        "supplement",
        "缺一页",
        ["户口簿"],
        "officer",
    )

    path = f"{V1}/tasks/{part.public_id}/files/{photo.public_id}"
    answer = calls.http.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    row = Access.objects.get(subject_kind="attachment")
    assert (row.account_id, row.subject_id, row.person_id) == (officer.account_id, photo.pk, resident.person_id)
    assert Calls.of(other_officer).http.get(path).status_code == 403
    assert calls.http.get(f"{path}x").status_code == 404

    came = calls.post(f"/tasks/{part.public_id}/resubmit", {"answers": ["本人带来了户口簿"]})
    assert (came["answers"], came["history"][-1]["verb"]) == (["本人带来了户口簿"], "resubmit")
    assert Event.objects.get(verb="resubmit").actor_id == officer.account_id


def test_a_system_notes_the_supplement_that_came_to_it(parts: list[Task], county: Town) -> None:
    program, path = Program.of(county, "hrss"), f"/tasks/{parts[1].public_id}"
    token = program.token("parts.work")
    asked = program.post(f"{path}/supplement", token, {"items": ["户口簿"]}).json()
    assert "resubmit" in asked["may"]
    assert asked["item_code"] == parts[1].item_code
    came = program.post(f"{path}/resubmit", token, {"answers": ["已到窗口补交"]}).json()
    assert (came["part"]["state"], came["answers"]) == ("open", ["已到窗口补交"])
    made = Event.objects.get(verb="resubmit")
    assert (made.role, made.channel, made.actor_id) == ("system", "api", None)
    reads = program.post(f"{path}/resubmit", program.token("parts.read"), {"answers": ["又一次"]})
    assert (reads.status_code, reads.json()["code"]) == (403, "not-allowed")


def test_lists_and_forms_are_those_of_the_pages() -> None:
    assert set(get_args(ListName)) == set(LISTS)
    assert set(get_args(Form)) == set(FORMS)
