"""What a table should hold, and what was found in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from yichuang.core.words import Sentence

Form = Literal["text", "date", "amount", "integer"]
"""How a cell is written down before it is read: an amount in yuan, a date as 1990-01-31."""

#: Marks of a required column in printed headers: *, ＊, (必填), （选填）.
_MARKS = ("*", "(必填)", "(选填)", "(required)", "(optional)")


@dataclass(frozen=True)
class Column:
    """One column: its key, the names under which its header may stand, and how a cell of it is read.

    ``read`` gets the cell as text (a date as 1990-01-31, a number without noise) and gives its value, or raises
    `Said`, whose sentence becomes a finding. ``unique``: no two rows may say the same. ``title`` heads it in a
    template, ``choices`` are offered there, ``example`` is shown beside the title.
    """

    key: str
    title: str
    names: tuple[str, ...]
    read: Callable[[str], object]
    form: Form = "text"
    required: bool = True
    unique: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""

    @property
    def headings(self) -> frozenset[str]:
        """The names as headers are compared."""
        return frozenset(heading(name) for name in (self.title, *self.names))


@dataclass(frozen=True)
class Finding:
    """What is wrong in one cell: ``cell`` as "B7" of ``sheet``, the column's key, a code, and what to do in words.

    ``row`` is the sheet's own row number, from 1; 0 where no single row is meant.
    """

    sheet: str
    cell: str
    row: int
    column: str
    code: str
    sentence: Sentence


@dataclass(frozen=True)
class Row:
    """One row that says something: its number in the sheet, and the values read, by column. Wrong ones are absent."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True)
class Table:
    """The table of a file. ``ignored``: headers that no column knows; ``skipped``: rows of totals and notes.

    ``more``: how many findings there are beyond those listed. Nothing is wrong where ``findings`` is empty.
    """

    sheet: str
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...] = ()
    ignored: tuple[str, ...] = ()
    skipped: tuple[int, ...] = ()
    more: int = 0
    header_row: int = 1
    #: Which column of the sheet (counted from 0) a key stands in.
    places: Mapping[str, int] = field(default_factory=dict)


def heading(text: str) -> str:
    """A header as it is compared: one width, without blanks, line breaks, marks of "required", colons."""
    folded = "".join(unicodedata.normalize("NFKC", text).lower().split())
    for mark in _MARKS:
        folded = folded.replace(mark, "")
    return folded.rstrip(":")


def address(row: int, column: int) -> str:
    """The A1 address of a cell; both counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"
