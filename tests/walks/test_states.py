"""Every state of every page is designed: each is reached as it is in life, looked at, and found in order (UX 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from tests.cast import Member, Town, person_of_the_register
from tests.simulators.world import BY_KEY
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import code_on_phone, deliver, down, file_case, let_in, part_of, sign_in, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Draft
from yichuang.platform.catalog import commands as catalog
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.messages.commands import queue
from yichuang.platform.messages.models import Message

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
#: By the same test code without JavaScript (UX 6).
WAYS = pytest.mark.parametrize(
    ("size", "script"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone", "phone-without-script", "desk"],
)


@pytest.fixture
def script() -> bool:
    """Whether the browser runs scripts; each way says so."""
    return True


@pytest.fixture
def visitor(visitor: Open, script: bool) -> Open:
    """Opens windows of browsers that run scripts, or do not."""

    def opened(size: tuple[int, int] = PHONE, **options: Any) -> Walker:
        return visitor(size, script, **options)

    return opened


def at_home(visitor: Open, size: tuple[int, int], key: str, **options: Any) -> tuple[Walker, Member]:
    """A resident who is signed in, at their own device."""
    walker, member = visitor(size, **options), person_of_the_register(key)
    let_in(walker, member)
    return walker, member


@WAYS
def test_looking_for_a_service(visitor: Open, size: tuple[int, int]) -> None:
    walker = visitor(size)
    walker.go("/")
    walker.type("您要办什么事？", "我要办社保")
    walker.tap("搜索")
    walker.sees("参保一件事")
    walker.look("home-found")
    walker.tap("参保一件事")
    walker.page.go_back()
    walker.sees("“我要办社保”有关的服务")
    walker.type("您要办什么事？", "护照<b>")
    walker.tap("搜索")
    walker.sees("没有找到“护照<b>”", "参保一件事")
    walker.look("home-nothing-found")
    PackageVersion.objects.update(current=False)
    walker.go("/")
    walker.sees("这里还没有上线的服务")
    walker.look("home-empty")


@WAYS
def test_sign_in_that_fails(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    walker, known = visitor(size), BY_KEY["flexible-3"]
    walker.go("/cases")
    walker.type("您的手机号", "1990000")
    walker.tap("发送验证码")
    walker.sees("请检查")
    walker.look("sign-in-phone-error")
    assert walker.page.get_by_label("您的手机号").input_value() == "1990000"
    walker.type("您的手机号", known["phone"])
    walker.tap("发送验证码")
    walker.type("6位验证码", "000000")
    walker.tap("登录", exact=True)
    walker.sees("请检查")
    walker.look("sign-in-code-error")
    walker.tap("重发验证码")
    walker.sees("新的验证码已发出")
    walker.look("sign-in-code-again")
    walker.type("6位验证码", code_on_phone(town, known["phone"]))
    walker.tap("登录", exact=True)
    walker.type("姓名", "试例某")
    walker.type("身份证号", "43990019900101")
    walker.tap("确认", exact=True)
    walker.look("sign-in-identity-error")
    walker.type("身份证号", BY_KEY["flexible-4"]["id_number"])
    walker.tap("确认", exact=True)
    walker.sees("人口库没有确认")
    walker.look("sign-in-identity-not-matched")
    with down(town, "population"):
        walker.tap("确认", exact=True)
        walker.sees("人口库现在没有回应")
        walker.look("sign-in-identity-register-down")


def told(waited: timedelta, state: str) -> None:
    """A text that a gateway had so long after it was due, and what became of it."""
    message = queue("19900001234", "您的事项有了新进展。")
    due = clock.now() - timedelta(hours=1)
    Message.objects.filter(pk=message.pk).update(due_at=due, sent_at=due + waited, state=state)


@WAYS
def test_begun_or_filed_before(visitor: Open, size: tuple[int, int]) -> None:
    walker, member = at_home(visitor, size, "flexible-1")
    walker.go("/cases")
    walker.sees("您还没有办过事")
    walker.look("cases-empty")
    walker.go("/messages")
    walker.look("messages-empty")
    walker.go("/figures")
    walker.sees("没有要发的短信")
    walker.look("figures-empty")
    for waited, state in ((3, "delivered"), (4, "delivered"), (11, "failed")):
        told(timedelta(seconds=waited), state)
    walker.go("/figures")
    walker.sees("66.6%")
    walker.look("figures")
    walker.go("/services/enrolment")
    walker.tap("开始办理")
    walker.tap("灵活就业")
    walker.go("/services/enrolment")
    walker.tap("开始办理")
    walker.sees("您填过一部分了")
    walker.look("start-draft")
    walker.tap("接着填")
    walker.sees("第2步")
    walker.go("/cases")
    walker.look("cases-draft")
    case = file_case(member)
    walker.go("/services/enrolment")
    walker.tap("开始办理")
    walker.sees("这件事您正在办", case.number)
    walker.look("start-case")
    walker.tap("再办一件")
    walker.sees("第1步")
    walker.go("/cases")
    walker.look("cases-both")
    walker.go("/messages")
    walker.sees(case.number)
    walker.look("messages")
    walker.tap("看办到哪里了")
    walker.sees("已收到您的申请")


@WAYS
def test_a_question_answered_wrongly_and_changed(visitor: Open, size: tuple[int, int]) -> None:
    walker, _ = at_home(visitor, size, "flexible-1")
    walker.go("/services/enrolment")
    for press in ("开始办理", "灵活就业", "同时参加"):
        walker.tap(press)
    walker.page.get_by_text("自己定一个数").click()
    walker.look("question-own-amount")
    walker.type("金额（元）", "100")
    walker.tap("就按这个数")
    walker.sees("请检查", "4072")
    assert walker.page.get_by_label("金额（元）").input_value() == "100"
    walker.look("question-own-amount-error")
    walker.type("金额（元）", "五千")
    walker.tap("就按这个数")
    walker.sees("请检查")
    walker.type("金额（元）", "５,０００")
    walker.tap("就按这个数")
    walker.sees("5000元", "每月缴费 1000元")
    walker.tap(walker.page.get_by_role("link", name="修改 月缴费基数"))
    walker.sees("第3步")
    walker.look("question-chosen")
    walker.tap("返回")
    walker.sees("核对后提交")
    walker.tap(walker.page.get_by_role("link", name="修改 同时参加医疗保险"))
    walker.tap("不参加")
    walker.sees("核对后提交", "5000元")
    assert "医保局" not in walker.page.locator(".send").inner_text()
    walker.look("check-one-part")


@WAYS
def test_a_register_that_does_not_answer(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    walker, _ = at_home(visitor, size, "resident-1")
    walker.go("/services/enrolment")
    with down(town, "population", "hrss"):
        for press in ("开始办理", "没有工作", "参加", "同时参加"):
            walker.tap(press, exact=press == "参加")
        walker.sees("没有回应")
        seen = answer_by_hand(walker)
        walker.sees("您自己填写")
        walker.look("check-self-declared")
    assert {"date", "county"} <= seen <= {"date", "county", "options"}  # the name was proved: it is not asked again


def answer_by_hand(walker: Walker) -> set[str]:
    """Answer whatever is asked until the check page comes; each kind of page is looked at once."""
    seen: set[str] = set()
    known = BY_KEY["resident-1"]
    while "核对后提交" not in walker.heading:
        key = walker.page.url.split("?")[0].rsplit("/", 1)[1]
        kind = {"birth_date": "date", "hukou_division": "county", "name": "name"}.get(key, "options")
        if kind not in seen and "没有回应" in walker.page.locator("main").inner_text():
            seen.add(kind)
            walker.look(f"question-down-{kind}")
            if kind == "date":
                walker.sees("人口库（公安机关）没有回应")
                walker.tap("再查一次")
                walker.sees("还是没有回应")
                walker.look("question-down-again")
                walker.type("年", "1977", exact=True)
                walker.type("月", "13", exact=True)
                walker.tap("保存并继续")
                walker.sees("请检查")
                walker.look("question-date-error")
        fill(walker, key, known)
    return seen


def fill(walker: Walker, key: str, known: dict[str, Any]) -> None:
    """Answer one question of the residents' way."""
    if key == "birth_date":
        for label, text in zip(("年", "月", "日"), str(known["population"]["birth_date"]).split("-"), strict=True):
            walker.type(label, text, exact=True)
    elif key == "hukou_division":
        walker.page.locator("select").select_option(known["population"]["division"])
    elif key in ("name", "id_number", "phone"):
        walker.page.locator("main input.input").fill(known[key])
    else:
        walker.tap(walker.page.locator("main button.option").nth(1 if key == "pension_drawn" else 0))
        return
    walker.tap("保存并继续")


