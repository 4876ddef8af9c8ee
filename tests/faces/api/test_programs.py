"""What a department's own system does with its token: its department's parts, within its scopes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Member, Town
from tests.platform.tokens.programs import Program
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case, Event, Task
from yichuang.platform.exchange.models import System
from yichuang.platform.people.commands import set_reach
from yichuang.platform.people.models import Department
from yichuang.platform.tokens.models import Token, TokenRecord


@pytest.fixture
def hrss(county: Town) -> Program:
    """The system of 人社局."""
    return Program.of(county, "hrss")


@pytest.fixture
def case(resident: Member) -> Case:
    """A case of which one part is 人社局's and one 医保局's."""
    return file_case(resident)


def test_it_works(hrss: Program, case: Case) -> None:
    token, part = hrss.token(), part_of(case, "hrss")
    [row] = hrss.get("/tasks", token).json()["tasks"]
    assert (row["task"], row["matter"]) == (part.public_id, part.matter)
    sheet = hrss.get(f"/tasks/{part.public_id}", token)
    assert {each["fact"] for each in sheet.json()["items"]} == {"name", "id_number", "phone", "contribution_base"}
    assert sheet.headers["Cache-Control"] == "no-store"
    for verb, body in (("accept", {}), ("note-receipt", {"receipt_number": "X-1"}), ("grant", {})):
        answer = hrss.post(f"/tasks/{part.public_id}/{verb}", token, body)
        assert answer.status_code == 200, answer.content
    part.refresh_from_db()
    assert (part.state, part.receipt_number) == ("granted", "X-1")
    made = Event.objects.filter(task_id=part.pk, verb="grant").get()
    assert (made.role, made.channel, made.actor_id) == ("system", "api", None)


def test_each_look_and_each_try_is_on_record(hrss: Program, case: Case) -> None:
    own, other = part_of(case, "hrss"), part_of(case, "medical")
    token = hrss.token("parts.read")
    hrss.get(f"/tasks/{own.public_id}", token)
    hrss.get(f"/tasks/{other.public_id}", token)
    rows = {row.subject_id: row for row in Access.objects.filter(system="hrss")}
    assert (rows[own.pk].rule, rows[own.pk].account_id) == ("part-of-the-system-read", None)
    assert rows[own.pk].person_id == case.person_id
    assert rows[other.pk].rule == ""  # refused


def test_another_departments_part_is_closed(hrss: Program, case: Case) -> None:
    token, other = hrss.token(), part_of(case, "medical")
    assert hrss.get(f"/tasks/{other.public_id}", token).status_code == 403
    for verb in ("accept", "supplement", "decline", "grant", "refuse", "terminate", "note-receipt", "take"):
        answer = hrss.post(f"/tasks/{other.public_id}/{verb}", token, {"reason": "x", "items": ["x"]})
        assert answer.status_code == 403, verb
    other.refresh_from_db()
    assert other.state == "open"


@pytest.mark.parametrize(
    ("scope", "verb", "wanted"),
    [
        ("parts.work parts.conclude", "", "parts.read"),
        ("parts.read parts.conclude", "accept", "parts.work"),
        ("parts.read parts.work", "grant", "parts.conclude"),
        ("parts.read parts.work", "refuse", "parts.conclude"),
    ],
)
def test_a_scope_that_the_token_does_not_carry(hrss: Program, case: Case, scope: str, verb: str, wanted: str) -> None:
    token, part = hrss.token(scope), part_of(case, "hrss")
    if not verb:  # a list of what one may not list is empty, as for everybody
        assert hrss.get("/tasks", token).json() == {"tasks": [], "next": None}
        return
    answer = hrss.post(f"/tasks/{part.public_id}/{verb}", token, {"reason": "不符合条件"})
    assert answer.status_code == 403
    assert answer.headers["WWW-Authenticate"] == f'Bearer error="insufficient_scope", scope="{wanted}"'
    assert wanted in answer.json()["sentence"]
    part.refresh_from_db()
    assert part.state == "open"


def test_nobody_takes_a_part_on_a_desk_that_is_no_person(hrss: Program, case: Case) -> None:
    assert hrss.post(f"/tasks/{part_of(case, 'hrss').public_id}/take", hrss.token()).status_code == 403


def test_a_token_expires(hrss: Program, case: Case) -> None:
    token = hrss.token()
    Token.objects.update(expires_at=clock.now())
    answer = hrss.get("/tasks", token)
    assert (answer.status_code, answer.json()["error"], answer.json()["code"]) == (
        401,
        "invalid_token",
        "expired-token",
    )
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert TokenRecord.objects.filter(verb="denied", reason="expired-token", token_id=Token.objects.get().pk).exists()


def test_a_token_that_was_given_back_holds_no_more(hrss: Program, case: Case) -> None:
    token = hrss.token()
    answer = hrss.revoke(token)
    assert (answer.status_code, answer.json()) == (200, {})
    assert hrss.get("/tasks", token).json()["code"] == "revoked-token"
    assert TokenRecord.objects.filter(verb="revoked").count() == 1
    assert hrss.revoke(token).status_code == 200
    assert TokenRecord.objects.filter(verb="revoked").count() == 1


def test_nobody_gives_back_anothers_token(hrss: Program, county: Town, case: Case) -> None:
    token = hrss.token()
    assert Program.of(county, "medical").revoke(token).status_code == 200  # says nothing about whether there is one
    assert hrss.get("/tasks", token).status_code == 200


@pytest.mark.parametrize("text", ["", "x", "yct_", "yct_" + "a" * 43, "é", "yct_" + "a" * 5000])
def test_what_is_no_token_is_refused(hrss: Program, text: str) -> None:
    answer = hrss.get("/tasks", text)
    assert (answer.status_code, answer.json()["code"]) == (401, "unknown-token")


def test_what_the_system_lost_its_tokens_lost_at_once(hrss: Program, case: Case) -> None:
    token, part = hrss.token(), part_of(case, "hrss")
    System.objects.filter(pk="hrss").update(scopes=["parts.read"])
    assert hrss.get(f"/tasks/{part.public_id}", token).status_code == 200
    assert hrss.post(f"/tasks/{part.public_id}/accept", token).status_code == 403
    System.objects.filter(pk="hrss").update(public_key="")
    assert hrss.get("/tasks", token).json()["code"] == "system-not-connected"


def test_a_department_back_at_the_desk_has_no_program(hrss: Program, case: Case) -> None:
    token = hrss.token()
    set_reach("hrss", Department.Reach.DESK)
    assert hrss.get("/tasks", token).json()["code"] == "system-not-connected"


def test_a_token_opens_no_other_door(hrss: Program, case: Case) -> None:
    token = hrss.token()
    for path in ("/me", "/cases", f"/cases/{case.public_id}", "/mandates"):
        assert hrss.get(path, token).status_code == 401, path
    for path in ("/desk/", "/cases", f"/cases/{case.public_id}"):
        answer = hrss.http.get(path, headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 302, path
    assert hrss.post("/services/enrolment/drafts", token).status_code == 401


def test_a_session_needs_its_csrf_token_and_a_program_has_no_session(hrss: Program, case: Case) -> None:
    part = Task.objects.get(pk=part_of(case, "hrss").pk)
    answer = hrss.http.post(f"/api/v1/tasks/{part.public_id}/accept", "{}", "application/json")
    assert answer.status_code == 401
    assert not hrss.http.cookies
    hrss.token()
    assert not hrss.http.cookies


def test_an_auditor_reads_that_it_was_a_system(hrss: Program, case: Case, auditor: Member) -> None:
    from yichuang.faces.desk.present.reach import reach_page
    from yichuang.lines.applications import queries

    part = part_of(case, "hrss")
    hrss.get(f"/tasks/{part.public_id}", hrss.token())
    sheet = queries.reach_sheet(auditor.actor, case.number)
    assert sheet is not None
    lines = [line for each in reach_page(sheet) for line in each.looks]
    assert "业务系统 hrss" in [line.who for line in lines]


def test_time_passes_and_the_old_ones_go(hrss: Program) -> None:
    hrss.token()
    Token.objects.update(expires_at=clock.now() - timedelta(hours=1))
    hrss.token()
    assert Token.objects.count() == 1
