"""Acting for others, a changed phone, what two officials decide, posts and leave: walked, photographed, in order."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Town, person_of_the_register, staff
from tests.simulators.world import BY_KEY, ORGANISATIONS
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import code_on_phone, file_case, let_in, part_of
from yichuang.core import clock
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Mandate, Person, Post

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])
WORKPLACE = pytest.mark.parametrize(
    ("size", "script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone-without-script"]
)
NEW_PHONE = "19900009011"


@BOTH
@pytest.mark.usefixtures("site")
def test_a_representative_and_an_agent(visitor: Open, size: tuple[int, int], script: bool) -> None:
    agent = person_of_the_register("flexible-3")
    walker = visitor(size, script)
    let_in(walker, person_of_the_register("flexible-1"))
    walker.go("/cases")
    walker.tap("替单位或别人办")
    walker.look("acting")
    walker.tap("我是单位的法定代表人")
    walker.type("统一社会信用代码", ORGANISATIONS["company-2"]["code"])
    walker.tap("确认", exact=True)
    walker.sees("法人库显示您不是法定代表人")
    walker.look("company-error")
    walker.go("/acting/company")
    walker.look("company")
    walker.type("统一社会信用代码", ORGANISATIONS["company-1"]["code"])
    walker.tap("确认", exact=True)
    walker.sees("正在替试例商贸有限公司办", "试例商贸有限公司的办件")
    walker.look("acting-for-a-company")
    walker.go("/mandates")
    walker.look("mandates-first")
    walker.tap("授权别人代办")
    walker.tap("确认授权")
    walker.look("grant-error")
    known = BY_KEY["flexible-3"]
    walker.go("/mandates/grant")
    walker.type("代办人姓名", known["name"])
    walker.type("代办人身份证号", known["id_number"])
    walker.page.get_by_label("参保一件事", exact=True).check()
    walker.page.get_by_label("有效到哪一天").select_option("6")
    walker.look("grant")
    walker.tap("确认授权")
    assert walker.page.locator(".card strong").first.inner_text() == known["name"]
    walker.look("mandates")
    other = visitor(size, script)
    let_in(other, agent)
    other.go("/acting")
    other.tap("试例商贸有限公司")
    other.sees("正在替试例商贸有限公司办")
    walker.tap("现在结束")
    walker.sees("已结束")
    other.go("/cases")
    other.sees("代办授权已经结束")
    other.look("acting-ended")


@BOTH
@pytest.mark.usefixtures("site")
def test_a_parent_acts_for_a_child(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    let_in(walker, person_of_the_register("flexible-2"))
    walker.go("/acting")
    walker.tap("我有未满18周岁的孩子")
    child = BY_KEY["fifteen"]["name"]
    walker.sees(f"您可以替{child}办")
    walker.look("acting-child")
    walker.page.get_by_role("button", name=child).click()
    walker.sees(f"正在替{child}办")
    walker.go("/services/enrolment/start")
    walker.tap("开始办理")
    walker.sees("工作情况")
    assert Mandate.objects.get().basis == "guardian"


@BOTH
def test_another_phone(visitor: Open, town: Town, size: tuple[int, int], script: bool) -> None:
    member = person_of_the_register("flexible-1")
    walker = visitor(size, script)
    let_in(walker, member)
    walker.go("/cases")
    walker.tap("更换手机号")
    walker.look("change-phone")
    walker.type("新手机号", "12345")
    walker.tap("给两个手机发验证码")
    walker.look("change-phone-error")
    walker.type("新手机号", NEW_PHONE)
    walker.tap("给两个手机发验证码")
    walker.look("change-phone-codes")
    walker.type("199****0101收到的验证码", code_on_phone(town, member.phone))
    walker.type("199****9011收到的验证码", code_on_phone(town, NEW_PHONE))
    walker.tap("更换", exact=True)
    walker.sees("手机号已更换")


@WORKPLACE
@pytest.mark.usefixtures("site")
def test_papers_and_proposals_at_the_window(visitor: Open, size: tuple[int, int], script: bool) -> None:
    clerk = visitor(size, script)
    let_in(clerk, staff("窗口一号"))
    clerk.go("/window/")
    clerk.type("姓名", BY_KEY["flexible-1"]["name"])
    clerk.type("身份证号", BY_KEY["flexible-1"]["id_number"])
    clerk.tap("查找或登记")
    clerk.tap("单位的委托书")
    clerk.tap("登记", exact=True)
    clerk.look("window-paper-error")
    clerk.type("统一社会信用代码", ORGANISATIONS["company-2"]["code"])
    clerk.type("哪份材料", "第12号委托书")
    clerk.page.get_by_label("全部事项").check()
    clerk.page.get_by_label("有效到哪一天").select_option("1")
    clerk.look("window-paper")
    clerk.tap("登记", exact=True)
    clerk.sees("替试例餐饮有限公司办")
    clerk.look("window-for-whom")
    clerk.go("/window/person/child")
    clerk.look("window-child")
    clerk.go("/window/person/merge")
    clerk.look("window-merge")
    clerk.go("/window/person/identity")
    clerk.look("window-identity")
    Person.objects.update(deceased_on="2026-11-20")
    clerk.go("/window/person")
    clerk.sees("去世")
    clerk.look("window-visitor-died")
    clerk.tap("来人在世")
    clerk.look("window-alive")
    clerk.tap("提议", exact=True)
    clerk.look("window-alive-error")
    Person.objects.update(deceased_on=None)
    clerk.go("/window/person/recovery")
    clerk.look("window-recovery")
    clerk.go("/window/person/child")
    clerk.tap("登记", exact=True)
    clerk.look("window-child-error")
    clerk.go("/window/person/merge")
    clerk.tap("提议", exact=True)
    clerk.look("window-merge-error")
    clerk.go("/window/person/recovery")
    clerk.type("新手机号", NEW_PHONE)
    clerk.tap("发验证码")
    clerk.look("window-recovery-code")
    clerk.tap("提议", exact=True)
    clerk.look("window-recovery-error")
    clerk.go("/window/person/identity")
    clerk.tap("提议", exact=True)
    clerk.look("window-identity-error")
    clerk.type("身份证上的姓名", "试例新名")
    clerk.type("身份证上的号码", BY_KEY["flexible-1"]["id_number"])
    clerk.type("原因", "看了新身份证")
    clerk.tap("提议", exact=True)
    clerk.go("/window/approvals")
    clerk.look("window-approvals-own")
    second = visitor(size, script)
    let_in(second, staff("窗口二号"))
    second.go("/window/approvals")
    second.look("window-approvals")
    second.tap("同意", exact=True)
    second.sees("已办好，并已记录", "窗口一号, 窗口二号")
    second.look("window-approvals-decided")


@WORKPLACE
@pytest.mark.usefixtures("site")
def test_posts_leave_and_departments(visitor: Open, size: tuple[int, int], script: bool) -> None:
    case = file_case(person_of_the_register("flexible-1"))
    walker = visitor(size, script)
    let_in(walker, staff("管理员"))
    walker.go("/desk/offices")
    walker.look("desk-offices")
    walker.tap("任命", exact=True)
    walker.tap("任命", exact=True)
    walker.look("desk-appoint-error")
    walker.go("/desk/offices/appoint")
    walker.look("desk-appoint")
    officer = staff("人社经办一号")
    walker.go(f"/desk/offices/posts/{officer.actor.post_id}/leave")
    walker.tap("登记", exact=True)
    walker.look("desk-leave-error")
    today = clock.today()
    walker.page.get_by_label("第一天").fill(today.isoformat())
    walker.page.get_by_label("最后一天").fill((today + timedelta(days=7)).isoformat())
    walker.page.get_by_label("谁代岗").select_option(label="医保经办一号 (经办人员, 医保局)")
    walker.look("desk-leave")
    walker.tap("登记", exact=True)
    walker.sees("代岗：医保经办一号")
    walker.look("desk-offices-away")
    substitute = visitor(size, script)
    let_in(substitute, staff("医保经办一号"))
    substitute.go("/desk/posts")
    substitute.look("desk-posts")
    substitute.tap("换到这里")
    substitute.sees("正在代人社经办一号的岗")
    substitute.go(f"/desk/parts/{part_of(case, 'hrss').public_id}")
    substitute.look("desk-part-standing-in")
    walker.go("/desk/offices/departments/tax")
    walker.look("desk-department")
    walker.tap("合并", exact=True)
    walker.look("desk-department-error")


@WORKPLACE
@pytest.mark.usefixtures("site")
def test_the_first_administrator(visitor: Open, size: tuple[int, int], script: bool) -> None:
    Post.objects.filter(role="administrator").delete()
    secret = people.first_key()
    walker = visitor(size, script)
    let_in(walker, person_of_the_register("flexible-1"))
    walker.go(f"/desk/first-administrator/{secret}")
    walker.look("desk-first")
    walker.tap("我是管理员")
    walker.sees("岗位和请假")
    walker.go(f"/desk/first-administrator/{secret}")
    walker.tap("我是管理员")
    walker.sees("这个链接已经失效")
    walker.look("desk-first-used")
