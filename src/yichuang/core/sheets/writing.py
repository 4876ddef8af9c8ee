"""Sheets to be filled in, and what cells are: text or a number, never a formula, whatever somebody typed."""

from __future__ import annotations

import io
from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter  # type: ignore[import-untyped]

from yichuang.core.sheets.columns import Column

#: What makes a program take the text of a csv as a formula (CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Value = str | int | Decimal | None
_WIDTH = 18


def header(titles: Sequence[str], sheet: str = "Sheet1") -> bytes:
    """An xlsx with the titles of a table, whose columns are formatted as text, and no row below them."""
    output = io.BytesIO()
    with _workbook(output) as book:
        page, bold = book.add_worksheet(sheet), book.add_format({"bold": True})
        page.set_column(0, max(0, len(titles) - 1), _WIDTH, book.add_format({"num_format": "@"}))
        for at, title in enumerate(titles):
            page.write_string(0, at, title, bold)
        page.freeze_panes(1, 0)
    return output.getvalue()


def template(columns: Sequence[Column], title: str, note: str, rows: int = 1000) -> bytes:
    """An xlsx to fill in: a title, a note, the header with examples, cells formatted as text, choices to pick from."""
    output = io.BytesIO()
    with _workbook(output) as book:
        page = book.add_worksheet("Sheet1")
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
        last = max(1, len(columns) - 1)
        page.set_column(0, last, _WIDTH, text)
        page.merge_range(0, 0, 0, last, title, book.add_format({"bold": True, "font_size": 14}))
        page.merge_range(1, 0, 1, last, note, book.add_format({"text_wrap": True, "valign": "top"}))
        page.set_row(1, 48)
        for at, column in enumerate(columns):
            page.write_string(2, at, column.title, bold)
            if column.example:
                page.write_comment(2, at, column.example)
            if column.choices:
                page.data_validation(3, at, rows + 2, at, {"validate": "list", "source": list(column.choices)})
        page.freeze_panes(3, 0)
    return output.getvalue()


def harmless(value: Value) -> str:
    """A cell of a csv; text that a program would run as a formula with an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith((*_FORMULA, "'")) else text


def as_number(value: Value) -> int | Decimal | None:
    """``value`` where it is a number that a spreadsheet program keeps to its last digit (it has 15)."""
    return value if isinstance(value, int | Decimal) and -(10**15) < value < 10**15 else None


def _workbook(output: io.BytesIO) -> xlsxwriter.Workbook:
    return xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
