"""At the window: for whom the visitor acts, the papers they show, and what a second person decides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import Member, Town, staff
from tests.simulators.world import BY_KEY, ORGANISATIONS
from yichuang.core import clock
from yichuang.core.identifiers import mask_id_number
from yichuang.platform.cases.models import Draft
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Account, Approval, Mandate, Person
from yichuang.platform.people.queries import phone_blind

COMPANY = ORGANISATIONS["company-2"]
KNOWN = BY_KEY["flexible-1"]
NEW_PHONE = "19900009002"


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


@pytest.fixture
def second(county: Town, signed_in: Callable[[Member], Client]) -> Client:
    """Another clerk's browser."""
    return signed_in(staff("窗口二号"))


def test_a_paper_is_noted_and_acted_under(visited: Client) -> None:
    form = {"credit_code": COMPANY["code"], "services": ["enrolment"], "term": "1", "paper": "第12号委托书"}
    answer = visited.post("/window/person/paper", {**form, "paper": ""})
    assert answer.status_code == 422
    assert 'href="#paper"' in answer.content.decode()
    assert visited.post("/window/person/paper", form).status_code == 303
    made = Mandate.objects.get()
    assert (made.basis, made.organisation.code if made.organisation else "") == ("paper", COMPANY["code"])
    page = shown(visited, "/window/person")
    assert f"替{COMPANY['name']}办" in page
    assert KNOWN["name"] in page
    answer = visited.post("/window/services/enrolment/start")  # a service for people
    assert answer.status_code == 422
    visited.post("/window/person/act-for", {"mandate": ""})
    assert visited.post("/window/services/enrolment/start").status_code == 303
    assert Draft.objects.get().organisation_id is None


def test_it_leaves_with_the_visitor(visited: Client) -> None:
    form = {"credit_code": COMPANY["code"], "services": ["*"], "term": "1", "paper": "第12号委托书"}
    visited.post("/window/person/paper", form)
    visited.post("/window/leave")
    other = BY_KEY["flexible-2"]
    visited.post("/window/", {"name": other["name"], "id_number": other["id_number"]})
    assert COMPANY["name"] not in shown(visited, "/window/person")


def test_a_mandate_of_somebody_else_is_not_chosen(visited: Client, neighbour: Member, helper: Member) -> None:
    person = Person.objects.get(pk=helper.person_id)
    made = people.grant(neighbour.actor, person.name, person.id_number, ["*"], None, clock.today() + timedelta(days=9))
    visited.post("/window/person/act-for", {"mandate": made.public_id})
    page = visited.get("/window/person", follow=True).content.decode()
    assert BY_KEY["flexible-2"]["name"] not in page
    assert "代办授权已经结束" in page


def test_a_child_by_the_household_book(visited: Client) -> None:
    child = BY_KEY["fifteen"]
    form = {"name": child["name"], "id_number": child["id_number"], "paper": "户口簿"}
    assert visited.post("/window/person/child", form).status_code == 303
    answer = visited.post("/window/services/enrolment/start")
    assert answer.status_code == 303
    draft = Draft.objects.get()
    assert draft.person.name == child["name"]
    assert visited.get(answer["Location"]).status_code == 200


def test_a_lost_phone_from_proposal_to_sign_in(visited: Client, second: Client) -> None:
    assert visited.post("/window/person/recovery", {"phone": NEW_PHONE, "send": "1"}).status_code == 303
    page = shown(visited, "/window/person/recovery")
    assert "199****9002" in page
    assert NEW_PHONE not in page
    _, code = people.issue_code(NEW_PHONE)
    form = {"code": code, "reason": "手机丢了，看了身份证"}
    assert visited.post("/window/person/recovery", form).status_code == 303
    made = Approval.objects.get()
    own = shown(visited, "/window/approvals")
    assert "由别人决定" in own
    assert visited.post(f"/window/approvals/{made.public_id}/approve").status_code == 422
    assert "手机丢了" in shown(second, "/window/approvals")
    assert second.post(f"/window/approvals/{made.public_id}/approve").status_code == 303
    assert Account.objects.get(phone_blind=phone_blind(NEW_PHONE)).person == Person.objects.get()


def test_two_records_are_joined_and_parted(visited: Client, second: Client) -> None:
    other = people.ensure_person("试例一", BY_KEY["flexible-6"]["id_number"])
    form = {"name": other.name, "id_number": other.id_number, "reason": "同一个人"}
    assert visited.post("/window/person/merge", form).status_code == 303
    made = Approval.objects.get()
    page = shown(second, "/window/approvals")
    assert mask_id_number(other.id_number) in page
    assert other.id_number not in page
    assert second.post(f"/window/approvals/{made.public_id}/approve").status_code == 303
    assert "撤销合并" in shown(second, "/window/approvals")
    assert second.post(f"/window/approvals/{made.public_id}/undo").status_code == 303
    assert Approval.objects.get().state == "undone"


def test_the_head_decides_too_and_an_officer_does_not(
    visited: Client, head: Member, officer: Member, signed_in: Callable[[Member], Client]
) -> None:
    form = {"name": "试例新名", "id_number": KNOWN["id_number"], "reason": "看了新身份证"}
    assert visited.post("/window/person/identity", form).status_code == 303
    made = Approval.objects.get()
    assert signed_in(officer).post(f"/window/approvals/{made.public_id}/approve").status_code == 403
    assert signed_in(head).post(f"/window/approvals/{made.public_id}/approve").status_code == 303
    assert Person.objects.get().name == "试例新名"


def test_what_is_absent_and_no_verb(second: Client) -> None:
    assert second.post("/window/approvals/absent/approve").status_code == 404
    assert second.post("/window/approvals/absent/vanish").status_code == 404


def test_who_has_died_is_said(visited: Client, county: Town) -> None:
    Person.objects.update(deceased_on="2026-11-20")
    assert "2026年11月20日去世" in shown(visited, "/window/person")
