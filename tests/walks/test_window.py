"""The window as a clerk meets it: keyboard alone from the card to the receipt, and every state of its pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.cast import Member, Town, person_of_the_register, staff
from tests.simulators.world import BY_KEY
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import WISHES, down, file_case, let_in, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

NARROW = (320, 640)
#: The button beside the service, of several that are offered.
BEGIN = "开始办理 参保一件事"
SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def at_window(visitor: Open, size: tuple[int, int], script: bool = True) -> Walker:
    """A clerk at their screen."""
    walker = visitor(size, script)
    let_in(walker, staff("窗口一号"))
    walker.go("/window/")
    return walker


def stands_there(walker: Walker, key: str) -> None:
    """The person gives their card."""
    walker.type("姓名", BY_KEY[key]["name"])
    walker.type("身份证号", BY_KEY[key]["id_number"])
    walker.tap("查找或登记")
    walker.sees("来办什么", BY_KEY[key]["name"])


class Keyboard:
    """Keys, counted: a key is a key, a typed character is one, too."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.pressed = walker, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.pressed += 1
            self.walker.page.keyboard.press(key)
        self.walker.page.wait_for_load_state("load")

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.walker.page.keyboard.insert_text(text)


@pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])
def test_keyboard_alone_in_at_most_sixty_keys(visitor: Open, town: Town, script: bool) -> None:
    walker = at_window(visitor, DESK, script)
    walker.sees("窗口来的是谁")
    walker.look("window-home")
    keys = Keyboard(walker)
    keys.type(BY_KEY["flexible-1"]["name"])
    keys.press("Tab")
    keys.type(BY_KEY["flexible-1"]["id_number"])
    keys.press("Enter")
    walker.sees("来办什么", "参保一件事")
    walker.look("window-person")
    keys.press("Shift+Tab", "Shift+Tab")  # from the first of the services back to the search, by pinyin initials
    keys.type("cbyjs")
    keys.press("Enter")
    walker.page.locator("button:focus", has_text="参保一件事").wait_for()
    keys.press("Enter")
    walker.sees("来人要办什么", "待答")
    walker.look("window-draft-open")
    answer_by_keys(walker, keys)
    walker.sees("核对后提交", "人社局", "医保局", "每月缴费")
    walker.look("window-draft-check")
    keys.press("Enter")
    walker.sees("编号", "收件凭证")
    walker.look("window-case")
    assert keys.pressed <= 60, keys.pressed
    case = Case.objects.get()
    assert case.channel == "window"
    assert case.number in walker.page.locator("body").inner_text()
    assert Access.objects.filter(subject_kind="case", subject_id=case.pk).exists()


def answer_by_keys(walker: Walker, keys: Keyboard) -> None:
    """Flexible work, medical insurance as well, the lowest base: the first choice of each question that is open."""
    for _ in range(5):
        if "核对后提交" in walker.page.locator("main").inner_text():
            return
        while walker.page.locator("fieldset:not(.answered):has(:focus)").count():
            keys.press("Space", "Tab")
            if walker.page.evaluate("document.activeElement.matches('.input')"):
                keys.press("Tab")
        with walker.page.expect_navigation():  # the page of before would be read else, and its keys counted twice
            keys.press("Enter")
    raise AssertionError(walker.page.locator("main").inner_text())


