"""What conditions say of one value of a fact: by these answers `cells` cuts the fact, and by nothing else."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations as pairs_of
from itertools import product
from typing import TYPE_CHECKING, Any

from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.kinds import BOOLEAN, ORDERED
from yichuang.core.rules.tree import And, Between, Compare, Constant, Extreme, Fact, In, Node, NullIf

if TYPE_CHECKING:
    from yichuang.core.rules.branching import Branching

MOST_COMBINATIONS = 200
"""Of the other facts of one atom, in which a value is tried."""


class Said:
    """What the atoms on one fact say of a value of it, for every combination of the other facts with few values.

    Beside the answer it holds every answer within the atom, and of everything that is compared which is the greater: so
    the place where two sides are equal is found by halving, too. Other facts with many values are left out (NULL).
    Atoms over the same facts are asked together: a table has hundreds of them.
    """

    def __init__(self, branching: Branching, key: str, atoms: Sequence[Node]) -> None:
        self.atoms = atoms
        self._key = key
        self._tries: list[tuple[Probe, list[dict[str, object]]]] = []
        alike: dict[tuple[str, ...], list[Node]] = {}
        for atom in atoms:
            alike.setdefault(tuple(sorted(branching.shape.roots_of(atom) - {key})), []).append(atom)
        for others, group in alike.items():
            values: list[tuple[object, ...]] = []
            for other in others:
                kind = branching.roots[other].kind
                few = (True, False) if kind == "boolean" else branching.roots[other].options
                values.append((*few, None))
            combinations = [dict(zip(others, each, strict=True)) for each in product(*values)]
            if len(combinations) > MOST_COMBINATIONS:
                raise TooLarge
            self._tries.append((Probe(branching, *group), combinations))

    def __call__(self, value: object) -> tuple[object, ...]:
        found: list[object] = []
        for probe, combinations in self._tries:
            for combination in combinations:
                found += probe({**combination, self._key: value})
        return tuple(found)


class Probe:
    """Every answer within some atoms, and how the two sides of every comparison in them stand to one another.

    Of a fact beside literals that is one look at where it stands among them, however many there are.
    """

    def __init__(self, branching: Branching, *atoms: Node) -> None:
        self._branching = branching
        whole = And(BOOLEAN, atoms[0].at, atoms)
        within = list(dict.fromkeys(node for node in branching.shape.beneath(whole) if node is not whole))
        self._order = branching.shape.order_of(whole)
        self.pairs = [pair for node in within for pair in compared(node) if pair[0].type.kind in ORDERED]
        self._nodes = [node for node in within if node.type.kind == "boolean" and not _told_by_order(node)]
        among: dict[str, tuple[Node, set[Any]]] = {}
        self._sides: list[tuple[Node, Node]] = []
        for left, right in self.pairs:
            fact, literal = (right, left) if isinstance(left, Constant) else (left, right)
            if isinstance(fact, Fact) and isinstance(literal, Constant) and literal.value is not None:
                among.setdefault(fact.name, (fact, set()))[1].add(literal.value)
            else:
                self._sides.append((left, right))
        self._among = [(fact.run, sorted(literals)) for fact, literals in among.values()]

    def __call__(self, facts: Mapping[str, object]) -> list[object]:
        known = self._branching.known_with(facts, self._order)
        answers: list[object] = [node.run(known) for node in self._nodes]
        for run, literals in self._among:
            value: Any = run(known)
            if value is None:
                answers.append(None)
            else:
                answers.append((bisect_left(literals, value), bisect_right(literals, value)))
        for left, right in self._sides:
            one, other = left.run(known), right.run(known)
            if one is None or other is None:
                answers.append((one is None, other is None))  # which of the two, as either may be another fact's
            else:
                answers.append((one > other) - (one < other))  # type: ignore[operator]
        return answers


def _told_by_order(node: Node) -> bool:
    """Whether the answer follows from how the sides of a comparison stand to one another."""
    return isinstance(node, Compare | Between) and node.children[0].type.kind in ORDERED


def compared(node: Node) -> Iterator[tuple[Node, Node]]:
    """The pairs of values that a node compares."""
    if isinstance(node, Compare | NullIf):
        yield node.children[0], node.children[1]
    elif isinstance(node, Between | In):
        yield from ((node.children[0], other) for other in node.children[1:])
    elif isinstance(node, Extreme):
        yield from pairs_of(node.children, 2)
