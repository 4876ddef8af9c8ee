"""Decision tables: do two rows hold of one person, does none, is there a row that decides for nobody?

The conditions of the rows become diagrams over the same cells, as all rules do; who is found is a path through them. Of
whom something is absent that a table asks, no row need hold: the value is NULL, and a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker.outcomes import finding
from yichuang.core.packages.checker.people import People
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.relevance import either
from yichuang.core.packages.tables import Table, conditions
from yichuang.core.rules import Expression, Origin
from yichuang.core.rules.arithmetic import beside
from yichuang.core.rules.branching import Doubtful
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

MOST_DAYS = 24
"""On so many legal days, of those that a table's rows name, it is looked at."""


def check_tables(package: Package, on: dt.date) -> Iterator[Finding]:
    """What is wrong with each table, on this day and on those where its rows change."""
    for key, table in package.tables.items():
        seen = set[tuple[str, int]]()
        for day in _days(package, package.derived[key], on):
            for found in _Proof(package, key, table, day).findings():
                if (found.code, found.line) not in seen:
                    seen.add((found.code, found.line))
                    yield found


def _days(package: Package, rule: Expression, on: dt.date) -> list[dt.date]:
    """The legal days on either side of those that a table names, where it asks for the day at all."""
    if "today" not in rule.names:
        return [on]
    named = sorted(one for one in rule.constants if isinstance(one, dt.date))[:MOST_DAYS]
    around = {day for one in named for day in beside(one, (-1, 0, 1))}
    return sorted({on, *(day for day in around if day >= package.in_force)})


class _Proof:
    """One table on one legal day."""

    def __init__(self, package: Package, key: str, table: Table, on: dt.date) -> None:
        self.package, self.key, self.table = package, key, table
        relevance = package.days.relevance(on)
        asked = conditions(package.derived[key])
        rules = {
            f"{key} {row.number}": Expression("", Origin(), one.type, one.names(), one)
            for row, one in zip(table.rows, asked, strict=True)
        }
        # Of parameters and the day one value is known: that a row waits for another is no fault.
        dated = {"today", *(name for name, fact in package.facts.items() if fact.parameter)}
        self._dated = any(one.names() & dated for one in asked)
        self.built: list[int] = []
        try:
            self.branching = relevance.cut(rules, sure=True)
            self.built = [self.branching.build(rule) for rule in rules.values()]
        except (TooLarge, Doubtful):
            return
        self.people = People(package, on, self.branching)

    def findings(self) -> Iterator[Finding]:
        if not self.built:
            template = N_("The table “%(name)s” cannot be proved: nobody can say whether its rows meet or leave a gap.")
            yield finding(self.package, (), "inexact", template, **self._said(0))
            return
        try:
            yield from self._found()
        except TooLarge:
            return

    def _found(self) -> Iterator[Finding]:
        combine, diagrams = self.branching.diagrams.combine, self.branching.diagrams
        covered = diagrams.end(False)
        for place, (row, holds) in enumerate(zip(self.table.rows, self.built, strict=True)):
            if self.table.hit == "unique" and (person := self._whom(combine(_both, (covered, holds)))) is not None:
                other = next(
                    other.number
                    for other, earlier in zip(self.table.rows[:place], self.built, strict=False)
                    if self._whom(combine(_both, (earlier, holds))) is not None
                )
                template = N_("Rows %(other)s and %(row)s of “%(name)s” hold of one person: one row at most may.")
                said = self._said(row.number, person)
                yield finding(self.package, (row.number,), "rows-meet", template, **said, other=other)
            new = holds
            if self.table.hit == "first":
                new = combine(lambda one, earlier: one is True and earlier is not True, (holds, covered))
            if True not in diagrams.values(new) and not self._dated:
                template = N_("Row %(row)s of “%(name)s” decides for nobody.")
                yield finding(self.package, (row.number,), "idle-row", template, **self._said(row.number))
            covered = combine(either, (covered, holds), True)
        person = self._whom(combine(lambda one: one is False, (covered,)))
        if person is not None:
            template = N_(
                "No row of “%(name)s” holds of somebody: add one, with an empty result where a person decides."
            )
            yield finding(self.package, (1,), "no-row", template, **self._said(1, person))

    def _whom(self, diagram: int) -> Mapping[str, object] | None:
        def wanted(value: Hashable) -> bool:
            return value is True

        return self.people.find(diagram, wanted) if True in self.branching.diagrams.values(diagram) else None

    def _said(self, number: int, person: Mapping[str, object] | None = None) -> dict[str, Any]:
        """What every finding says of its place."""
        traits = self.people.traits(dict(person)) if person else ()
        return {"file": self.table.file, "name": self.table.name, "row": number, "person": traits}


def _both(one: object, other: object) -> bool:
    return one is True and other is True
