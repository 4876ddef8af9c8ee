"""Who can still be, beside what is known: a fact that is compared with known ones has its values in a row, and so how
it stands to all of them changes together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yichuang.core.rules.branching import Branching
from yichuang.core.rules.relations import Relation, Steps, rows_of


class Beside:
    """Looks at the diagrams of ``branching`` for those people only who can be."""

    def __init__(self, branching: Branching, twin: Beside | None = None) -> None:
        self._branching, self._diagrams = branching, branching.diagrams
        self._cares: dict[tuple[object, ...], int] = twin._cares if twin else {}
        #: The variables of comparisons, as bits.
        self.pseudo = sum(1 << place for place in branching.pseudo)

    def known(self, diagram: int, facts: Mapping[str, Any], *others: Mapping[str, Any]) -> int:
        """A diagram for those only who can be, ``facts`` being known; and ``others`` of the same facts as well."""
        beside: dict[str, list[int]] = {}
        for place in self.places(diagram):
            unknown = [key for key in self._branching.pseudo[place].roots if key not in facts]
            if isinstance(self._branching.pseudo[place], Relation) and len(unknown) == 1:
                beside.setdefault(unknown[0], []).append(place)
        for key, places in beside.items():
            diagram = self._diagrams.within(diagram, self._care(diagram, key, places, (facts, *others)))
        return diagram

    def places(self, diagram: int) -> Iterator[int]:
        """The variables of comparisons on which a diagram hangs."""
        left = self._diagrams.mask(diagram) & self.pseudo
        while left:
            yield (left & -left).bit_length() - 1
            left &= left - 1

    def steps(self, place: int, key: str, value: Any) -> Steps:
        """How a fact ``key``, its values in a row, stands to the other fact of a relation, which has this value."""
        relation = self._branching.pseudo[place]
        assert isinstance(relation, Relation)
        return relation.steps(next(one for one in relation.roots if one != key), value)

    def _care(self, diagram: int, key: str, places: Sequence[int], known: Sequence[Mapping[str, Any]]) -> int:
        """For whom it is looked at: how ``key`` may stand to what is known, in those of its variables that count."""
        branching, own = self._branching, self._branching.place[key]
        cells = {own: branching.cells[key].steps()} if self._diagrams.mask(diagram) >> own & 1 else {}
        variables = sorted([*cells, *places])
        rows: frozenset[tuple[int | None, ...]] | None = None
        for facts in known:
            steps: dict[int, Steps] = {**cells}
            for place in places:
                other = next(one for one in branching.pseudo[place].roots if one != key)
                steps[place] = self.steps(place, key, facts[other])
            here = frozenset(rows_of([steps[at] for at in variables]))
            rows = here if rows is None else rows & here
        rows = rows or frozenset()
        found = self._cares.get((*variables, rows))
        if found is None:
            found = self._diagrams.end(True)
            if not any(None in row for row in rows):
                nobody = tuple(self._diagrams.arities[at] - 1 for at in variables)
                found = self._diagrams.among(variables, {*rows, nobody})
            self._cares[*variables, rows] = found
        return found
