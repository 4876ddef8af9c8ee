"""A paper from its data: every word is there, in the right faces, the same every time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from pypdf.generic import DictionaryObject

from tests.platform.notices.samples import AT, CASE_NUMBER, KINDS, LANGUAGES, data, reader, text, tight
from yichuang.platform.notices import data as forms
from yichuang.platform.notices.typesetting import finished, square, typeset

TITLES = {
    "receipt": ("收件凭证", "Receipt of Application"),
    "letter": ("办结告知书", "Letter of Conclusion"),
    "supplement": ("一次性告知书", "Notice to Supplement"),
    "declined": ("不予受理告知书", "Notice of Non-Acceptance"),
    "accepted": ("受理通知书", "Notice of Acceptance"),
    "extended": ("延期告知书", "Notice of Extension"),
    "special": ("特别程序告知书", "Notice of a Special Procedure"),
    "owed": ("容缺受理告知单", "Notice of Acceptance with Papers Owed"),
}
#: What in a sheet is not read by anybody: names of things, and labels that this kind does not use.
SILENT = {"kind", "lang", "labels", "about", "qr"}

papers = pytest.mark.parametrize(("kind", "language"), [(kind, language) for kind in KINDS for language in LANGUAGES])


@papers
def test_it_works(kind: str, language: str) -> None:
    pdf = reader(typeset(kind, data(kind), language))
    title = TITLES[kind][LANGUAGES.index(language)]
    assert pdf.metadata is not None
    assert pdf.metadata.title == f"{title} N-{CASE_NUMBER}"
    assert (
        pdf.metadata.author == ("某县政务服务中心" if kind in ("receipt", "letter") else "某县人社局")
        or language == "en"
    )
    assert pdf.metadata.creation_date == AT
    assert pdf.trailer["/Root"]["/Lang"] == ("zh-CN" if language == "zh-hans" else "en")
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages] == [(595, 842)] * len(
        pdf.pages
    )


@papers
def test_every_word_of_the_sheet_stands_in_it(kind: str, language: str) -> None:
    sheet = finished(kind, forms.paper(kind, data(kind)), language)
    printed = text(typeset(kind, data(kind), language))
    lost = [words for words in strings(sheet) if tight(words) not in printed]
    assert not lost


@papers
def test_exactly_our_two_faces_are_embedded(kind: str, language: str) -> None:
    fonts = dict(embedded(typeset(kind, data(kind), language)))
    assert {name.split("+")[1] for name in fonts} == {f"Noto{face}SC-Regular-Identity-H" for face in ("Serif", "Sans")}
    assert all("/FontFile3" in descriptor for descriptor in fonts.values())


@papers
def test_the_same_data_give_the_same_bytes(kind: str, language: str) -> None:
    first = typeset(kind, data(kind), language)
    assert typeset(kind, data(kind, case_number="another"), language) != first
    assert typeset(kind, data(kind), language) == first
    kept = forms.plain(data(kind, issued_at=AT.astimezone(UTC)))
    assert isinstance(kept, dict)
    assert typeset(kind, kept, language) == first


def test_the_receipt_fits_on_one_page_and_says_so() -> None:
    for language, foot in (("zh-hans", "第1页，共1页"), ("en", "Page1of1")):
        pdf = typeset("receipt", data("receipt"), language)
        assert len(reader(pdf).pages) == 1
        assert foot in text(pdf)


def test_the_square_code_is_drawn_from_the_address() -> None:
    assert square("http://a.example/1") != square("http://a.example/2")
    page = reader(typeset("receipt", data("receipt"), "zh-hans")).pages[0]
    assert not [image for image in page.images if image.name]  # lines, not a picture: it prints at any size


def test_what_is_to_be_paid_is_said_or_said_to_be_unknown() -> None:
    paid = text(typeset("letter", data("letter"), "zh-hans"))
    for words in ("814.40元", "2026年12月31日", "税务窗口", "2027年1月1日"):
        assert words in paid
    part = {"matter": "甲", "department": "乙", "outcome": "granted"}
    unknown = text(typeset("letter", data("letter", parts=[part | {"payment": {"known": False}}]), "zh-hans"))
    assert "应缴金额还不知道" in unknown
    assert "应缴金额" not in text(typeset("letter", data("letter", parts=[part]), "zh-hans"))


def test_every_outcome_has_its_words() -> None:
    outcomes = ("granted", "refused", "declined", "withdrawn", "terminated")
    parts = [{"matter": f"第{at}项", "department": "乙", "outcome": each} for at, each in enumerate(outcomes)]
    printed = text(typeset("letter", data("letter", parts=parts), "zh-hans"))
    for words in ("同意办理", "不予办理", "不予受理", "已撤回", "已终止"):
        assert words in printed


def test_an_unverified_way_to_object_is_marked() -> None:
    printed = text(typeset("declined", data("declined"), "zh-hans"))
    assert "《社会保险法》第83条）" in printed
    assert "《行政复议法》第20条，待核实）" in printed


def test_a_sentence_that_holds_for_several_parts_is_said_once() -> None:
    why = "收件次日起10个工作日。"
    parts = [{"matter": f"第{at}项", "department": "乙", "why": why} for at in (1, 2, 3)]
    printed = text(typeset("receipt", data("receipt", parts=parts), "zh-hans"))
    assert printed.count(why) == 1
    assert f"1,2,3.{why}" in printed


def test_a_part_without_a_day_says_so() -> None:
    assert "没有期限" in text(typeset("receipt", data("receipt"), "zh-hans"))


def test_columns_that_nobody_filled_are_left_out() -> None:
    printed = text(
        typeset("supplement", data("supplement", items=["照片", {"zh-hans": "签名", "en": "signature"}]), "zh-hans")
    )
    assert "补正内容" in printed
    assert "怎么补正" not in printed


def test_words_are_never_commands() -> None:
    hostile = '#panic("no") $x$ *b* _i_ `r` @ref <l> \\ "quoted" // no comment #import "/tokens.typ"'
    printed = text(typeset("declined", data("declined", reason=hostile), "en"))
    assert tight(hostile) in printed


def strings(value: object) -> Iterator[str]:
    """Every text of a sheet that stands on the paper."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in SILENT and key != "url":
                yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def embedded(pdf: bytes) -> Iterator[tuple[str, DictionaryObject]]:
    """Name and descriptor of each face of each page."""
    for page in reader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            yield str(font.get_object()["/BaseFont"]), inner.get_object()["/FontDescriptor"].get_object()
