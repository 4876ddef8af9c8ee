"""Registers that are down, slow or lying (TRUST 10): they are named, answers by hand are marked, and filing goes on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.checker import complaints
from tests.faults.client import Receipts, Visitor, send
from tests.faults.county import Site
from tests.faults.web import Web, web
from tests.simulators.world import BY_KEY

pytestmark = pytest.mark.fault

MODES: dict[str, dict[str, Any]] = {
    "down": {"mode": "down"},
    "slow": {"mode": "slow", "seconds": 30},
    "drop-reply": {"mode": "drop-reply"},
    "lying-page": {"mode": "lying", "lie": "page"},
    "lying-list": {"mode": "lying", "lie": "list"},
    "lying-empty": {"mode": "lying", "lie": "empty"},
    "lying-wrong-types": {"mode": "lying", "lie": "wrong-types"},
    "lying-cut-off": {"mode": "lying", "lie": "cut-off"},
    "lying-nothing": {"mode": "lying", "lie": "false-nothing"},
    "lying-somebody-else": {"mode": "lying", "lie": "false-somebody-else"},
}
REGISTERS = {"population": "人口库", "hrss": "社会保险登记库", "medical": "医疗保险登记库"}
GIVES = {
    "population": {"birth_date", "sex", "phone"},
    "hrss": {"pension_status", "pension_drawn"},
    "medical": {"medical_status"},
}
PERSON = "flexible-1"
KNOWN = BY_KEY[PERSON]
BY_HAND = {
    "employment": "flexible",
    "add_medical": "true",
    "contribution_base": "4072",
    "birth_date": "1990-03-07",
    "sex": "female",
    "pension_status": "none",
    "pension_drawn": "false",
    "medical_status": "none",
    "phone": KNOWN["phone"],
}


@pytest.fixture(scope="module")
def served(lasting_site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """The web before a county that lasts for this file, and patience for a quarter of a second."""
    lasting_site.sql("UPDATE exchange_system SET timeout_ms = 250")
    with web(tmp_path_factory.mktemp("web"), lasting_site.port) as running:
        yield running
        assert "Traceback" not in running.said()


@pytest.fixture
def visitor(lasting_site: Site, served: Web) -> Iterator[Visitor]:
    """A resident at the wire with no open draft; all systems behave again at the end."""
    lasting_site.sql("DELETE FROM cases_draft WHERE filed_case_id IS NULL")
    yield lasting_site.visitor(PERSON)
    for code in REGISTERS:
        lasting_site.town[code].control(mode="normal")


def begun(visitor: Visitor) -> dict[str, Any]:
    """A new draft, whatever was filed before."""
    answer = visitor.call("/services/enrolment/drafts?again=true")
    assert answer.status == 201, answer.text
    found: dict[str, Any] = answer.json
    return found


def answered(visitor: Visitor, draft: dict[str, Any]) -> dict[str, Any]:
    """The draft with every question answered by hand."""
    for _ in range(20):
        if not draft["ask"]:
            return draft
        fact = draft["ask"][0]["fact"]
        reply = visitor.call(f"/drafts/{draft['id']}/answers", {"answers": {fact: BY_HAND[fact]}})
        assert reply.status == 200, (fact, reply.text)
        draft = reply.json
    raise AssertionError("it never stops asking")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("code", REGISTERS)
def test_one_that_does_not_answer_is_named_and_answered_by_hand(
    lasting_site: Site, visitor: Visitor, receipts: Receipts, code: str, mode: str
) -> None:
    lasting_site.town[code].control(**MODES[mode])
    draft = begun(visitor)
    assert draft["registers"] == {each: "down" if each == code else "answered" for each in REGISTERS}
    place = visitor.get(f"/drafts/{draft['id']}").headers["Location"]
    seen: list[str] = []
    while place.endswith(tuple(BY_HAND)):
        page = visitor.get(place)
        assert page.status == 200
        seen.append(page.text)
        text = BY_HAND[place.rpartition("/")[2]]
        year, _, rest = text.partition("-")
        day = {"year": year, "month": rest[:2], "day": rest[3:]} if rest else {}
        place = visitor.form(place, {"answer": text, **day}).headers["Location"]
    assert place.endswith("/check")
    checked = visitor.get(place).text
    assert any(REGISTERS[code] in page and "没有回应" in page for page in seen), "the register is not named"
    assert not any(REGISTERS[other] in page for other in REGISTERS if other != code for page in seen)
    full = visitor.get(f"/api/v1/drafts/{draft['id']}").json
    stated = {fact for fact, source in full["sources"].items() if source == "self"}
    assert stated & GIVES[code]
    proved = {fact for fact, source in full["sources"].items() if source == code}
    assert proved == ({"name", "id_number"} if code == "population" else set())
    assert "您自己填写" in checked, "not marked as stated by the person"
    filed = send(visitor, draft["id"], draft["id"], receipts, version=full["version"])
    assert filed.status == 201
    assert not complaints(lasting_site.dsn, receipts.all())


@pytest.mark.parametrize("lie", ["false-date", "false-future"])
def test_a_day_that_cannot_be_is_no_answer(lasting_site: Site, visitor: Visitor, receipts: Receipts, lie: str) -> None:
    """A day that no calendar has, or that has not come: the register is not believed, and the person says it."""
    lasting_site.town["population"].control(mode="lying", lie=lie)
    draft = begun(visitor)
    assert draft["registers"]["population"] == "down"
    draft = answered(visitor, draft)
    assert draft["sources"]["birth_date"] == "self"
    assert send(visitor, draft["id"], draft["id"], receipts, version=draft["version"]).status == 201


@pytest.mark.parametrize("code", REGISTERS)
def test_no_such_person_is_said_of_somebody_who_lives(
    lasting_site: Site, visitor: Visitor, receipts: Receipts, code: str
) -> None:
    """Filing goes on: what the register should have known is asked or taken as not there; the identity stays."""
    lasting_site.town[code].control(mode="lying", lie="false-nobody")
    draft = begun(visitor)
    assert draft["registers"][code] == "absent"
    if code == "population":
        assert "先查过人口库（公安机关），没有记录。" in visitor.get(f"/drafts/{draft['id']}/birth_date").text
    draft = answered(visitor, draft)
    values = visitor.get(f"/api/v1/drafts/{draft['id']}").json["values"]
    assert (values["name"], values["id_number"]) == (KNOWN["name"], KNOWN["id_number"])
    if code == "population":
        assert draft["sources"]["birth_date"] == "self"
        page = visitor.get(f"/drafts/{draft['id']}/check").text
        assert "您自己填写" in page, "not marked as stated by the person"
    assert draft["outcome"] == "file"
    assert send(visitor, draft["id"], draft["id"], receipts, version=draft["version"]).status == 201


@pytest.mark.parametrize("mode", ["down", "slow", "lying-page"])
def test_all_of_them_at_once(lasting_site: Site, visitor: Visitor, receipts: Receipts, mode: str) -> None:
    for code in REGISTERS:
        lasting_site.town[code].control(**MODES[mode])
    draft = answered(visitor, begun(visitor))
    assert set(draft["registers"].values()) == {"down"}
    proved = {fact for fact, source in draft["sources"].items() if source in REGISTERS}
    assert proved == {"name", "id_number"}
    assert draft["outcome"] == "file"
    assert send(visitor, draft["id"], draft["id"], receipts, version=draft["version"]).status == 201


def test_asked_again_it_answers_and_the_person_is_asked_less(lasting_site: Site, visitor: Visitor) -> None:
    lasting_site.town["population"].control(mode="down")
    draft = begun(visitor)
    lasting_site.town["population"].control(mode="normal")
    again = visitor.call(f"/drafts/{draft['id']}/ask-again").json
    assert set(again["registers"].values()) == {"answered"}
    assert again["sources"]["birth_date"] == "population"
    done = answered(visitor, again)
    assert {fact for fact, source in done["sources"].items() if source == "self"} == {
        "employment",
        "add_medical",
        "contribution_base",
    }


def test_what_was_stated_stays_when_the_register_answers_later(lasting_site: Site, visitor: Visitor) -> None:
    lasting_site.town["medical"].control(mode="down")
    draft = answered(visitor, begun(visitor))
    lasting_site.town["medical"].control(mode="normal")
    again = visitor.call(f"/drafts/{draft['id']}/ask-again").json
    assert again["sources"]["medical_status"] == "self"
    assert again["complete"]


def test_an_answer_about_somebody_else_is_no_answer(lasting_site: Site, visitor: Visitor) -> None:
    """A register that mixes people up must not put another's name and number into anybody's application."""
    lasting_site.town["population"].control(mode="lying", lie="false-other-person")
    draft = begun(visitor)
    assert "别人" not in str(draft)
    assert "439900190001010001" not in str(draft)
    assert draft["registers"]["population"] == "down"


def test_nobody_is_let_in_by_a_register_that_does_not_answer(lasting_site: Site, served: Web) -> None:
    """Matching by phone, name and number needs the register itself; the page says so and keeps what was typed."""
    from tests.cast import person_of_the_register
    from tests.faults.county import session_of

    visitor = Visitor(lasting_site.port, {"sessionid": session_of(person_of_the_register("flexible-6", level=0))})
    known = BY_KEY["flexible-6"]
    try:
        for mode in MODES.values():
            lasting_site.town["population"].control(**mode)
            typed = {"name": known["name"], "id_number": known["id_number"]}
            page = visitor.form("/sign-in/identity", typed)
            assert page.status == 422
            assert "人口库" in page.text
            assert known["id_number"] in page.text
            called = visitor.call("/identify", typed)
            assert (called.status, called.json["code"]) == (503, "register-down")
    finally:
        lasting_site.town["population"].control(mode="normal")
    assert visitor.form("/sign-in/identity", typed).status == 303


def test_nobody_files_under_a_number_that_they_typed(lasting_site: Site, visitor: Visitor) -> None:
    """Name and number were proved at sign-in: with the register down they are neither asked nor to be changed."""
    lasting_site.town["population"].control(mode="down")
    draft, other = begun(visitor), BY_KEY["flexible-2"]
    answered(visitor, draft)
    for fact in ("name", "id_number"):
        refused = visitor.call(f"/drafts/{draft['id']}/answers", {"answers": {fact: other[fact]}})
        assert (refused.status, refused.json["code"]) == (422, "unknown-question")
    values = visitor.get(f"/api/v1/drafts/{draft['id']}").json["values"]
    assert (values["name"], values["id_number"]) == (KNOWN["name"], KNOWN["id_number"])


def test_a_clerk_types_nobody_elses_number_either(lasting_site: Site, served: Web) -> None:
    from tests.cast import staff
    from tests.faults.county import session_of

    clerk, known, other = staff("窗口一号"), BY_KEY["unknown-adult"], BY_KEY["flexible-2"]
    window = Visitor(lasting_site.port, {"sessionid": session_of(clerk)})
    assert window.call("/window/person", {"name": known["name"], "id_number": known["id_number"]}).status == 200
    by_hand = {**BY_HAND, "sex": "male", "birth_date": "1990-01-01"}
    draft = begun(window)
    while draft["ask"]:
        fact = draft["ask"][0]["fact"]
        assert fact not in ("name", "id_number")
        draft = window.call(f"/drafts/{draft['id']}/answers", {"answers": {fact: by_hand[fact]}}).json
    assert draft["sources"]["id_number"] == draft["sources"]["name"] == "clerk"
    for fact in ("name", "id_number"):
        refused = window.call(f"/drafts/{draft['id']}/answers", {"answers": {fact: other[fact]}})
        assert (refused.status, refused.json["code"]) == (422, "other-identity")
    assert window.call(f"/drafts/{draft['id']}/file", {"version": draft["version"]}).status == 201
