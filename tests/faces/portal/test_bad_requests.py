"""Whatever is sent, the answer is a page: never 5xx, and never anything written by accident (TRUST 15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member
from tests.faces.portal.conftest import Things
from yichuang.platform.cases.models import Case

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
ODD = [
    "",
    "\x00",
    "𠮷" * 300,
    "<script>alert(1)</script>",
    "９" * 40,
    "-1",
    "null",
    "%s%n",
    "a" * 100_000,
]
FIELDS = (
    "answer year month day stated version again next language answer-1 phone code name id_number".split()  # noqa: SIM905
)
NO_PLACES = ["x", "~", "2026-01-01~", "2026-01-01T00:00:00~not-an-id", "9999-99-99T00:00:00+08:00~1"]


def test_odd_values_everywhere(resident: Member, things: Things, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    client.raise_request_exception = False
    addresses = [
        things.pages["question"],
        things.pages["objection"],
        f"/drafts/{things.draft}/file",
        f"/drafts/{things.draft}/registers",
        f"/drafts/{things.draft}/no_such_fact",
        "/services/enrolment/start",
        "/language",
        "/sign-in",
        "/sign-in/code",
        "/sign-in/identity",
    ]
    cases = Case.objects.count()
    for address in addresses:
        for value in ODD:
            answer = client.post(address, dict.fromkeys(FIELDS, value))
            assert answer.status_code < 500, (address, value[:20])
    assert Case.objects.count() == cases


@pytest.mark.parametrize("before", NO_PLACES)
def test_an_unreadable_place_in_a_list_is_its_beginning(
    resident: Member,
    things: Things,
    signed_in: SignedIn,
    before: str,
) -> None:
    answer = signed_in(resident).get("/cases", {"before": before})
    assert answer.status_code == 200
    assert "我的办件" in answer.content.decode()


def test_a_version_that_is_no_number_leads_back_to_the_draft(
    resident: Member, things: Things, signed_in: SignedIn
) -> None:
    answer = signed_in(resident).post(f"/drafts/{things.draft}/file", {"version": "eleven"})
    assert (answer.status_code, answer["Location"]) == (303, f"/drafts/{things.draft}")


def test_odd_queries_are_searched_for_in_vain(client: Client, resident: Member) -> None:
    for value in ODD:
        if "\x00" in value:
            continue
        assert client.post("/", {"q": value}, follow=True).status_code == 200
    assert client.get("/?q=%00").status_code == 400
