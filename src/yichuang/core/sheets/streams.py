"""Tables of any length as files that are sent while they are made: no more than a piece of one is held at a time.

A file that was cut off is not taken for whole: an xlsx without its end does not open, and the last line of a csv says
how many rows there are.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from xml.sax.saxutils import escape

from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from yichuang.core.sheets.writing import Value, as_number, harmless, header

#: Bytes that are gathered before they are given on.
PIECE = 32 * 1024
#: The most that a cell of an xlsx may hold, in UTF-16 units (what Excel counts); a longer one is called damaged.
LONGEST_CELL = 32_767
_SHEET = "xl/worksheets/sheet1.xml"
#: What XML 1.0 has no way to say.
_UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
#: What a spreadsheet program would read as an escaped character (ECMA-376, ST_Xstring).
_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def csv_stream(titles: Sequence[str], rows: Iterable[Sequence[Value]], last: Callable[[int], str]) -> Iterator[bytes]:
    """A csv in UTF-8 with its mark, so that every program shows the characters; ``last`` says the last line.

    Text that a program would run as a formula gets an apostrophe before it; `read` takes it away again.
    """
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow([harmless(title) for title in titles])
    yield b"\xef\xbb\xbf" + _taken(held)
    count = 0
    for row in rows:
        writer.writerow([harmless(value) for value in row])
        count += 1
        if held.tell() > PIECE:
            yield _taken(held)
    writer.writerow([last(count)])
    yield _taken(held)


def _taken(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode()


def xlsx_stream(
    titles: Sequence[str], rows: Iterable[Sequence[Value]], rest: Callable[[int], str] = "… +{}".format
) -> Iterator[bytes]:
    """An xlsx with one table, of at most 1,048,575 rows. Text stays text: an ID number keeps all its digits.

    A cell holds LONGEST_CELL at most: ``rest`` says at the end of a longer text how many characters are left out.

    The book is made with its header alone; then the rows are poured into its one sheet, which is packed as it goes.
    """
    outlet = _Outlet()
    with (
        zipfile.ZipFile(io.BytesIO(header(titles))) as empty,
        zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as full,
    ):
        for name in empty.namelist():
            if name != _SHEET:
                full.writestr(name, empty.read(name))
        head, end, foot = re.sub(rb"<dimension [^>]*/>", b"", empty.read(_SHEET)).partition(b"</sheetData>")
        found = re.search(rb'<col [^>]*style="(\d+)"', head)
        style = found[1].decode() if found else "0"
        with full.open(_SHEET, "w") as sheet:
            sheet.write(head)
            yield outlet.taken()
            for number, row in enumerate(rows, start=2):
                sheet.write(_row(number, [_fitting(value, rest) for value in row], style).encode())
                if len(outlet.held) > PIECE:
                    yield outlet.taken()
            sheet.write(end + foot)
    yield outlet.taken()


def _fitting(value: Value, rest: Callable[[int], str]) -> Value:
    if not isinstance(value, str) or _units(value) <= LONGEST_CELL:
        return value
    room = LONGEST_CELL - _units(rest(len(value)))
    kept = value.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")  # no half of a pair
    return kept + rest(len(value) - len(kept))


def _units(text: str) -> int:
    return len(text) + sum(each > "\uffff" for each in text)


def _row(number: int, row: Sequence[Value], style: str) -> str:
    cells = "".join(_cell(f"{xl_col_to_name(at)}{number}", value, style) for at, value in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _cell(place: str, value: Value, style: str) -> str:
    if value is None:
        return ""
    number = as_number(value)
    if number is not None:
        return f'<c r="{place}" s="{style}"><v>{number}</v></c>'
    text = escape(_ESCAPED.sub("_x005F_", _UNSAYABLE.sub("", str(value)))).replace("\r", "&#13;")
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


class _Outlet(io.RawIOBase):
    """Where a zip is written to that nobody can wind back: what lies here is taken away piece by piece."""

    def __init__(self) -> None:
        self.held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.held += memoryview(data)  # type: ignore[arg-type]
        return len(memoryview(data))  # type: ignore[arg-type]

    def taken(self) -> bytes:
        """What lies here, which then lies here no more."""
        held, self.held = bytes(self.held), bytearray()
        return held
