"""The whole job by the typed interface: sign in, be matched, answer, file, be worked on, conclude."""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from ninja import Schema

from tests.cast import Member, Town
from tests.simulators.world import BY_KEY, Key
from yichuang.core import clock
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.exchange.models import System
from yichuang.platform.messages.models import Message


class Caller:
    """A program with a session, as a client of the interface."""

    def __init__(self) -> None:
        self.http = Client(enforce_csrf_checks=True)
        self.token = ""

    def get(self, path: str, **query: str) -> Any:
        return self.http.get(f"/api/v1{path}", query)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        if not self.token:
            self.token = self.get("/session").json()["csrf"]
        return self.http.post(
            f"/api/v1{path}", json.dumps(body or {}), "application/json", headers={"X-CSRFToken": self.token, **headers}
        )

    def sign_in(self, phone: str) -> Any:
        assert self.post("/sign-in/code", {"phone": phone}).status_code == 202
        text = Message.objects.order_by("-created_at")[0].text
        code = re.search(r"\d{6}", text)
        assert code
        answer = self.post("/sign-in", {"phone": phone, "code": code.group()})
        assert answer.status_code == 200, answer.content
        self.token = ""
        return answer.json()


@pytest.fixture
def caller(county: Town) -> Caller:
    """A resident known to the registers, signed in and matched."""
    known, caller = BY_KEY["flexible-1"], Caller()
    caller.sign_in(known["phone"])
    answer = caller.post("/identify", {"name": known["name"], "id_number": known["id_number"]})
    assert answer.json()["level"] == 1
    return caller


def filed(caller: Caller) -> dict[str, Any]:
    """A case of the caller."""
    draft = caller.post("/services/enrolment/drafts").json()
    for answers in ({"employment": "flexible"}, {"add_medical": "true", "contribution_base": "4072"}):
        draft = caller.post(f"/drafts/{draft['id']}/answers", {"answers": answers}).json()
    assert draft["complete"], draft
    answer = caller.post(f"/drafts/{draft['id']}/file", {"version": draft["version"]})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_it_works(caller: Caller) -> None:
    case = caller.get(f"/cases/{filed(caller)['case']}").json()
    assert case["state"] == "filed"
    assert {part["department"] for part in case["parts"]} == {"hrss", "medical"}
    assert all(part["due_on"] and part["clocks"][0]["sentence"] for part in case["parts"])


def test_the_same_key_answers_the_same(caller: Caller) -> None:
    draft = caller.post("/services/enrolment/drafts").json()
    answers = {"employment": "flexible", "add_medical": "false", "contribution_base": "5000"}
    for fact, text in answers.items():
        draft = caller.post(f"/drafts/{draft['id']}/answers", {"answers": {fact: text}}).json()
    key = secrets.token_hex(8)
    one = caller.post(f"/drafts/{draft['id']}/file", {"version": draft["version"]}, **{"Idempotency-Key": key})
    two = caller.post(f"/drafts/{draft['id']}/file", {"version": draft["version"]}, **{"Idempotency-Key": key})
    assert (one.status_code, two.status_code) == (201, 200)
    assert one.json()["number"] == two.json()["number"]


def test_while_a_case_is_open_no_second_one_is_begun_by_accident(caller: Caller) -> None:
    case = filed(caller)
    refused = caller.post("/services/enrolment/drafts")
    assert refused.status_code == 409
    assert (refused.json()["code"], refused.json()["case"]) == ("open-case", case["case"])
    assert case["number"] in refused.json()["sentence"]
    assert Draft.objects.filter(filed_case_id=None).count() == 0
    wanted = caller.post("/services/enrolment/drafts?again=true")
    assert wanted.status_code == 201
    assert caller.post("/services/enrolment/drafts").json()["id"] == wanted.json()["id"]
    assert caller.post("/services/nothing/drafts").status_code == 404


def test_a_case_that_has_its_outcome_is_in_nobodys_way(caller: Caller) -> None:
    Case.objects.filter(public_id=filed(caller)["case"]).update(concluded_at=clock.now())
    assert caller.post("/services/enrolment/drafts").status_code == 201


