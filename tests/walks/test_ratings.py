"""How was it? One press at home, a square at the window, the answer with a name."""

from __future__ import annotations

import pytest

from tests.cast import Member, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Rating
from yichuang.platform.cases.models import Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])


def concluded(member: Member) -> Case:
    case = file_case(member)
    for code in ("hrss", "medical"):
        part = part_of(case, code)
        commands.accept(system_of(part), part.pk)
        commands.grant(system_of(part), part.pk, "已登记。")
    return case


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


@BOTH
def test_a_low_grade_and_its_answer(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, member = visitor(size, script), person_of_the_register("flexible-1")
    let_in(walker, member)
    case = concluded(member)
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
    walker.sees("答复。", "等了三天")
    walker.look("case-rated-low")
    officer = visitor(size, script)
    let_in(officer, staff("人社经办一号"))
    officer.go("/desk/ratings")
    officer.sees(case.number, "办得太慢")
    officer.look("desk-ratings")
    officer.tap(case.number)
    officer.look("desk-rating")
    officer.tap("发出答复")
    officer.sees("请检查")
    officer.look("desk-rating-error")
    officer.type("查到什么", "已提醒经办人，以后当天联系。")
    officer.tap("发出答复")
    officer.sees("没有待答复的差评")
    officer.look("desk-ratings-empty")
    walker.go(f"/cases/{case.public_id}")
    walker.sees("人社经办一号", "以后当天联系")
    walker.look("case-rated-answered")


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
    phone.go(f"/rate/{commands.invitation(case.public_id)}")
    phone.sees("办得怎么样？")
    phone.look("rate-invited")
    phone.tap("满意", exact=True)
    phone.sees("谢谢")
    phone.look("rated")
    assert Rating.objects.get().channel == "qr"
