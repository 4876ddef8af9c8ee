"""A visitor in the hall: a ticket on the phone or at the terminal, its page until they are called, the screen."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.halls import open_hall, sits  # noqa: F401 - a fixture
from yichuang.core.access import Actor
from yichuang.platform.hall import commands
from yichuang.platform.hall.models import Ticket

pytestmark = [
    pytest.mark.walk,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("open_hall"),
]

BOTH = pytest.mark.parametrize(
    ("size", "script"),
    [(PHONE, True), (PHONE, False), (DESK, True)],
    ids=["phone", "phone-without-script", "desk"],
)


@BOTH
def test_from_drawing_to_the_window(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    walker.go("/")
    walker.count()
    walker.tap("在大厅？在这里取号")
    walker.sees("您来办什么", "不问您是谁")
    walker.look("tickets")
    assert walker.small_targets() == [] or not script
    walker.tap("社保、医保、退休")
    assert (walker.taps, walker.typed) == (2, 0)
    walker.sees("A001", "前面没有人", "要等多久还不知道")
    walker.look("ticket-waiting")
    clerk = sits("窗口一号", "1")
    commands.call_next(clerk)
    if script:  # the page says so by itself
        walker.page.get_by_text("请到1号窗口").wait_for(timeout=40_000)
    else:
        walker.page.reload()
    walker.sees("请到1号窗口")
    walker.look("ticket-called")
    public = Ticket.objects.get().public_id
    for _ in range(2):
        commands.call_again(clerk, public)
    commands.skip(clerk, public)
    walker.page.reload()
    walker.sees("叫过您的号")
    walker.look("ticket-skipped")
    walker.tap("我到了")
    walker.sees("下一位就是您")
    commands.call_next(clerk)
    commands.begin(clerk, public)
    walker.page.reload()
    walker.sees("您正在1号窗口办理")
    walker.look("ticket-serving")
    commands.finish(clerk, public)
    walker.page.reload()
    walker.sees("已办完")
    walker.look("ticket-served")


@BOTH
def test_given_back_and_too_late(visitor: Open, size: tuple[int, int], script: bool) -> None:
    for _ in range(2):
        commands.draw(Actor(), "insurance")
    walker = visitor(size, script)
    walker.go("/tickets")
    walker.tap("取件、咨询、其他")
    path = walker.page.url.removeprefix(walker.base)
    commands.withdraw(Actor(), path.rpartition("/")[2])
    walker.tap("退号")
    walker.sees("刚才变了")
    walker.look("ticket-error")
    walker.go(path)
    walker.sees("您已退号")
    walker.look("ticket-withdrawn")
    walker.go("/tickets/aaaaaaaaaaaaaaaaaaaaaaaaaa")
    walker.sees("这里没有内容")


@BOTH
def test_at_the_terminal_and_on_the_screen(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    walker.go("/screen")
    walker.sees("现在没有叫号")
    walker.look("screen-empty")
    walker.go("/kiosk")
    walker.look("kiosk")
    walker.page.get_by_label("老年人、残疾人、孕妇或带婴儿").check()
    walker.tap("企业开办、用工")
    walker.sees("B001", "用手机扫一扫")
    walker.look("kiosk-ticket")
    walker.tap("记好了")
    walker.sees("您来办什么")
    walker.page.go_back()
    assert "/tickets/" not in walker.page.url
    for name, window in (("窗口一号", "1"), ("窗口二号", "2")):
        commands.draw(Actor(), "insurance")
        commands.call_next(sits(name, window))
    walker.go("/screen")
    walker.sees("B001", "A001", "1号窗口", "2号窗口")
    walker.look("screen")
    walker.go("/tickets/door")
    walker.sees("用手机取号")
    walker.look("tickets-door")


@BOTH
def test_closed_and_no_hall(
    visitor: Open,
    size: tuple[int, int],
    script: bool,
    open_hall: Path,  # noqa: F811
) -> None:
    plan = open_hall / "hall.yaml"
    walker = visitor(size, script)
    plan.write_text(
        plan.read_text("utf-8").replace('until: "24:00"', 'until: "00:01"').replace("every-day", "workdays")
    )
    walker.go("/tickets")
    walker.sees("大厅现在没有开门", "不用取号")
    walker.look("tickets-closed")
    plan.write_text("kinds: []")
    walker.go("/tickets")
    walker.sees("这里不取号")
    walker.look("tickets-none")
    walker.go("/screen")
    walker.look("screen-none")
