"""Add-ons (联合办理): one tick on the last page, at home and at the window; a question follows only where it must."""

from __future__ import annotations

import pytest

from tests.cast import Member, Town, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import WISHES, down, let_in
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])
ADD_ONS = ("申领社会保障卡", "办理就业登记", "转入以前的养老保险")


def on_the_check_page(visitor: Open, size: tuple[int, int], script: bool, key: str) -> tuple[Walker, Member]:
    """A resident whose questions are answered."""
    walker, member = visitor(size, script), person_of_the_register(key)
    let_in(walker, member)
    opened = commands.begin(member.actor, "enrolment")
    for fact, text in WISHES.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    walker.go(f"/drafts/{opened.draft.public_id}/check")
    return walker, member


def pressed(walker: Walker, words: str) -> str | None:
    return walker.page.get_by_role("button", name=words).get_attribute("aria-pressed")


@BOTH
def test_three_ticks_and_one_submission(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, member = on_the_check_page(visitor, size, script, "mover-within")
    walker.sees("可以一起办的事")
    walker.look("check-add-ons")
    walker.count()
    for words in ADD_ONS:
        walker.tap(words)
        assert pressed(walker, words) == "true"
    assert walker.taps == 3
    walker.sees("45个工作日", "尚未核实", "湘乡市")
    walker.look("check-add-ons-ticked")
    walker.tap(ADD_ONS[2])
    assert pressed(walker, ADD_ONS[2]) == "false"
    walker.tap("提交，")
    parts = set(Case.objects.get(person_id=member.actor.person_id).tasks.values_list("matter", flat=True))
    assert parts == {"flexible-pension", "flexible-medical", "social-security-card", "employment-registration"}


@BOTH
def test_what_cannot_be_had_says_why(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, _ = on_the_check_page(visitor, size, script, "card-holder")
    walker.sees("您已经有社会保障卡", "您已经办过就业登记", "您没有在别处参加过养老保险")
    assert walker.page.locator("button.tick").count() == 0
    walker.look("check-add-ons-impossible")


@BOTH
def test_a_silent_register_brings_one_question_to_who_ticks(
    visitor: Open, town: Town, size: tuple[int, int], script: bool
) -> None:
    walker, member = visitor(size, script), person_of_the_register("mover-within")
    let_in(walker, member)
    with down(town, "hrss"):
        opened = commands.begin(member.actor, "enrolment")
    said = {**WISHES, "pension_status": "none", "pension_drawn": "false"}
    while (question := opened.guide.next) is not None:
        opened = commands.answer(member.actor, opened, {question.key: said[question.key]})
    walker.go(f"/drafts/{opened.draft.public_id}/check")
    walker.tap(ADD_ONS[0])
    walker.sees("您已经有社会保障卡了吗", "没有回应")
    walker.look("question-of-an-add-on")
    walker.tap("否", exact=True)
    assert pressed(walker, ADD_ONS[0]) == "true"


@BOTH
def test_at_the_window_too(visitor: Open, size: tuple[int, int], script: bool) -> None:
    _, resident = on_the_check_page(visitor, size, script, "mover-within")
    clerk = visitor(size, script)
    let_in(clerk, staff("窗口一号"))
    clerk.go("/window/")
    clerk.type("姓名", "试例五十一")
    clerk.type("身份证号", "439900198806120110")
    clerk.tap("查找或登记")
    clerk.tap("参保一件事")
    for words in ADD_ONS:
        clerk.tap(words)
    clerk.look("window-add-ons")
    clerk.tap("提交，")
    assert Case.objects.get(person_id=resident.actor.person_id).tasks.count() == 5
