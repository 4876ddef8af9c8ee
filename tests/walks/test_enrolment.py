"""The main job, at home on a phone: one person files once, and every department has it (A-06, A-09, A-13, A-14)."""

from __future__ import annotations

import re

import pytest

from tests.cast import Town
from tests.simulators.world import BY_KEY
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import decide, deliver, down, sign_in
from tests.walks.test_states import at_home, fill
from yichuang.lines.applications.commands.payments import learn_payments
from yichuang.platform.cases.models import Attachment, Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

#: A person each, since the bureaus' own registers remember who is enrolled.
WAYS = [
    pytest.param(PHONE, True, "flexible-6", id="phone"),
    pytest.param(PHONE, False, "flexible-7", id="phone-without-script"),
    pytest.param(DESK, True, "flexible-8", id="desk"),
    pytest.param(DESK, False, "flexible-x", id="desk-without-script"),
]


@pytest.mark.parametrize(("size", "script", "key"), WAYS)
def test_it_works(visitor: Open, town: Town, size: tuple[int, int], script: bool, key: str) -> None:
    walker = visitor(size, script)
    walker.go("/")
    walker.look("home")
    walker.tap(walker.page.get_by_role("main").get_by_role("link").filter(has_text=re.compile("^参保一件事")))
    walker.look("service")
    walker.tap("登录并开始")
    sign_in(walker, town, key, look=True)
    walker.look("start")
    walker.count()
    file_it(walker)
    # UX 1: at most 8 taps, nothing typed, 4 pages and the one that says that it is filed.
    assert (walker.taps <= 8, walker.typed, walker.pages <= 4 + 1) == (True, 0, True), walker
    assert 30 <= walker.seconds <= 60, walker
    case = Case.objects.get(public_id=walker.page.url.rsplit("/", 1)[1])
    walker.sees(case.number, "人社局", "医保局", "最迟")
    deliver("hrss", "medical")
    walker.page.reload()
    walker.sees("2个部门，2个已收到")
    walker.look("case-received")
    departments_answer(walker, town, case)


@pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])
def test_one_whom_no_register_answers_about(visitor: Open, town: Town, script: bool) -> None:
    """UX 1, a person unknown to the registers: the way of a resident, on which most is asked, by hand, and filed."""
    walker, member = at_home(visitor, PHONE, "resident-1", script=script)
    walker.go("/services/enrolment/start")
    walker.count()
    asked = set()
    with down(town, "population", "hrss", "medical"):
        walker.tap("开始办理")
        walker.answered()
        walker.tap("没有工作")
        while "核对后提交" not in walker.heading:
            walker.answered()
            key = walker.page.url.split("?")[0].rsplit("/", 1)[1]
            asked.add(key)
            fill(walker, key, BY_KEY["resident-1"])
        walker.tap(walker.page.get_by_role("button", name=re.compile("^提交，")))
    walker.sees("编号")
    assert Case.objects.get().applicant_id == member.person_id
    assert walker.taps <= 30, walker
    assert walker.typed <= 45, walker
    assert walker.seconds <= 180, walker
    assert {"birth_date", "hukou_division"} <= asked, "the long way"
    assert Attachment.objects.count() <= 1


def file_it(walker: Walker) -> None:
    """From start to submit."""
    walker.tap("开始办理")
    walker.sees("第1步")
    walker.look("question-options")
    walker.answered()
    walker.tap("灵活就业")
    walker.look("question-boolean")
    walker.answered()
    walker.tap("同时参加")
    walker.sees("尚未核实", "814.40元")
    walker.look("question-amount")
    walker.answered()
    walker.tap("最低档")
    walker.sees("谁会收到什么", "公安机关登记的信息")
    walker.look("check")
    walker.tap("提交，办理养老保险、医疗保险")
    walker.look("case-filed")


def departments_answer(walker: Walker, town: Town, case: Case) -> None:
    """One asks for something, gets it and grants; the other grants; then there are a bill and a letter."""
    decide(town, case, "hrss", "supplement", "supplement", items=["请写明现在的工作", "请写明常住地址"])
    walker.page.reload()
    walker.sees("人社局请您补充", "请写明现在的工作")
    walker.look("case-supplement")
    walker.tap("现在补充")
    walker.tap("提交补充")
    walker.sees("请检查", "这一项也请填写")
    walker.look("supplement-error")
    walker.type("请写明现在的工作", "送餐员")
    walker.type("请写明常住地址", "长沙县星沙街道")
    walker.tap("提交补充")
    walker.sees("已提交补充")
    deliver("hrss")
    decide(town, case, "hrss", "accept", "accepted")
    decide(town, case, "medical", "accept", "accepted")
    walker.page.reload()
    walker.look("case-accepted")
    decide(town, case, "hrss", "conclude", "granted")
    walker.page.reload()
    walker.look("case-partly-done")
    decide(town, case, "medical", "conclude", "granted")
    learn_payments()
    walker.page.reload()
    walker.sees("全部办好了", "保障从哪天起", "814.40元")
    walker.look("case-done")
    for name in ("收件凭证", "办结通知书"):
        link = walker.page.get_by_role("link", name=name).first.get_attribute("href")
        answer = walker.context.request.get(f"{walker.base}{link}")
        assert (answer.status, answer.body()[:5]) == (200, b"%PDF-")
