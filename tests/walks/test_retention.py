"""What is past its period: the archivist looks at a register, keeps one case, holds another; on phone and desktop."""

from __future__ import annotations

import pytest

from tests.cast import person_of_the_register, staff
from tests.platform.retention.conftest import LATER, THEN, refused
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in
from yichuang.core import clock
from yichuang.platform.retention.sweeping import sweep

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

WORKPLACE = pytest.mark.parametrize(
    ("size", "script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone-without-script"]
)


@WORKPLACE
@pytest.mark.usefixtures("site")
def test_a_register_is_looked_at(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    let_in(walker, staff("档案员一号"))
    walker.go("/desk/retention")
    walker.sees("没有到期的内容")
    walker.look("desk-retention-empty")
    cases = [refused(person_of_the_register(f"flexible-{number}"), THEN) for number in (1, 2, 3)]
    with clock.frozen(LATER):
        sweep()
    walker.go("/desk/retention")
    walker.sees("已办结的办件", "3条", "10年", "待核对")
    walker.look("desk-retention")
    walker.tap("已办结的办件")
    walker.sees(cases[0].number, "参保一件事", "尚未核实")
    walker.look("desk-disposal")
    walker.page.locator("main summary").first.click()
    walker.tap("移出清册", exact=True)
    walker.sees("请写明理由")
    walker.look("desk-disposal-error")
    walker.page.locator("main summary").first.click()
    walker.page.get_by_label("保留理由").first.fill("史志办要用")
    walker.tap("移出清册", exact=True)
    walker.sees("已移出清册，一年内不再列入。", "史志办要用")
    walker.look("desk-disposal-kept")
    walker.tap("返回清册")
    walker.tap("暂缓销毁办件")
    walker.tap("暂缓销毁", exact=True)
    walker.look("desk-hold-error")
    walker.type("办件编号", cases[1].number)
    walker.type("暂缓理由", "行政诉讼未结")
    walker.look("desk-hold")
    walker.tap("暂缓销毁", exact=True)
    walker.sees("已暂缓销毁，解除前不会销毁。", cases[1].number, "行政诉讼未结")
    walker.tap("解除暂缓")
    walker.sees("没有暂缓销毁的办件")
