"""What conditions say of one value of a fact: by these answers `cells` cuts the fact, and by nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations as pairs_of
from itertools import product
from typing import TYPE_CHECKING

from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.kinds import ORDERED
from yichuang.core.rules.tree import Between, Compare, Extreme, In, Node, NullIf

if TYPE_CHECKING:
    from yichuang.core.rules.branching import Branching

MOST_COMBINATIONS = 200
"""Of the other facts of one atom, in which a value is tried."""


class Said:
    """What the atoms on one fact say of a value of it, for every combination of the other facts with few values.

    Beside the answer it holds every answer within the atom, and of everything that is compared which is the greater: so
    the place where two sides are equal is found by halving, too. Other facts with many values are left out (NULL).
    """

    def __init__(self, branching: Branching, key: str, atoms: Sequence[Node]) -> None:
        self.atoms = atoms
        self._branching = branching
        self._key = key
        self._tries: list[tuple[Probe, list[dict[str, object]]]] = []
        for atom in atoms:
            others = sorted(branching.roots_of(atom) - {key})
            values: list[tuple[object, ...]] = []
            for other in others:
                kind = branching.roots[other].kind
                few = (True, False) if kind == "boolean" else branching.roots[other].options
                values.append((*few, None))
            combinations = [dict(zip(others, each, strict=True)) for each in product(*values)]
            if len(combinations) > MOST_COMBINATIONS:
                raise TooLarge
            self._tries.append((Probe(branching, atom), combinations))

    def __call__(self, value: object) -> tuple[object, ...]:
        found: list[object] = []
        for probe, combinations in self._tries:
            for combination in combinations:
                found += probe({**combination, self._key: value})
        return tuple(found)


class Probe:
    """Every answer within an atom, and how the two sides of every comparison in it stand to one another."""

    def __init__(self, branching: Branching, atom: Node) -> None:
        self._branching = branching
        within = list(dict.fromkeys(branching.beneath(atom)))
        self._nodes = [node for node in within if node.type.kind == "boolean"]
        self.pairs = [pair for node in within for pair in compared(node) if pair[0].type.kind in ORDERED]
        self._order = branching.order_of(atom)

    def __call__(self, facts: Mapping[str, object]) -> list[object]:
        known = self._branching.known_with(facts, self._order)
        answers: list[object] = [node.run(known) for node in self._nodes]
        for left, right in self.pairs:
            one, other = left.run(known), right.run(known)
            if one is None or other is None:
                answers.append((one is None, other is None))  # which of the two, as either may be another fact's
            else:
                answers.append((one > other) - (one < other))  # type: ignore[operator]
        return answers


def compared(node: Node) -> Iterator[tuple[Node, Node]]:
    """The pairs of values that a node compares."""
    if isinstance(node, Compare | NullIf):
        yield node.children[0], node.children[1]
    elif isinstance(node, Between | In):
        yield from ((node.children[0], other) for other in node.children[1:])
    elif isinstance(node, Extreme):
        yield from pairs_of(node.children, 2)
