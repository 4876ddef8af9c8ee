"""Boundaries of days, numbers and amounts, and whether the worked examples stand before, on and after each.

A boundary lies between two values of a fact, next to one another, of which a condition says different things, and
with it the outcome of somebody. It has its examples where people stand on both sides of it and one step further, on
either side. The legal days on which a figure changes, or that a rule itself names, are boundaries, too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yichuang.core.identifiers import make_id_number
from yichuang.core.packages.checker.outcomes import finding, places
from yichuang.core.packages.checker.people import People, values_in
from yichuang.core.packages.checker.suggestions import example_for
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.facts import yuan
from yichuang.core.rules import cells as cutting
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.functions import born_in
from yichuang.core.rules.kinds import FactType
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.facts import Fact
    from yichuang.core.packages.package import Package

FILE = "examples.yaml"
#: Steps from the first value beyond a boundary: both sides, and one of the two next to them.
SIDES, FURTHER = (-1, 0), (1, -2)
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
            yield Line(key, "day", cells.edges(dt.date.toordinal), dt.date.fromordinal, _ordinal)
        elif fact.type in ("integer", "money"):
            yield Line(key, "number", cells.edges(int), int, lambda value: value)
        elif fact.format == "id_number" and len(cells) > 2:
            yield from _births(people, key)


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


class Boundaries:
    """The boundaries of one package on one day."""

    def __init__(self, people: People) -> None:
        self.people, self.package = people, people.package
        self._diagrams = people.branching.diagrams
        self.found = list(self._boundaries())
        places = [(one.place, one.line.key, one.start) for one in self.found]
        # Of a number's men and women it is one boundary where both have it on the same day.
        self._both = {each for each in places if places.count(each) > 1}

    def _boundaries(self) -> Iterator[Boundary]:
        start, variables = self.people.relevance.start, self.people.branching.place
        for line in lines(self.people):
            variable = variables[line.key]
            for place in self.package.conditions:
                diagram = start.get(("condition", place))
                if diagram is None or variable not in self._diagrams.support(diagram):
                    continue
                rank = 0
                for number, before, after in line.edges:
                    if self._sides(diagram, variable, (before, after)):
                        yield Boundary(place, line, rank, number, (before, after))
                        rank += 1

    def _sides(self, diagram: int, variable: int, cells: tuple[int, int]) -> tuple[int, int] | None:
        """The diagram on both sides of an edge, where they differ."""
        one, other = (self._diagrams.restrict(diagram, variable, cell) for cell in cells)
        return (one, other) if one != other else None

    def stands(self, facts: Mapping[str, Any]) -> Iterator[tuple[Boundary, int]]:
        """The boundaries by which somebody stands and that concern them, and on which step from each."""
        cells = self._cells_of(facts)
        for one in self.found:
            number = one.line.number(facts.get(one.line.key))
            if number is None or number - one.start not in (*SIDES, *FURTHER):
                continue
            variable = self.people.branching.place[one.line.key]
            diagram = self.people.relevance.start["condition", one.place]
            values = []
            for cell in one.cells:
                here = diagram
                for at in sorted(self._diagrams.support(diagram) & {*cells, variable}):
                    here = self._diagrams.restrict(here, at, cell if at == variable else cells[at])
                values.append(here)
            if values[0] != values[1] and all(self._diagrams.decided(value) for value in values):
                yield one, number - one.start

    def _cells_of(self, facts: Mapping[str, Any]) -> dict[int, int]:
        branching = self.people.branching
        cells = {}
        for key, value in facts.items():
            if key in branching.place and (cell := branching.cells[key].of(value)) is not None:
                cells[branching.place[key]] = cell
        for place, pseudo in branching.pseudo.items():
            if facts.keys() >= set(pseudo.roots):
                cells[place] = branching.cell_of_pseudo(branching.evaluate(pseudo.atom, facts))
        return cells

    def name(self, one: Boundary) -> tuple[str, str, int, str]:
        """What a boundary is called on every day, though it lies elsewhere."""
        value = one.line.value(one.start)
        apart = isinstance(value, str) and (one.place, one.line.key, one.start) not in self._both
        return one.place, one.line.key, one.rank, value[16] if apart else ""

    def somebody(self, one: Boundary) -> dict[str, Any] | None:
        """Somebody whose outcome changes at a boundary; whatever they have there is left out."""
        variable, start = self.people.branching.place[one.line.key], self.people.relevance.start
        changed = self._sides(start["condition", one.place], variable, one.cells)
        package = self.package
        fates = [code for code in package.matters if one.place in _asked_by(package, code)]
        for code in fates:
            fate = start.get(("fate", code))
            sides = None if fate is None else self._sides(fate, variable, one.cells)
            if changed is None or sides is None:
                continue
            try:
                both = self._diagrams.combine(lambda a, b, c, d: a != b and c != d, (*changed, *sides))
            except TooLarge:
                continue
            found = self.people.find(both, lambda value: value is True, lambda facts: self._lawful(one, facts))
            if found is not None:
                return {key: value for key, value in found.items() if key != one.line.key}
        return None

    def _lawful(self, one: Boundary, facts: dict[str, Any]) -> bool:
        """Whether the outcome really differs between both sides."""
        if not all(self.people.can_be(one.line.key, one.line.value(one.start + step)) for step in SIDES):
            return False
        outcomes = []
        for step in SIDES:
            guide = self.people.guided({**facts, one.line.key: one.line.value(one.start + step)})
            outcomes.append((guide.matters, guide.refusals, [undecided.matter for undecided in guide.undecided]))
        return outcomes[0] != outcomes[1]


def _asked_by(package: Package, matter: str) -> set[str]:
    refusals, referrals = package.places_of(matter)
    return {matter, *refusals, *referrals}


def check_boundaries(people: People) -> Iterator[Finding]:
    """One finding for each boundary that lacks an example, with the examples that it lacks."""
    package = people.package
    covered: dict[tuple[str, str, int, str], set[int]] = {}
    days = {example.on for example in package.examples if example.on >= package.in_force}
    known = {day: Boundaries(people if day == people.on else People(package, day)) for day in days}
    for example in package.examples:
        if example.on in known:
            for one, step in known[example.on].stands(values_in(package, example)):
                covered.setdefault(known[example.on].name(one), set()).add(step)
    at, here = dict(places(package)), known.get(people.on) or Boundaries(people)
    told: set[tuple[str, str, int, str]] = set()
    for one in here.found:
        steps = covered.get(here.name(one), set())
        if here.name(one) in told:
            continue
        told.add(here.name(one))
        missing = [step for step in SIDES if step not in steps]
        missing += [] if steps & set(FURTHER) else [FURTHER[0]]
        if not missing:
            continue
        facts = here.somebody(one)
        if facts is not None:
            yield _missing(people, one, missing, facts, at[one.place])


def _missing(
    people: People, one: Boundary, missing: list[int], facts: dict[str, Any], path: tuple[str | int, ...]
) -> Finding:
    fact = people.package.facts[one.line.key]
    written = {step: one.line.words(one.start + step, fact) for step in missing}
    examples = []
    for step in missing:
        somebody = {**facts, one.line.key: one.line.value(one.start + step)}
        examples.append(example_for(people, somebody))
    return finding(
        people.package,
        path,
        "boundary",
        N_("“%(code)s” changes at %(key)s = %(start)s. No example stands at: %(missing)s."),
        code=one.place,
        key=one.line.key,
        start=one.line.words(one.start, fact),
        missing=", ".join(written.values()),
        person=people.traits({**facts, one.line.key: one.line.value(one.start)}),
        suggestion="".join(examples),
    )
