"""The same verbs for programs: papers that a clerk notes, proposals to a second person, rating by a square."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member, Town, staff
from tests.faces.api.test_ratings import concluded  # noqa: F401 - a fixture
from tests.simulators.world import BY_KEY, ORGANISATIONS
from tests.walks.people import code_on_phone, file_case
from yichuang.core import clock
from yichuang.core.identifiers import mask_id_number
from yichuang.lines.applications import commands
from yichuang.lines.ratings.models import Rating
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Approval, Mandate, Person, Record

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1, NEW = "/api/v1", "19900009002"
KNOWN, OTHER, CHILD = BY_KEY["flexible-1"], BY_KEY["flexible-2"], BY_KEY["fifteen"]
WHY = "看了身份证"
ADULT = {"name": OTHER["name"], "id_number": OTHER["id_number"]}


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"{V1}{path}", body or {}, "application/json")


@pytest.fixture
def window(county: Town, clerk: Member, resident: Member, signed_in: SignedIn) -> Client:
    """The clerk's program; 试例一 stands there."""
    client = signed_in(clerk)
    found = post(client, "/window/person", {"name": KNOWN["name"], "id_number": KNOWN["id_number"]})
    assert found.json()["at_window"] is True
    return client


def company() -> dict[str, Any]:
    """A paper of a company, for the coming month."""
    until = (clock.today() + timedelta(days=30)).isoformat()
    return {
        "credit_code": ORGANISATIONS["company-2"]["code"],
        "services": ["enrolment"],
        "to_day": until,
        "paper": "第12号委托书",
    }


def test_papers_are_noted_and_acted_under(window: Client) -> None:
    made = post(window, "/window/papers", company())
    assert made.status_code == 201, made.content
    child = {"name": CHILD["name"], "id_number": CHILD["id_number"], "paper": "户口簿"}
    guardian = post(window, "/window/children", child).json()
    held = Mandate.objects.order_by("made_at")
    assert [made.json()["id"], guardian["id"]] == [each.public_id for each in held]
    assert (made.json()["basis"], guardian["basis"], guardian["for_whom"]) == ("paper", "guardian", CHILD["name"])
    assert {each["id"] for each in window.get(f"{V1}/acting").json()["may"]} == {each.public_id for each in held}
    page = window.get("/window/person").content.decode()
    assert ORGANISATIONS["company-2"]["name"] in page
    assert Record.objects.filter(verb="granted", subject_kind="mandate").count() == 2
    assert post(window, "/acting", {"mandate": guardian["id"]}).json()["now"] == guardian["id"]
    assert post(window, "/services/enrolment/drafts").status_code == 201
    assert window.get(f"{V1}/window/person").json()["acts_for"] == CHILD["name"]
    post(window, "/window/leave")
    assert window.get(f"{V1}/acting").json() == {"now": None, "may": []}
    assert window.get(f"{V1}/window/person").json()["code"] == "no-visitor"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("/window/papers", {"paper": " "}, "paper"),
        ("/window/papers", {"services": []}, "services"),
        ("/window/papers", {"to_day": "2020-01-01"}, "to_day"),
        ("/window/papers", {"credit_code": "x"}, "credit_code"),
        ("/window/children", {**ADULT, "paper": "户口簿"}, "id_number"),
        ("/window/children", {"name": CHILD["name"], "id_number": CHILD["id_number"], "paper": ""}, "paper"),
        ("/window/mergers", {**ADULT, "reason": WHY}, "id_number"),
        ("/window/identities", {"name": KNOWN["name"], "id_number": KNOWN["id_number"], "reason": WHY}, "name"),
        ("/window/identities", {"name": "新名", "id_number": KNOWN["id_number"], "reason": ""}, "reason"),
        ("/window/alive", {"reason": WHY}, "reason"),
        ("/window/recovery", {"phone": NEW, "code": "x", "reason": WHY}, "code"),
        ("/window/recovery/code", {"phone": "1"}, "phone"),
    ],
)
def test_what_is_wrong_names_its_field(path: str, body: dict[str, Any], field: str, window: Client) -> None:
    whole = company() if path == "/window/papers" else {}
    answer = post(window, path, {**whole, **body})
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    assert not Mandate.objects.exists()
    assert not Approval.objects.exists()


PROPOSALS: dict[str, dict[str, Any]] = {
    "/window/mergers": {"name": KNOWN["name"], "id_number": BY_KEY["flexible-6"]["id_number"], "reason": WHY},
    "/window/identities": {"name": "试例新名", "id_number": KNOWN["id_number"], "reason": WHY},
    "/window/alive": {"reason": WHY},
    "/window/recovery": {"phone": NEW, "reason": WHY},
}


