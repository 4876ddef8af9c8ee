"""What always holds: what is written is read again; whatever bytes come, the answer is a table or a sentence."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.core.sheets.test_reading import COLUMNS, GOOD, HEAD, xlsx
from yichuang.core.sheets import Column, SheetError, csv_stream, read, template, xlsx_stream
from yichuang.core.sheets.cells import blank

#: What a cell may hold: no control characters, no lone surrogates.
TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Cn")), max_size=30)
#: Made once: it says when it was made, and is not always of one length.
WHOLE = xlsx([HEAD, GOOD])
FREE = (Column("one", "甲列", (), str), Column("two", "乙列", (), str, required=False))
#: Blanks around a cell, one apostrophe before it, and the spreadsheet's own error values are no part of what it says.
TOUCHED = " \t\r\n'\u00a0\u3000\u200b\ufeff"


def kept(text: str) -> str:
    return text.strip(TOUCHED)


rows_of_text = st.lists(
    st.tuples(TEXTS.filter(lambda text: kept(text) == text != "" and not text.startswith("#")), TEXTS.map(kept)),
    min_size=1,
    max_size=8,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rows_of_text)
@example([("=1+1", "@SUM(A1)"), ("-2", "+3"), ("＝x", "https://example.org")])
def test_what_is_written_is_read_again(rows: list[tuple[str, str]]) -> None:
    wanted = [{"one": one, **({"two": two} if not blank(two) and not two.startswith("#") else {})} for one, two in rows]
    titles = ["甲列", "乙列"]
    for pieces, name in ((xlsx_stream(titles, rows), "a.xlsx"), (csv_stream(titles, rows, lambda count: ""), "a.csv")):
        found = read(b"".join(pieces), name, FREE)
        got = [{k: v for k, v in row.values.items() if not str(v).startswith("#")} for row in found.rows]
        assert got == [row for row, number in zip(wanted, range(2, 99), strict=False) if number not in found.skipped]


@settings(deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["a.xlsx", "a.csv", "a.xls", "a"]))
def test_any_bytes_end_in_a_sentence_or_a_table(data: bytes, name: str) -> None:
    with suppress(SheetError):
        read(data, name, COLUMNS)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_workbook_with_any_byte_changed_ends_in_a_sentence_or_a_table(data: st.DataObject) -> None:
    whole = bytearray(WHOLE)
    for at in data.draw(st.lists(st.integers(0, len(whole) - 1), min_size=1, max_size=5)):
        whole[at] = data.draw(st.integers(0, 255))
    with suppress(SheetError):
        read(bytes(whole), "a.xlsx", COLUMNS)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_no_cell_of_an_export_is_a_formula(rows: list[tuple[str, str]]) -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(xlsx_stream(["=甲", "@乙"], rows)))) as book:
        assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    lines = csv_stream(["=甲", "@乙"], [(one.replace("\n", ""), "x") for one, _ in rows], lambda count: str(count))
    for line in b"".join(lines).decode("utf-8-sig").split("\r\n"):
        assert not line.lstrip('"').startswith(("=", "+", "-", "@", "\t"))


def test_the_template_is_found_and_empty() -> None:
    found = read(template(COLUMNS, "员工参保", "每人一行。"), "模板.xlsx", COLUMNS)
    assert [one.code for one in found.findings] == ["no-rows"]
    assert found.header_row == 3
