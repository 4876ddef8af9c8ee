"""Boundaries of days, numbers and amounts, and whether the worked examples stand before, on and after each.

A boundary lies between two values of a fact, next to one another, of which a condition says different things, and
with it the outcome of somebody. It has its examples where people stand on both sides of it and one step further, on
either side. The legal days on which a figure changes, or that a rule itself names, are boundaries, too (`days`), and so
are those within lists (`lists`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yichuang.core.identifiers import make_id_number
from yichuang.core.packages.checker.lists import ListBoundaries
from yichuang.core.packages.checker.outcomes import finding, places
from yichuang.core.packages.checker.people import People, values_in
from yichuang.core.packages.checker.sides import FURTHER, SIDES, Sides
from yichuang.core.packages.checker.suggestions import example_for
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.facts import yuan
from yichuang.core.rules import cells as cutting
from yichuang.core.rules.functions import born_in
from yichuang.core.rules.kinds import FactType
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.facts import Fact

FILE = "examples.yaml"
_PLACE = "439900"


@dataclass(frozen=True)
class Line:
    """The values of a fact in a row, by whole numbers: days, fen, years; of an ID number the days of birth of a sex.

    ``edges``: the number with which another cell begins, the cell before it, and its own.
    """

    key: str
    kind: str
    edges: tuple[tuple[int, int, int], ...]
    value: Callable[[int], Any]
    number: Callable[[Any], int | None]

    def words(self, number: int, fact: Fact) -> str:
        """A place on the line as it is written."""
        value = dt.date.fromordinal(number) if self.kind == "day" else number
        return yuan(number) if fact.type == "money" else str(value)


def lines(people: People) -> Iterator[Line]:
    """The line of each fact that has one."""
    for key, cells in people.branching.cells.items():
        fact = people.package.facts[key]
        if fact.type == "date":
            # Of the first and the last of all days there are no days on either side, and nobody.
            edges = tuple(one for one in cells.edges(dt.date.toordinal) if len(_around(one[0])) == len(Boundary.steps))
            yield Line(key, "day", edges, dt.date.fromordinal, _ordinal)
        elif fact.type in ("integer", "money"):
            yield Line(key, "number", cells.edges(int), int, lambda value: value)
        elif fact.format == "id_number" and len(cells) > 2:
            yield from _births(people, key)


def _around(start: int) -> list[int]:
    """The places beside a day that are days."""
    return [at for step in Boundary.steps if dt.date.min.toordinal() <= (at := start + step) <= dt.date.max.toordinal()]


def _births(people: People, key: str) -> Iterator[Line]:
    """The days of birth within numbers, of men and of women."""
    cells = people.branching.cells[key]
    for serial in (1, 2):

        def number(day: int, serial: int = serial) -> str:
            return make_id_number(_PLACE, dt.date.fromordinal(day), serial)

        def place(value: Any, serial: int = serial) -> int | None:
            born = born_in(value) if isinstance(value, str) else None
            return born.toordinal() if born is not None and int(value[16]) % 2 == serial % 2 else None

        def said(day: Any, number: Callable[[int], str] = number) -> tuple[object, ...]:
            return (cells.of(number(day.toordinal())),)

        days = cutting.cut(FactType("date"), (), said, people.on)
        edges = tuple(
            (start, _cell(cells, number(start - 1)), _cell(cells, number(start)))
            for start, _, _ in days.edges(dt.date.toordinal)
        )
        yield Line(key, "day", edges, number, place)


def _cell(cells: cutting.Cells, value: Any) -> int:
    found = cells.of(value)
    return len(cells) - 1 if found is None else found


def _ordinal(value: Any) -> int | None:
    return value.toordinal() if isinstance(value, dt.date) else None


@dataclass(frozen=True)
class Boundary:
    """Where a condition changes along a line. ``rank``: the how manyth of them, which is the same on every day."""

    place: str
    line: Line
    rank: int
    start: int
    cells: tuple[int, int]
    fact: Fact

    #: How far from it an example may stand.
    steps = frozenset((*SIDES, *FURTHER))

    @property
    def what(self) -> str:
        """What has the boundary."""
        return self.line.key

    def words(self, step: int) -> str:
        """A place beside it as it is written."""
        return self.line.words(self.start + step, self.fact)


class Boundaries(Sides):
    """The boundaries of the facts of one package on one day."""

    def __init__(self, people: People) -> None:
        super().__init__(people)
        self.found = list(self._boundaries())
        places = [(one.place, one.line.key, one.start) for one in self.found]
        # Of a number's men and women it is one boundary where both have it on the same day.
        self._both = {each for each in places if places.count(each) > 1}

    def _boundaries(self) -> Iterator[Boundary]:
        for line in lines(self.people):
            for place in self.package.conditions:
                rank = 0
                for number, before, after in line.edges:
                    values = line.value(number - 1), line.value(number)
                    if self.differ(place, line.key, (before, after), values):
                        yield Boundary(place, line, rank, number, (before, after), self.package.facts[line.key])
                        rank += 1

    def stands(self, facts: Mapping[str, Any]) -> Iterator[tuple[Boundary, int]]:
        """The boundaries by which somebody stands and that concern them, and on which step from each."""
        cells = self.cells_of(facts)
        for one in self.found:
            number = one.line.number(facts.get(one.line.key))
            if number is None or number - one.start not in one.steps:
                continue
            if self.decides(one.place, one.line.key, one.cells, cells):
                yield one, number - one.start

    def name(self, one: Boundary) -> tuple[str, str, int, str]:
        """What a boundary is called on every day, though it lies elsewhere."""
        value = one.line.value(one.start)
        apart = isinstance(value, str) and (one.place, one.line.key, one.start) not in self._both
        return one.place, one.line.key, one.rank, value[16] if apart else ""

    def somebody(self, one: Boundary) -> Callable[[int], dict[str, Any] | None] | None:
        """Somebody whose outcome changes at a boundary, as they are on each step from it."""
        key, value = one.line.key, one.line.value
        before, after = (value(one.start + step) for step in SIDES)
        found = self.whom(one.place, key, one.cells, (before, after))
        return None if found is None else lambda step: {**found, key: value(one.start + step)}


def check_boundaries(people: People) -> Iterator[Finding]:
    """One finding for each boundary that lacks an example, with the examples that it lacks."""
    package = people.package
    days = {example.on for example in package.examples if example.on >= package.in_force}
    known = {day: people if day == people.on else People(package, day) for day in days}
    yield from _lacking(people, known, Boundaries)
    if any(fact.type == "list" for fact in package.facts.values()):
        yield from _lacking(people, known, ListBoundaries)


def _lacking(people: People, known: Mapping[dt.date, People], kind: Callable[[People], Any]) -> Iterator[Finding]:
    package = people.package
    covered: dict[tuple[str, str, int, str], set[int]] = {}
    boundaries = {day: kind(there) for day, there in known.items()}
    for example in package.examples:
        if example.on in boundaries:
            there = boundaries[example.on]
            for one, step in there.stands(values_in(package, example)):
                covered.setdefault(there.name(one), set()).add(step)
    at, here = dict(places(package)), boundaries.get(people.on) or kind(people)
    told: set[tuple[str, str, int, str]] = set()
    for one in here.found:
        steps = covered.get(here.name(one), set())
        if here.name(one) in told:
            continue
        told.add(here.name(one))
        further = [step for step in FURTHER if step in one.steps]
        missing = [step for step in SIDES if step not in steps]
        missing += [] if steps & set(further) else further[:1]
        if not missing:
            continue
        somebody = here.somebody(one)
        if somebody is not None:
            yield _missing(people, one, missing, somebody, at[one.place])


def _missing(
    people: People,
    one: Any,
    missing: list[int],
    somebody: Callable[[int], dict[str, Any] | None],
    path: tuple[str | int, ...],
) -> Finding:
    there = [found for step in missing if (found := somebody(step)) is not None]
    return finding(
        people.package,
        path,
        "boundary",
        N_("“%(code)s” changes at %(key)s = %(start)s. No example stands at: %(missing)s."),
        code=one.place,
        key=one.what,
        start=one.words(0),
        missing=", ".join(one.words(step) for step in missing),
        person=people.traits(somebody(0) or {}),
        suggestion="".join(example_for(people, facts) for facts in there),
    )
