"""The switch “for whom”: chosen by a button, seen on every page, ended when the mandate ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from tests.cast import Member, Town
from tests.simulators.world import BY_KEY, ORGANISATIONS
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Mandate

SignedIn = Callable[[Member], Client]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def test_a_representative_acts_for_the_company(resident: Member, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    assert "替单位或别人办" in text(client, "/cases")
    answer = client.post("/acting/company", {"credit_code": ORGANISATIONS["company-1"]["code"]})
    assert (answer.status_code, answer["Location"]) == (303, "/cases")
    for address in ("/", "/cases", "/messages", "/mandates", "/services/enrolment"):
        assert "试例商贸有限公司" in text(client, address), address
    answer = client.post("/acting", {"mandate": ""})
    assert answer.status_code == 303
    assert "试例商贸有限公司" not in text(client, "/cases")


def test_somebody_else_is_told_what_to_do(neighbour: Member, signed_in: SignedIn) -> None:
    answer = signed_in(neighbour).post("/acting/company", {"credit_code": ORGANISATIONS["company-1"]["code"]})
    assert answer.status_code == 422
    assert "委托书" in answer.content.decode()


def test_a_register_that_is_down_is_named(resident: Member, county: Town, signed_in: SignedIn) -> None:
    county["organisations"].control(mode="down")
    try:
        answer = signed_in(resident).post("/acting/company", {"credit_code": ORGANISATIONS["company-1"]["code"]})
    finally:
        county["organisations"].control(mode="normal")
    assert answer.status_code == 422
    assert "法人库现在没有回应" in answer.content.decode()


def test_a_grant_opens_the_matters_and_its_end_closes_them(
    resident: Member, helper: Member, signed_in: SignedIn
) -> None:
    case = file_case(resident)
    theirs, ours = signed_in(resident), signed_in(helper)
    known = BY_KEY["flexible-3"]
    form = {"name": known["name"], "id_number": known["id_number"], "services": ["enrolment"], "term": "6"}
    answer = theirs.post("/mandates/grant", form)
    assert (answer.status_code, answer["Location"]) == (303, "/mandates")
    mandate = Mandate.objects.get().public_id
    assert ours.get(f"/cases/{case.public_id}").status_code == 404
    ours.post("/acting", {"mandate": mandate})
    assert ours.get(f"/cases/{case.public_id}").status_code == 200
    assert f"正在替<strong>{BY_KEY['flexible-1']['name']}</strong>办" in text(ours, "/cases")
    begun = ours.post("/services/enrolment/start", follow=True).content.decode()
    assert case.number in begun, "what is open is shown to whoever acts for the citizen, too (WF-32)"
    assert "再办一件" in begun
    assert theirs.post(f"/mandates/{mandate}/withdraw").status_code == 303
    answer = ours.post(f"/cases/{case.public_id}/withdraw")
    assert (answer.status_code, answer["Location"]) == (303, "/acting")
    assert "代办授权已经结束" in text(ours, "/acting")
    assert ours.get(f"/cases/{case.public_id}").status_code == 404


def test_what_is_missing_in_a_grant_is_said_at_its_field(resident: Member, signed_in: SignedIn) -> None:
    known = BY_KEY["flexible-3"]
    answer = signed_in(resident).post(
        "/mandates/grant", {"name": known["name"], "id_number": known["id_number"][:17], "services": ["enrolment"]}
    )
    assert answer.status_code == 422
    assert 'href="#id_number"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/mandates/absent/withdraw", None])
def test_anothers_mandate_and_an_absent_one_look_the_same(
    address: str | None, resident: Member, helper: Member, neighbour: Member, signed_in: SignedIn
) -> None:
    known = BY_KEY["flexible-3"]
    made = people.grant(
        resident.actor, known["name"], known["id_number"], ["enrolment"], None, clock.today() + timedelta(days=9)
    )
    answer = signed_in(neighbour).post(address or f"/mandates/{made.public_id}/withdraw")
    assert answer.status_code == 404
    answer = signed_in(neighbour).post("/acting", {"mandate": made.public_id})
    assert answer.status_code == 200  # asked again: nothing chosen
    assert "正在替" not in text(signed_in(neighbour), "/cases")


def test_staff_have_no_switch(clerk: Member, signed_in: SignedIn) -> None:
    assert signed_in(clerk).get("/acting").status_code == 403
