"""What a browser prints: the pages that people take along, on A4, black on white, and nothing that leads or is pressed.

With ``YICHUANG_SHOTS`` each is kept as a PDF, to be looked at.
"""

from __future__ import annotations

import io
import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from tests.campaign import FULL
from tests.cast import Member, person_of_the_register, staff
from tests.faces.desk.long import copies
from tests.lines.applications.conftest import COMPANY, employee
from tests.platform.retention.conftest import LATER, THEN, refused
from tests.simulators.world import BY_KEY
from tests.walks.browser import DESK, SHOTS, Walker
from tests.walks.conftest import Open
from tests.walks.people import WISHES, file_case, let_in, part_of, system_of
from tests.walks.test_employer import filled
from yichuang.core import clock
from yichuang.core.identifiers import LONGEST_TEXT
from yichuang.faces.look.mandates import represent
from yichuang.lines.applications import commands
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.licences.models import Licence
from yichuang.platform.people.models import Account
from yichuang.platform.retention.sweeping import sweep

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

#: Millimetres of A4, and what its margins leave for the page, in CSS pixels (96 an inch).
A4 = (210, 297)
BETWEEN_MARGINS = round((210 - 2 * 16) / 25.4 * 96)
#: When the page was asked for, which stands on paper alone.
AS_OF = re.compile(r"打印页，内容截至\d{4}年\d{1,2}月\d{1,2}日")
#: What can be pressed or filled in, or leads elsewhere, and is to be seen.
PRESSED = """[...document.querySelectorAll('.site nav, nav a:not([aria-current]), footer, .button, button, select')]
  .concat([...document.querySelectorAll('textarea, input:not([type=hidden])')])
  .filter(e => !e.matches('[aria-pressed=true]'))
  .filter(e => e.getClientRects().length).map(e => e.outerHTML.slice(0, 120))"""
#: What says more than it shows: cut at its edge, or on one line that is too long.
CUT = """[...document.querySelectorAll('body *')].filter(e => e.getClientRects().length && !e.closest('.away, svg'))
  .filter(e => getComputedStyle(e).overflow !== 'visible' && (e.scrollWidth > e.clientWidth + 1
    || e.scrollHeight > e.clientHeight + 1)).map(e => e.outerHTML.slice(0, 120))"""
#: Letters that are not black, and grounds that are not white.
COLOURED = """[...document.querySelectorAll('body, body *')].filter(e => e.getClientRects().length && !e.closest('svg'))
  .filter(e => getComputedStyle(e).color !== 'rgb(0, 0, 0)'
    || !['rgba(0, 0, 0, 0)', 'rgb(255, 255, 255)'].includes(getComputedStyle(e).backgroundColor))
  .map(e => e.outerHTML.slice(0, 120))"""
#: Rows that a page may end in the middle of.
TORN = """[...document.querySelectorAll('tr, .summary > div, .copies > li, .timeline > li, .rows > li')]
  .filter(e => e.getClientRects().length && getComputedStyle(e).breakInside !== 'avoid')
  .map(e => e.outerHTML.slice(0, 120))"""


@dataclass
class Printed:
    """The pages of one print, each as its text."""

    pages: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.pages)


#: Radicals that stand for whole characters in the text of a PDF, and have no decomposition of their own.
RADICALS = str.maketrans("⻓⻔⻚⻅⻋⻢⻉⻛⻜⻙⻘⺠⺟⻄⻆⻝⻩⻬⻮⻳", "长门页见车马贝风飞韦青民母西角食黄齐齿龟")


def squeezed(text: str) -> str:
    """Without blanks, as lines are broken anew on paper; a radical is the character that it stands for."""
    kept = "".join(unicodedata.normalize("NFKC", each) if "\u2f00" <= each <= "\u2fdf" else each for each in text)
    return "".join(kept.translate(RADICALS).split())


def on_paper(walker: Walker, name: str) -> Printed:
    """Print the page that is open, and find it in order."""
    page = walker.page
    shown = squeezed(page.locator("body").inner_text())
    shown += squeezed("".join(page.locator("input:not([type=hidden])").evaluate_all("all => all.map(e => e.value)")))
    page.emulate_media(media="print")
    page.set_viewport_size({"width": BETWEEN_MARGINS, "height": 1000})
    walker.fits()
    for what in (PRESSED, CUT, COLOURED, TORN):
        assert page.evaluate(what) == [], name
    lines = [squeezed(line) for line in page.locator("body").inner_text().splitlines() if line.strip()]
    assert sum(bool(AS_OF.search(line)) for line in lines) == 1, lines
    assert [line for line in lines if line not in shown and not AS_OF.search(line)] == []
    assert re.search("[\u4e00-\u9fff]", page.title())
    walker.picture(f"print-{name}")
    body = page.pdf(prefer_css_page_size=True)
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": walker.size[0], "height": walker.size[1]})
    if SHOTS:
        (Path(SHOTS) / f"print-{name}.pdf").write_bytes(body)
    read = PdfReader(io.BytesIO(body))
    for each in read.pages:
        assert (round(each.mediabox.width / 72 * 25.4), round(each.mediabox.height / 72 * 25.4)) == A4
    printed = Printed([squeezed(each.extract_text()) for each in read.pages])
    assert AS_OF.search(printed.pages[0])
    assert all(printed.pages), "no page is empty"
    return printed


