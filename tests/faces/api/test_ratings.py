"""The same verbs for programs: a case and a visit are rated, heads answer bad ones, and the answer is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member
from tests.lines.ratings.conftest import bureau_head, concluded, morning, served  # noqa: F401 - fixtures
from tests.walks.people import part_of
from yichuang.lines.ratings import commands
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1, ANSWER = "/api/v1", "已改进流程。"


@pytest.fixture
def complaint(concluded: Case, resident: Member, bureau_head: Member) -> str:  # noqa: F811 - a fixture
    """A bad rating of what 人社局 did, by its id."""
    part = part_of(concluded, "hrss").public_id
    commands.rate(resident.actor, concluded.public_id, 4, Said(["took-too-long"], "等了两周"), part=part)
    return Complaint.objects.get().task.public_id


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"{V1}{path}", body, "application/json")


def test_it_works(concluded: Case, resident: Member, bureau_head: Member, signed_in: SignedIn) -> None:  # noqa: F811
    person, desk, path = signed_in(resident), signed_in(bureau_head), f"/cases/{concluded.public_id}/rating"
    assert person.get(f"{V1}{path}").json() == {"ratings": []}
    given = post(person, path, grade=5, words="等了两周", part=part_of(concluded, "hrss").public_id).json()
    assert (given["grade"], given["complaint"]["answer"]) == (5, None)
    [row] = desk.get(f"{V1}/desk/complaints").json()["complaints"]
    assert (row["grade"], row["state"], row["department"]) == (5, "open", "hrss")
    assert row["number"] != concluded.number
    one = f"/desk/complaints/{row['id']}"
    whole = desk.get(f"{V1}{one}").json()
    assert (whole["words"], whole["phone"], whole["verbs"]) == ("等了两周", resident.phone, ["appeal", "call-back"])
    assert Access.objects.filter(subject_kind="complaint", account_id=bureau_head.account_id).count() == 1
    assert post(desk, f"{one}/rectify", reason=ANSWER).status_code == 409
    assert post(desk, f"{one}/call-back", note="已致电", reached=True).json()["state"] == "called"
    assert post(desk, f"{one}/rectify", reason=ANSWER).json()["state"] == "rectified"
    assert post(desk, f"{one}/rectify", reason=ANSWER).status_code == 409
    assert desk.get(f"{V1}/desk/complaints").json() == {"complaints": [], "next": None}
    [answered] = person.get(f"{V1}{path}").json()["ratings"]
    assert (answered["complaint"]["answer"], answered["complaint"]["reached"]) == (ANSWER, True)
    assert ANSWER in person.get(f"/cases/{concluded.public_id}").content.decode()


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [
        ("call-back", {"note": " ", "reached": True}, "note-missing"),
        ("call-back", {"note": "打过"}, "bad-input"),
        ("rectify", {}, "bad-input"),
        ("appeal", {"note": ""}, "note-missing"),
    ],
)
def test_what_is_no_step(
    complaint: str,
    bureau_head: Member,  # noqa: F811 - a fixture
    signed_in: SignedIn,
    verb: str,
    body: dict[str, Any],
    code: str,
) -> None:
    refused = post(signed_in(bureau_head), f"/desk/complaints/{complaint}/{verb}", **body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert Complaint.objects.get().task.state == "open"


def test_an_appeal_is_decided_by_the_second_head(
    complaint: str,
    bureau_head: Member,  # noqa: F811 - a fixture
    head: Member,
    signed_in: SignedIn,
) -> None:
    first, second, one = signed_in(bureau_head), signed_in(head), f"/desk/complaints/{complaint}"
    assert post(second, f"{one}/appeal", note="恶意").status_code == 403
    assert post(first, f"{one}/appeal", note="恶意").json()["state"] == "appealed"
    assert post(first, f"{one}/set-aside", reason="成立").status_code == 403
    assert post(second, f"{one}/dismiss", note="属实").json()["state"] == "called"
    assert post(first, f"{one}/appeal", note="再申诉").json()["state"] == "appealed"
    assert post(second, f"{one}/set-aside", reason="不是这件事。").json()["state"] == "set-aside"


def test_another_departments_is_closed(
    complaint: str,
    concluded: Case,  # noqa: F811 - a fixture
    officer: Member,
    other_officer: Member,
    neighbour: Member,
    signed_in: SignedIn,
) -> None:
    for member in (officer, other_officer):
        client = signed_in(member)
        assert client.get(f"{V1}/desk/complaints").status_code == 403
        assert client.get(f"{V1}/desk/complaints/{complaint}").status_code == 403
        assert client.get(f"{V1}/tasks/{complaint}").status_code == 403
    other = signed_in(neighbour)
    hidden = other.get(f"{V1}/cases/{concluded.public_id}/rating")
    absent = other.get(f"{V1}/cases/{'0' * 24}/rating")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_a_complaint_is_no_application(complaint: str, resident: Member, signed_in: SignedIn) -> None:
    """Its applicant reads it beside the rating; as a case of an application it is not there."""
    client, case = signed_in(resident), Complaint.objects.get().task.case.public_id
    assert client.get(f"{V1}/cases/{case}").status_code == 404
    assert case not in client.get("/cases").content.decode()


def test_a_visit_is_rated_by_the_address_of_its_ticket(clerk: Member, head: Member, signed_in: SignedIn) -> None:
    path, nobody = f"/tickets/{served(clerk).public_id}/rating", Client()
    assert nobody.get(f"{V1}{path}").json() == {"ratings": []}
    assert post(nobody, path, grade=5).json()["field"] == "reasons"
    assert post(nobody, path, grade=5, reasons=["took-too-long"], phone="12").json()["field"] == "phone"
    given = post(nobody, path, grade=5, reasons=["took-too-long"]).json()
    assert given["complaint"]["state"] == "open"
    assert post(nobody, path, grade=1).status_code == 409
    assert nobody.get(f"{V1}{path}").json()["ratings"] == [given]
    assert post(signed_in(clerk), f"/tickets/{served(clerk).public_id}/rating", grade=1).status_code == 403


def test_what_could_not_be_done(resident: Member, neighbour: Member, head: Member, signed_in: SignedIn) -> None:
    person, desk = signed_in(resident), signed_in(head)
    assert post(person, "/complaints", words=" ").json()["field"] == "words"
    made = post(person, "/complaints", words="来了三次没办成。", service="过户").json()
    assert person.get(f"{V1}/complaints").json() == {"complaints": [made], "next": None}
    assert signed_in(neighbour).get(f"{V1}/complaints/{made['id']}").status_code == 404
    one = f"/desk/complaints/{made['id']}"
    assert post(desk, f"{one}/call-back", note="已联系", reached=False).status_code == 200
    assert post(desk, f"{one}/rectify", reason=ANSWER).status_code == 200
    assert person.get(f"{V1}/complaints/{made['id']}").json()["answer"] == ANSWER


def test_figures_are_open_and_withheld_where_they_are_small(clerk: Member, morning: None) -> None:  # noqa: F811
    for _ in range(2):
        post(Client(), f"/tickets/{served(clerk).public_id}/rating", grade=1)
    found = Client().get(f"{V1}/figures").json()["ratings"]
    [window] = found["windows"]
    assert (window["code"], window["all"], window["rated"], window["per_mille"]) == ("1", None, None, None)
    assert found["stuck"] == 0
    assert "少于5" in Client().get("/figures").content.decode()
