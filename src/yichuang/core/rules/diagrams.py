"""Reduced, ordered decision diagrams over variables of a few cells each, with any values at their ends.

A function of many variables is kept as the one smallest diagram for it in the order of the variables: equal
functions are the same node, and a variable stands in a diagram exactly when the function still depends on it
(Bryant 1986; with more than two branches, Kam et al. 1998). So "does this still matter?" is one look.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from threading import Lock

MOST_NODES = 200_000
"""How large all diagrams of one house may grow together while they are made."""

_END = 1 << 30


class TooLarge(Exception):
    """The diagrams outgrew their bound."""


class Diagrams:
    """A house of diagrams with one order of variables; a diagram is the number of its first node.

    What is made of them (`end`, `node`, `variable`, `combine`, `select`) is bound by ``most``; what is only looked at
    for somebody (`restrict`, `under`, `within`) is not, so that nobody is left without an answer. Threads may share a
    house: of two that make the same node at once both get one.

    ``arities``: how many cells each variable has, by its place in the order.
    """

    def __init__(self, arities: Sequence[int], most: int = MOST_NODES) -> None:
        self.arities = tuple(arities)
        #: How many nodes there may be.
        self.most = most
        self._level: list[int] = []
        self._branches: list[tuple[int, ...]] = []
        self._values: dict[int, Hashable] = {}
        self._ends: dict[Hashable, int] = {}
        self._nodes: dict[tuple[int, tuple[int, ...]], int] = {}
        self._masks: list[int] = []
        self._support: dict[int, frozenset[int]] = {}
        self._possible: dict[int, frozenset[Hashable]] = {}
        self._restricted: dict[tuple[int, int, int], int] = {}
        self._within: dict[tuple[int, int], int] = {}
        self._making = Lock()

    def __len__(self) -> int:
        return len(self._level)

    def end(self, value: Hashable) -> int:
        """The diagram that is ``value`` whatever the variables are."""
        # True and 1 are equal to Python and not to us.
        key = (type(value), value)
        found = self._ends.get(key)
        if found is None:
            with self._making:
                found = self._ends.get(key)
                if found is None:
                    found = self._new(_END, ())
                    self._values[found] = value
                    self._ends[key] = found
        return found

    def node(self, variable: int, branches: Sequence[int]) -> int:
        """The diagram that goes to ``branches[cell]`` by the cell of ``variable``, which stands above all of them.

        Raises `TooLarge`.
        """
        if len(self._level) >= self.most:
            raise TooLarge
        return self._node(variable, branches)

    def _node(self, variable: int, branches: Sequence[int]) -> int:
        first = branches[0]
        if all(one == first for one in branches):
            return first
        key = (variable, tuple(branches))
        found = self._nodes.get(key)
        if found is None:
            with self._making:
                found = self._nodes.get(key)
                if found is None:
                    found = self._nodes[key] = self._new(variable, key[1])
        return found

    def _new(self, level: int, branches: tuple[int, ...]) -> int:
        self._level.append(level)
        self._branches.append(branches)
        mask = 0 if level == _END else 1 << level
        for one in branches:
            mask |= self._masks[one]
        self._masks.append(mask)
        return len(self._level) - 1

    def variable(self, variable: int, values: Sequence[Hashable]) -> int:
        """The diagram that is ``values[cell]`` by the cell of one variable."""
        return self.node(variable, [self.end(value) for value in values])

    def decided(self, diagram: int) -> bool:
        """Whether nothing changes it any more."""
        return self._level[diagram] == _END

    def value(self, diagram: int) -> Hashable:
        """What a decided diagram is. KeyError where it is not decided."""
        return self._values[diagram]

    def combine(
        self,
        function: Callable[..., Hashable],
        diagrams: Sequence[int],
        stop: Hashable = ...,
        *,
        at_most: int = MOST_NODES,
    ) -> int:
        """The diagram of ``function`` of the values of ``diagrams``.

        ``stop``: a value of any of them that is the answer whatever the others are. Raises `TooLarge`, too, where more
        than ``at_most`` nodes would have to be made for it.
        """
        last = len(self) + at_most
        done: dict[tuple[int, ...], int] = {}
        level, values, all_branches = self._level, self._values, self._branches
        stopped = None if stop is ... else self.end(stop)

        def go(parts: tuple[int, ...]) -> int:
            if stopped is not None and stopped in parts:
                return stopped
            found = done.get(parts)
            if found is not None:
                return found
            top = min(level[part] for part in parts)
            if top == _END:
                found = self.end(function(*(values[part] for part in parts)))
            else:
                if len(self._level) >= last:
                    raise TooLarge
                found = self.node(
                    top,
                    [
                        go(tuple(all_branches[part][cell] if level[part] == top else part for part in parts))
                        for cell in range(self.arities[top])
                    ],
                )
            done[parts] = found
            return found

        return go(tuple(diagrams))

    def select(self, variable: int, diagrams: Sequence[int]) -> int:
        """The diagram that is ``diagrams[cell]`` by the cell of ``variable``, wherever that stands."""
        if all(self._level[one] > variable for one in diagrams):
            return self.node(variable, diagrams)
        chosen = self.variable(variable, range(len(diagrams)))
        return self.combine(lambda cell, *values: values[cell], (chosen, *diagrams))

    def among(self, variables: Sequence[int], rows: AbstractSet[tuple[int | None, ...]]) -> int:
        """True where the cells of ``variables``, which stand in their order, are one of ``rows``, else false."""
        if not variables or not rows:
            return self.end(bool(rows))
        first, *rest = variables
        return self._node(
            first,
            [self.among(rest, {row[1:] for row in rows if row[0] == cell}) for cell in range(self.arities[first])],
        )

    def within(self, diagram: int, care: int) -> int:
        """The diagram for those of whom ``care`` is true, and there are some. Of each of the others it says what it
        says of one of these (Coudert and Madre 1990: the generalized cofactor), so it hangs on no variable on which it
        did not before, but for those of ``care``.
        """
        found = self._within.get((diagram, care))
        if found is None:
            found = self._within[diagram, care] = self._cared(diagram, care)
        return found

    def _cared(self, diagram: int, care: int) -> int:
        top = min(self._level[diagram], self._level[care])
        if self._level[diagram] == _END or self._level[care] == _END:
            return diagram
        branches, cares = (
            self._branches[one] if self._level[one] == top else (one,) * self.arities[top] for one in (diagram, care)
        )
        nobody = self.end(False)
        found = [
            None if there == nobody else self.within(one, there) for one, there in zip(branches, cares, strict=True)
        ]
        anybody = next(one for one in found if one is not None)
        return self._node(top, [anybody if one is None else one for one in found])

    def restrict(self, diagram: int, variable: int, cell: int) -> int:
        """The diagram as it is once ``variable`` is known to be in ``cell``."""
        level = self._level[diagram]
        if level > variable:
            return diagram
        if level == variable:
            return self._branches[diagram][cell]
        key = (diagram, variable, cell)
        found = self._restricted.get(key)
        if found is None:
            found = self._node(level, [self.restrict(one, variable, cell) for one in self._branches[diagram]])
            self._restricted[key] = found
        return found

    def under(self, diagram: int, cells: Mapping[int, int]) -> int:
        """The diagram as it is once each of some variables is known to be in its cell.

        As `restrict` one after the other, without what lies between: only what is left at the end is made.
        """
        bits = sum(1 << variable for variable in cells)
        done: dict[int, int] = {}

        def go(diagram: int) -> int:
            if not self._masks[diagram] & bits:
                return diagram
            found = done.get(diagram)
            if found is None:
                level, branches = self._level[diagram], self._branches[diagram]
                cell = cells.get(level)
                found = self._node(level, [go(one) for one in branches]) if cell is None else go(branches[cell])
                done[diagram] = found
            return found

        return go(diagram)

    def level(self, diagram: int) -> int:
        """The first variable that it depends on; of a diagram that is not decided."""
        return self._level[diagram]

    def branches(self, diagram: int) -> tuple[int, ...]:
        """Where it goes by the cell of its first variable."""
        return self._branches[diagram]

    def mask(self, diagram: int) -> int:
        """The variables that it depends on, as bits."""
        return self._masks[diagram]

    def support(self, diagram: int) -> frozenset[int]:
        """The variables that it depends on."""
        mask = self._masks[diagram]
        found = self._support.get(mask)
        if found is None:
            found = frozenset(at for at in range(mask.bit_length()) if mask >> at & 1)
            self._support[mask] = found
        return found

    def values(self, diagram: int) -> frozenset[Hashable]:
        """What it may still come to."""
        found = self._possible.get(diagram)
        if found is None:
            if self.decided(diagram):
                found = frozenset((self._values[diagram],))
            else:
                found = frozenset[Hashable]().union(*{self.values(one) for one in self._branches[diagram]})
            self._possible[diagram] = found
        return found
