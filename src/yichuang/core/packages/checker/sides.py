"""What is on both sides of a boundary: whether a condition differs there, for whom, and who that could be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from yichuang.core.rules.diagrams import TooLarge

if TYPE_CHECKING:
    from yichuang.core.packages.checker.people import People
    from yichuang.core.packages.package import Package

#: Steps from the first value beyond a boundary: both sides, and one of the two next to them.
SIDES, FURTHER = (-1, 0), (1, -2)


class Sides:
    """What is on both sides of a boundary, by the diagrams of one package on one day."""

    def __init__(self, people: People) -> None:
        self.people, self.package = people, people.package
        self._diagrams = people.branching.diagrams

    def differ(self, place: str, key: str, cells: tuple[int, int], values: tuple[Any, Any]) -> bool:
        """Whether a condition comes to different things on both sides of an edge of a fact, ``values`` of these two
        ``cells``, for anybody of whom everything else is the same, how it stands to other facts, too."""
        diagram = self.people.relevance.start.get(("condition", place))
        if diagram is None or not self.people.compares(diagram, key):
            variable = self.people.branching.place[key]
            return diagram is not None and len({self._diagrams.restrict(diagram, variable, one) for one in cells}) > 1
        return self._sides(diagram, key, cells, values) is not None

    def _sides(self, diagram: int, key: str, cells: tuple[int, int], values: tuple[Any, Any]) -> int | None:
        """Where the diagram differs on both sides of an edge, if it does."""
        variable = self.people.branching.place[key]
        sides = [self._diagrams.restrict(diagram, variable, cell) for cell in cells]
        if sides[0] == sides[1]:
            return None
        found = self._diagrams.combine(lambda one, other: one != other, sides)
        found = self.people.beside.known(found, *({key: value} for value in values))
        return found if True in self._diagrams.values(found) else None

    def decides(self, place: str, key: str, pair: tuple[int, int], cells: Mapping[int, int]) -> bool:
        """Whether a condition comes to different things on both sides for somebody with these ``cells``."""
        variable, diagram = self.people.branching.place[key], self.people.relevance.start["condition", place]
        values = []
        for cell in pair:
            here = diagram
            for at in sorted(self._diagrams.support(diagram) & {*cells, variable}):
                here = self._diagrams.restrict(here, at, cell if at == variable else cells[at])
            values.append(here)
        return values[0] != values[1] and all(self._diagrams.decided(value) for value in values)

    def cells_of(self, facts: Mapping[str, Any]) -> dict[int, int]:
        """The cell of each fact of somebody, by its variable."""
        branching = self.people.branching
        cells = {}
        for key, value in facts.items():
            if key in branching.place and (cell := branching.cells[key].of(value)) is not None:
                cells[branching.place[key]] = cell
        for place, pseudo in branching.pseudo.items():
            known = facts.keys() >= set(pseudo.roots)
            if known and (cell := branching.cell_of_pseudo(place, facts)) is not None:
                cells[place] = cell
        return cells

    def whom(self, place: str, key: str, pair: tuple[int, int], values: tuple[Any, Any]) -> dict[str, Any] | None:
        """Somebody whose outcome differs with one of two values of a fact; whatever they have of it is left out."""
        if not all(self.people.can_be(key, value) for value in values):
            return None
        start = self.people.relevance.start
        changed = self._sides(start["condition", place], key, pair, values)
        for code in self.package.matters:
            fate = start.get(("fate", code)) if place in _asked_by(self.package, code) else None
            sides = None if fate is None else self._sides(fate, key, pair, values)
            if changed is None or sides is None:
                continue
            try:
                both = self._diagrams.combine(lambda one, other: one and other, (changed, sides))
            except TooLarge:
                continue
            found = self.people.find(
                both,
                lambda value: value is True,
                lambda facts: self._turned(place, *({**facts, key: value} for value in values)),
                {key: values[0]} if self.people.compares(both, key) else {},
            )
            if found is not None:
                return {name: value for name, value in found.items() if name != key}
        return None

    def _turned(self, place: str, one: dict[str, Any], other: dict[str, Any]) -> bool:
        """Whether a condition comes to something else for the one than for the other, and what becomes of them does."""
        if self.people.value(place, one) is self.people.value(place, other):
            return False
        return self._outcome(one) != self._outcome(other)

    def _outcome(self, facts: dict[str, Any]) -> tuple[object, ...]:
        guide = self.people.guided(facts)
        return guide.matters, guide.refusals, [undecided.matter for undecided in guide.undecided]


def _asked_by(package: Package, matter: str) -> set[str]:
    refusals, referrals = package.places_of(matter)
    return {matter, *refusals, *referrals}
