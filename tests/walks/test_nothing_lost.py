"""No answer is lost by back, double submit, a second tab or an expired session; one intention, one case (UX 11)."""

from __future__ import annotations

import pytest

from tests.cast import Town, person_of_the_register
from tests.walks.browser import PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import let_in, sign_in
from yichuang.platform.cases.models import Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


def to_the_check_page(visitor: Open, script: bool) -> Walker:
    """A flexible worker on the check page."""
    walker = visitor(PHONE, script)
    let_in(walker, person_of_the_register("flexible-1"))
    walker.go("/services/enrolment")
    for press in ("开始办理", "灵活就业", "同时参加", "最低档"):
        walker.tap(press)
    walker.sees("核对后提交")
    return walker


@SCRIPT
def test_a_double_click_files_once(visitor: Open, script: bool) -> None:
    walker = to_the_check_page(visitor, script)
    walker.page.get_by_role("button", name="提交，办理").dblclick()
    walker.page.wait_for_url("**/cases/*")
    walker.sees("已收到您的申请")
    number = walker.page.locator(".number").inner_text()
    assert [case.number for case in Case.objects.all()] == [number]
    walker.page.reload()
    walker.sees(number)


@SCRIPT
def test_back_after_filing_leads_to_the_case(visitor: Open, script: bool) -> None:
    walker = to_the_check_page(visitor, script)
    walker.tap("提交，办理")
    number = walker.page.locator(".number").inner_text()
    walker.page.go_back()
    walker.sees(number)
    walker.go("/cases")
    assert Case.objects.count() == 1


@SCRIPT
def test_an_answer_changed_in_a_second_tab_is_seen_before_filing(visitor: Open, script: bool) -> None:
    walker = to_the_check_page(visitor, script)
    other = walker.context.new_page()
    other.goto(walker.page.url)
    other.get_by_role("link", name="修改 同时参加医疗保险").click()
    other.get_by_role("button", name="不参加").click()
    other.wait_for_url("**/check")
    walker.tap("提交，办理养老保险、医疗保险")
    walker.sees("请检查")
    assert Case.objects.count() == 0
    walker.look("check-stale")
    walker.tap("提交，办理养老保险")
    walker.sees("已收到您的申请")
    assert Case.objects.get().tasks.count() == 1


@SCRIPT
def test_a_question_that_no_longer_matters_is_put_aside(visitor: Open, script: bool) -> None:
    walker = to_the_check_page(visitor, script)
    walker.tap(walker.page.get_by_role("link", name="修改 月缴费基数"))
    other = walker.context.new_page()
    other.goto(walker.page.url.replace("contribution_base", "employment"))
    other.get_by_role("button", name="没有工作").click()
    other.wait_for_url("**/add_pension")
    walker.tap("最高档")
    walker.sees("要参加城乡居民养老保险吗")
    walker.look("question-put-aside")
    walker.go(other.url.replace(walker.base, "").replace("add_pension", "employment"))
    walker.tap("灵活就业")
    walker.sees("核对后提交", "4072元")


@SCRIPT
def test_an_expired_session_loses_nothing(visitor: Open, town: Town, script: bool) -> None:
    walker = to_the_check_page(visitor, script)
    walker.tap(walker.page.get_by_role("link", name="修改 月缴费基数"))
    walker.page.get_by_text("自己定一个数").click()
    walker.type("金额（元）", "6000")
    cookies = [one for one in walker.context.cookies() if one["name"] != "sessionid"]
    walker.context.clear_cookies()
    walker.context.add_cookies(cookies)  # type: ignore[arg-type]
    walker.tap("就按这个数")
    walker.sees("您的手机号")
    sign_in(walker, town, "flexible-1")
    walker.sees("登录已过期")
    walker.look("question-signed-out")
    assert walker.page.get_by_label("金额（元）").input_value() == "6000"
    walker.tap("就按这个数")
    walker.sees("6000元", "核对后提交")


def test_somebody_elses_is_not_there(visitor: Open) -> None:
    walker = to_the_check_page(visitor, True)
    draft = walker.page.url.replace(walker.base, "")
    walker.tap("提交，办理")
    case = walker.page.url.replace(walker.base, "")
    stranger = visitor(PHONE)
    let_in(stranger, person_of_the_register("flexible-2"))
    for path in (draft, case, f"{case}/receipt.pdf", f"{case}/letter.pdf", f"{case}/withdraw"):
        answer = stranger.go(path)
        assert answer is not None
        assert answer.status == 404, path
        stranger.sees("这里没有内容")