@WAYS
def test_a_register_that_must_be_waited_for(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    current = PackageVersion.objects.get(name="enrolment", current=True)
    text = current.files["package.yaml"]
    place = text.index("from: hrss.pension_status")
    files = {**current.files, "package.yaml": text[:place] + text[place:].replace("if_down: ask", "if_down: wait", 1)}
    catalog.publish(files, current.division_id)
    walker, _ = at_home(visitor, size, "flexible-1")
    walker.go("/services/enrolment")
    with down(town, "hrss"):
        for press in ("开始办理", "灵活就业", "同时参加"):
            walker.tap(press)
        while not walker.page.url.endswith("registers"):
            walker.tap("否" if walker.page.url.endswith("pension_drawn") else "最低档", exact=False)
        walker.sees("登记库没有回应", "社会保险登记库", "人社局")
        walker.look("registers-down")
        walker.tap("再查一次")
        walker.sees("还是没有回应")
        walker.look("registers-down-again")
    walker.tap("再查一次")
    walker.sees("登记库有回应了")


REFUSED = [
    ("flexible-1", ("在单位上班",), "employee"),
    ("fifteen", ("灵活就业", "同时参加"), "young"),
    ("held-both", ("灵活就业", "同时参加"), "held"),
]


@WAYS
def test_refused_with_the_way_to_go(visitor: Open, size: tuple[int, int]) -> None:
    for key, presses, name in REFUSED:
        walker, _ = at_home(visitor, size, key)
        walker.go("/services/enrolment")
        for press in ("开始办理", *presses):
            walker.tap(press)
            if "怎么办" in walker.page.locator("main").inner_text():
                break
        walker.sees("怎么办", "依据")
        walker.look(f"refused-{name}")
    assert Draft.objects.count() == len(REFUSED)
    walker.page.get_by_role("link", name="有误").first.click()
    walker.sees("登记库的记录")
    walker.look("objection")
    walker.tap("提交异议")
    walker.sees("请检查")
    walker.look("objection-error")
    walker.type("正确的是什么", "我2025年就从单位离职了，有离职证明。")
    walker.tap("提交异议")
    walker.sees("异议已提交")
    walker.look("objection-sent")


@WAYS
def test_refused_where_one_change_would_bring_it_to_an_officer(visitor: Open, size: tuple[int, int]) -> None:
    walker, _ = at_home(visitor, size, "resident-68")
    walker.go("/services/elder-allowance")
    walker.tap("开始办理")
    walker.tap("护理补贴")
    walker.sees("如果是下面这样，就不会被拒绝", "困难家庭类别", "那样就由工作人员来决定")
    walker.look("refused-officer")


@WAYS
def test_one_part_goes_to_a_person(visitor: Open, size: tuple[int, int]) -> None:
    walker, _ = at_home(visitor, size, "held-resident-medical")
    walker.go("/services/enrolment")
    for press in ("开始办理", "灵活就业", "同时参加", "最低档"):
        walker.tap(press)
    walker.sees("请到医保窗口", "核对后提交")
    walker.look("check-partly")


@WAYS
def test_every_way_a_case_can_go(visitor: Open, size: tuple[int, int], settings: Any) -> None:
    walker, member = at_home(visitor, size, "flexible-1")
    case = file_case(member)
    hrss, medical = part_of(case, "hrss"), part_of(case, "medical")
    walker.go(f"/cases/{case.public_id}")
    walker.tap("撤回申请")
    walker.look("withdraw")
    walker.tap("不撤回")
    Case.objects.filter(pk=case.pk).update(filed_at=clock.now() - timedelta(minutes=9))
    walker.page.reload()
    walker.sees("对方系统暂时没有回应")
    walker.look("case-not-delivered")
    deliver("hrss", "medical")
    hrss.__class__.objects.filter(pk=hrss.pk).update(
        due_on=clock.today() - timedelta(days=3), amber_on=clock.today() - timedelta(days=5)
    )
    walker.page.reload()
    walker.sees("已超期")
    walker.look("case-overdue")
    commands.accept(system_of(hrss), hrss.pk)
    commands.refuse(system_of(hrss), hrss.pk, "本局记录显示您已在单位参加养老保险。")
    commands.accept(system_of(medical), medical.pk)
    commands.grant(system_of(medical), medical.pk)
    walker.page.reload()
    walker.sees("已办结，有一部分没有通过", "不同意这个结果", "本局记录显示")
    walker.look("case-partly-granted")
    second = file_case(person_of_the_register("flexible-2"))
    other, _ = at_home(visitor, size, "flexible-2")
    for code in ("hrss", "medical"):
        part = part_of(second, code)
        commands.decline(system_of(part), part.pk, "不属于本部门职责。")
    other.go(f"/cases/{second.public_id}")
    other.look("case-declined")
    third = file_case(person_of_the_register("flexible-3"))
    last, _ = at_home(visitor, size, "flexible-3")
    last.go(f"/cases/{third.public_id}/withdraw")
    last.tap("撤回申请")
    last.sees("您已撤回申请")
    last.look("case-withdrawn")


@WAYS
def test_pages_that_nobody_wants_to_see(visitor: Open, size: tuple[int, int]) -> None:
    walker = visitor(size)
    walker.go("/no-such-page")
    walker.sees("这里没有内容")
    walker.look("error-404")
    walker.go("/?q=%00")
    walker.look("error-400")


@SIZES
def test_waiting_and_no_network(visitor: Open, size: tuple[int, int]) -> None:
    """A pressed button says that it is on its way, then that it takes long; without a network nothing is sent."""
    walker, _ = at_home(visitor, size, "flexible-1")
    walker.go("/services/enrolment/start")
    walker.tap("开始办理")
    # With 204 the browser stays on its page, as it does while no answer comes.
    walker.page.route("**/drafts/**", lambda route: route.fulfill(status=204))
    option = walker.page.locator("main form button").first
    option.click()
    walker.sees("请稍等，正在提交。")
    assert option.is_disabled()
    walker.look("busy")
    # It says so six seconds after the press: longer than words are waited for elsewhere.
    expect(walker.page.locator("#waiting")).to_contain_text("比平时慢。", timeout=12_000)
    walker.look("slow")
    walker.page.unroute("**/drafts/**")
    walker.page.reload()
    walker.context.set_offline(True)
    walker.sees("现在没有网络。")
    walker.page.locator("main form button").first.click()
    walker.sees("填的内容还在")
    walker.look("offline")
    walker.context.set_offline(False)
    expect(walker.page.locator("#waiting")).to_be_hidden()
    walker.page.locator("main form button").first.click()
    walker.page.wait_for_load_state("load")
    walker.sees("第2步")


@WAYS
@pytest.mark.parametrize("status", [403, 500, 503])
def test_what_broke_and_what_is_closed(visitor: Open, size: tuple[int, int], status: int) -> None:
    """The very pages that the handlers draw; how each of them comes about is tried in tests/faces and tests/faults."""
    walker = visitor(size)
    page = render_to_string(f"look/{status}.html", {"reason": "您的岗位不能打开这一页。"})
    walker.page.route("**/elsewhere", lambda route: route.fulfill(status=status, content_type="text/html", body=page))
    walker.go("/elsewhere")
    walker.look({403: "error-403", 500: "error-500", 503: "error-503"}[status])


@WAYS
def test_in_english(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    walker = visitor(size)
    walker.go("/")
    walker.page.get_by_role("button", name="English").click()
    walker.sees("Come once")
    walker.look("en-home")
    member = person_of_the_register("flexible-1")
    let_in(walker, member)
    walker.go("/services/enrolment")
    walker.look("en-service")
    walker.tap("Start")
    walker.look("en-question")
    for press in ("Flexible work", "Yes, both"):
        walker.tap(press)
    walker.look("en-question-amount")
    walker.tap("Lowest")
    walker.look("en-check")
    walker.tap("Submit")
    walker.look("en-case")
    walker.page.get_by_role("button", name="中文").click()
    walker.sees("已收到您的申请")
    sign = visitor(size)
    sign.go("/cases")
    sign_in(sign, town, "flexible-1")


@WAYS
def test_levels_to_choose_from(visitor: Open, size: tuple[int, int]) -> None:
    walker, _ = at_home(visitor, size, "resident-2")
    walker.go("/services/enrolment")
    for press in ("开始办理", "没有工作"):
        walker.tap(press)
    walker.tap("参加", exact=True)
    walker.tap("同时参加")
    walker.tap("不是")
    walker.sees("200元", "3000元")
    walker.look("question-levels")
    walker.tap("500元", exact=True)
    walker.sees("500元", "核对后提交")


@WAYS
def test_the_demonstration_shows_its_phones(visitor: Open, size: tuple[int, int], settings: Any) -> None:
    settings.DEMO = True
    walker = visitor(size)
    walker.go("/sign-in")
    walker.sees("演示系统", "演示用的手机号", "19900000101", "窗口一号")
    walker.look("demo-sign-in-phone")
    walker.type("您的手机号", "19900000101")
    walker.tap("发送验证码")
    walker.sees("演示手机")
    walker.look("demo-sign-in-code")


def test_a_form_that_leaves_one_in_doubt_is_found(visitor: Open) -> None:
    """What every picture of every view is tried for (``Walker.look``) can fail."""
    walker = visitor(DESK)
    walker.go("/sign-in")
    walker.tells_what_is_on_its_way()
    walker.page.evaluate("document.getElementById('waiting').remove()")
    with pytest.raises(AssertionError, match="offline"):
        walker.tells_what_is_on_its_way()
    walker.page.reload()
    walker.page.evaluate("document.addEventListener('submit', event => event.stopImmediatePropagation(), true)")
    with pytest.raises(AssertionError, match="is sent twice"):
        walker.tells_what_is_on_its_way()
