"""The queue as a clerk meets it: keyboard alone, and every state of its page."""

from __future__ import annotations

import pytest

from tests.cast import staff
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.halls import open_hall, sits  # noqa: F401 - a fixture
from tests.walks.people import let_in
from yichuang.core.access import Actor
from yichuang.platform.hall import commands
from yichuang.platform.hall.models import Ticket

pytestmark = [
    pytest.mark.walk,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("open_hall"),
]

SIZES = pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])


def at_queue(visitor: Open, size: tuple[int, int], script: bool = True) -> Walker:
    """A clerk before the queue."""
    walker = visitor(size, script)
    let_in(walker, staff("窗口一号"))
    walker.go("/window/queue")
    return walker


@pytest.mark.parametrize("script", [True, False], ids=["script", "without-script"])
def test_a_visit_by_keyboard_in_four_keys(visitor: Open, script: bool) -> None:
    for kind in ("insurance", "business", "other"):
        commands.draw(Actor(), kind)
    walker = at_queue(visitor, DESK, script)

    def enter(*words: str) -> None:
        walker.page.locator("button:focus", has_text=words[0]).wait_for()
        walker.page.keyboard.press("Enter")
        walker.sees(*words[1:])

    enter("坐这里", "叫下一位", "等您的：3人")
    walker.look("queue")
    enter("叫下一位", "A001", "已叫1次")
    walker.look("queue-called")
    enter("人到了，开始", "窗口来的是谁", "A001在您的窗口")
    walker.look("queue-home")
    walker.tap("A001在您的窗口")
    walker.look("queue-serving")
    enter("办完", "您今天办完1人", "等您的：2人")
    enter("叫下一位", "B001")


@SIZES
def test_every_state(visitor: Open, size: tuple[int, int]) -> None:
    colleague = sits("窗口二号", "2")
    walker = at_queue(visitor, size)
    walker.sees("您坐哪个窗口", "窗口二号")
    walker.look("queue-no-window")
    walker.tap("坐这里 1号窗口")
    walker.tap("叫下一位")
    walker.sees("没有人在等您的窗口")
    walker.look("queue-empty")
    commands.draw(Actor(), "insurance", priority=True)
    walker.page.get_by_text("等您的：1人").wait_for(timeout=20_000)  # by itself
    walker.tap("叫下一位")
    commands.withdraw(Actor(), Ticket.objects.get().public_id)
    walker.tap("再叫一次")
    walker.sees("这个号刚才变了")
    walker.look("queue-error")
    commands.draw(Actor(), "insurance")
    walker.go("/window/queue")
    walker.tap("叫下一位")
    for _ in range(2):
        walker.tap("再叫一次")
    walker.tap("过号")
    walker.sees("已过号", "人到了")
    walker.look("queue-skipped")
    walker.tap("人到了 A002")
    walker.tap("叫下一位")
    walker.tap("2号窗口")
    walker.sees("您的窗口现在没有人")
    called = commands.call_next(colleague)
    assert called is not None
    assert called.said == "A002"
    walker.tap("离开窗口")
    walker.tap("接班 2号窗口")
    walker.sees("A002")
    walker.look("queue-taken-over")
