"""One visit files several matters: shown together, those of this visit alone."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Member
from tests.simulators.world import BY_KEY
from tests.walks.people import WISHES, file_case
from yichuang.platform.cases.models import Case

pytestmark = pytest.mark.django_db


def filed(client: Client) -> str:
    """A draft of the visitor, answered and filed at the window; the case's number."""
    draft = client.post("/window/services/enrolment/start", {"again": "1"})["Location"].rpartition("/")[2]
    for _ in WISHES:
        client.post(f"/window/drafts/{draft}", WISHES)
    version = client.get(f"/window/drafts/{draft}").context["draft"].version
    answer = client.post(f"/window/drafts/{draft}/file", {"version": str(version), **WISHES})
    return Case.objects.get(public_id=answer["Location"].rpartition("/")[2]).number


def test_everything_of_one_visit_stands_together(visited: Client, resident: Member) -> None:
    earlier = file_case(resident).number
    assert "这次还没有提交什么" in visited.get("/window/visit").content.decode()
    assert visited.get("/api/v1/window/visit").json()["cases"] == []
    numbers = [filed(visited), filed(visited)]
    page = visited.get("/window/visit").content.decode()
    assert all(each in page for each in numbers)
    assert earlier not in page
    assert "人社局" in page
    assert "这次来办：2件" in visited.get("/window/person").content.decode()
    assert [each["number"] for each in visited.get("/api/v1/window/visit").json()["cases"]] == numbers


def test_the_next_visit_begins_with_nothing(visited: Client) -> None:
    number = filed(visited)
    visited.post("/window/leave")
    known = BY_KEY["flexible-1"]
    visited.post("/window/", {"name": known["name"], "id_number": known["id_number"]})
    assert number not in visited.get("/window/visit").content.decode()
    assert "这次来办" not in visited.get("/window/person").content.decode().partition("<main")[2].partition("<h1")[0]


def test_without_a_visitor_there_is_no_visit(window: Client) -> None:
    assert window.get("/window/visit")["Location"] == "/window/"
    assert window.get("/api/v1/window/visit").json()["code"] == "no-visitor"
