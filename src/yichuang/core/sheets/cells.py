"""A cell as text: what a spreadsheet made of a number or a day is undone before the column reads it."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from yichuang.core.sheets.columns import Form
from yichuang.core.sheets.files import Cell
from yichuang.core.words import N_, Said

#: Day 60 of the 1900 system is 29 February 1900, which never was: counting from here is right from 1 March 1900 on.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(61, 2_958_466)
#: A spreadsheet keeps fifteen digits of a number; the rest of a longer one is gone.
_DIGITS_KEPT = 10**15
_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"})
_LOST = N_("The spreadsheet has cut this number: only 15 digits are left. Format the column as text and type it again.")


def blank(cell: Cell) -> bool:
    """Whether a cell says nothing: empty, or nothing but blanks of any kind."""
    return cell is None or (isinstance(cell, str) and not cell.strip("' \t\r\n\u00a0\u3000\u200b\ufeff"))


def text(cell: Cell, form: Form) -> str:
    """The cell as its column reads it. Raises `Said` for what cannot stand in a column of this form."""
    if isinstance(cell, str):
        return _text(cell, form)
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime | date):
        return _day(cell.date() if isinstance(cell, datetime) else cell, form)
    if isinstance(cell, time | timedelta) or cell is None:
        raise Said("time", N_("This is a time of day, not what the column needs."))
    return _number(cell, form)


def _text(cell: str, form: Form) -> str:
    bare = cell.strip("\u00a0\u3000\u200b\ufeff \t\r\n")
    if bare in _ERRORS:
        raise Said("error-value", N_("The cell shows an error of the spreadsheet. Please type the value itself."))
    bare = bare.removeprefix("'")
    if form == "text":
        return bare
    return unicodedata.normalize("NFKC", bare).replace(" ", "")


def _day(day: date, form: Form) -> str:
    if form in ("amount", "integer"):
        raise Said("date", N_("The spreadsheet shows a date here. Format the column as a number and type it again."))
    return day.isoformat()


def _number(number: int | float, form: Form) -> str:
    if number != number or abs(number) >= _DIGITS_KEPT:
        raise Said("digits-lost", _LOST)
    if form == "date" and number in _SERIALS and int(number) not in range(19_000_101, 21_001_232):
        return (_SERIAL_ZERO + timedelta(days=int(number))).isoformat()
    exact = Decimal(format(number, ".15g"))
    return format(exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact, "f")
