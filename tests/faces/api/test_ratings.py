"""The same verbs for programs: a case is rated, a low grade is answered, and the applicant reads the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member
from tests.walks.people import file_case, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Rating
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1, ANSWER = "/api/v1", "已改进流程。"


@pytest.fixture
def concluded(resident: Member) -> Case:
    """A case of the resident's, every part granted."""
    case = file_case(resident)
    for code in ("hrss", "medical"):
        part = part_of(case, code)
        commands.accept(system_of(part), part.pk)
        commands.grant(system_of(part), part.pk, "已登记。")
    return case


@pytest.fixture
def low(concluded: Case, resident: Member) -> Rating:
    """A low grade for what 人社局 did."""
    part = part_of(concluded, "hrss").public_id
    return commands.rate(resident.actor, concluded.public_id, 4, reasons=["slow"], words="等了两周", part=part)


def answer(client: Client, rating: str, **body: Any) -> Any:
    return client.post(f"{V1}/desk/ratings/{rating}/answer", body, "application/json")


def test_it_works(concluded: Case, resident: Member, officer: Member, signed_in: SignedIn) -> None:
    person, desk, path = signed_in(resident), signed_in(officer), f"{V1}/cases/{concluded.public_id}/rating"
    assert person.get(path).status_code == 404
    said = {"grade": 5, "words": "等了两周", "part": part_of(concluded, "hrss").public_id}
    assert person.post(path, said, "application/json").json()["answered"] is False
    [row] = desk.get(f"{V1}/desk/ratings").json()["ratings"]
    assert (row["grade"], row["number"]) == (5, concluded.number)
    whole = desk.get(f"{V1}/desk/ratings/{row['id']}").json()
    assert (whole["words"], whole["matter"], whole["answer"]) == ("等了两周", "flexible-pension", None)
    assert Access.objects.filter(subject_kind="rating", account_id=officer.account_id).count() == 1
    done = answer(desk, row["id"], answer=ANSWER, upheld=True)
    assert (done.status_code, done.json()["answer"]) == (200, ANSWER)
    assert desk.get(f"{V1}/desk/ratings").json() == {"ratings": [], "next": None}
    assert desk.get(f"{V1}/desk/ratings/{row['id']}").json()["upheld"] is True
    assert (person.get(path).json()["answered"], person.get(path).json()["answer"]) == (True, ANSWER)
    assert ANSWER in person.get(f"/cases/{concluded.public_id}").content.decode()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"answer": " ", "upheld": True}, "reason-missing"),
        ({"answer": ANSWER}, "bad-input"),
        ({"upheld": True}, "bad-input"),
    ],
)
def test_what_is_no_answer(low: Rating, officer: Member, signed_in: SignedIn, body: dict[str, Any], code: str) -> None:
    refused = answer(signed_in(officer), low.public_id, **body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    low.refresh_from_db()
    assert low.answered_at is None


def test_it_is_answered_once(low: Rating, officer: Member, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    assert answer(client, low.public_id, answer=ANSWER, upheld=False).status_code == 200
    assert answer(client, low.public_id, answer="又一个", upheld=True).status_code == 409
    low.refresh_from_db()
    assert (low.answer, low.upheld) == (ANSWER, False)


def test_another_departments_is_closed(
    low: Rating, concluded: Case, other_officer: Member, neighbour: Member, signed_in: SignedIn
) -> None:
    client, other = signed_in(other_officer), signed_in(neighbour)
    assert client.get(f"{V1}/desk/ratings").json()["ratings"] == []
    assert client.get(f"{V1}/desk/ratings/{low.public_id}").status_code == 403
    assert answer(client, low.public_id, answer=ANSWER, upheld=True).status_code == 403
    assert answer(client, "0" * 24, answer=ANSWER, upheld=True).status_code == 404
    hidden = other.get(f"{V1}/cases/{concluded.public_id}/rating")
    absent = other.get(f"{V1}/cases/{'0' * 24}/rating")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    low.refresh_from_db()
    assert low.answered_at is None
