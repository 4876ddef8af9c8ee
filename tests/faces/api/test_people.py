"""The same verbs for programs: acting for others, mandates, children, a second person's decision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import Member, staff
from tests.simulators.world import BY_KEY, ORGANISATIONS
from yichuang.core import clock
from yichuang.platform.people import commands as people

SignedIn = Callable[[Member], Client]
V1 = "/api/v1"


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(f"{V1}{path}", body or {}, "application/json")


def test_a_company_is_acted_for(resident: Member, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    assert client.get(f"{V1}/acting").json() == {"now": None, "may": []}
    made = post(client, "/companies", {"credit_code": ORGANISATIONS["company-1"]["code"]})
    assert made.status_code == 201
    acting = post(client, "/acting", {"mandate": made.json()["id"]})
    assert acting.json()["now"] == made.json()["id"]
    known = BY_KEY["flexible-3"]
    until = (clock.today() + timedelta(days=30)).isoformat()
    form = {"name": known["name"], "id_number": known["id_number"], "services": ["*"], "to_day": until}
    people.ensure_person(known["name"], known["id_number"])
    granted = post(client, "/mandates", form)
    assert granted.status_code == 201
    assert next(each["id"] for each in client.get(f"{V1}/mandates").json()) == granted.json()["id"]
    ended = post(client, f"/mandates/{granted.json()['id']}/withdraw")
    assert ended.json()["ended_at"] is not None


def test_what_is_refused(resident: Member, neighbour: Member, signed_in: SignedIn) -> None:
    client = signed_in(neighbour)
    answer = post(client, "/companies", {"credit_code": ORGANISATIONS["company-1"]["code"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "not-representative")
    assert post(client, "/acting", {"mandate": "absent"}).json()["code"] == "no-mandate"
    assert post(client, "/mandates/absent/withdraw").status_code == 404
    assert post(signed_in(resident), "/children").json()["code"] == "no-child"


def test_children_are_named(neighbour: Member, signed_in: SignedIn) -> None:
    [child] = post(signed_in(neighbour), "/children").json()
    assert (child["for_whom"], child["basis"]) == (BY_KEY["fifteen"]["name"], "guardian")


@pytest.mark.parametrize("verb", ["approve", "refuse"])
def test_a_second_person_decides(verb: str, resident: Member, clerk: Member, signed_in: SignedIn) -> None:
    at_window = replace(clerk.actor, on_behalf_of=resident.person_id, level=2)
    made = people.propose_identity(at_window, "试例新名", BY_KEY["flexible-1"]["id_number"], "看了新身份证")
    path = f"/window/approvals/{made.public_id}"
    assert post(signed_in(clerk), f"{path}/{verb}").json()["code"] == "second-person-needed"
    second = signed_in(staff("窗口二号"))
    assert [each["id"] for each in second.get(f"{V1}/window/approvals").json()] == [made.public_id]
    assert post(second, f"{path}/{verb}").json()["open"] is False
    assert post(second, f"{path}/vanish").status_code == 404
    assert post(signed_in(resident), f"{path}/{verb}").status_code == 404