@pytest.fixture
def at(visitor: Open, site: str) -> Callable[[Member], Walker]:
    """A browser at a desk in which somebody is signed in."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)

    def opened(member: Member) -> Walker:
        walker = visitor(DESK)
        let_in(walker, member)
        return walker

    return opened


At = Callable[[Member], Walker]


def test_a_case_and_its_outcome(at: At) -> None:
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    walker = at(member)
    walker.go(f"/cases/{case.public_id}")
    printed = on_paper(walker, "case")
    assert case.number in printed.text
    for words in ("已收到您的申请", "人社局", "医保局", "正在送往"):
        assert words in printed.text
    assert BY_KEY["flexible-1"]["id_number"] not in printed.text
    walker.page.get_by_text("您提交的内容").click()
    assert "4072" in on_paper(walker, "case-unfolded").text  # what is unfolded is printed, too
    hrss, medical = part_of(case, "hrss"), part_of(case, "medical")
    commands.accept(system_of(hrss), hrss.pk)
    commands.refuse(system_of(hrss), hrss.pk, "本局记录显示您已在单位参加养老保险，请先办理停保。" * 3)
    commands.accept(system_of(medical), medical.pk)
    commands.grant(system_of(medical), medical.pk)
    walker.page.reload()
    text = on_paper(walker, "case-ended").text
    for words in ("有一部分没有通过", "不同意这个结果", "行政复议", "请先办理停保"):
        assert words in text


def test_what_is_about_to_be_filed(at: At) -> None:
    member = person_of_the_register("flexible-1")
    opened = commands.begin(member.actor, "enrolment")
    for fact, text in WISHES.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    walker = at(member)
    walker.go(f"/drafts/{opened.draft.public_id}/check")
    text = on_paper(walker, "check").text
    for words in ("核对后提交", "灵活就业", "4072", "谁会收到什么", "人社局"):
        assert words in text
    assert "修改" not in text
    assert "联办" not in text  # nothing was ticked
    walker.page.locator(".tick").first.click()
    walker.page.wait_for_load_state("load")
    ticked = walker.page.locator(".tick[aria-pressed=true] strong").first.inner_text()
    assert squeezed(ticked) in on_paper(walker, "check-ticked").text


def test_a_proof(at: At) -> None:
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    Sealer().run()
    walker = at(member)
    walker.go(f"/cases/{case.public_id}/proof")
    text = on_paper(walker, "proof").text
    assert case.number in text
    assert "已存证" in text
    assert "下载" not in text


def test_licences_and_what_a_stranger_sees(at: At, visitor: Open) -> None:
    member = person_of_the_register("flexible-1")
    Account.objects.filter(pk=member.account_id).update(level=2)
    part = part_of(file_case(member), "hrss")
    commands.accept(system_of(part), part.pk)
    commands.grant(system_of(part), part.pk, "已登记。")
    walker, licence = at(member), Licence.objects.get()
    walker.go("/licences")
    assert licence.number in on_paper(walker, "licences").text
    stranger = visitor(DESK)
    stranger.go(f"/verify/{licence.code}")
    text = on_paper(stranger, "verify").text
    assert licence.number in text
    assert licence.person.name not in text


def test_the_guide_and_its_slip(visitor: Open, site: str) -> None:
    walker = visitor(DESK)
    walker.go("/services/enrolment")
    text = on_paper(walker, "service").text
    for words in ("参保一件事", "办理条件", "12333"):
        assert words in text
    walker.go("/services/enrolment/slip")
    printed = on_paper(walker, "slip")
    assert len(printed.pages) == 1
    assert "/services/enrolment" in printed.text  # the address, for whoever cannot scan


def test_messages_and_matters(at: At) -> None:
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    walker = at(member)
    walker.go("/cases")
    assert case.number in on_paper(walker, "cases").text
    walker.go("/messages")
    on_paper(walker, "messages")


def test_what_a_clerk_has(at: At) -> None:
    known, clerk = BY_KEY["flexible-1"], at(staff("窗口一号"))
    member = person_of_the_register("flexible-1")
    case = file_case(member)
    clerk.go("/window/")
    clerk.type("姓名", known["name"])
    clerk.type("身份证号", known["id_number"])
    clerk.tap("查找或登记")
    on_paper(clerk, "window-person")
    clerk.go(f"/window/cases/{case.public_id}")
    text = on_paper(clerk, "window-case").text
    assert case.number in text
    assert "4072" in text
    assert known["id_number"] not in text
    opened = commands.begin(person_of_the_register("flexible-2").actor, "enrolment")
    assert opened
    clerk.go("/window/person")
    clerk.page.locator("main form[action*=enrolment] button").first.click()
    clerk.page.wait_for_load_state("load")
    on_paper(clerk, "window-draft")


def test_a_long_answer_is_printed_whole(at: At) -> None:
    """The officer's sheet with an applicant's words: page after page, nothing lost at a page's end.

    Of the greatest length in the full run (seventy pages), a tenth of it in every other.
    """
    lot = random.Random(3)
    used = [chr(lot.randrange(0x4E00, 0x9FA5)) for _ in range(99)]
    text = "".join(lot.choice(used) for _ in range(LONGEST_TEXT if FULL else LONGEST_TEXT // 10))
    member = person_of_the_register("flexible-1")
    part = part_of(file_case(member), "hrss")
    commands.supplement(system_of(part), part.pk, ["请写明"], "材料不全。")
    commands.resubmit(member.actor, part.pk, [text])
    officer = at(staff("人社经办一号"))
    officer.go(f"/desk/parts/{part.public_id}")
    body = officer.page.pdf(prefer_css_page_size=True)  # no picture: a page of such a length is none that can be taken
    if SHOTS:
        (Path(SHOTS) / "print-desk-part-long.pdf").write_bytes(body)
    pages = [squeezed(page.extract_text()) for page in PdfReader(io.BytesIO(body)).pages]
    assert len(pages) > len(text) // 2000
    assert squeezed(text) in "".join(re.sub(r"\A\d+/\d+", "", page) for page in pages)
    assert squeezed(text[:100]) in pages[0], "the first page is filled"


def test_what_an_officer_has(at: At, site: str) -> None:
    case = file_case(person_of_the_register("flexible-1"))
    part = part_of(case, "hrss")
    officer = at(staff("人社经办一号"))
    commands.take(staff("人社经办一号").actor, part.pk)
    officer.go(f"/desk/parts/{part.public_id}")
    text = on_paper(officer, "desk-part").text
    for words in (case.number, "4072", BY_KEY["flexible-1"]["name"], "办理经过"):
        assert words in text
    copies(part, 1, 60)
    Task.objects.filter(pk=part.pk).update(due_on=clock.today() - timedelta(days=2))
    officer.go("/desk/?list=open")
    printed = on_paper(officer, "desk-inbox")
    assert len(printed.pages) > 1
    for page in printed.pages:
        assert "编号" in page  # the header stands on each page
    numbers = officer.page.locator("tbody a").all_inner_texts()
    assert len(numbers) == 50
    for number in numbers:  # each with its row whole on one page
        assert sum(number in page for page in printed.pages) == 1


def test_what_the_hall_and_the_auditor_have(at: At) -> None:
    case = file_case(person_of_the_register("flexible-1"))
    Task.objects.filter(case=case).update(due_on=clock.today() - timedelta(days=2), amber_on=clock.today())
    Case.objects.filter(pk=case.pk).update(filed_at=clock.now() - timedelta(days=9))
    head = at(staff("大厅负责人"))
    head.go("/desk/hall")
    assert "人社局" in on_paper(head, "desk-hall").text
    auditor = at(staff("审计员"))
    auditor.go("/desk/reach")
    auditor.page.locator("#number").fill(case.number)
    auditor.page.locator("main form button").first.click()
    auditor.page.wait_for_load_state("load")
    assert case.number in on_paper(auditor, "desk-reach").text


def test_what_the_archivist_has(at: At, site: str) -> None:
    case = refused(person_of_the_register("flexible-1"), THEN)
    with clock.frozen(LATER):
        sweep()
    archivist = at(staff("档案员一号"))
    archivist.go("/desk/retention")
    assert "已办结的办件" in on_paper(archivist, "desk-retention").text
    archivist.page.get_by_role("link", name="已办结的办件").click()
    archivist.page.wait_for_load_state("load")
    text = on_paper(archivist, "desk-disposal").text
    for words in (case.number, "参保一件事", "10年"):
        assert words in text


def test_a_table_of_employees(at: At, tmp_path: Path) -> None:
    member = person_of_the_register("flexible-1")
    represent(member.actor, COMPANY)
    walker = at(member)
    walker.go("/acting")
    walker.tap("试例商贸有限公司")
    walker.go("/services/employee-enrolment/table")
    on_paper(walker, "table")
    rows: list[list[object]] = [
        [f"试员{number}", employee(number), "19900010001", "2026-11-02", 5000, "", "", ""] for number in (1, 2)
    ]
    walker.page.get_by_label("填好的表格").set_input_files(filled(tmp_path, *rows))
    walker.tap("检查表格")
    text = on_paper(walker, "batch-ready").text
    for words in ("试例商贸有限公司", "试员1", "试员2"):
        assert words in text
    assert employee(1) not in text


def test_a_code_that_is_taken_along(at: At) -> None:
    opened = commands.begin(person_of_the_register("flexible-1").actor, "enrolment")
    walker = at(person_of_the_register("flexible-1"))
    walker.go(f"/drafts/{opened.draft.public_id}")
    walker.tap("到窗口接着办")
    shown = walker.page.locator(".code").inner_text()
    printed = on_paper(walker, "handover")
    assert len(printed.pages) == 1
    assert squeezed(shown) in printed.text
