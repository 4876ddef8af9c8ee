"""The same verbs for programs: another phone by both codes, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member, Town
from tests.faces.api.test_interface import Caller
from tests.walks.people import code_on_phone
from yichuang.platform.people.models import Account, Record

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1, NEW = "/api/v1", "19900009003"


def post(client: Client, path: str, body: dict[str, Any]) -> Any:
    return client.post(f"{V1}{path}", body, "application/json")


def test_it_works(resident: Member, county: Town, signed_in: SignedIn) -> None:
    here, elsewhere = signed_in(resident), signed_in(resident)
    assert post(here, "/account/phone/codes", {"phone": NEW}).status_code == 202
    codes = {"old_code": code_on_phone(county, resident.phone), "new_code": code_on_phone(county, NEW)}
    changed = post(here, "/account/phone", {"phone": NEW, **codes})
    assert (changed.status_code, changed.json()["role"]) == (200, "resident")
    assert Account.objects.get(pk=resident.account_id).phone == NEW
    assert here.get(f"{V1}/cases").status_code == 200
    assert elsewhere.get(f"{V1}/cases").status_code == 401, "signed out there"
    assert Record.objects.filter(verb="phone-changed", subject_id=resident.account_id).count() == 1
    assert here.post(f"{V1}/sign-out").status_code == 204
    assert here.get(f"{V1}/cases").status_code == 401


def test_what_is_refused_names_its_field(
    resident: Member, neighbour: Member, county: Town, signed_in: SignedIn
) -> None:
    client = signed_in(resident)
    taken = post(client, "/account/phone/codes", {"phone": neighbour.phone})
    assert (taken.status_code, taken.json()["code"], taken.json()["field"]) == (422, "phone-taken", "phone")
    post(client, "/account/phone/codes", {"phone": NEW})
    right = {"phone": NEW, "old_code": code_on_phone(county, resident.phone), "new_code": code_on_phone(county, NEW)}
    for field in ("new_code", "old_code"):
        wrong = post(client, "/account/phone", {**right, field: "x"})
        assert (wrong.status_code, wrong.json()["field"]) == (422, field)
    assert post(client, "/account/phone", {"phone": NEW}).json()["field"] == "old_code"
    assert Account.objects.get(pk=resident.account_id).phone == resident.phone
    assert post(Client(), "/account/phone/codes", {"phone": NEW}).status_code == 401


def test_leaving_needs_the_token_of_the_session(resident: Member) -> None:
    """A picture on another site signs nobody out."""
    caller = Caller()
    caller.sign_in(resident.phone)
    assert caller.http.post(f"{V1}/sign-out").status_code == 422
    assert caller.get("/me").status_code == 200
    assert caller.post("/sign-out").status_code == 204
    assert caller.get("/me").status_code == 401
