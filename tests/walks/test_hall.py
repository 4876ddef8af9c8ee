"""The notices on the page of the head of the hall: systems that are silent, desks where nobody is, what differs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import Town, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import deliver, file_case, let_in, part_of, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.lines.applications.commands.payments import learn_payments
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.reconcile import reconcile
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.models import Discrepancy
from yichuang.platform.messages import commands as messages
from yichuang.platform.people.commands import set_reach
from yichuang.platform.people.models import Department, Post
from yichuang.platform.people.queries import forget_departments

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def at_the_hall(visitor: Open, size: tuple[int, int]) -> Walker:
    """The head of the hall before their page."""
    walker = visitor(size)
    let_in(walker, staff("大厅负责人"))
    walker.go("/desk/hall")
    return walker


@SIZES
def test_the_gateway_is_silent(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    town["sms"].control(mode="down")
    try:
        with clock.frozen(clock.now() - timedelta(minutes=25)):
            for place in (1, 2):
                messages.queue(f"1990000000{place}", "一窗：您有一份办件有了新进展。")
        messages.send_due(exchange.system("sms"))
        walker = at_the_hall(visitor, size)
        walker.sees("短信平台没有回应", "请打电话")
        assert "没有卡住的。" not in walker.page.locator("main").inner_text()
        walker.look("hall-gateway-silent")
    finally:
        town["sms"].control(mode="normal")


@SIZES
def test_nobody_is_at_a_desk(visitor: Open, size: tuple[int, int]) -> None:
    set_reach("hrss", Department.Reach.DESK)
    forget_departments()
    for key in ("flexible-1", "flexible-2"):
        file_case(person_of_the_register(key))
    Post.objects.filter(department__code="hrss").update(to_day=clock.today() - timedelta(days=1))
    walker = at_the_hall(visitor, size)
    walker.sees("没有人收件的部门", "人社局", "有2件没人办", "请让管理员")
    walker.look("hall-nobody-there")


@SIZES
def test_a_department_holds_something_else(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    cases = [file_case(person_of_the_register(f"flexible-{place}")) for place in (1, 2)]
    deliver("hrss", "medical")
    walker = at_the_hall(visitor, size)
    lost, other = (part_of(case, "medical") for case in cases)
    town["medical"].hand(f"/tasks/{lost.public_id}/forget")
    Task.objects.filter(pk=other.pk).update(state="granted")
    reconcile()
    Discrepancy.objects.exclude(subject_id__in=[lost.pk, other.pk]).delete()  # of other tests
    walker.page.reload()
    walker.sees("对方的记录与这里不一致", lost.case.number, "却没有这一件", "这里是")
    walker.look("hall-differing")
    assert walker.small_targets() == []
    walker.tap("再发一次")
    walker.sees("已送到。对方的收件号：")
    walker.look("hall-differing-sent-again")


@SIZES
def test_a_bill_is_late(visitor: Open, town: Town, size: tuple[int, int]) -> None:
    """On the list of the head, and said on the page of whom it concerns."""
    member = person_of_the_register("flexible-1")
    with clock.frozen(clock.now() - timedelta(minutes=25)):
        case = file_case(member)
        part = part_of(case, "hrss")
        commands.accept(system_of(part), part.pk)
        commands.grant(system_of(part), part.pk, "已登记。")
    town["tax"].control(mode="down")
    try:
        learn_payments()
    finally:
        town["tax"].control(mode="normal")
    walker = at_the_hall(visitor, size)
    walker.sees("应缴多少还不知道", case.number, "没有回应。", "请打电话给税务局。")
    walker.look("hall-bill-late")
    assert walker.small_targets() == []
    let_in(walker, member)
    walker.go(f"/cases/{case.public_id}")
    walker.sees("金额和期限还不知道", "比平常久了", "上次查询")
    walker.look("case-bill-late")
