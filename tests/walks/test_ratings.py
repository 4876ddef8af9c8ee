"""How was it? One press at home, at a window, on a tablet; a bad one is called back, put right, and its answer read."""

from __future__ import annotations

import pytest

from tests.cast import Member, person_of_the_register, staff
from tests.lines.ratings.conftest import served
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.lines.ratings import commands as ratings
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.models import Cause, Complaint, Rating, VisitRating
from yichuang.lines.ratings.queries import tablet_of
from yichuang.platform.cases.models import Case
from yichuang.platform.hall.models import Ticket
from yichuang.platform.people.models import Department

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])


def concluded(member: Member) -> Case:
    case = file_case(member)
    for code in ("hrss", "medical"):
        part = part_of(case, code)
        commands.accept(system_of(part), part.pk)
        commands.grant(system_of(part), part.pk, "已登记。")
    return case


def visited(clerk: Member) -> Ticket:
    """A visit to the window that ended just now."""
    ticket = served(clerk)
    Ticket.objects.filter(pk=ticket.pk).update(ended_at=clock.now())
    return ticket


@BOTH
def test_a_good_grade_is_one_press(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, member = visitor(size, script), person_of_the_register("flexible-1")
    let_in(walker, member)
    case = concluded(member)
    walker.go(f"/cases/{case.public_id}")
    walker.sees("办得怎么样？")
    walker.look("case-to-rate")
    walker.count()
    walker.tap("非常满意")
    walker.sees("谢谢", "您的评价")
    walker.look("case-rated")
    assert walker.taps == 1
    assert Rating.objects.get().grade == 1
    walker.page.locator("summary", has_text="单独评价其中一项").click()
    walker.tap("养老保险")
    walker.tap("基本满意")
    walker.sees("谢谢")
    assert sorted(Rating.objects.values_list("grade", flat=True)) == [1, 3]


@BOTH
def test_a_bad_grade_is_called_back_put_right_and_read(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, member = visitor(size, script), person_of_the_register("flexible-1")
    let_in(walker, member)
    case = concluded(member)
    bureau = staff("人社负责人")
    walker.go(f"/cases/{case.public_id}")
    walker.tap("非常不满意")
    walker.sees("哪里不好？")
    walker.tap("提交评价")
    walker.sees("请检查")
    walker.look("rate-error")
    walker.page.get_by_label("办得太慢").check()
    walker.page.get_by_label("养老保险").check()
    walker.type("想说的话", "等了三天才有人联系。")
    walker.look("rate-low")
    walker.tap("提交评价")
    walker.sees("处理进展", "待回访", "等了三天")
    walker.look("case-rated-low")
    head = visitor(size, script)
    let_in(head, bureau)
    head.go("/desk/complaints")
    head.sees("办得太慢", "待回访")
    head.look("desk-complaints")
    assert case.number not in head.page.content()
    head.page.locator("table a").first.click()
    head.sees("等了三天", "回访")
    head.look("desk-complaint")
    head.tap("记下回访")
    head.sees("请检查")
    head.look("desk-complaint-error")
    head.page.get_by_label("是", exact=True).check()
    head.type("回访情况", "已通电话，说明了原因。")
    head.tap("记下回访")
    head.sees("已通话")
    head.type("查到什么，改了什么", "已提醒经办人，以后当天联系。")
    head.look("desk-complaint-called")
    head.tap("发出答复")
    head.sees("已整改")
    head.look("desk-complaint-done")
    head.go("/desk/complaints")
    head.sees("没有待处理的差评")
    head.look("desk-complaints-empty")
    walker.go(f"/cases/{case.public_id}")
    walker.sees("已整改", "以后当天联系", "已回访")
    walker.look("case-rated-answered")


@BOTH
def test_an_appeal_is_decided_by_a_second_head(visitor: Open, size: tuple[int, int], script: bool) -> None:
    member, bureau = person_of_the_register("flexible-1"), staff("人社负责人")
    case = concluded(member)
    part = part_of(case, "hrss").public_id
    ratings.rate(member.actor, case.public_id, 4, Said(["took-too-long"], "说的是别的事"), part=part)
    head = visitor(size, script)
    let_in(head, bureau)
    head.go("/desk/complaints")
    head.page.locator("table a").first.click()
    head.page.locator("summary", has_text="对评价提出申诉").click()
    head.type("为什么是误评或恶意评价", "说的不是这件事。")
    head.tap("提出申诉")
    head.sees("申诉中")
    second = visitor(size, script)
    let_in(second, staff("大厅负责人"))
    second.go("/desk/complaints")
    second.page.locator("table a").first.click()
    second.sees("说的不是这件事")
    second.look("desk-complaint-appealed")
    second.type("为什么成立", "您说的是另一件事，已转告。")
    second.tap("申诉成立")
    second.sees("申诉成立")
    walker = visitor(size, script)
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}")
    walker.sees("另行统计", "已转告")
    walker.look("case-rated-set-aside")


@BOTH
def test_at_the_window_the_visitor_scans(visitor: Open, size: tuple[int, int], script: bool) -> None:
    member = person_of_the_register("flexible-1")
    case = concluded(member)
    clerk = visitor(size, script)
    let_in(clerk, staff("窗口一号"))
    clerk.go("/window/")
    clerk.type("姓名", "试例一")
    clerk.type("身份证号", "439900199003070046")
    clerk.tap("查找或登记")
    clerk.go(f"/window/cases/{case.public_id}")
    clerk.sees("来人可以评价")
    clerk.look("window-case-to-rate")
    phone = visitor(PHONE, script)
    phone.go(f"/rate/{ratings.invitation(case.public_id)}")
    phone.sees("办得怎么样？")
    phone.look("rate-invited")
    phone.tap("满意", exact=True)
    phone.sees("谢谢")
    phone.look("rated")
    assert Rating.objects.get().channel == "qr"


@BOTH
def test_a_visit_is_rated_on_the_ticket(visitor: Open, size: tuple[int, int], script: bool) -> None:
    clerk, head = staff("窗口一号"), staff("大厅负责人")
    ticket = visited(clerk)
    phone = visitor(size, script)
    phone.go(f"/tickets/{ticket.public_id}")
    phone.sees("这次来办得怎么样？")
    phone.look("visit-to-rate")
    phone.tap("不满意", exact=True)
    phone.tap("提交评价")
    phone.sees("请检查")
    phone.look("visit-rate-error")
    phone.page.get_by_label("态度不好").check()
    phone.type("电话", "19900000101")
    phone.look("visit-rate-low")
    phone.tap("提交评价")
    phone.sees("待回访")
    phone.look("visit-rated")
    complaint = VisitRating.objects.get().complaint
    ratings.call_back(head.actor, complaint.pk, "已致歉。", True)
    ratings.rectify(head.actor, complaint.pk, "已提醒工作人员。")
    phone.go(f"/tickets/{ticket.public_id}")
    phone.sees("已提醒工作人员")
    phone.look("visit-answered")
    window = visitor(size, script)
    let_in(window, clerk)
    window.go("/window/queue")
    window.sees(f"{ticket.said}可以评价")
    window.look("queue-to-rate")


@BOTH
def test_the_tablet_forgets(visitor: Open, size: tuple[int, int], script: bool) -> None:
    clerk = staff("窗口一号")
    tablet = visitor(size, script)
    tablet.go(f"/rate/window/{tablet_of('1')}")
    tablet.sees("现在没有要评价的")
    tablet.look("tablet-empty")
    visited(clerk)
    tablet.go(f"/rate/window/{tablet_of('1')}")
    tablet.sees("办得怎么样？")
    tablet.look("tablet")
    tablet.tap("不满意", exact=True)
    tablet.look("tablet-low")
    tablet.tap("提交评价")
    tablet.sees("请检查")
    tablet.look("tablet-error")
    tablet.page.get_by_label("办得太慢").check()
    tablet.tap("提交评价")
    tablet.sees("谢谢")
    tablet.look("tablet-done")
    assert VisitRating.objects.get().channel == "tablet"


@BOTH
def test_what_could_not_be_done_reaches_the_head_of_the_hall(
    visitor: Open, size: tuple[int, int], script: bool
) -> None:
    member, head = person_of_the_register("flexible-1"), staff("大厅负责人")
    walker = visitor(size, script)
    let_in(walker, member)
    walker.go("/stuck")
    walker.sees("事情没办成？")
    walker.tap("交给大厅负责人")
    walker.sees("请检查")
    walker.look("stuck-error")
    walker.type("关于什么事", "房屋过户")
    walker.type("什么事没办成", "来了三次，每次都说缺材料。")
    walker.look("stuck")
    walker.tap("交给大厅负责人")
    walker.sees("待回访", "来了三次")
    walker.look("complaint")
    made = Complaint.objects.get()
    ratings.call_back(head.actor, made.pk, "已联系。", True)
    ratings.rectify(head.actor, made.pk, "已一次讲清材料，明天可办。")
    walker.go(f"/stuck/{made.task.public_id}")
    walker.sees("明天可办")
    walker.look("complaint-answered")
    clerk = visitor(size, script)
    let_in(clerk, staff("窗口一号"))
    clerk.go("/window/")
    clerk.type("姓名", "试例一")
    clerk.type("身份证号", "439900199003070046")
    clerk.tap("查找或登记")
    clerk.tap("有事没办成：记下来")
    clerk.tap("记下来", exact=True)
    clerk.sees("请检查")
    clerk.look("window-stuck-error")
    clerk.type("什么事没办成", "系统里查不到。")
    clerk.look("window-stuck")
    clerk.tap("记下来", exact=True)
    clerk.sees("已记下")


@BOTH
def test_the_head_of_the_hall_sees_causes_and_everybody_the_figures(
    visitor: Open, size: tuple[int, int], script: bool
) -> None:
    clerk, head = staff("窗口一号"), staff("大厅负责人")
    hall = Department.objects.get(code="hall")
    for grade in (1, 1, 1, 2, 3, 5, 5, 5, 5, 5):
        ticket = visited(clerk)
        ratings.rate_visit(
            person_of_the_register("flexible-1").actor,
            ticket.public_id,
            grade,
            Said(["treated-badly"]) if grade > 3 else None,
        )
    assert Cause.objects.get().department == hall
    desk = visitor(size, script)
    let_in(desk, head)
    desk.go("/desk/complaints")
    desk.sees("反复出现的同一问题", "态度不好")
    desk.look("desk-causes")
    walker = visitor(size, script)
    walker.go("/figures")
    walker.sees("群众评价", "50.0%")
    walker.look("figures")
