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

    def differ(self, place: str, key: str, cells: tuple[int, int]) -> bool:
        """Whether a condition comes to different things in two cells of a fact, for anybody."""
        diagram = self.people.relevance.start.get(("condition", place))
        return diagram is not None and self._sides(diagram, self.people.branching.place[key], cells) is not None

    def _sides(self, diagram: int, variable: int, cells: tuple[int, int]) -> tuple[int, int] | None:
        """The diagram on both sides of an edge, where they differ."""
        one, other = (self._diagrams.restrict(diagram, variable, cell) for cell in cells)
        return (one, other) if one != other else None

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
            if facts.keys() >= set(pseudo.roots):
                cells[place] = branching.cell_of_pseudo(branching.evaluate(pseudo.atom, facts))
        return cells

    def whom(self, place: str, key: str, pair: tuple[int, int], values: tuple[Any, Any]) -> dict[str, Any] | None:
        """Somebody whose outcome differs with one of two values of a fact; whatever they have of it is left out."""
        if not all(self.people.can_be(key, value) for value in values):
            return None
        variable, start = self.people.branching.place[key], self.people.relevance.start
        changed = self._sides(start["condition", place], variable, pair)
        for code in self.package.matters:
            fate = start.get(("fate", code)) if place in _asked_by(self.package, code) else None
            sides = None if fate is None else self._sides(fate, variable, pair)
            if changed is None or sides is None:
                continue
            try:
                both = self._diagrams.combine(lambda a, b, c, d: a != b and c != d, (*changed, *sides))
            except TooLarge:
                continue
            found = self.people.find(
                both,
                lambda value: value is True,
                lambda facts: self._outcome({**facts, key: values[0]}) != self._outcome({**facts, key: values[1]}),
            )
            if found is not None:
                return {name: value for name, value in found.items() if name != key}
        return None

    def _outcome(self, facts: dict[str, Any]) -> tuple[object, ...]:
        guide = self.people.guided(facts)
        return guide.matters, guide.refusals, [undecided.matter for undecided in guide.undecided]


def _asked_by(package: Package, matter: str) -> set[str]:
    refusals, referrals = package.places_of(matter)
    return {matter, *refusals, *referrals}
