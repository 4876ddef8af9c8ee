"""A ticket without signing in: drawn, followed, given back; what the terminal and the screen show, and never show."""

from __future__ import annotations

import re
from datetime import datetime

import pytest
from django.test import Client

from tests.platform.hall.conftest import MORNING, settle
from yichuang.core import clock
from yichuang.platform.hall import commands
from yichuang.platform.hall.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning() -> object:
    """The hall is open, three clerks are there."""
    with clock.frozen(MORNING):
        yield settle()


def drawn(client: Client, path: str = "/tickets", **more: str) -> str:
    """The page of a ticket drawn by one press."""
    answer = client.post(path, {"kind": "insurance", **more})
    assert answer.status_code == 303
    return str(answer["Location"])


def test_it_works_and_keeps_nothing_of_whoever_draws(client: Client) -> None:
    assert "社保、医保、退休" in client.get("/tickets").content.decode()
    page = client.get(drawn(client)).content.decode()
    assert all(words in page for words in ("A001", "前面没有人", "要等多久还不知道"))
    assert set(client.cookies) <= {"csrftoken"}


def test_the_page_is_asked_by_its_version(client: Client, morning: list[object]) -> None:
    path = drawn(client)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, first["Cache-Control"]) == (304, b"", "no-store")
    clerk = morning[0]
    commands.open_shift(clerk, "2")  # type: ignore[arg-type]
    commands.call_next(clerk)  # type: ignore[arg-type]
    called = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert called.status_code == 200
    assert "请到2号窗口" in called.content.decode()
    english = client.get(path, headers={"If-None-Match": called["ETag"], "Accept-Language": "en"})
    assert english.status_code == 200


def test_given_back_once(client: Client) -> None:
    path = drawn(client)
    assert client.post(f"{path}/withdraw")["Location"] == path
    assert "您已退号" in client.get(path).content.decode()
    again = client.post(f"{path}/withdraw")
    assert (again.status_code, "刚才变了" in again.content.decode()) == (422, True)
    assert client.post(f"{path}/come-back").status_code == 422
    assert client.get("/tickets/aaaaaaaaaaaaaaaaaaaaaaaaaa").status_code == 404


def test_where_it_was_drawn_and_with_priority(client: Client) -> None:
    assert 'name="from" value="door"' in client.get("/tickets?from=door").content.decode()
    drawn(client, "/tickets", **{"from": "door"}, priority="on")
    ticket = Ticket.objects.get()
    assert (ticket.source, ticket.priority) == ("door", True)
    assert "/tickets?from=door" in client.get("/tickets/door").content.decode()


def test_the_terminal_leaves_no_address_behind(client: Client) -> None:
    answer = client.post("/kiosk", {"kind": "business"})
    page = answer.content.decode()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert "B001" in page
    public = Ticket.objects.get().public_id
    assert f'"/tickets/{public}' not in page  # in the square alone
    assert public not in client.get("/kiosk").content.decode()
    assert Ticket.objects.get().source == "kiosk"


def test_the_screen_shows_numbers_alone(client: Client, morning: list[object]) -> None:
    drawn(client)
    clerk = morning[0]
    commands.open_shift(clerk, "1")  # type: ignore[arg-type]
    commands.call_next(clerk)  # type: ignore[arg-type]
    first = client.get("/screen")
    page = first.content.decode()
    assert "A001" in page
    assert "1号窗口" in page
    assert "窗口1号" not in page  # the clerk's name
    assert Ticket.objects.get().public_id not in page
    assert client.get("/screen", headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_closed_and_without_a_choice(client: Client) -> None:
    assert "请选择您来办什么" in client.post("/tickets").content.decode()
    with clock.frozen(datetime(2026, 11, 29, 10, 0, tzinfo=clock.ZONE)):
        assert "大厅现在没有开门" in client.get("/tickets").content.decode()
        assert client.post("/tickets", {"kind": "insurance"}).status_code == 422


@pytest.mark.parametrize("path", ["/tickets", "/screen", "/kiosk", "ticket"])
def test_few_questions_and_no_script_of_its_own(
    client: Client, path: str, django_assert_max_num_queries: object
) -> None:
    path = drawn(client) if path == "ticket" else path
    client.get(path)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        page = client.get(path).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    assert len(page.encode()) < 14_000
