"""Decision tables: ``tables/NAME.csv``. Each row says on which conditions a fact has which value, and by which article.

A table is a CASE in another form: it is compiled to one, so that whatever reads rules reads tables. What stands in a
cell is no expression but a value, or values: ``>= 180``, ``186..240``, ``employee; flexible``; an empty cell
asks nothing.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from yichuang.core.packages.facts import Fact
from yichuang.core.packages.marks import TABLES, Marked
from yichuang.core.packages.table_cells import Cell, Column
from yichuang.core.packages.texts import KEY_FORM
from yichuang.core.rules import Expression, FactType, Origin, RuleError
from yichuang.core.rules.building import Builder
from yichuang.core.rules.kinds import BOOLEAN
from yichuang.core.rules.parsing import parse_tree
from yichuang.core.rules.tree import Constant, Node
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import Calendar

RESULT, LAW, NOTE = "result", "law", "note"
MOST_ROWS, MOST_COLUMNS = 200, 20

_DERIVED = re.compile(r"table ([a-z][a-z0-9_]*)", re.ASCII)
_REF = re.compile(r"[a-z0-9-]+/[a-z0-9-]+", re.ASCII)

Hit = Literal["unique", "first"]


@dataclass(frozen=True)
class Row:
    """A row: its number as a spreadsheet counts (the header is 1), what it asks, its value, its articles."""

    number: int
    cells: tuple[str, ...]
    value: str
    law: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A table as written. ``hit``: whether one row at most may hold ('unique'), or the first that holds decides."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    hit: Hit

    @property
    def file(self) -> str:
        """Its file within the package."""
        return file_of(self.name)

    def decided(self, rule: Expression, facts: Mapping[str, object]) -> Row | None:
        """The row by which ``rule``, which is this table, comes to its value; None where none holds for certain."""
        for row, condition in zip(self.rows, conditions(rule), strict=True):
            holds = condition.run(facts)
            if holds is True:
                return row
            if holds not in (False, None) and self.hit == "first":
                return None
        return None


def file_of(name: str) -> str:
    """The file of a table."""
    return f"{TABLES}{name}.csv"


def table_in(derive: str | None) -> str | None:
    """The table that a fact is derived by: ``table NAME``."""
    found = _DERIVED.fullmatch((derive or "").strip())
    return found[1] if found else None


def is_table(file: str) -> bool:
    """Whether a file of a package is a table, by its name."""
    return file.startswith(TABLES) and file.endswith(".csv") and bool(KEY_FORM.fullmatch(file[len(TABLES) : -4]))


def table_of(file: str) -> str | None:
    """The table that a file of a package is; None for another file."""
    return file[len(TABLES) : -4] if is_table(file) else None


def conditions(rule: Expression) -> tuple[Node, ...]:
    """What each row asks, of a rule that was made of a table."""
    return rule._root.children[:-1:2]


def read_table(
    marked: Marked, text: str, name: str, fact: Fact, facts: Mapping[str, Fact], calendar: Calendar
) -> tuple[Table, Expression] | None:
    """The table of ``fact`` and the rule that it is; None with findings. ``facts``: what columns may mention;
    ``calendar``: the working days that they go by."""
    return _Reading(marked, name, fact, facts, calendar).read(text)


class _Reading:
    """Reads one table; what is wrong becomes a finding by row and column."""

    def __init__(self, marked: Marked, name: str, fact: Fact, facts: Mapping[str, Fact], calendar: Calendar) -> None:
        self.marked, self.name, self.fact, self.facts, self.calendar = marked, name, fact, facts, calendar
        self.schema = {"today": FactType("date")} | {key: one.kind for key, one in facts.items()}

    def read(self, text: str) -> tuple[Table, Expression] | None:
        records = self._records(text)
        if self.marked.findings or not records:
            return None
        header = [cell.strip() for cell in records[0]]
        columns = self._columns(header)
        if self.marked.findings:
            return None
        filled = sum(any(cell.strip() for cell in record) for record in records[1:])
        if not 1 <= filled <= MOST_ROWS:  # before the rows are read: there may be very many
            self.marked.find((), "columns", N_("A table has 1 to %(most)s rows."), most=MOST_ROWS)
            return None
        pairs: list[tuple[Node, Node]] = []
        rows: list[Row] = []
        for number, record in enumerate(records[1:], start=2):
            if not any(cell.strip() for cell in record):
                continue
            cells = [cell.strip() for cell in record]
            if len(cells) != len(header):
                template = N_("%(found)s cells, but %(wanted)s columns.")
                self.marked.find((number,), "cells", template, found=len(cells), wanted=len(header))
                continue
            found = dict(zip(header, cells, strict=True))
            condition = self._condition(number, columns, cells)
            value = self._value(number, header.index(RESULT), found[RESULT], self.fact)
            law = self._law(number, header.index(LAW), found[LAW])
            if condition is not None and value is not None:
                pairs.append((condition, value))
                asked = tuple(cells[column.at] for column in columns)
                rows.append(Row(number, asked, found[RESULT], law, found.get(NOTE, "")))
        if self.marked.findings:
            return None
        build = Builder(self.name, Origin(self.marked.file))
        kind = self.fact.kind
        root = build.become(build.case(pairs, Constant(kind, 0, (), None)), kind)
        table = Table(self.name, tuple(column.text for column in columns), tuple(rows), self.fact.hit or "unique")
        return table, Expression(str(self.fact.derive), Origin(self.marked.file), root.type, root.names(), root)

    def _records(self, text: str) -> list[list[str]]:
        text = text.removeprefix("\ufeff")
        if (at := text.find("\ufeff")) >= 0:
            self.marked.lines["bom",] = text.count("\n", 0, at) + 1
            template = N_("Here stands a byte order mark: two files were joined. Delete it, and the second header.")
            self.marked.find(("bom",), "csv", template)
            return []
        reader = csv.reader(io.StringIO(text), strict=True)
        records: list[list[str]] = []
        line = 1
        try:
            for record in reader:
                self.marked.lines[len(records) + 1,] = line
                records.append(record)
                line = reader.line_num + 1
        except csv.Error as error:
            self.marked.lines["csv",] = line
            self.marked.find(("csv",), "csv", N_("This is not readable as CSV: %(problem)s."), problem=str(error))
            return []
        if not any(cell.strip() for record in records for cell in record):
            self.marked.find((), "missing-file", N_("The file is missing or empty."))
        return records

    def _columns(self, header: list[str]) -> list[Column]:
        own = [name for name in header if name in (RESULT, LAW, NOTE)]
        asked = [(at, name) for at, name in enumerate(header) if name not in (RESULT, LAW, NOTE)]
        if not {RESULT, LAW} <= set(own) or len(set(header)) != len(header) or not 1 <= len(asked) <= MOST_COLUMNS:
            template = N_(
                "A table has the columns “result” and “law”, perhaps “note”, and 1 to %(most)s more, each a fact or an "
                "expression. None stands twice."
            )
            self.marked.find((1,), "columns", template, most=MOST_COLUMNS)
            return []
        found = []
        for at, name in asked:
            try:
                subject = parse_tree(name, self.schema, Origin(self.marked.file, 1), None, self.calendar)
            except RuleError as error:
                self._cell(1, at, name, error.problem)
                continue
            found.append(Column(at, name, subject, self.facts.get(name)))
        return found

    def _cell(self, number: int, at: int, text: str, problem: Sentence) -> None:
        """A finding at a cell, which is named as a spreadsheet names it."""
        template = N_("Cell %(cell)s, “%(text)s”: %(problem)s")
        said = Sentence(template, {"cell": f"{chr(ord('A') + at)}{number}", "text": text, "problem": problem})
        self.marked.note((number,), "cell", said)

    # --- cells -------------------------------------------------------------------------------------------------

    def _condition(self, number: int, columns: list[Column], cells: list[str]) -> Node | None:
        """What a row asks; true where it asks nothing. None with findings."""
        parts, wrong = [], False
        for column in columns:
            cell = cells[column.at]
            if cell in ("", "-"):
                continue
            try:
                parts.append(Cell(cell, column).condition())
            except RuleError as error:
                wrong = True
                self._cell(number, column.at, cell, error.problem)
        if wrong:
            return None
        if not parts:
            return Constant(BOOLEAN, 0, (), True)
        return parts[0] if len(parts) == 1 else Builder("", Origin()).connective(parts, conjunction=True)

    def _value(self, number: int, at: int, cell: str, fact: Fact) -> Node | None:
        """What follows; an empty cell is no value, so that a person decides."""
        kind = fact.kind
        if cell in ("", "-"):
            return Constant(kind, 0, (), None)
        reading = Cell(cell, Column(at, cell, Constant(kind, 0, (), None), fact))
        try:
            return reading.build.become(reading.literal(cell, 0), kind)
        except RuleError as error:
            self._cell(number, at, cell, error.problem)
            return None

    def _law(self, number: int, at: int, cell: str) -> tuple[str, ...]:
        refs = tuple(part.strip() for part in cell.split(";") if part.strip())
        if not refs or not all(_REF.fullmatch(ref) for ref in refs):
            self._cell(number, at, cell, Sentence(N_("Here stand the articles: source/number; source/number.")))
        return refs
