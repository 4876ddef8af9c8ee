"""A licence on the phone of whoever holds it, and of whoever scans its square."""

from __future__ import annotations

import pytest

from tests.cast import Member, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.lines.applications import commands
from yichuang.platform.licences.models import Licence
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
    commands.withdraw_licence(staff("人社经办一号").actor, licence.public_id, "登记有误。")
    stranger.page.reload()
    stranger.sees("无效，已撤销")
    stranger.look("verify-withdrawn")
    stranger.go("/verify/nothing")
    stranger.sees("没有这份证照")
    stranger.look("verify-unknown")
    walker.go("/licences")
    walker.sees("已撤销")
    walker.look("licences-withdrawn")
