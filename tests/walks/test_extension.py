"""More time, from the officer's request to the applicant's page: on phones, with and without script."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import Member, Town, person_of_the_register, staff
from tests.lines.applications.permits import file_permit, publish_permit
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in
from yichuang.core import clock
from yichuang.lines.applications import commands

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]
WHY = "要请专家到现场看路线。"


@pytest.mark.parametrize(("size", "script"), [(PHONE, False), (DESK, True)], ids=["phone-without-script", "desk"])
def test_it_works(visitor: Open, town: Town, site: str, tmp_path: Path, size: tuple[int, int], script: bool) -> None:
    resident: Member = person_of_the_register("flexible-1")
    publish_permit(tmp_path)
    part = file_permit(resident)
    commands.accept(staff("税务经办一号").actor, part.pk)

    officer = visitor(size, script)
    let_in(officer, staff("税务经办一号"))
    officer.go(f"/desk/parts/{part.public_id}")
    officer.page.locator("summary", has_text="申请延期").click()
    officer.page.locator("#ask-extension-reason").fill(WHY)
    officer.tap("提交负责人")
    officer.sees("已提交部门负责人", "等负责人决定")
    officer.look("desk-part-extension-asked")

    head = visitor(size, script)
    let_in(head, staff("税务负责人"))
    head.go("/desk/")
    head.sees("有人申请延期", part.case.number)
    head.look("desk-inbox-head")
    head.page.locator("main a", has_text=part.case.number).first.click()
    head.sees(WHY, "10个工作日")
    head.look("desk-part-head")
    head.tap("批准延期")
    head.sees("已延期", "负责人批准了延期")

    officer.page.reload()
    officer.page.locator("summary", has_text="开始特别程序").click()
    officer.page.locator("#begin-special-procedure").select_option("hearing")
    officer.page.locator("#begin-special-until").fill((clock.today() + timedelta(days=7)).isoformat())
    officer.page.locator("#begin-special-reason").fill("沿街商户要求听证。")
    officer.look("desk-part-special-form")
    officer.tap("开始程序")
    officer.sees("已暂停计时", "特别程序")
    officer.look("desk-part-special")

    mine = visitor(size, script)
    let_in(mine, resident)
    mine.go(f"/cases/{part.case.public_id}")
    mine.sees("正在听证", "延期告知书", "特别程序告知书", WHY, "沿街商户要求听证。")
    mine.look("case-special")

    officer.tap("程序已结束")
    officer.sees("继续计时")