def test_a_bad_answer_names_the_field_and_keeps_the_rest(caller: Caller) -> None:
    draft = caller.post("/services/enrolment/drafts").json()
    caller.post(f"/drafts/{draft['id']}/answers", {"answers": {"employment": "flexible"}})
    bad = caller.post(f"/drafts/{draft['id']}/answers", {"answers": {"contribution_base": "100"}})
    assert bad.status_code == 422
    assert bad.json()["field"] == "contribution_base"
    kept = caller.get(f"/drafts/{draft['id']}").json()
    assert kept["values"]["employment"] == "flexible"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b'{"answers": 5}', b'{"answers": {}, "more": 1}'])
def test_nonsense_is_a_sentence_not_an_error(caller: Caller, body: bytes) -> None:
    draft = caller.post("/services/enrolment/drafts").json()
    answer = caller.http.post(
        f"/api/v1/drafts/{draft['id']}/answers", body, "application/json", headers={"X-CSRFToken": caller.token}
    )
    assert 400 <= answer.status_code < 500
    assert answer.json()


def test_whoever_is_refused_is_told_what_would_have_to_be_different(caller: Caller) -> None:
    draft = caller.post("/services/enrolment/drafts").json()
    nothing = {"employment": "resident", "add_pension": "false", "add_medical": "false"}
    refused = caller.post(f"/drafts/{draft['id']}/answers", {"answers": nothing}).json()
    [told] = refused["refusals"]
    assert (refused["outcome"], told["refusal"]) == ("refused", "nothing-chosen")
    [change] = told["otherwise"]
    assert (change["fact"], change["value"], change["wish"]) == ("add_medical", True, True)
    assert told["by_officer"] is False
    assert caller.get(f"/drafts/{draft['id']}").json()["refusals"] == [told]
    employed = caller.post(f"/drafts/{draft['id']}/answers", {"answers": {"employment": "employee"}}).json()
    [[change]] = [each["otherwise"] for each in employed["refusals"]]
    assert (change["fact"], change["wish"]) == ("employment", False), "what somebody is is not theirs to choose"


def test_another_persons_case_is_not_there(caller: Caller) -> None:
    case = filed(caller)["case"]
    known, other = BY_KEY["flexible-2"], Caller()
    other.sign_in(known["phone"])
    other.post("/identify", {"name": known["name"], "id_number": known["id_number"]})
    hidden, absent = other.get(f"/cases/{case}"), other.get("/cases/abcdefghijklmnopqrstuvwxyz")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


def test_without_a_session_nothing_is_told(county: Town) -> None:
    for path in ("/me", "/cases", "/tasks"):
        assert Caller().get(path).status_code == 401


def test_a_phone_alone_is_asked_to_be_matched_first(county: Town) -> None:
    caller = Caller()
    caller.sign_in(BY_KEY["flexible-3"]["phone"])
    assert caller.post("/services/enrolment/drafts").status_code in (302, 401, 403)
    assert not Case.objects.exists()


def test_an_officer_works_on_the_part_of_their_department(caller: Caller, officer: Member) -> None:
    filed(caller)
    desk = Caller()
    desk.sign_in(officer.phone)
    [row] = desk.get("/tasks").json()["tasks"]
    assert row["matter"] == "flexible-pension"
    sheet = desk.get(f"/tasks/{row['task']}").json()
    assert {each["fact"] for each in sheet["items"]} == {"name", "id_number", "phone", "contribution_base"}
    for verb, body in (("take", {}), ("accept", {}), ("note-receipt", {"receipt_number": "X-1"}), ("grant", {})):
        assert desk.post(f"/tasks/{row['task']}/{verb}", body).status_code == 200
    assert desk.post(f"/tasks/{row['task']}/accept").status_code == 409
    other = Task.objects.get(matter="flexible-medical")
    assert desk.get(f"/tasks/{other.public_id}").status_code == 403


def test_a_clerk_files_for_whoever_stands_there(county: Town, clerk: Member) -> None:
    window, known = Caller(), BY_KEY["flexible-2"]
    window.sign_in(clerk.phone)
    assert window.post("/services/enrolment/drafts").status_code == 422
    window.post("/window/person", {"name": known["name"], "id_number": known["id_number"]})
    case = filed(window)
    assert window.get(f"/cases/{case['case']}").status_code == 200
    window.post("/window/leave")
    assert window.get(f"/cases/{case['case']}").status_code == 403


