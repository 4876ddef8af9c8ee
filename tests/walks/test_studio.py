"""An author changes a figure: reads, tries, writes, weighs, proposes; a second one publishes. Phone and desktop."""

from __future__ import annotations

import pytest

from tests.cast import person_of_the_register, staff
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in
from yichuang.platform.catalog.models import Revision
from yichuang.platform.catalog.weighing import weigh_asked

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

WORKPLACE = pytest.mark.parametrize(
    ("size", "script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone-without-script"]
)


@WORKPLACE
@pytest.mark.usefixtures("site")
def test_from_reading_to_publishing(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker = visitor(size, script)
    let_in(walker, staff("编制员一号"))
    walker.go("/studio/")
    walker.sees("现在没有修订稿")
    walker.look("studio-home-empty")
    walker.tap("老年人福利补贴")
    walker.sees("高龄津贴", "尚未核实", "老年人权益保障法")
    walker.look("studio-package")
    walker.tap("parameters.csv")
    walker.look("studio-text")
    walker.tap("表格")
    walker.tap("换个人试试")
    walker.look("studio-try-empty")
    walker.page.get_by_label("选一个示例").select_option("1")
    walker.tap("用这个人")
    walker.sees("不能办")
    walker.look("studio-try")
    walker.type("出生日期", "不知道")
    walker.tap("看结果")
    walker.look("studio-try-error")
    walker.go("/studio/packages/elder-allowance")
    walker.tap("编写下一版")
    walker.look("studio-revision")
    walker.tap("parameters.csv")
    text = walker.page.get_by_label("parameters.csv", exact=True).first
    held = text.input_value()
    text.fill(held.replace("integer,2026-01-01,,80 age,", "integer,2026-01-01,,eighty,"))
    if not script:
        walker.tap("只检查，不保存")
    walker.sees("“eighty”")
    walker.look("studio-edit-findings")
    if script:  # a finding leads to its line in the text
        walker.tap("第3行")
        line = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
        assert text.evaluate(line).startswith("high_age,integer,2026-01-01,,eighty,")
    text.fill(held.replace("integer,2026-01-01,,80 age,", "integer,2026-01-01,,75 age,"))
    walker.tap("保存", exact=True)
    walker.sees("已保存")
    walker.look("studio-edit")
    revision = Revision.objects.get()
    other = walker.page.get_by_label("parameters.csv", exact=True).first
    Revision.objects.update(edition=9)
    other.fill(held)
    walker.tap("保存", exact=True)
    walker.sees("同事刚才保存过")
    walker.look("studio-edit-stale")
    examples = revision.files["examples.yaml"].replace(
        "given: {birth_date: 1946-11-26,", "given: {birth_date: 1951-11-26,"
    )
    Revision.objects.update(files={**revision.files, "examples.yaml": examples})
    walker.go(f"/studio/revisions/{revision.public_id}")
    walker.tap("换个人试试")
    walker.look("studio-try-draft")
    walker.tap("返回修订稿")
    walker.tap("测算会改变什么")
    walker.sees("正在测算")
    walker.look("studio-weighing")
    weigh_asked()  # as the worker does
    walker.go(f"/studio/revisions/{revision.public_id}")
    walker.sees("虚构人群", "高龄津贴", "年龄")
    walker.look("studio-weighed")
    walker.tap("提请第二人决定")
    walker.sees("请写明理由")
    walker.look("studio-revision-error")
    walker.type("为什么修改", "民政厅新规定")
    walker.tap("提请第二人决定")
    walker.sees("由第二人决定")
    walker.look("studio-proposed")
    elder = visitor(PHONE, script)
    let_in(elder, person_of_the_register("elder-eighty-two"))
    elder.go("/services/elder-allowance/start")
    elder.tap("开始")
    second = visitor(size, script)
    let_in(second, staff("编制员二号"))
    second.go("/studio/")
    second.look("studio-home")
    second.tap("老年人福利补贴")
    second.look("studio-decide")
    second.tap("发布", exact=True)
    second.sees("已发布为第2版")
    second.look("studio-published")
    second.go("/studio/packages/elder-allowance/versions")
    second.look("studio-versions")
    elder.page.reload()
    elder.sees("规则有变化", "对这份草稿没有影响")
    elder.look("question-news")
    elder.tap("按新规则继续")
    elder.sees("想申请哪一种补贴")
    assert elder.page.get_by_text("规则有变化").count() == 0
