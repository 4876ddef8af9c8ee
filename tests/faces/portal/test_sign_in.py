"""Phone, code, name and number; and each way it is refused."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Town
from tests.simulators.world import BY_KEY
from tests.walks.people import code_on_phone

pytestmark = pytest.mark.django_db


def test_it_works(county: Town, client: Client) -> None:
    known = BY_KEY["flexible-1"]
    answer = client.post("/sign-in?next=/cases", {"phone": known["phone"], "next": "/cases"})
    assert (answer.status_code, answer["Location"]) == (303, "/sign-in/code?next=%2Fcases")
    code = code_on_phone(county, known["phone"])
    answer = client.post(answer["Location"], {"code": code, "next": "/cases"})
    assert (answer.status_code, answer["Location"]) == (303, "/cases"), answer.content.decode()
    answer = client.get("/cases")
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in/identity?next=%2Fcases")
    answer = client.post(answer["Location"], {"name": known["name"], "id_number": known["id_number"], "next": "/cases"})
    assert (answer.status_code, answer["Location"]) == (303, "/cases")
    answer = client.get("/cases")
    assert answer.status_code == 200
    assert "我的办件" in answer.content.decode()
