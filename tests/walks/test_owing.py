"""容缺受理 (issue 6 §2): at the window without a paper, the card on the phone, the upload, the card is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import Town, staff
from tests.lines.applications.owing import PAPER, answered, at_the_window, elder, filed_owing
from tests.uploads import jpeg
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import let_in, papers_handed_in, part_of
from tests.walks.test_window import at_window, stands_there
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

PHOTO = {"name": "低保证.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
SIZES = pytest.mark.parametrize(("size", "script"), [(PHONE, True), (PHONE, False), (DESK, True)])


@SIZES
def test_taken_on_at_the_window_and_scanned_there(
    visitor: Open, town: Town, site: str, size: tuple[int, int], script: bool
) -> None:
    opened = answered(at_the_window(staff("窗口一号"), elder()), town)
    clerk = at_window(visitor, size, script)
    stands_there(clerk, "elder-seventy")
    clerk.go(f"/window/drafts/{opened.draft.public_id}")
    clerk.sees("也可以容缺受理", "请念给群众听", "未核实")
    clerk.look("window-draft-paper-missing")
    clerk.page.get_by_label("以后补：").check()
    clerk.tap("提交，办理")
    clerk.sees("要先得到群众同意")
    expect(clerk.page.get_by_label("以后补：")).to_be_checked()
    clerk.look("window-draft-owed-not-promised")
    clerk.page.get_by_label("群众答应按时补交").check()
    clerk.tap("提交，办理")
    clerk.sees("还欠材料", "容缺受理告知单")
    clerk.look("window-case-owed")
    clerk.page.set_input_files(f"#owed-{PAPER}", PHOTO)  # type: ignore[arg-type]
    clerk.tap("现在补交")
    clerk.sees("材料补交好了")
    expect(clerk.page.locator("#owed")).to_have_count(0)
    assert Task.objects.get(case__applicant_id=elder().person_id).owed_until is None


@SIZES
def test_the_card_on_the_phone_and_gone_when_handed_in(
    visitor: Open, town: Town, site: str, size: tuple[int, int], script: bool
) -> None:
    person = elder()
    part = filed_owing(at_the_window(staff("窗口一号"), person), town)
    mine = visitor(size, script)
    let_in(mine, person)
    mine.go("/cases")
    mine.look("cases-owed")
    mine.go(f"/cases/{part.case.public_id}")
    mine.sees("您还缺材料，请补交", "个工作日", "容缺受理告知单")
    mine.look("case-owed")
    mine.tap("请交：")
    mine.sees("请在", "现在补交")
    mine.look("owed")
    mine.tap("现在补交")
    mine.sees("请先选择文件或者拍照")
    mine.look("owed-nothing-chosen")
    mine.page.set_input_files("#files", PHOTO)  # type: ignore[arg-type]
    if script:
        mine.sees("已选好，还没有交")
        mine.look("owed-chosen")
    mine.tap("现在补交")
    mine.sees("已补交：", "缺的材料齐了")
    expect(mine.page.locator("#owed")).to_have_count(0)
    mine.look("case-owed-complete")


@SIZES
def test_offered_at_the_desk_and_agreed_with_one_tap(
    visitor: Open, town: Town, site: str, size: tuple[int, int], script: bool
) -> None:
    person = elder()
    opened = papers_handed_in(person, answered(person.actor, town))
    filed = commands.submit(person.actor, opened, opened.draft.version)
    part = part_of(Case.objects.get(number=filed.number), "civil-affairs")
    officer = visitor(size, script)
    let_in(officer, staff("民政经办一号"))
    officer.go(f"/desk/parts/{part.public_id}")
    officer.page.locator("summary", has_text="仍然在这里办理").click()
    officer.page.locator("summary", has_text="容缺受理").click()
    officer.tap("问申请人同意不同意")
    officer.sees("请勾选缺哪些材料")
    officer.page.get_by_label("低保证").first.check()
    officer.look("desk-part-offer-owing")
    officer.tap("问申请人同意不同意")
    officer.sees("已经问申请人了")
    mine = visitor(size, script)
    let_in(mine, person)
    mine.go(f"/cases/{part.case.public_id}")
    mine.sees("缺材料，可以以后补")
    mine.look("case-owing-offered")
    mine.tap("同意，我按时补交")
    mine.sees("好的，先给您办", "您还缺材料")
    officer.page.reload()
    officer.sees("还欠材料", "收到了")
    officer.look("desk-part-owed")
    officer.go("/desk/?list=accepted")
    officer.sees("欠材料")
    officer.look("desk-inbox-owed")
