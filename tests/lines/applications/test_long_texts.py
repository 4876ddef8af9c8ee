"""An answer of 100,000 characters passes through form, page, interface, PDF, CSV and delivery unchanged (TRUST 15)."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.cast import Member, Town, person_of_the_register, signed_in, staff
from tests.platform.notices.samples import data
from tests.walks.people import file_case, part_of, system_of
from yichuang.core.cipher import unseal
from yichuang.core.identifiers import LONGEST_TEXT, IdentifierError, brief, written
from yichuang.core.packages.errors import AnswerError
from yichuang.core.packages.facts import Fact
from yichuang.core.sheets import Column, csv_stream, read, xlsx_stream
from yichuang.core.sheets.files import grids
from yichuang.faces.present.tables import rest
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.notices.typesetting import typeset
from yichuang.platform.vault.keys import holder

#: What breaks programs: characters beyond the basic plane, several dots, full width, blanks of all kinds, markup, a
#: formula, a private and a joined character, and scripts of minorities.
LINES = [
    "  前面两格，后面两格  ",
    "\t制表\t符",
    "　全角空格　ＡＢＣ１２３",
    "买买提·艾力 欧阳•建国・・",
    "𠮷野家 㐂 𬸪 🙂\u200d\U0001f9d1",
    "<b>&amp;\"'{{ 7*7 }} %(name)s \\n</textarea>",
    "=1+1",
    "བོད་ ئۇيغۇر ꆈꌠ",
    "",
]


def long_text(seed: int = 1) -> str:
    """100,000 characters, of which a fifth stands beyond the basic plane; a blank line at its beginning."""
    lot = random.Random(seed)
    drawn = "".join(chr(lot.choice((lot.randrange(0x4E00, 0x9FA5), lot.randrange(0x20000, 0x2A6D6)))) for _ in range(9))
    body = "\n" + "\n".join(LINES) + "\n"
    while len(body) < LONGEST_TEXT:
        body += drawn + "长" * lot.randrange(9, 40) + ("\n" if lot.random() < 0.2 else " ")
    return body[: LONGEST_TEXT - 1] + "。"


TEXT = long_text()


def asked(key: str, items: list[str]) -> tuple[Member, Case, Task]:
    """A case whose pension part waits for something from its applicant."""
    member = person_of_the_register(key)
    case = file_case(member)
    part = part_of(case, "hrss")
    commands.supplement(system_of(part), part.pk, items, "材料不全。")
    return member, case, part


def arrives(part: Task, text: str) -> None:
    """The same with the officer's page, the interface, and what leaves for the department's own system."""
    officer = signed_in(staff("人社经办一号"))
    told = officer.get(f"/api/v1/tasks/{part.public_id}").json()
    assert told["answers"] == [text]
    page = officer.get(f"/desk/parts/{part.public_id}").content.decode()
    (shown,) = re.findall(r'<dd class="written">(.*?)</dd>', page, re.DOTALL)
    assert html.unescape(shown) == text
    assert f"共{len(text)}个字，全文在上面" in page  # the history has its beginning, and says so
    sent = Delivery.objects.get(subject_id=part.pk, type__contains="supplemented")
    key = holder().unwrap(bytes(sent.wrapped_key), BODY_CONTEXT)
    body = unseal(key, bytes(sent.body), context=BODY_CONTEXT)
    assert json.loads(body)["data"]["answers"] == [text]
    assert len(body) < 1024 * 1024


def form(client: Client, case: Case, part: Task, text: str) -> str:
    """The page after the person pressed; a browser sends CR LF."""
    sent = {"answer-1": text.replace("\n", "\r\n")}
    return client.post(f"/cases/{case.public_id}/parts/{part.public_id}", sent, follow=True).content.decode()


def test_by_the_form(county: Town) -> None:
    member, case, part = asked("flexible-1", ["请写明"])
    client = signed_in(member)
    for wrong, says in (
        (TEXT + "多", "太长了：有100001个字，最多100000个。"),
        ("一\n二\u202e", "第2行有一个看不见、不能保存的字符（U+202E）"),
        ("\0", "第1行有一个看不见、不能保存的字符（U+0000）"),
    ):
        page = form(client, case, part, wrong)
        assert says in page
        assert 'href="#answer-1"' in page
        (kept,) = re.findall(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)
        assert html.unescape(kept).replace("\r\n", "\n") == "\n" + wrong  # a browser drops the first line feed
    assert "maxlength" not in re.findall(r"<textarea[^>]*>", page)[0]  # which cuts what is pasted, and says nothing
    assert "太长" not in form(client, case, part, TEXT)
    arrives(part, TEXT)


def test_by_the_interface(county: Town) -> None:
    member, case, part = asked("flexible-2", ["请写明"])
    client, place = signed_in(member), f"/api/v1/cases/{case.public_id}/parts/{part.public_id}/resubmit"
    for wrong in (TEXT + "多", "\u202e"):
        refused = client.post(place, json.dumps({"answers": [wrong]}), "application/json")
        assert refused.status_code == 422
    assert client.post(place, json.dumps({"answers": [TEXT]}), "application/json").status_code == 200
    arrives(part, TEXT)


def test_from_a_file_in_gbk_into_the_form_and_out_as_a_table(county: Town) -> None:
    """A cell of a table in GB 18030 is answered with, comes out as CSV, and is read again: the same throughout."""
    first = TEXT.strip()
    held = io.StringIO(newline="")
    csv.writer(held).writerows([["说明"], [first]])
    (cell,) = [row[0] for row in grids(held.getvalue().encode("gb18030"), "a.csv")[0].rows[1:]]
    assert cell == first
    member, case, part = asked("flexible-3", ["请写明"])
    form(signed_in(member), case, part, str(cell))
    arrives(part, first)
    told = signed_in(staff("人社经办一号")).get(f"/api/v1/tasks/{part.public_id}").json()["answers"][0]
    out = b"".join(csv_stream(["说明"], [[told]], lambda count: "完"))
    column = Column(key="text", title="说明", names=("说明",), read=lambda text: text)
    assert next(row.values["text"] for row in read(out, "b.csv", [column]).rows) == first


def test_a_cell_of_an_xlsx_says_what_it_leaves_out() -> None:
    """A spreadsheet's cell ends after 32,767 units; one that is longer would be called damaged, or cut in silence."""
    out = b"".join(xlsx_stream(["说明"], [[TEXT], ["短"]], rest))
    long, short = [row[0] for row in grids(out, "a.xlsx")[0].rows[1:]]
    assert short == "短"
    found = re.fullmatch(r"(.*)…（还有(\d+)个字，单元格放不下，全文见CSV）", str(long), re.DOTALL)
    assert found
    assert TEXT.startswith(found[1])
    assert len(found[1]) + int(found[2]) == len(TEXT)
    assert 32_760 <= len(str(long).encode("utf-16-le")) // 2 <= 32_767


