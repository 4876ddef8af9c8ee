"""The same verbs for programs: licences are listed, shown, verified, and withdrawn by their issuer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member
from tests.lines.applications.test_licences import granted
from yichuang.platform.cases.models import Case
from yichuang.platform.licences.models import Licence
from yichuang.platform.people.models import Account

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
V1, WHY = "/api/v1", "登记有误，应为灵活就业。"


@pytest.fixture
def licence(resident: Member) -> Licence:
    """A licence of the resident, who was verified at a window."""
    granted(resident)
    Account.objects.filter(pk=resident.account_id).update(level=2)
    return Licence.objects.get()


def withdraw(client: Client, licence: str, **body: Any) -> Any:
    return client.post(f"{V1}/licences/{licence}/withdraw", body, "application/json")


def test_it_works(licence: Licence, resident: Member, officer: Member, signed_in: SignedIn) -> None:
    person = signed_in(resident)
    [row] = person.get(f"{V1}/licences").json()["licences"]
    assert (row["id"], row["title"], row["withdrawn_at"]) == (licence.public_id, "社会保险参保凭证", None)
    whole = person.get(f"{V1}/licences/{row['id']}").json()
    assert (whole["name"], whole["number"]) == ("试例一", licence.number)
    assert whole["verify"].endswith(f"/verify/{licence.code}")
    verified = Client().get(f"{V1}/verify/{licence.code}").json()
    assert (verified["number"], verified["holder"], verified["holds"]) == (licence.number, "试**", True)
    done = withdraw(signed_in(officer), licence.public_id, reason=f" {WHY} ")
    assert done.status_code == 200
    assert done.json()["withdrawn_at"] is not None
    assert person.get(f"{V1}/licences/{row['id']}").json()["reason"] == WHY
    assert Client().get(f"{V1}/verify/{licence.code}").json()["holds"] is False
    assert WHY in person.get(f"/cases/{Case.objects.get(pk=licence.case_id).public_id}").content.decode()


def test_it_is_withdrawn_once_and_with_a_reason(licence: Licence, officer: Member, signed_in: SignedIn) -> None:
    client = signed_in(officer)
    refused = withdraw(client, licence.public_id, reason=" ")
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "reason-needed", "reason")
    assert withdraw(client, licence.public_id).json()["code"] == "bad-input"
    assert withdraw(client, licence.public_id, reason=WHY).status_code == 200
    again = withdraw(client, licence.public_id, reason="又来一次。")
    assert (again.status_code, again.json()["code"]) == (409, "withdrawn-already")
    licence.refresh_from_db()
    assert (licence.reason, licence.withdrawn_by_id) == (WHY, officer.account_id)


def test_only_its_issuer_withdraws_it(
    licence: Licence, resident: Member, other_officer: Member, officer: Member, signed_in: SignedIn
) -> None:
    assert withdraw(signed_in(other_officer), licence.public_id, reason=WHY).status_code == 403
    assert withdraw(signed_in(officer), "0" * 24, reason=WHY).status_code == 404
    assert withdraw(signed_in(resident), licence.public_id, reason=WHY).status_code in (403, 404)
    licence.refresh_from_db()
    assert licence.withdrawn_at is None


def test_anothers_is_not_there(licence: Licence, neighbour: Member, signed_in: SignedIn) -> None:
    Account.objects.filter(pk=neighbour.account_id).update(level=2)
    client = signed_in(neighbour)
    hidden, absent = client.get(f"{V1}/licences/{licence.public_id}"), client.get(f"{V1}/licences/{'0' * 24}")
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content
    assert client.get(f"{V1}/licences").json() == {"licences": [], "next": None}
    assert Client().get(f"{V1}/licences").status_code == 401
    assert Client().get(f"{V1}/verify/{'0' * 24}").status_code == 404


def test_below_level_2_none_is_shown(licence: Licence, resident: Member, signed_in: SignedIn) -> None:
    Account.objects.filter(pk=resident.account_id).update(level=1)
    client = signed_in(resident)
    assert client.get(f"{V1}/licences").json() == {"licences": [], "next": None}
    assert client.get(f"{V1}/licences/{licence.public_id}").status_code == 404
