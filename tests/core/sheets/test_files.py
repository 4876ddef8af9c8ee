"""Files that are none, or that would harm: each gets its sentence, and nothing is made of the size it claims."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile

import pytest

from tests.core.sheets.test_reading import COLUMNS, GOOD, HEAD, xlsx
from yichuang.core.sheets import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, SheetError, read

SHEET = "xl/worksheets/sheet1.xml"


def refused(data: bytes, name: str = "a.xlsx") -> str:
    with pytest.raises(SheetError) as error:
        read(data, name, COLUMNS)
    assert str(error.value)
    return error.value.code


def repacked(changes: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A sound workbook with some of its parts changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx([HEAD, GOOD]))) as old, zipfile.ZipFile(output, "w", method) as new:
        for part in old.namelist():
            new.writestr(part, changes.get(part, old.read(part)))
        for part in changes.keys() - set(old.namelist()):
            new.writestr(part, changes[part])
    return output.getvalue()


def with_cell(cell: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(xlsx([HEAD, GOOD]))) as book:
        sheet = book.read(SHEET)
    return repacked({SHEET: sheet.replace(b"</sheetData>", cell.encode() + b"</sheetData>")})


def test_it_works() -> None:
    assert len(read(repacked({}), "a.xlsx", COLUMNS).rows) == 1


@pytest.mark.parametrize("data", [b"", b"   \r\n", b"\xef\xbb\xbf", b"\0" * 100])
def test_empty(data: bytes) -> None:
    assert refused(data) == "empty"


def test_larger_than_the_limit() -> None:
    assert refused(b"a" * (MAX_BYTES + 1)) == "too-large"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"%PDF-1.7 not a table", "a.xlsx", "not-its-name"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a.csv", "not-its-name"),
        (b"name,id\n1,2", "a.xlsx", "not-its-name"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.xls", "old-format"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "protected"),
        (b"<html><table><tr><td>1</td></tr></table>", "a.xls", "web-page"),
        (b"PK\x03\x04 cut off", "a.xlsx", "broken"),
        (b"\xff\xff\xff\xff" * 3, "a.csv", "encoding"),
    ],
)
def test_not_what_its_name_says(data: bytes, name: str, code: str) -> None:
    assert refused(data, name) == code


def test_a_zip_that_is_no_workbook() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as book:
        book.writestr("word/document.xml", "<w/>")
    assert refused(output.getvalue()) == "not-its-name"


def test_cut_off_in_the_middle() -> None:
    whole = xlsx([HEAD, GOOD])
    assert refused(whole[: len(whole) // 2]) == "broken"


def test_a_bomb_is_not_unpacked() -> None:
    bomb = repacked({"xl/media/bomb.bin": b"\0" * (200 * 1024 * 1024)})
    assert len(bomb) < MAX_BYTES
    tracemalloc.start()
    try:
        assert refused(bomb) == "too-large"
        assert tracemalloc.get_traced_memory()[1] < 150 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_part_that_claims_to_be_small_is_measured_all_the_same() -> None:
    data = bytearray(repacked({"xl/media/bomb.bin": b"\0" * (200 * 1024 * 1024)}))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as book:
        part = book.getinfo("xl/media/bomb.bin")
    data[part.header_offset + 22 : part.header_offset + 26] = struct.pack("<I", 10)
    central = data.rindex(b"xl/media/bomb.bin") - 46
    data[central + 24 : central + 28] = struct.pack("<I", 10)
    assert refused(bytes(data)) == "too-large"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (f'<row r="{MAX_ROWS + 1}"><c r="A{MAX_ROWS + 1}"><v>1</v></c></row>', "too-many-rows"),
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "too-many-rows"),
        ("<row r='1048576'><c><v>1</v></c></row>", "too-many-rows"),
        ('<row r="3"><c r="XFD3"><v>1</v></c></row>', "too-many-columns"),
        (f'<row r="3">{"<c><v>1</v></c>" * (MAX_COLUMNS + 1)}</row>', "too-many-columns"),
    ],
)
def test_one_cell_far_out_does_not_make_a_table_of_that_size(cell: str, code: str) -> None:
    assert refused(with_cell(cell)) == code


def test_cells_that_are_only_coloured_do_not_count() -> None:
    data = with_cell('<row r="9999"><c r="A9999" s="0"/><c r="XFD9999" s="0"/></row>')
    assert len(read(data, "a.xlsx", COLUMNS).rows) == 1


def test_a_csv_with_too_many_rows_and_one_with_blank_ones() -> None:
    line = ",".join(map(str, GOOD))
    assert refused("\n".join([",".join(HEAD), *[line] * MAX_ROWS]).encode(), "a.csv") == "too-many-rows"
    blank = "\n".join([",".join(HEAD), line, *["\n"] * (MAX_ROWS * 3)])
    assert len(read(blank.encode(), "a.csv", COLUMNS).rows) == 1
