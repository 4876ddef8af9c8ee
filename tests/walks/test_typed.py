"""What was typed stays: on leaving a page in any way, and beside what is said to be wrong with it (UX 11)."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import person_of_the_register
from tests.walks.browser import PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.lines.applications import commands

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

TYPED = "送餐员，每天下午在星沙街道"


def to_the_supplement(visitor: Open, script: bool = True) -> tuple[Walker, str]:
    """A resident before the form in which a department's question is answered."""
    walker, member = visitor(PHONE, script), person_of_the_register("flexible-1")
    case = file_case(member)
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, ["请写明现在的工作", "请写明住址"], "材料不全。")
    let_in(walker, member)
    path = f"/cases/{case.public_id}/parts/{part.public_id}"
    walker.go("/cases")
    walker.go(path)
    return walker, path


def test_what_was_typed_is_there_again_however_one_left(visitor: Open) -> None:
    """Back, a link, a reload, another page (Open Forms 1); nothing of it is left after sending or signing out."""
    walker, path = to_the_supplement(visitor)
    field = walker.page.get_by_role("textbox", name="请写明现在的工作")
    field.fill(TYPED)
    ways = (
        walker.page.go_back,
        walker.page.reload,
        lambda: walker.go("/"),
        lambda: walker.page.locator("header a").first.click(),
    )
    for leave in ways:
        leave()
        walker.go(path)
        expect(field).to_have_value(TYPED)
    walker.type("请写明住址", "长沙县星沙街道")
    walker.tap("提交补充")
    walker.sees("已提交补充")
    assert walker.page.evaluate("Object.keys(sessionStorage).filter(one => one.startsWith('typed:'))") == []


@pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])
def test_an_error_is_met_first_leads_to_its_field_and_keeps_what_was_typed(visitor: Open, script: bool) -> None:
    """The summary on top has the focus, its line leads to the field, the same words stand beside it (CiviForm 7)."""
    walker, _ = to_the_supplement(visitor, script)
    walker.type("请写明现在的工作", TYPED)
    walker.tap("提交补充")
    summary = walker.page.locator("#problem")
    expect(summary).to_be_focused()
    [link] = summary.locator("a").all()
    words, target = link.inner_text(), link.get_attribute("href")
    assert target
    field = walker.page.locator(target)
    beside = field.get_attribute("aria-describedby")
    assert beside
    expect(walker.page.locator(f"#{beside.split()[-1]}")).to_contain_text(words)
    assert field.get_attribute("aria-invalid") == "true"
    expect(walker.page.get_by_role("textbox", name="请写明现在的工作")).to_have_value(TYPED)
    assert walker.page.title().startswith("出错：")
    link.click()
    expect(field).to_be_focused()
    expect(walker.page.get_by_role("textbox", name="请写明现在的工作")).to_have_value(TYPED)
    walker.type("请写明住址", "长沙县星沙街道")
    walker.tap("提交补充")
    walker.sees("已提交补充")