def test_each_proposal_waits_for_a_second_person(
    window: Client, county: Town, resident: Member, signed_in: SignedIn
) -> None:
    """The page of proposals shows the same ids; each has its event, and nothing is changed yet."""
    people.ensure_person(KNOWN["name"], BY_KEY["flexible-6"]["id_number"])
    Person.objects.filter(pk=resident.person_id).update(deceased_on="2026-11-20")
    assert post(window, "/window/recovery/code", {"phone": NEW}).status_code == 202
    code = code_on_phone(county, NEW)
    made = [
        post(window, path, {**body, **({"code": code} if path == "/window/recovery" else {})})
        for path, body in PROPOSALS.items()
    ]
    assert [each.status_code for each in made] == [201] * 4, [each.content for each in made]
    told = [each.json() for each in made]
    assert [each["kind"] for each in told] == ["merge", "identity", "alive", "recovery"]
    assert all(each["open"] and each["own"] for each in told)
    assert told[3]["becomes"] == "199****9002"
    assert Record.objects.filter(verb="proposed", subject_kind="approval").count() == 4
    second = signed_in(staff("窗口二号"))
    assert {each["id"] for each in second.get(f"{V1}/window/approvals").json()} == {each["id"] for each in told}
    page = second.get("/window/approvals").content.decode()
    assert all(each["id"] in page for each in told)
    undo = post(second, f"/window/approvals/{told[0]['id']}/approve").json()
    assert (undo["open"], undo["can_undo"], undo["decided_by"]) == (False, True, "窗口二号")


@pytest.mark.parametrize("path", [*PROPOSALS, "/window/papers", "/window/children", "/window/recovery/code"])
def test_nobody_at_the_window_nothing_is_done(
    path: str, clerk: Member, resident: Member, officer: Member, signed_in: SignedIn
) -> None:
    """And nothing is told: whether a number is held here stays unsaid."""
    body = {"/window/papers": company(), "/window/children": {**ADULT, "paper": "x"}}.get(path, PROPOSALS.get(path, {}))
    whole = {**body, **({"code": "123456"} if path == "/window/recovery" else {})} or {"phone": NEW}
    answer = post(signed_in(clerk), path, whole)
    assert (answer.status_code, answer.json()["code"]) == (422, "no-visitor")
    assert post(signed_in(officer), path, whole).status_code == 403
    assert post(signed_in(resident), path, whole).status_code == 404
    assert post(Client(), path, whole).status_code == 401


def test_a_case_that_a_clerk_opens_is_noted_once_each_time(
    window: Client, resident: Member, signed_in: SignedIn
) -> None:
    case = file_case(resident)
    looks = Access.objects.filter(subject_kind="case", subject_id=case.pk, verb="view")
    assert window.get(f"{V1}/cases/{case.public_id}").status_code == 200
    assert looks.count() == 1
    assert signed_in(resident).get(f"{V1}/cases/{case.public_id}").status_code == 200
    assert looks.count() == 1


def test_whoever_holds_the_square_rates_once(
    concluded: Case,  # noqa: F811
    window: Client,
    resident: Member,
    signed_in: SignedIn,
) -> None:
    path = f"{V1}/cases/{concluded.public_id}/invitation"
    assert signed_in(resident).get(path).status_code == 404, "a clerk shows it"
    square, stranger = window.get(path).json(), Client()
    assert square["address"].endswith(f"/rate/{square['token']}")
    told = stranger.get(f"{V1}/rate/{square['token']}")
    assert [each["grade"] for each in told.json()["grades"]] == [1, 2, 3, 4, 5]
    assert concluded.number not in told.content.decode()
    low = post(stranger, f"/rate/{square['token']}", {"grade": 5})
    assert (low.status_code, low.json()["field"]) == (422, "reasons")
    assert post(stranger, f"/rate/{square['token']}", {"grade": 6}).json()["field"] == "grade"
    given = post(stranger, f"/rate/{square['token']}", {"grade": 5, "reasons": ["took-too-long"]})
    assert (given.status_code, given.json()["grade"]) == (200, 5)
    [kept] = Rating.objects.all()
    assert (kept.case_id, kept.channel) == (concluded.pk, "qr")
    assert post(stranger, f"/rate/{square['token']}", {"grade": 1}).status_code == 409
    assert window.get(path).status_code == 409
    for token in ("nothing", f"{square['token']}x"):
        assert (
            stranger.get(f"{V1}/rate/{token}").status_code == post(stranger, f"/rate/{token}", {"grade": 1}).status_code
        )
        assert stranger.get(f"{V1}/rate/{token}").status_code == 404


def test_a_visitor_brings_a_draft_and_nothing_of_the_last_one_stays(
    window: Client, neighbour: Member, signed_in: SignedIn
) -> None:
    """What the last visitor acted under is gone when the next one's code is typed."""
    made = post(window, "/window/papers", company()).json()
    assert post(window, "/acting", {"mandate": made["id"]}).json()["now"] == made["id"]
    opened = commands.begin(neighbour.actor, "enrolment")
    code = commands.hand_over(neighbour.actor, opened).digits
    assert post(window, "/continue", {"code": code}).json()["id"] == opened.draft.public_id
    there = window.get(f"{V1}/window/person").json()
    assert (there["name"], there["acts_for"], there["deceased_on"]) == (OTHER["name"], None, None)
    assert (there["id_number"], OTHER["id_number"] in str(there)) == (mask_id_number(OTHER["id_number"]), False)
    assert window.get(f"{V1}/acting").json() == {"now": None, "may": []}