class Department:
    """A department's own system, calling back with its own signature."""

    def __init__(self, town: Town, code: str) -> None:
        self.key, self.code, self.http = Key.of(town[code].var, code), code, Client()

    def tell(self, task: Task, type: str, id: str = "", key: Key | None = None, **data: Any) -> Any:
        event = {
            "specversion": "1.0",
            "id": id or secrets.token_hex(16),
            "type": f"cn.yichuang.task.{type}.v1",
            "data": {"task": task.public_id, **data},
        }
        return self.send(json.dumps(event).encode(), key or self.key)

    def send(self, body: bytes, key: Key | None = None) -> Any:
        path = f"/api/v1/callbacks/{self.code}"
        headers = (key or self.key).headers("POST", path, body)
        return self.http.post(path, body, "application/cloudevents+json", headers=headers)


def test_callbacks_in_order_twice_and_reversed(caller: Caller, county: Town) -> None:
    filed(caller)
    hrss, medical = Department(county, "hrss"), Department(county, "medical")
    pension, health = Task.objects.get(matter="flexible-pension"), Task.objects.get(matter="flexible-medical")
    for _ in range(2):
        assert hrss.tell(pension, "accepted", id="a").status_code == 200
        hrss.tell(pension, "concluded", id="c", outcome="granted")
    assert hrss.tell(pension, "accepted", id="a").json() == {"result": "repeated"}
    assert medical.tell(health, "concluded", outcome="refused", reason="已参保").json() == {"result": "applied"}
    assert medical.tell(health, "accepted").json() == {"result": "overtaken"}
    pension.refresh_from_db()
    health.refresh_from_db()
    assert (pension.state, health.state) == ("granted", "refused")
    assert Case.objects.get().state == "concluded"


def test_a_callback_with_another_body_is_refused(caller: Caller, county: Town) -> None:
    filed(caller)
    hrss, pension = Department(county, "hrss"), Task.objects.get(matter="flexible-pension")
    assert hrss.tell(pension, "accepted", id="a").status_code == 200
    assert hrss.tell(pension, "concluded", id="a", outcome="granted").status_code == 409


def test_a_callback_nested_without_end_is_refused(county: Town) -> None:
    refused = Department(county, "hrss").send(b"[" * 20_000)
    assert (refused.status_code, refused.json()["field"]) == (422, "body")


def test_a_callback_signed_by_somebody_else_is_refused(caller: Caller, county: Town) -> None:
    filed(caller)
    pension = Task.objects.get(matter="flexible-pension")
    medical = Department(county, "medical")
    assert Department(county, "hrss").tell(pension, "accepted", key=medical.key).status_code == 401
    assert medical.tell(pension, "accepted").status_code == 404
    System.objects.filter(code="hrss").update(public_key="")
    assert Department(county, "hrss").tell(pension, "accepted").status_code == 401
    pension.refresh_from_db()
    assert pension.state == "open"


def test_its_description_is_built_once(county: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same description, call for call, and nothing is worked out for it the second time."""
    first = Client().get("/api/v1/openapi.json")
    assert first.status_code == 200
    assert "/api/v1/drafts/{draft}" in first.json()["paths"]

    def built(*_: object, **__: object) -> None:
        raise AssertionError("built again")

    monkeypatch.setattr("ninja.main.get_schema", built)
    assert Client().get("/api/v1/openapi.json").content == first.content


def schemas_below(kind: type[Schema]) -> Iterator[type[Schema]]:
    """Every object of the interface that is declared here."""
    for each in kind.__subclasses__():
        yield each
        yield from schemas_below(each)


def test_no_two_objects_of_the_interface_share_a_name() -> None:
    """The description has them by name: of two, one would stand there for both."""
    ours = {each for each in schemas_below(Schema) if each.__module__.startswith("yichuang.")}
    assert len(ours) > 60
    assert [name for name, times in Counter(each.__name__ for each in ours).items() if times > 1] == []
