"""Every page of the portal: for whom it is, what it never shows, how few questions it asks the database."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town
from tests.faces.portal.conftest import Things
from tests.simulators.world import BY_KEY
from yichuang.faces.look.routes import table

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]


PERSONAL = ["check", "question", "objection", "case", "receipt", "withdraw", "supplement"]


@pytest.mark.parametrize("name", PERSONAL)
def test_it_works(resident: Member, things: Things, signed_in: SignedIn, name: str) -> None:
    answer = signed_in(resident).get(things.pages[name])
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", PERSONAL)
def test_nobody_else_finds_it(
    neighbour: Member, officer: Member, clerk: Member, things: Things, signed_in: SignedIn, name: str
) -> None:
    path = things.pages[name]
    assert signed_in(neighbour).get(path).status_code == 404
    assert signed_in(neighbour).post(path).status_code in (404, 405)
    assert signed_in(officer).get(path).status_code == 403
    assert signed_in(clerk).get(path).status_code == 403
    answer = Client().get(path)
    assert (answer.status_code, answer["Location"].startswith("/sign-in?next=")) == (302, True)


def test_hidden_and_absent_are_the_same_bytes(neighbour: Member, things: Things, signed_in: SignedIn) -> None:
    client = signed_in(neighbour)
    hidden, absent = client.get(things.pages["case"]), client.get("/cases/aaaaaaaaaaaaaaaaaaaaaaaaaa")
    assert hidden.content == absent.content
    assert client.get(things.pages["check"]).content == client.get("/drafts/bbbbbbbbbbbbbbbbbbbbbbbbbb/check").content


@pytest.mark.parametrize("name", [name for name in PERSONAL if name != "receipt"])
def test_personal_numbers_are_masked(resident: Member, things: Things, signed_in: SignedIn, name: str) -> None:
    known = BY_KEY["flexible-1"]
    text = signed_in(resident).get(things.pages[name]).content.decode()
    assert known["id_number"] not in text
    assert known["phone"] not in text


@pytest.mark.parametrize("name", PERSONAL)
def test_a_page_asks_at_most_ten_questions(
    resident: Member, things: Things, signed_in: SignedIn, django_assert_max_num_queries: object, name: str
) -> None:
    client = signed_in(resident)
    client.get(things.pages[name])  # the package is warm, as it is in any process but a new one
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        client.get(things.pages[name])


@pytest.mark.parametrize("path", ["/", "/services/enrolment", "/sign-in", "/cases", "/messages"])
def test_lists_ask_at_most_ten_questions(
    resident: Member, things: Things, signed_in: SignedIn, django_assert_max_num_queries: object, path: str
) -> None:
    client = signed_in(resident)
    client.get(path)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert client.get(path).status_code in (200, 303)


def test_what_is_for_people_comes_first(county: Town, client: Client) -> None:
    page = client.get("/").content.decode()
    assert 0 < page.index("/services/enrolment") < page.index("/services/employee-enrolment")


def test_public_pages_are_public(county: Town, client: Client) -> None:
    for path in ("/", "/services/enrolment", "/sign-in"):
        assert client.get(path).status_code == 200
    assert "参保一件事" in client.post("/", {"q": "社保"}, follow=True).content.decode()
    assert client.get("/services/no-such-service").status_code == 404


def test_a_page_of_results_has_an_address_that_says_nothing(county: Town, client: Client) -> None:
    sent = client.post("/", {"q": "社保 19900000101"})
    assert sent.status_code == 303
    assert "19900000101" not in sent["Location"]
    for _ in range(2):  # gone back to, it is there again
        assert "社保 19900000101" in client.get(sent["Location"]).content.decode()
    assert client.post("/", {"q": "社保 19900000101"})["Location"] != sent["Location"]
    changed = sent["Location"][:-4] + "AAAA"
    for odd in (changed, "/?s=", "/?s=%21", "/?s=AA", "/?s=" + "A" * 5000, "/?s=é"):
        page = client.get(odd).content.decode()
        assert "19900000101" not in page
        assert "/services/enrolment" in page


def test_no_page_sets_a_style_or_runs_a_script_of_its_own(
    resident: Member, things: Things, signed_in: SignedIn
) -> None:
    client = signed_in(resident)
    for path in ["/", "/services/enrolment", "/cases", *things.pages.values()]:
        if path.endswith(".pdf"):
            continue
        text = client.get(path).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text), path
        assert re.findall(r"<script[^>]*>", text) == ['<script src="/static/look/look.js" defer>']


def test_every_verb_wants_its_token(resident: Member, things: Things) -> None:
    from yichuang.platform.people.models import Account

    client = Client(enforce_csrf_checks=True)
    client.force_login(Account.objects.get(pk=resident.account_id))
    for path in (f"/drafts/{things.draft}/file", things.pages["withdraw"], things.pages["question"], "/sign-out"):
        answer = client.post(path)
        assert answer.status_code == 403, path
        assert "页面已过时" in answer.content.decode()


def test_the_next_page_is_always_one_of_ours(county: Town, client: Client) -> None:
    for wanted in ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"):
        answer = client.post("/language", {"language": "en", "next": wanted})
        assert answer["Location"] == "/", wanted


def test_language_is_kept_and_another_is_refused(county: Town, client: Client) -> None:
    client.post("/language", {"language": "en", "next": "/"})
    assert "Come once" in client.get("/").content.decode()
    client.post("/language", {"language": "xx", "next": "/"})
    assert "Come once" in client.get("/").content.decode()


def test_every_route_of_the_portal_says_no_more_than_it_must() -> None:
    routes = {name: route for name, route in table().items() if name.startswith("portal:")}
    open_to_all = {name for name, route in routes.items() if "anonymous" in route.roles}
    assert open_to_all == {
        "portal:slip",
        "portal:square-svg",
        "portal:square-png",
        "portal:verify",  # likewise
        "portal:check-shown",  # likewise, for a minute and once
        "portal:rate-invited",  # the code in the address is what lets in
        "portal:home",
        "portal:figures",
        *("portal:rate-visit", "portal:tablet"),  # likewise
        # Nobody says who they are to wait in a hall; the address of a ticket is the right to it.
        *(f"portal:{name}" for name in ("tickets", "tickets-door", "ticket", "withdraw-ticket", "come-back")),
        "portal:kiosk",
        *(
            f"portal:{name}"
            for name in ("appointment", "move-appointment", "cancel-booking", "arrive", "arrive-by-code")
        ),
        "portal:screen",
        "portal:service",
        "portal:language",
        "portal:sign-in",
        "portal:code",
        "portal:sign-out",
    }
    # A handover code of a clerk who saw the card makes the account its person's: it shows nothing before that.
    about_somebody = (
        set(routes)
        - open_to_all
        - {
            "portal:identify",
            "portal:continue",
            "portal:continue-with",
            "portal:change-phone",  # one's own account, whoever one is
            "portal:appointments",  # likewise: a phone that received a code is enough
            "portal:book",
        }
    )
    assert all(routes[name].level == 1 for name in about_somebody)


def test_verbs_that_are_only_looked_at_do_nothing(resident: Member, things: Things, signed_in: SignedIn) -> None:
    client = signed_in(resident)
    assert client.get(f"/drafts/{things.draft}/file")["Location"] == f"/drafts/{things.draft}"
    assert client.get("/sign-out").status_code == 303
    assert client.get("/cases").status_code == 200
    client.get("/language", {"language": "en"})
    assert "我的办件" in client.get("/cases").content.decode()
