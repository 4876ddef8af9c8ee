"""A licence on the phone of whoever holds it, and of whoever scans its square."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import Member, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of, system_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case
from yichuang.platform.licences import codes
from yichuang.platform.licences.models import Licence, Showing
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


@pytest.fixture
def ahead(tmp_path: Path) -> Iterator[Path]:
    """A file by which this process's clock is put forward, as a demo's is."""
    path = tmp_path / "ahead"
    path.write_text("0")
    clock.follow(path)
    yield path
    clock.follow(None)


def square_of(showing: Showing) -> str:
    """The path that the square on the holder's phone holds now."""
    found = codes.current(Showing.objects.select_related("licence").get(pk=showing.pk), showing.licence)
    assert found is not None
    return "/shown/" + found.address.partition("#")[0].rpartition("/")[2]


@BOTH
def test_it_is_shown_for_a_minute_and_checked_once(
    visitor: Open, size: tuple[int, int], script: bool, ahead: Path
) -> None:
    """B-01: shown with its purpose, checked by a stranger, worthless as a picture; expired and withdrawn are told."""
    holder, member = visitor(size, script), person_of_the_register("flexible-1")
    Account.objects.filter(pk=member.account_id).update(level=2)
    grant_it(member)
    let_in(holder, member)
    holder.go("/licences")
    holder.tap("出示证照")
    holder.look("licence-show")
    holder.tap("现在出示")
    holder.sees("请检查", "请用几个字写明用途")
    holder.look("licence-show-error")
    holder.type("写几个字", "租房登记")
    holder.tap("现在出示")
    holder.sees("社会保险参保凭证", "租房登记", "截图过一分钟就没用")
    holder.look("licence-shown")
    showing, stranger = Showing.objects.get(), visitor(size, script)
    first = square_of(showing)
    stranger.go(first)
    stranger.look("check")
    stranger.tap("现在核验")
    stranger.sees("有效", "社会保险参保凭证", "试**", "租房登记")
    stranger.look("check-valid")
    assert member_name(showing) not in stranger.page.locator("body").inner_text()
    if not script:
        holder.page.reload()
    holder.sees("已有人核验")
    holder.look("licence-shown-checked")
    stranger.go(first)
    stranger.tap("现在核验")
    stranger.sees("二维码已用过")
    stranger.look("check-used")
    photographed = square_of(showing)
    clock.put_forward(ahead, timedelta(seconds=61))
    stranger.go(photographed)
    stranger.tap("现在核验")
    stranger.sees("二维码已过期")
    stranger.look("check-too-old")
    stranger.go(square_of(showing))
    stranger.tap("现在核验")
    stranger.sees("有效")
    stranger.go("/shown/nothing")
    stranger.tap("现在核验")
    stranger.sees("这不是本大厅的证照")
    stranger.look("check-unknown")
    clock.put_forward(ahead, timedelta(minutes=10))
    holder.page.reload()
    holder.sees("本次出示已结束")
    holder.look("licence-shown-closed")
    no_longer(holder, stranger, showing)


def no_longer(holder: Walker, stranger: Walker, showing: Showing) -> None:
    """An expired one and a withdrawn one: whoever checks reads it, and it is not shown any more."""
    Licence.objects.update(valid_until=clock.today() - timedelta(days=1))
    checked_anew(holder, stranger, showing, "已过期")
    holder.look("licence-shown-expired")
    stranger.look("check-expired")
    Licence.objects.update(valid_until=None, withdrawn_at=clock.now())
    checked_anew(holder, stranger, showing, "已撤销")
    holder.look("licence-shown-withdrawn")
    stranger.look("check-withdrawn")


def checked_anew(holder: Walker, stranger: Walker, showing: Showing, said: str) -> None:
    """The holder's page and the stranger's, of a square that was made before it ceased to hold."""
    holder.page.reload()
    holder.sees(f"证照{said}，不能出示")
    Showing.objects.update(opened_at=clock.now(), closes_at=clock.now() + codes.OPEN)
    showing.licence.refresh_from_db()
    stranger.go(square_of(showing))
    stranger.tap("现在核验")
    stranger.sees(f"无效，{said}")


def member_name(showing: Showing) -> str:
    """The holder's name, which no stranger reads."""
    return str(showing.licence.person.name)
