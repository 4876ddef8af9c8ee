"""A company enrols its employees: the template comes back filled in, is mended by cell, and filed as one batch."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from tests.cast import Member, person_of_the_register
from tests.lines.applications.conftest import COMPANY, employee
from tests.simulators.world import BY_KEY
from tests.walks.browser import DESK, PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import let_in
from yichuang.faces.look.mandates import represent
from yichuang.lines.applications import commands
from yichuang.lines.applications.models import Batch
from yichuang.platform.cases.models import Case

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

BOTH = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (DESK, False)], ids=["phone", "desk-without-script"])
HEAD = ["员工姓名", "员工身份证号", "员工手机号", "用工日期", "月工资", "劳动合同", "劳动用工备案", "办理就业登记"]


def filled(folder: Path, *rows: list[object]) -> str:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        page = book.add_worksheet("员工")
        for number, row in enumerate([["某某公司员工名单"], [], HEAD, *rows]):
            for at, value in enumerate(row):
                page.write(number, at, value)
    path = folder / "员工.xlsx"
    path.write_bytes(output.getvalue())
    return str(path)


def for_the_company(visitor: Open, size: tuple[int, int], script: bool) -> tuple[Walker, Member]:
    walker, member = visitor(size, script), person_of_the_register("flexible-1")
    let_in(walker, member)
    represent(member.actor, COMPANY)
    return walker, member


@BOTH
def test_from_the_template_to_a_batch(visitor: Open, size: tuple[int, int], script: bool, tmp_path: Path) -> None:
    walker, _ = for_the_company(visitor, size, script)
    walker.go("/services/employee-enrolment")
    walker.sees("员工参保一件事")
    walker.look("service-employer")
    walker.tap("打印带二维码的纸条")
    walker.sees("用手机扫一扫就能办")
    walker.look("slip")
    walker.go("/services/employee-enrolment")
    walker.tap("用表格一次办多人")
    walker.sees("请先选择单位")
    walker.tap("试例商贸有限公司")
    walker.sees("用表格一次办多人", "下载模板")
    walker.look("table")
    walker.tap("检查表格")
    walker.sees("请选择表格文件")
    good = ["试员一", employee(1), "19900010001", "2026-11-02", 5000, "", "", ""]
    wrong = ["", "43990019900101", "12345", "昨天", "很多", "", "", ""]
    walker.page.get_by_label("填好的表格").set_input_files(filled(tmp_path, good, wrong))
    walker.tap("检查表格")
    walker.sees("B5", "C5", "D5", "E5", "什么也没有提交")
    walker.look("table-findings")
    assert not Batch.objects.exists()
    second = ["试员二", employee(2), "19900010002", "2026-11-03", 30000, "固定期限", "是", "是"]
    walker.page.get_by_label("填好的表格").set_input_files(filled(tmp_path, good, second))
    walker.tap("检查表格")
    walker.sees("表格没有问题，共2人", "谁替单位办", BY_KEY["flexible-1"]["name"])
    walker.look("batch-ready")
    assert not Case.objects.exists()
    walker.tap("全部提交")
    walker.sees("全部提交了", "已提交2人，共2人")
    walker.look("batch-filed")
    assert Case.objects.count() == 2


@BOTH
def test_one_by_form(visitor: Open, size: tuple[int, int], script: bool) -> None:
    walker, _ = for_the_company(visitor, size, script)
    walker.go("/acting")
    walker.tap("试例商贸有限公司")
    walker.go("/services/employee-enrolment/start")
    walker.tap("开始")
    said = {"身份证号": employee(3), "姓名": "试员三", "手机号": "19900010003", "月工资": "6000"}
    for _ in range(6):
        asked = walker.page.locator("h1").inner_text()
        if asked == "核对后提交":
            break
        walker.look("question-of-an-employee")
        if "哪一天" in asked:
            for label, text in (("年", "2026"), ("月", "11"), ("日", "3")):
                walker.type(label, text, exact=True)
        else:
            text = next(text for word, text in said.items() if word in asked)
            walker.page.locator("main form .input").first.fill(text)
        walker.tap("保存并继续")
    walker.sees("核对后提交", "可以一起办的事", "试例商贸有限公司")
    walker.look("check-employee")
    walker.tap("劳动用工备案")
    walker.tap("固定期限")
    walker.tap("提交，")
    walker.look("case-employee")
    assert Case.objects.get().tasks.count() == 3


@BOTH
def test_while_it_is_being_filed(visitor: Open, size: tuple[int, int], script: bool, tmp_path: Path) -> None:
    walker, member = for_the_company(visitor, size, script)
    walker.go("/acting")
    walker.tap("试例商贸有限公司")
    walker.go("/services/employee-enrolment/table")
    rows: list[list[object]] = [
        [f"试员{number}", employee(number), f"1990001{number:04d}", "2026-11-02", 5000] for number in range(1, 4)
    ]
    walker.page.get_by_label("填好的表格").set_input_files(filled(tmp_path, *rows))
    walker.tap("检查表格")
    Batch.objects.update(state=Batch.State.FILING)
    commands.go_on(Batch.objects.get(), most=1)
    walker.page.reload()
    walker.sees("正在提交", "已提交1人，共3人")
    walker.look("batch-filing")
    Batch.objects.update(state=Batch.State.STOPPED)
    walker.page.reload()
    walker.sees("提交停止了")
    walker.look("batch-stopped")
    assert member.account_id is not None
