"""A licence on the phone of whoever holds it, and of whoever scans its square."""

from __future__ import annotations

import pytest

from tests.cast import Member, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case
from yichuang.platform.licences.models import Licence
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Account

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])


def grant_it(member: Member) -> None:
    part = part_of(file_case(member), "hrss")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk, "已登记。")


@BOTH
def test_it_is_shown_verified_and_withdrawn(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, member = visitor(size, script), person_of_the_register("flexible-1")
    let_in(walker, member)
    walker.go("/licences")
    walker.sees("到窗口核验一次")
    walker.look("licences-below-level")
    Account.objects.filter(pk=member.account_id).update(level=2)
    walker.go("/licences")
    walker.sees("还没有证照")
    walker.look("licences-empty")
    grant_it(member)
    walker.go("/licences")
    walker.sees("社会保险参保凭证", "有效")
    walker.look("licences")
    stranger, licence = visitor(size, script), Licence.objects.get()
    stranger.go(f"/verify/{licence.code}")
    stranger.sees("有效", licence.number)
    stranger.look("verify")
    assert licence.person.name not in stranger.page.locator("body").inner_text()
    withdrawn_at_the_desk(visitor, size, script)
    stranger.page.reload()
    stranger.sees("无效，已撤销")
    stranger.look("verify-withdrawn")
    stranger.go("/verify/nothing")
    stranger.sees("没有这份证照")
    stranger.look("verify-unknown")
    walker.go("/licences")
    walker.sees("已撤销，理由：登记有误，应为灵活就业。")
    walker.look("licences-withdrawn")
    case = Case.objects.get()
    told = Message.objects.filter(case_id=case.pk).order_by("-created_at")[0]
    assert f"/cases/{case.public_id}" in told.text
    walker.go(f"/cases/{case.public_id}")
    walker.sees("证照已撤销", "理由：登记有误，应为灵活就业。", "不同意这个结果")
    walker.look("case-licence-withdrawn")


def withdrawn_at_the_desk(visitor: Open, size: tuple[int, int], script: bool) -> None:
    """Its issuer withdraws it on the page of the part that gave it; not without saying why."""
    officer = visitor(size, script)
    let_in(officer, staff("人社经办一号"))
    officer.go(f"/desk/parts/{part_of(Case.objects.get(), 'hrss').public_id}")
    officer.sees("发出的证照", "有效", "已发证照")
    officer.page.locator("summary", has_text="撤销这份证照").click()
    officer.look("desk-part-licence")
    officer.tap("现在撤销")
    officer.sees("请检查", "请写明撤销的原因")
    officer.look("desk-part-licence-error")
    officer.type("理由（持有人会看到）", "登记有误，应为灵活就业。")
    officer.tap("现在撤销")
    officer.sees("证照已撤销。持有人已得到通知", "登记有误，应为灵活就业。")
    officer.look("desk-part-licence-withdrawn")
    assert officer.page.get_by_role("button", name="现在撤销").count() == 0
