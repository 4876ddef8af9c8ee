"""Tables that are sent while they are made: as other programs read them, and nothing where they were cut off."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineError, CalamineWorkbook

from yichuang.core.sheets import csv_stream, xlsx_stream

TITLES = ["编号", "姓名", "数"]
ROWS = [["430102", "张*", 1], ["=1+1", "a<b&c", Decimal("2.50")], ["  空格 ", None, 10**18]]


def table(body: bytes) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


def last(count: int) -> str:
    return f"共{count}行"


def test_it_works() -> None:
    """An ID number, a formula and more digits than a program keeps stay text; other numbers are numbers."""
    assert table(b"".join(xlsx_stream(TITLES, ROWS))) == [
        TITLES,
        ["430102", "张*", 1.0],
        ["=1+1", "a<b&c", 2.5],
        ["  空格 ", "", str(10**18)],
    ]
    body = b"".join(csv_stream(TITLES, ROWS, last)).decode("utf-8")
    assert body.startswith("\ufeff编号,")
    assert list(csv.reader(io.StringIO(body[1:])))[1:] == [
        ["430102", "张*", "1"],
        ["'=1+1", "a<b&c", "2.50"],
        ["  空格 ", "", str(10**18)],
        ["共3行"],
    ]


def test_an_empty_one_is_a_table_too() -> None:
    assert table(b"".join(xlsx_stream(TITLES, []))) == [TITLES]
    assert b"".join(csv_stream(TITLES, [], last)).decode("utf-8").endswith("\r\n共0行\r\n")


@given(st.text(max_size=40))
def test_whatever_is_in_a_cell_the_book_opens(text: str) -> None:
    """What XML cannot say is left out; what looks like an escape of the program's is not taken for one."""
    body = b"".join(xlsx_stream(["甲"], [[text]]))
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        assert book.testzip() is None
    assert len(table(body)) == 2


def test_what_looks_like_an_escape_is_text() -> None:
    sheet = zipfile.ZipFile(io.BytesIO(b"".join(xlsx_stream(["甲"], [["_x0041_\x00"]])))).read(
        "xl/worksheets/sheet1.xml"
    )
    assert b">_x005F_x0041_<" in sheet


def endless() -> Iterator[list[str]]:
    while True:
        yield ["行"] * 3


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_rows_are_asked_for_while_it_is_sent(form: str) -> None:
    """Of rows without an end, pieces come; what is cut off there is no table."""
    pieces = csv_stream(TITLES, endless(), last) if form == "csv" else xlsx_stream(TITLES, endless())
    got = b"".join(next(pieces) for _ in range(3))
    if form == "csv":
        assert "共" not in got.decode()
    else:
        with pytest.raises(CalamineError):
            table(got)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_fault_in_the_middle_leaves_no_whole_table(form: str) -> None:
    def broken() -> Iterator[list[str]]:
        yield ["一", "二", "三"]
        raise LookupError

    pieces = csv_stream(TITLES, broken(), last) if form == "csv" else xlsx_stream(TITLES, broken())
    got: list[bytes] = []
    with pytest.raises(LookupError):
        got.extend(pieces)
    assert "共".encode() not in b"".join(got)
    if form == "xlsx":
        with pytest.raises(CalamineError):
            table(b"".join(got))