def test_a_reason_of_that_length_is_whole_in_the_letter() -> None:
    """A department's words of the greatest length: page after page, no character lost, also at the page's end."""
    lot = random.Random(2)
    used = [chr(lot.randrange(0x4E00, 0x9FA5)) for _ in range(200)]
    text = "".join(lot.choice(used) for _ in range(LONGEST_TEXT))
    pages = PdfReader(io.BytesIO(typeset("declined", data("declined", reason=text), "zh-hans"))).pages
    assert len(pages) > 50
    found = "".join(re.sub(r"\A不予受理告知书 N-\w+\n|核验网址：.*", "", page.extract_text()) for page in pages)
    assert text in re.sub(r"\s", "", found)


@pytest.mark.parametrize("end", ["\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_is_one_kind(end: str) -> None:
    assert written(f" 一{end}二{end}{end}", "x") == " 一\n二\n\n"


@pytest.mark.parametrize(
    "point", [0, 7, 0x1B, 0x7F, 0x9F, 0x061C, 0x200E, 0x202E, 0x2066, 0xD842, 0xFDD0, 0xFFFE, 0x10FFFF]
)
def test_what_no_text_may_hold_is_named(point: int) -> None:
    with pytest.raises(IdentifierError) as refused:
        written(f"一\n二{chr(point)}三", "x")
    assert (refused.value.code, refused.value.sentence.params["line"]) == ("characters", 2)
    assert refused.value.sentence.params["point"] == f"U+{point:04X}"


def test_nothing_is_cut() -> None:
    """A short field refuses what is longer than it, with its own limit."""
    assert brief("  8 字  ", "x", 5) == "8 字"
    assert written(" \t\u3000\u200b\n", "x") == ""
    with pytest.raises(IdentifierError) as refused:
        brief("长" * 6, "x", 5)
    assert refused.value.sentence.params == {"count": 6, "most": 5}


def test_a_text_that_is_a_fact_has_the_same_limit() -> None:
    """On one line, so without blanks at its ends and line ends; the rest is as it was written."""
    words = {"zh-hans": "货物", "en": "Goods"}
    fact = Fact.model_validate(
        {"key": "goods", "type": "text", "label": words, "ask": words, "why": words, "law": ["a/1"]}
    )
    line = TEXT.replace("\n", " ").replace("\t", " ").strip()
    assert fact.read(f" {line} ") == line
    with pytest.raises(AnswerError, match="100001"):
        fact.read("长" * (LONGEST_TEXT + 1))
