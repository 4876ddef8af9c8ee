"""A list without script: add, remove, save. What was typed stays on the page until it is saved; at the window, too."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town, person_of_the_register
from tests.faces.window.conftest import visited, window
from tests.faces.window.test_drafts import answered, form
from tests.faces.window.test_visitors import begun
from tests.lines.applications.test_lists import with_children
from yichuang.lines.applications import commands, queries

__all__ = ["visited", "window", "with_children"]

pytestmark = pytest.mark.django_db

FIRST = {
    "children.members": "1",
    "children.1.child_name": "林小一",
    "children.1.child_born": "2020年5月1日",
    "children.1.child_sex": "girl",
}
TWO = {
    **FIRST,
    "children.members": "2",
    "children.2.child_name": "林小二",
    "children.2.child_born": "2021-02-30",
    "children.2.child_sex": "boy",
}


def numbers(page: str) -> int:
    """How many members the form has."""
    found = re.search(r'name="children.members" value="(\d)"', page)
    assert found
    return int(found[1])


def test_it_works(with_children: Town, signed_in: Callable[[Member], Client]) -> None:
    member = person_of_the_register("flexible-1")
    opened = commands.begin(member.actor, "enrolment")
    opened = commands.answer(member.actor, opened, {"employment": "flexible"})
    client, url = signed_in(member), f"/drafts/{opened.draft.public_id}/children"

    def children() -> object:
        return queries.open_draft(member.actor, opened.draft.public_id).guide.values.get("children")

    page = client.get(url).content.decode()
    assert numbers(page) == 0
    assert "没有，继续" in page
    page = client.post(url, {"children.members": "0", "children.add": "1"}).content.decode()
    assert numbers(page) == 1
    assert "没有，继续" not in page
    page = client.post(url, {**FIRST, "children.add": "1"}).content.decode()
    assert numbers(page) == 2
    assert "林小一" in page
    assert children() is None  # nothing is saved yet
    page = client.post(url, TWO).content.decode()
    assert 'href="#children.2.child_born"' in page
    assert "孩子2，出生日期：" in page
    assert "2021-02-30" in page
    page = client.post(url, {**TWO, "children.remove": "1"}).content.decode()
    assert numbers(page) == 1
    assert "林小二" in page
    assert "林小一" not in page
    assert client.post(url, FIRST).status_code == 303
    held = children()
    assert held is not None
    page = client.get(url).content.decode()
    assert (numbers(page), 'value="2020-05-01"' in page) == (1, True)
    page = client.post(url, {**FIRST, "children.members": "9", "children.add": "1"}).content.decode()
    assert numbers(page) == 3  # at most
    assert "最多填3个" in page
    assert client.post(url, {"children.members": "0"}).status_code == 200  # saying nothing is no answer
    assert children() == held
    assert client.post(url, {"children.members": "0", "children.none": "1"}).status_code == 303
    emptied = children()
    assert getattr(emptied, "value", None) == ()
    for broken in ({"children.members": "x"}, {"children.members": "-1"}, {}, {"children.remove": "7", **FIRST}):
        assert client.post(url, broken).status_code == 200


def test_at_the_window_it_is_part_of_the_one_page(with_children: Town, visited: Client) -> None:
    draft = begun(visited)
    url = f"/window/drafts/{draft}"
    visited.post(url, form(draft, employment="flexible", contribution_base="4072", add_medical="true"))
    page = visited.get(url).content.decode()
    assert numbers(page) == 0
    page = visited.post(url, form(draft, **{"children.members": "0", "children.add": "1"})).content.decode()
    assert numbers(page) == 1
    page = visited.post(url, form(draft, **TWO)).content.decode()
    assert "孩子2，出生日期：" in page
    assert "children" not in answered(draft)
    assert visited.post(url, form(draft, **FIRST)).status_code == 303
    assert answered(draft)["children"] == [
        {"child_name": "林小一", "child_born": "2020-05-01", "child_sex": "girl", "child_phone": None}
    ]
    page = visited.get(url).content.decode()
    assert "孩子1：姓名 林小一，出生日期 2020年5月1日，性别 女" in page
    assert visited.post(url, form(draft, **{"children.members": "0"})).status_code == 303
    assert answered(draft)["children"] != []  # nobody said that there is none
    assert visited.post(url, form(draft, **{"children.members": "0", "children.none": "1"})).status_code == 303
    assert answered(draft)["children"] == []
