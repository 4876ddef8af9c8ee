"""What is past its period: the archivist looks at a register, keeps one case, holds another; on phone and desktop."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import person_of_the_register, staff
from tests.platform.retention.conftest import LATER, THEN, refused
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in
from yichuang.core import clock
from yichuang.platform.messages.models import Message
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.handing import hand_over
from yichuang.platform.retention.models import Disposal
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


@WORKPLACE
@pytest.mark.usefixtures("site")
def test_from_hand_over_to_end(visitor: Open, size: tuple[int, int], script: bool, tmp_path: Path) -> None:
    case = refused(person_of_the_register("flexible-1"), THEN)
    first, second = staff("档案员一号"), staff("档案员二号")
    with clock.frozen(LATER):
        sweep()
    disposal = Disposal.objects.get(klass="case")
    page = f"/desk/retention/{disposal.public_id}"
    walker = visitor(size, script)
    let_in(walker, first)
    walker.go(page)
    walker.sees("已移交0件，共1件")
    walker.tap("提请第二人决定")
    walker.sees("还有1件没有移交")
    walker.look("desk-disposal-not-packed")
    hand_over(disposal.public_id, tmp_path)
    walker.go(page)
    walker.sees("已移交1件，共1件")
    walker.type("档案馆回执编号", "收字12号")
    walker.tap("提请第二人决定")
    walker.sees("已提请，现在由第二人决定。", "这是您提请的，由第二人决定。")
    walker.look("desk-disposal-forwarded")
    other = visitor(size, script)
    let_in(other, second)
    other.go(page)
    other.tap("批准销毁")
    other.sees("请写明理由。")
    other.look("desk-disposal-decide")
    other.type("理由", "期满，无续存价值")
    other.tap("批准销毁")
    other.sees("已批准，开始通知并计算宽限期。", "宽限期到")
    other.look("desk-disposal-warned")
    Message.objects.update(state=Message.State.SENT)
    Disposal.objects.filter(pk=disposal.pk).update(ends_on=clock.today() - timedelta(days=1))
    other.go(page)
    other.look("desk-disposal-over")
    other.tap("现在销毁")
    other.sees("已下令，正在销毁，请一分钟后再看。")
    with clock.frozen(LATER + timedelta(days=31)):
        assert end_ordered() == 1
    other.go(page)
    other.sees("已销毁", "档案员二号")
    other.look("desk-disposal-ended")
    resident = visitor(size, script)
    let_in(resident, person_of_the_register("flexible-1"))
    resident.go(f"/cases/{case.public_id}")
    resident.sees("这件办件已按规定销毁", case.number, "10年", "档案员二号")
    resident.look("case-ended")
    auditor = visitor(size, script)
    let_in(auditor, staff("审计员"))
    auditor.go("/desk/reach")
    auditor.type("办件编号，或记录的编号", case.number)
    auditor.tap("查谁能看到", exact=True)
    auditor.sees("这件办件已按规定销毁")
    auditor.look("reach-ended")