@SIZES
def test_it_works_on_any_screen(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    walker = at_window(visitor, size)
    stands_there(walker, "flexible-2")
    walker.look("window-person")
    walker.tap(BEGIN)
    walker.page.get_by_label("灵活就业", exact=True).check()
    walker.tap("保存并继续")
    walker.look("window-draft-half")
    walker.page.get_by_label("不参加", exact=True).check()
    walker.page.get_by_label("自己定一个数").check()
    walker.page.locator("input[name='contribution_base-own']").fill("1")
    walker.tap("保存并继续")
    walker.sees("请检查")
    assert walker.page.get_by_label("不参加", exact=True).is_checked()
    walker.look("window-draft-error")
    walker.page.locator("input[name='contribution_base-own']").fill("5000")
    walker.tap("保存并继续")
    walker.sees("核对后提交", "1000元")
    walker.look("window-draft-check")
    walker.page.locator("summary", has_text="有误").first.click()
    walker.look("window-objection")
    walker.tap("提交，办理")
    walker.sees("编号")
    walker.look("window-case")
    walker.tap("办完，请下一位")
    walker.sees("窗口来的是谁")
    assert BY_KEY["flexible-2"]["name"] not in walker.page.locator("body").inner_text()
    walker.page.go_back()
    walker.sees("窗口来的是谁")


@SIZES
def test_what_cannot_be(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    walker = at_window(visitor, size)
    walker.type("姓名", "试例一")
    walker.type("身份证号", "43990019900307004")
    walker.tap("查找或登记")
    walker.sees("请检查")
    walker.look("window-home-error")
    stands_there(walker, "fifteen")
    walker.tap(BEGIN)
    walker.page.get_by_label("灵活就业", exact=True).check()
    walker.page.get_by_label("同时参加", exact=True).check()
    walker.tap("保存并继续")
    walker.sees("不能办理", "未满16周岁")
    walker.look("window-refused")
    walker.page.locator("[name=employment][value=resident]").check()
    walker.tap("保存并继续")
    for question in ("add_pension", "add_medical"):
        walker.page.locator(f"[name={question}][value=false]").check()
    walker.tap("保存并继续")
    walker.sees("不能办理", "这样选就可以办", "改一下答案就行")
    walker.look("window-refused-wish")
    walker.tap("办完，请下一位")
    stands_there(walker, "resident-1")
    with down(town, "population", "hrss"):
        walker.tap(BEGIN)
        walker.sees("没有回应")
        walker.look("window-registers-down")


@SIZES
def test_a_case_that_was_filed_at_home(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, ["请写明现在的工作", "紧急联系人"], "材料不全。")
    walker = at_window(visitor, size)
    stands_there(walker, "flexible-1")
    walker.tap("参保一件事", exact=True)
    walker.sees("一次告知", "请写明现在的工作")
    walker.look("window-supplement")
    walker.type("请写明现在的工作", "送餐员")
    walker.tap("提交补充")
    walker.sees("请检查")
    assert walker.page.get_by_label("请写明现在的工作", exact=True).input_value() == "送餐员"
    walker.look("window-supplement-error")
    walker.type("紧急联系人", "没有")
    walker.tap("提交补充")
    walker.sees("补充的内容已送出")
    walker.page.locator("summary", has_text="撤回申请").click()
    walker.tap("本人要求撤回")
    walker.sees("撤回")
    walker.look("window-withdrawn")
    file_case(member)
    walker.go("/window/person")
    walker.tap(BEGIN)
    walker.sees("来人已经提交过这件事", "看办到哪里了")
    walker.look("window-filed-before")
    walker.tap("再办一件")
    walker.sees("工作情况")


def test_nothing_scrolls_sideways_and_everything_can_be_pressed(visitor: Open, town: Town) -> None:
    walker = at_window(visitor, NARROW)
    assert walker.small_targets() == []
    stands_there(walker, "flexible-1")
    walker.fits()
    walker.tap(BEGIN)
    walker.page.get_by_label("灵活就业", exact=True).check()
    walker.tap("保存并继续")
    walker.fits()
    assert walker.small_targets() == []


@pytest.fixture
def clerk_walks(visitor: Open) -> Callable[[], Walker]:
    return lambda: at_window(visitor, DESK)


def test_two_tabs_and_a_double_click_make_one_case(clerk_walks: Callable[[], Walker], resident: Member) -> None:
    walker = clerk_walks()
    stands_there(walker, "flexible-1")
    walker.tap(BEGIN)
    for label in ("灵活就业", "同时参加", "最低档"):
        walker.page.get_by_label(label).first.check()
        if label == "灵活就业":
            walker.tap("保存并继续")
    walker.tap("保存并继续")
    walker.sees("核对后提交")
    other = walker.context.new_page()
    other.goto(walker.page.url)
    walker.page.get_by_role("button", name="提交，办理").dblclick()
    walker.page.wait_for_load_state("load")
    other.get_by_role("button", name="提交，办理").click()
    other.wait_for_load_state("load")
    assert Case.objects.count() == 1
    assert "/window/cases/" in other.url


@SIZES
def test_several_matters_in_one_visit(visitor: Open, size: tuple[int, int]) -> None:
    walker = at_window(visitor, size)
    stands_there(walker, "flexible-1")
    walker.go("/window/visit")
    walker.sees("这次还没有提交什么")
    walker.look("window-visit-empty")
    clerk = staff("窗口一号").actor
    there = replace(clerk, on_behalf_of=person_of_the_register("flexible-1").person_id, level=2)
    for _ in range(2):
        opened = commands.begin(there, "enrolment")
        for fact, text in WISHES.items():
            opened = commands.answer(there, opened, {fact: text})
        commands.submit(there, opened, opened.draft.version)
    walker.go("/window/person")
    walker.tap("这次来办：2件")
    walker.sees(*Case.objects.values_list("number", flat=True), "人社局", "再办一件")
    walker.look("window-visit")
    walker.tap("再办一件")
    walker.sees("来办什么")
