"""Who stands at the window (A-04, A-08): found by their card, shown while they are here, forgotten when they leave."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Member
from tests.simulators.world import BY_KEY
from tests.walks.people import file_case
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Draft
from yichuang.platform.people.models import Person

pytestmark = pytest.mark.django_db
KNOWN = BY_KEY["flexible-1"]
PAGES = ["/window/person", "/window/drafts/{draft}", "/window/cases/{case}"]


def begun(client: Client) -> str:
    """The id of the visitor's draft, begun now, whatever they have filed before."""
    answer = client.post("/window/services/enrolment/start", {"again": "1"})
    return str(answer["Location"].rpartition("/")[2])


def test_found_and_noted(visited: Client, clerk: Member) -> None:
    page = visited.get("/window/person").content.decode()
    assert KNOWN["name"] in page
    assert KNOWN["id_number"] not in page
    look = Access.objects.get()
    assert (look.account_id, look.subject_kind, look.rule) == (clerk.account_id, "person", "person-at-the-window")


def test_whoever_is_not_known_here_is_registered(window: Client) -> None:
    assert not Person.objects.exists()
    window.post("/window/", {"name": KNOWN["name"], "id_number": KNOWN["id_number"]})
    assert Person.objects.get().name == KNOWN["name"]


@pytest.mark.parametrize(
    ("name", "number", "words"),
    [
        (KNOWN["name"], KNOWN["id_number"][:-1], "身份证号码应为18位"),
        ("", KNOWN["id_number"], "姓名"),
        (KNOWN["name"], "", "身份证"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(window: Client, name: str, number: str, words: str) -> None:
    answer = window.post("/window/", {"name": name, "id_number": number})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert f'value="{number}"' in page
    assert not Person.objects.exists()


def test_another_name_for_a_number_is_refused(visited: Client) -> None:
    visited.post("/window/leave")
    answer = visited.post("/window/", {"name": "张三", "id_number": KNOWN["id_number"]})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert KNOWN["name"] not in page
    assert visited.get("/window/person").status_code == 303


def test_nothing_stays_when_they_leave(visited: Client) -> None:
    draft = begun(visited)
    assert visited.post("/window/leave").status_code == 303
    assert "on_behalf_of" not in visited.session
    for address in ("/window/person", f"/window/drafts/{draft}"):
        answer = visited.get(address)
        assert (answer.status_code, answer["Location"]) == (303, "/window/")
    home = visited.get("/window/")
    assert KNOWN["name"] not in home.content.decode()
    assert "no-store" in home["Cache-Control"]


def test_the_next_visitor_s_pages_are_not_the_last_one_s(visited: Client, neighbour: Member) -> None:
    draft = begun(visited)
    other = Person.objects.get(pk=neighbour.person_id)
    visited.post("/window/", {"name": other.name, "id_number": other.id_number})
    assert visited.get(f"/window/drafts/{draft}").status_code == 403
    assert visited.post(f"/window/drafts/{draft}/file", {"version": 1}).status_code == 403
    assert visited.post(f"/window/drafts/{draft}", {"employment": "flexible"}).status_code == 403


@pytest.mark.parametrize("who", ["resident", "officer", "head"])
def test_no_one_else_gets_in(
    request: pytest.FixtureRequest, county: object, signed_in: Callable[[Member], Client], who: str
) -> None:
    client = signed_in(request.getfixturevalue(who))
    expected = 404 if who == "resident" else 403
    assert client.get("/window/").status_code == expected
    assert client.post("/window/", {"name": KNOWN["name"], "id_number": KNOWN["id_number"]}).status_code == expected
    assert client.get("/window/person").status_code == expected


def test_at_most_eleven_queries_a_page(visited: Client, resident: Member) -> None:
    from django.db import connection

    case = file_case(resident).public_id
    draft = begun(visited)
    visited.get("/window/person")  # what a process reads once is read now
    for page in PAGES:
        with CaptureQueriesContext(connection) as taken:
            answer = visited.get(page.format(draft=draft, case=case))
        assert answer.status_code == 200
        most = 11 if "/cases/" in page else 10  # a case may have files
        assert len(taken) <= most, (page, [each["sql"][:80] for each in taken])


def test_a_draft_begun_at_home_goes_on_here(visited: Client, resident: Member) -> None:
    from yichuang.lines.applications import commands

    mine = commands.begin(resident.actor, "enrolment").draft.public_id
    assert f"/window/drafts/{mine}" in visited.get("/window/person").content.decode()
    assert begun(visited) == mine
    assert Draft.objects.count() == 1


def test_an_open_case_is_shown_before_another_is_begun(visited: Client, resident: Member) -> None:
    """WF-32: the clerk sees what the visitor filed, and confirms that it is about something else."""
    case = file_case(resident)
    page = visited.post("/window/services/enrolment/start").content.decode()
    assert case.number in page
    assert f"/window/cases/{case.public_id}" in page
    assert not Draft.objects.filter(filed_case_id=None).exists()
    assert visited.post("/window/services/enrolment/start", {"again": "1"}).status_code == 303
    assert Draft.objects.filter(filed_case_id=None).count() == 1


def test_the_clerk_s_own_draft_is_not_the_visitor_s(visited: Client, clerk: Member, neighbour: Member) -> None:
    from yichuang.lines.applications import commands
    from yichuang.platform.people.models import Account

    Account.objects.filter(pk=clerk.account_id).update(person=neighbour.person_id)
    mine = commands.begin(neighbour.actor, "enrolment").draft.public_id
    assert mine not in visited.get("/window/person").content.decode()
