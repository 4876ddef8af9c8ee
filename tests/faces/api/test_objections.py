"""The same verbs for programs: a register is said to be wrong, its owner answers, the person reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member
from tests.lines.applications.test_filing import finished
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.models import Objection
from yichuang.platform.audit.models import Access

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1, STATED, ANSWER = "/api/v1", "我2025年就离职了。", "已改为离职，请再查一次。"


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"{V1}{path}", body, "application/json")


@pytest.fixture
def raised(resident: Member) -> Objection:
    return commands.object_to(resident.actor, finished(resident), "pension_status", STATED)


def test_it_works(resident: Member, officer: Member, signed_in: SignedIn) -> None:
    person, desk = signed_in(resident), signed_in(officer)
    draft = finished(resident).draft.public_id
    made = post(person, f"/drafts/{draft}/facts/pension_status/objection", {"stated": STATED})
    assert (made.status_code, made.json()["stated"], made.json()["answer"]) == (201, STATED, None)
    assert [one.public_id for one in queries.own_objections(resident.actor)] == [made.json()["id"]]
    [row] = desk.get(f"{V1}/desk/objections").json()["objections"]
    assert (row["id"], row["fact"], row["person"]) == (made.json()["id"], "pension_status", "试**")
    sheet = desk.get(f"{V1}/desk/objections/{row['id']}").json()
    assert (sheet["name"], sheet["stated"]) == ("试例一", STATED)
    assert Access.objects.filter(subject_kind="objection", account_id=officer.account_id).count() == 1
    answered = post(desk, f"/desk/objections/{row['id']}/answer", {"answer": ANSWER})
    assert (answered.status_code, answered.json()["answer"]) == (200, ANSWER)
    assert desk.get(f"{V1}/desk/objections").json() == {"objections": [], "next": None}
    [read] = person.get(f"{V1}/objections").json()["objections"]
    assert (read["answer"], read["department"]) == (ANSWER, "hrss")
    assert ANSWER in person.get("/messages").content.decode()


@pytest.mark.parametrize(
    ("fact", "body", "code"),
    [
        ("pension_status", {"stated": " "}, "statement-missing"),
        ("pension_status", {}, "bad-input"),
        ("employment", {"stated": STATED}, "unknown-question"),
        ("nothing", {"stated": STATED}, "unknown-question"),
    ],
)
def test_what_is_none(resident: Member, signed_in: SignedIn, fact: str, body: dict[str, Any], code: str) -> None:
    draft = finished(resident).draft.public_id
    answer = post(signed_in(resident), f"/drafts/{draft}/facts/{fact}/objection", body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert not Objection.objects.exists()


def test_anothers_draft_is_not_there(resident: Member, neighbour: Member, signed_in: SignedIn) -> None:
    draft, client = finished(resident).draft.public_id, signed_in(neighbour)
    hidden = post(client, f"/drafts/{draft}/facts/pension_status/objection", {"stated": STATED})
    absent = post(client, f"/drafts/{'0' * 24}/facts/pension_status/objection", {"stated": STATED})
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert not Objection.objects.exists()


def test_another_departments_is_closed(raised: Objection, other_officer: Member, signed_in: SignedIn) -> None:
    client, path = signed_in(other_officer), f"/desk/objections/{raised.public_id}"
    assert client.get(f"{V1}/desk/objections").json()["objections"] == []
    assert client.get(f"{V1}{path}").status_code == 403
    assert post(client, f"{path}/answer", {"answer": ANSWER}).status_code == 403
    assert client.get(f"{V1}/desk/objections/{'0' * 24}").status_code == 404
    raised.refresh_from_db()
    assert raised.answered_at is None


def test_it_is_answered_once_and_with_words(raised: Objection, officer: Member, signed_in: SignedIn) -> None:
    client, path = signed_in(officer), f"/desk/objections/{raised.public_id}/answer"
    assert post(client, path, {"answer": "  "}).json()["code"] == "reason-missing"
    assert post(client, path, {"answer": ANSWER}).status_code == 200
    again = post(client, path, {"answer": "另一个答复"})
    assert (again.status_code, again.json()["code"]) == (409, "not-possible")
    raised.refresh_from_db()
    assert raised.answer == ANSWER


def test_page_by_page(
    resident: Member, neighbour: Member, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yichuang.platform.cases.paging.PAGE", 2)
    opened, client, found, after = finished(resident), signed_in(resident), [], ""
    made = [commands.object_to(resident.actor, opened, "pension_status", f"{n}").public_id for n in range(5)]
    while True:
        page = client.get(f"{V1}/objections", {"after": after}).json()
        found += [one["id"] for one in page["objections"]]
        if (after := page["next"]) is None:
            break
        assert len(page["objections"]) == 2
    assert found == made[::-1]
    assert client.get(f"{V1}/objections", {"after": "x"}).json()["code"] == "bad-cursor"
    assert signed_in(neighbour).get(f"{V1}/objections").json() == {"objections": [], "next": None}
