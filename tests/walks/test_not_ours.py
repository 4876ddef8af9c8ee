"""What is another department's: the form demands where to go, and the applicant reads it on the phone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cast import Member, Town, person_of_the_register, staff
from tests.lines.applications.permits import file_permit, publish_permit
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "script"), [(PHONE, False), (DESK, True)], ids=["phone-without-script", "desk"])
def test_it_works(visitor: Open, town: Town, site: str, tmp_path: Path, size: tuple[int, int], script: bool) -> None:
    resident: Member = person_of_the_register("flexible-1")
    publish_permit(tmp_path)
    part = file_permit(resident)
    officer = visitor(size, script)
    let_in(officer, staff("税务经办一号"))
    officer.go(f"/desk/parts/{part.public_id}")
    officer.page.locator("summary", has_text="不予受理").click()
    officer.page.get_by_label("不归本部门管。").check()
    officer.page.locator("#decline-reason").fill("巡游由公安机关管。")
    officer.tap(officer.page.locator("form[action$='/decline'] button"))
    officer.sees("请写明应该找哪个部门")
    officer.look("desk-part-decline-error")
    officer.page.locator("#decline-go").fill("县公安局治安大队")
    officer.tap(officer.page.locator("form[action$='/decline'] button"))
    officer.sees("不予受理", "县公安局治安大队")

    mine = visitor(size, script)
    let_in(mine, resident)
    mine.go(f"/cases/{part.case.public_id}")
    mine.sees("请到这里办", "县公安局治安大队", "不予受理告知书")
    mine.look("case-not-ours")
