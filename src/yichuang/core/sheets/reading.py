"""The table in a file: its header found wherever it stands, every row read by column, everything wrong said by cell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from yichuang.core.sheets import cells
from yichuang.core.sheets.columns import Column, Finding, Row, Table, address, heading
from yichuang.core.sheets.errors import SheetError
from yichuang.core.sheets.files import Cell, Grid, grids
from yichuang.core.words import N_, Said, Sentence

#: Under how many rows of titles and notes a header is looked for.
_TITLES = 20
#: Findings that are listed; beyond them only their number is told.
MAX_FINDINGS = 200
_TOTALS = re.compile(
    r"(本页合计|合计|总计|小计|共计|备注|说明|注[:：]|填表|制表|total|subtotal|sum|note)", re.IGNORECASE
)


def read(data: bytes, name: str, columns: Sequence[Column]) -> Table:
    """The table of ``data``, a file of that ``name``. Raises `SheetError` where no table can be had at all."""
    sheets = grids(data, name)
    found = [(grid, header) for grid in sheets if (header := _find_header(grid, columns)) is not None]
    visible = [(grid, header) for grid, header in found if not grid.hidden]
    if not visible:
        if found:
            raise SheetError(
                "hidden",
                N_("The table stands on the hidden sheet “%(sheet)s”. Please show it and send the file again."),
                sheet=found[0][0].name,
            )
        raise SheetError(
            "no-table",
            N_("No sheet has these columns: %(columns)s. Please use the template."),
            columns="、".join(one.title for one in columns if one.required),
        )
    filled = [(grid, header) for grid, header in visible if _has_rows(grid, header)]
    if len(filled) > 1:
        raise SheetError(
            "two-tables",
            N_("Two sheets hold such a table: “%(first)s” and “%(second)s”. Please keep one of them."),
            first=filled[0][0].name,
            second=filled[1][0].name,
        )
    grid, header = (filled or visible)[0]
    return _Reader(grid, header, columns).table()


@dataclass(frozen=True)
class _Header:
    """Where the header ends (row from 0) and which column of the grid is which."""

    last: int
    places: dict[int, Column]
    twice: tuple[tuple[int, Column], ...] = ()
    ignored: tuple[str, ...] = ()


def _find_header(grid: Grid, columns: Sequence[Column]) -> _Header | None:
    """The row, or the two rows, in which most columns are named, all that identify a table among them."""
    best: tuple[int, _Header] | None = None
    for first in range(min(len(grid.rows), _TITLES)):
        for depth in (1, 2):
            header = _header_at(grid, columns, first, depth)
            if header is not None and (best is None or len(header.places) > best[0]):
                best = (len(header.places), header)
    if best is None or best[0] < max(1, (sum(one.required for one in columns) + 1) // 2):
        return None
    return best[1]


def _header_at(grid: Grid, columns: Sequence[Column], first: int, depth: int) -> _Header | None:
    rows = grid.rows[first : first + depth]
    if len(rows) < depth:
        return None
    known = {name: column for column in columns for name in column.headings}
    covered = {
        (row, column)
        for top, left, bottom, right in grid.merged
        for row in range(top, min(bottom, first + depth) + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    places: dict[int, Column] = {}
    twice: list[tuple[int, Column]] = []
    ignored: list[str] = []
    for at in range(max(map(len, rows))):
        names = [
            heading(str(row[at]))
            for offset, row in enumerate(rows)
            if at < len(row) and not cells.blank(row[at]) and (first + offset, at) not in covered
        ]
        column = next((known[name] for name in reversed(names) if name in known), None)
        if column is None:
            ignored += names[-1:]
        elif column in places.values():
            twice.append((at, column))
        else:
            places[at] = column
    return _Header(first + depth - 1, places, tuple(twice), tuple(ignored)) if places else None


def _has_rows(grid: Grid, header: _Header) -> bool:
    return any(not cells.blank(cell) for row in grid.rows[header.last + 1 :] for cell in row)


@dataclass
class _Reader:
    """One table being read."""

    grid: Grid
    header: _Header
    columns: Sequence[Column]
    findings: list[Finding] = field(default_factory=list)
    seen: dict[str, dict[object, str]] = field(default_factory=dict)

    def table(self) -> Table:
        rows, skipped = [], []
        self._header()
        for number, row in self._filled():
            if self._is_total(row):
                skipped.append(number + 1)
            else:
                rows.append(self._row(number, row))
        if not rows:
            self._find(self.header.last, 0, "", "no-rows", N_("There is no row under the header. Please fill it in."))
        return Table(
            sheet=self.grid.name,
            rows=tuple(rows),
            findings=tuple(self.findings[:MAX_FINDINGS]),
            ignored=self.header.ignored,
            skipped=tuple(skipped),
            more=max(0, len(self.findings) - MAX_FINDINGS),
            header_row=self.header.last + 1,
            places={column.key: at for at, column in self.header.places.items()},
        )

    def _header(self) -> None:
        there = {column.key for column in self.header.places.values()}
        for column in self.columns:
            if column.required and column.key not in there:
                says = N_("The column “%(title)s” is missing. Please add it, or use the template.")
                self._find(self.header.last, 0, column.key, "missing-column", says, title=column.title)
        for at, column in self.header.twice:
            says = N_("The column “%(title)s” stands here twice. Please keep one of them.")
            self._find(self.header.last, at, column.key, "column-twice", says, title=column.title)

    def _filled(self) -> Iterator[tuple[int, list[Cell]]]:
        for number, row in enumerate(self.grid.rows):
            if number > self.header.last and not all(map(cells.blank, row)):
                yield number, row

    def _is_total(self, row: list[Cell]) -> bool:
        """Whether a row sums up or notes something: it says so, and lacks most of what a row must have."""
        first = next((str(cell).strip() for cell in row if not cells.blank(cell)), "")
        needed = [at for at, column in self.header.places.items() if column.required]
        there = sum(at < len(row) and not cells.blank(row[at]) for at in needed)
        return there * 2 <= len(needed) and bool(_TOTALS.match("".join(first.split())))

    def _row(self, number: int, row: list[Cell]) -> Row:
        values: dict[str, object] = {}
        for at, column in self.header.places.items():
            cell = row[at] if at < len(row) else None
            if cells.blank(cell):
                if column.required:
                    says = N_("“%(title)s” is empty. Please fill it in.")
                    self._find(number, at, column.key, "empty", says, title=column.title)
                continue
            try:
                value = column.read(cells.text(cell, column.form))
            except Said as error:
                self._note(number, at, column.key, error.code, error.sentence)
                continue
            values[column.key] = value
            if column.unique:
                self._unique(number, at, column, value)
        return Row(number + 1, values)

    def _unique(self, number: int, at: int, column: Column, value: object) -> None:
        here, seen = address(number, at), self.seen.setdefault(column.key, {})
        if value in seen:
            says = N_("The same stands in %(other)s already. Please keep one of the two rows.")
            self._find(number, at, column.key, "twice", says, other=seen[value])
        seen.setdefault(value, here)

    def _find(self, number: int, at: int, key: str, code: str, template: str, **params: object) -> None:
        self._note(number, at, key, code, Sentence(template, params))

    def _note(self, number: int, at: int, key: str, code: str, sentence: Sentence) -> None:
        self.findings.append(Finding(self.grid.name, address(number, at), number + 1, key, code, sentence))
