"""Members of a list are added, mended and removed on one page, with a phone that runs no script, and at a desk."""

from __future__ import annotations

import pytest

from tests.cast import Town, person_of_the_register
from tests.lines.applications.test_lists import ask_for_children
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in
from tests.walks.test_window import BEGIN, at_window, stands_there
from yichuang.lines.applications import commands

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


#: Without a script, and with one.
WAYS = [pytest.param(PHONE, False, id="phone-without-script"), pytest.param(DESK, True, id="desk")]


@pytest.mark.parametrize(("size", "script"), WAYS)
def test_a_list_by_add_and_remove(visitor: Open, town: Town, size: tuple[int, int], script: bool) -> None:
    ask_for_children()
    walker = visitor(size, script)
    member = person_of_the_register("flexible-1")
    let_in(walker, member)
    opened = commands.begin(member.actor, "enrolment")
    for key, text in (("employment", "flexible"), ("contribution_base", "4072"), ("add_medical", "true")):
        opened = commands.answer(member.actor, opened, {key: text})
    walker.go(f"/drafts/{opened.draft.public_id}/children")
    walker.sees("您有哪些孩子？", "没有，继续")
    walker.look("question-list-empty")
    walker.tap("添加孩子")
    walker.type("姓名", "林小一")
    walker.type("出生日期", "2020年5月1日")
    walker.page.get_by_label("性别").select_option("girl")
    walker.look("question-list")
    walker.tap("再加一个孩子")
    walker.sees("孩子 2")
    walker.page.get_by_label("姓名").nth(1).fill("林小二")
    walker.tap("保存并继续")
    walker.sees("请检查", "孩子2：请填写“出生日期”")
    walker.look("question-list-error")
    walker.tap("删除孩子 2")
    assert walker.page.get_by_label("姓名").count() == 1
    assert walker.page.get_by_label("姓名").input_value() == "林小一"
    walker.page.get_by_label("姓名").press("Enter")  # saves, and removes nobody
    walker.sees("孩子1：姓名 林小一")


def test_at_the_window_a_list_stands_among_the_other_questions(visitor: Open, town: Town) -> None:
    ask_for_children()
    walker = at_window(visitor, DESK)
    stands_there(walker, "flexible-1")
    walker.tap(BEGIN)
    walker.page.get_by_label("灵活就业").check()
    walker.tap("保存并继续", exact=False)
    walker.tap("添加孩子")
    walker.type("姓名", "林小一")
    walker.look("window-draft-list")
    walker.page.get_by_label("姓名").press("Enter")
    walker.sees("孩子1：请填写“出生日期”")
