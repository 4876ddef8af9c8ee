"""Which file is it really, and can it be opened without harm? From bytes to grids of cells.

An xlsx is a zip: it is inflated here first, with a bound, whatever sizes it claims (a few kilobytes can claim or hold
gigabytes), and the furthest cell is found before a grid of that size is made.
"""

from __future__ import annotations

import csv
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from yichuang.core.sheets.errors import SheetError
from yichuang.core.words import N_

MAX_BYTES = 5 * 1024 * 1024
MAX_UNPACKED = 64 * 1024 * 1024
MAX_ROWS = 5_000
MAX_COLUMNS = 200
_MAX_FILES = 2_000

#: So many characters tell which separator a csv has; titles have none.
_PROBE = 8_192

Cell = str | int | float | bool | date | datetime | time | timedelta | None
_BROKEN = N_("The file is damaged and cannot be opened. Please save it once more and send it again.")
_NOT_ITS_NAME = N_("The file is named like a spreadsheet but is none. Please choose the .xlsx or .csv file itself.")
_TOO_LARGE = N_("The file is too large. At most %(megabytes)s MB can be read; please send it in parts.")
#: A row, and a cell that says something; one that is only coloured closes itself and does not count.
_PLACE = re.compile(
    rb"""<(?:\w+:)?(?:row\b[^>]*?\br=["'](?P<row>\d+)["'][^>]*|c\b(?P<cell>[^>]*)(?<!/))>""",
)
_REFERENCE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")


@dataclass(frozen=True)
class Grid:
    """One sheet as it is: its name, whether it is hidden, its rows of cells from A1 on, and its merged areas.

    ``merged`` are areas (first row, first column, last row, last column), counted from 0.
    """

    name: str
    hidden: bool
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def grids(data: bytes, name: str) -> list[Grid]:
    """The sheets of a file; ``name`` is the file's own. Raises `SheetError`."""
    if not data.strip(b"\0\t\r\n \xef\xbb\xbf"):
        raise SheetError("empty", N_("The file is empty. Please choose the file with the table."))
    if len(data) > MAX_BYTES:
        raise SheetError("too-large", _TOO_LARGE, megabytes=MAX_BYTES // 1024**2)
    if data.startswith(b"PK\x03\x04"):
        return _workbook(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _old(data)
    if re.match(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|table|\?xml|meta)", data[:512], re.IGNORECASE):
        raise SheetError(
            "web-page", N_("This is a web page saved as a table. Please open it and save it as .xlsx, then send that.")
        )
    if name.lower().endswith((".xlsx", ".xlsm", ".xls", ".et")):
        raise SheetError("not-its-name", _NOT_ITS_NAME)
    return [_separated(data)]


def _old(data: bytes) -> list[Grid]:
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise SheetError("protected", N_("The file has a password. Please save it without one and send it again."))
    raise SheetError("old-format", N_("Old .xls files cannot be read. Please save the file as .xlsx and send that."))


# --- csv -----------------------------------------------------------------------------------------------------------


def _separated(data: bytes) -> Grid:
    text = _decoded(data)
    if "\0" in text or sum(unicodedata.category(each) == "Cc" and each not in "\t\r\n" for each in text[:4096]) > 8:
        raise SheetError("not-its-name", _NOT_ITS_NAME)
    separator = max(",\t;", key=text[:_PROBE].count)
    try:
        rows: list[list[Cell]] = []
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if len(rows) >= MAX_ROWS:
                if any(each.strip() for each in row):
                    raise _too_many_rows()
                continue
            if len(row) > MAX_COLUMNS and any(each.strip() for each in row[MAX_COLUMNS:]):
                raise _too_many_columns()
            rows.append([each if each != "" else None for each in row[:MAX_COLUMNS]])
    except csv.Error as error:
        raise SheetError("broken", _BROKEN) from error
    return Grid("CSV", False, rows)


def _decoded(data: bytes) -> str:
    """UTF-16 by its mark, UTF-8, else GB 18030, which holds GBK and GB 2312."""
    encodings = ["utf-16"] if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError(
        "encoding", N_("The characters of the file cannot be told. Please save it as .xlsx or as CSV UTF-8.")
    )


def _too_many_rows() -> SheetError:
    return SheetError(
        "too-many-rows", N_("The table has too many rows. At most %(rows)s; please send it in parts."), rows=MAX_ROWS
    )


def _too_many_columns() -> SheetError:
    return SheetError(
        "too-many-columns",
        N_("The table has too many columns. At most %(columns)s; please remove those not needed."),
        columns=MAX_COLUMNS,
    )


# --- xlsx ----------------------------------------------------------------------------------------------------------


def _workbook(data: bytes) -> list[Grid]:
    _safe(data)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        found = []
        for meta in book.sheets_metadata:
            if meta.typ != python_calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            rows: list[list[Cell]] = [
                [None if cell == "" else cell for cell in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
            found.append(Grid(meta.name, meta.visible != python_calamine.SheetVisibleEnum.Visible, rows, merged))
    except (python_calamine.CalamineError, ValueError, OverflowError) as error:
        raise SheetError("broken", _BROKEN) from error
    if not found:
        raise SheetError("empty", N_("The file is empty. Please choose the file with the table."))
    return found


def _safe(data: bytes) -> None:
    """Inflate every part within the bound and find the furthest cell, before a reader does either without one."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error) as error:
        raise SheetError("broken", _BROKEN) from error
    names = {part.filename.replace("\\", "/").lower() for part in parts}
    if "xl/workbook.xml" not in names:
        raise SheetError("not-its-name", _NOT_ITS_NAME)
    if len(parts) > _MAX_FILES:
        raise SheetError("broken", _BROKEN)
    left = MAX_UNPACKED
    for part in parts:
        content = _inflated(data, part, left)
        left -= len(content)
        if part.filename.lower().replace("\\", "/").startswith("xl/worksheets/"):
            _check_furthest(content)


def _inflated(data: bytes, part: zipfile.ZipInfo, most: int) -> bytes:
    """One part of a zip, at most ``most`` bytes of it, whatever size it claims."""
    header = data[part.header_offset : part.header_offset + 30]
    if len(header) < 30 or header[:4] != b"PK\x03\x04" or part.flag_bits & 1:
        raise SheetError("broken", _BROKEN)
    name, extra = struct.unpack("<HH", header[26:30])
    start = part.header_offset + 30 + name + extra
    packed = data[start : start + part.compress_size]
    if part.compress_type == zipfile.ZIP_STORED:
        content, whole = packed[: most + 1], True
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        inflate = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = inflate.decompress(packed, most + 1)
        except zlib.error as error:
            raise SheetError("broken", _BROKEN) from error
        whole = inflate.eof
    else:
        raise SheetError("broken", _BROKEN)
    if len(content) > most:
        raise SheetError("too-large", _TOO_LARGE, megabytes=MAX_UNPACKED // 1024**2)
    if not whole:
        raise SheetError("broken", _BROKEN)
    return content


def _check_furthest(content: bytes) -> None:
    """Refuse a sheet whose furthest cell that says something lies past the limits.

    A cell may leave out where it stands: then it is the next one of its row.
    """
    row, column = 1, 0
    for found in _PLACE.finditer(content):
        if found["row"] is not None:
            row, column = int(found["row"]), 0
            continue
        reference = _REFERENCE.search(found["cell"])
        row, column = (int(reference[2]), _column(reference[1])) if reference else (row, column + 1)
        if row > MAX_ROWS:
            raise _too_many_rows()
        if column > MAX_COLUMNS:
            raise _too_many_columns()


def _column(letters: bytes) -> int:
    """The number of a column, A = 1."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
