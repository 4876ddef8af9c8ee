"""The queue at the window: each button, what it leads to, and that nothing of a visitor stays."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Member, Town, staff
from tests.cast import signed_in as browser_of
from tests.platform.hall.conftest import MORNING
from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.faces.look.middleware import SESSION_PERSON
from yichuang.platform.hall import commands
from yichuang.platform.hall.models import Shift, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> object:
    """The hall is open."""
    with clock.frozen(MORNING):
        yield None


@pytest.fixture
def at_window(county: Town, clerk: Member) -> Client:
    """A clerk's browser."""
    return browser_of(clerk)


def press(client: Client, verb: str, **fields: str) -> str:
    """Press a button; what the page then shows."""
    answer = client.post(f"/window/queue/{verb}", fields, follow=True)
    return str(answer.content.decode())


def test_a_whole_visit(at_window: Client, resident: Member) -> None:
    assert "您坐哪个窗口" in at_window.get("/window/queue").content.decode()
    assert "叫下一位" in press(at_window, "sit", window="1")
    assert "没有人在等您的窗口" in press(at_window, "next")
    public = commands.draw(Actor(), "insurance").public_id
    assert "A001" in press(at_window, "next")
    assert "已叫2次" in press(at_window, "again", ticket=public)
    assert "窗口来的是谁" in press(at_window, "begin", ticket=public)
    assert "A001在您的窗口" in at_window.get("/window/").content.decode()
    session = at_window.session
    session[SESSION_PERSON] = str(resident.person_id)
    session.save()
    assert at_window.post("/window/leave")["Location"] == "/window/queue"
    session = at_window.session
    session[SESSION_PERSON] = str(resident.person_id)
    session.save()
    assert "您今天办完1人" in press(at_window, "finish", ticket=public)
    assert SESSION_PERSON not in at_window.session
    assert "您坐哪个窗口" in press(at_window, "leave")
    assert at_window.post("/window/leave")["Location"] == "/window/"


def test_skip_come_back_and_transfer(at_window: Client) -> None:
    press(at_window, "sit", window="1")
    public = commands.draw(Actor(), "insurance").public_id
    press(at_window, "next")
    assert "叫满3次才能过号" in press(at_window, "skip", ticket=public)
    for _ in range(2):
        press(at_window, "again", ticket=public)
    assert "已过号" in press(at_window, "skip", ticket=public)
    press(at_window, "come-back", ticket=public)
    press(at_window, "next")
    commands.open_shift(staff("窗口二号").actor, "2")
    assert "2号窗口" in at_window.get("/window/queue").content.decode()
    press(at_window, "transfer", ticket=public, window="2")
    assert (Ticket.objects.get().state, Ticket.objects.get().wanted) == ("waiting", "2")


def test_taken_over_and_what_is_refused(at_window: Client) -> None:
    commands.open_shift(staff("窗口二号").actor, "2")
    refused = at_window.post("/window/queue/sit", {"window": "2"})
    assert (refused.status_code, "窗口二号正坐在这个窗口" in refused.content.decode()) == (422, True)
    press(at_window, "sit", window="2", take_over="on")
    assert Shift.objects.filter(ended_at=None).count() == 1
    assert at_window.post("/window/queue/dance").status_code == 404
    assert at_window.post("/window/queue/begin", {"ticket": "none"}).status_code == 404
    public = commands.draw(Actor(), "insurance").public_id
    assert at_window.post("/window/queue/finish", {"ticket": public}).status_code == 403


def test_its_lists_are_asked_by_version_and_with_few_questions(
    at_window: Client, django_assert_max_num_queries: object
) -> None:
    press(at_window, "sit", window="1")
    commands.draw(Actor(), "insurance")
    first = at_window.get("/window/queue")
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        assert at_window.get("/window/queue", headers={"If-None-Match": first["ETag"]}).status_code == 304
