"""Another phone, by a code to each of the two; and the children whom the register names."""

from __future__ import annotations

from collections.abc import Callable

from django.test import Client

from tests.cast import Member, Town
from tests.simulators.world import BY_KEY
from tests.walks.people import code_on_phone
from yichuang.platform.people.models import Account

SignedIn = Callable[[Member], Client]
NEW = "19900009003"


def test_it_works(resident: Member, county: Town, signed_in: SignedIn) -> None:
    here, elsewhere = signed_in(resident), signed_in(resident)
    assert here.post("/account/phone", {"phone": NEW, "send": "1"}).status_code == 303
    page = here.get("/account/phone").content.decode()
    assert NEW not in page
    assert "199****9003" in page
    codes = {"old_code": code_on_phone(county, resident.phone), "new_code": code_on_phone(county, NEW)}
    answer = here.post("/account/phone", codes)
    assert (answer.status_code, answer["Location"]) == (303, "/cases")
    assert here.get("/cases").status_code == 200
    assert elsewhere.get("/cases").status_code == 302  # signed out there
    assert Account.objects.get(pk=resident.account_id).phone == NEW


def test_a_wrong_code_changes_nothing(resident: Member, county: Town, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    client.post("/account/phone", {"phone": NEW, "send": "1"})
    for field in ("new_code", "old_code"):
        codes = {"old_code": code_on_phone(county, resident.phone), "new_code": code_on_phone(county, NEW)}
        answer = client.post("/account/phone", {**codes, field: "x"})
        assert answer.status_code == 422
        assert f'href="#{field}"' in answer.content.decode()
    assert Account.objects.get(pk=resident.account_id).phone == resident.phone


def test_the_phone_of_an_account_is_not_taken(resident: Member, neighbour: Member, signed_in: SignedIn) -> None:
    answer = signed_in(resident).post("/account/phone", {"phone": neighbour.phone, "send": "1"})
    assert answer.status_code == 422
    assert "已有账号" in answer.content.decode()


def test_a_parent_chooses_a_child(neighbour: Member, county: Town, signed_in: SignedIn) -> None:
    client = signed_in(neighbour)
    page = client.post("/acting/children", follow=True).content.decode()
    assert BY_KEY["fifteen"]["name"] in page
    assert "未满18周岁的孩子" in page


def test_who_has_none_is_told_what_to_do(resident: Member, county: Town, signed_in: SignedIn) -> None:
    page = signed_in(resident).post("/acting/children", follow=True).content.decode()
    assert "户口簿" in page
