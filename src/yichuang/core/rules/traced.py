"""Many rules for one person, each with its reason: what decided is found by the one run that finds the answers.

Which parts of a rule decided hangs only on which of its comparisons hold, so there are few reasons and many people: the
run says which hold, as a number, and each rule keeps the reason for each number that it has met. Words are made when
somebody reads them. Like `fused`, whose source this extends, it serves whoever has every fact; others are explained
rule by rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import overload

from yichuang.core.rules.expression import Expression
from yichuang.core.rules.fused import Writer, plain
from yichuang.core.rules.kinds import Facts, FactType, Result
from yichuang.core.rules.phrases import Label, types_of
from yichuang.core.rules.reasons import Person, Reason, Shape, shape
from yichuang.core.rules.tree import And, Node, Not, Or

MOST_COMPARISONS = 16
"""A rule of more is explained anew each time: it would meet too many different people."""


@dataclass(frozen=True)
class _Rules:
    """The facts of each rule with their types, and the labels of all."""

    types: Sequence[Mapping[str, FactType]]
    labels: Mapping[str, Label | Mapping[str, str]]


class Reasons(Sequence[Reason]):
    """The reason of each rule for one person, in the rules' order."""

    __slots__ = ("_facts", "_rules", "_shapes")

    def __init__(self, shapes: Sequence[Shape], facts: Facts, rules: _Rules) -> None:
        self._shapes = shapes
        self._facts = facts
        self._rules = rules

    @overload
    def __getitem__(self, place: int) -> Reason: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Reason]: ...
    def __getitem__(self, place: int | slice) -> Reason | Sequence[Reason]:
        if isinstance(place, slice):
            return [self[one] for one in range(len(self))[place]]
        return Reason(self._shapes[place], Person(self._facts, self._rules.types[place], self._rules.labels))

    def __len__(self) -> int:
        return len(self._shapes)

    @property
    def results(self) -> tuple[Result, ...]:
        """What each rule comes to."""
        return tuple(one.result for one in self._shapes)


def traced(
    expressions: Sequence[Expression], labels: Mapping[str, Label | Mapping[str, str]]
) -> Callable[[Facts], Reasons]:
    """One function for all ``expressions``: the reason of each.

    The words are made of the facts that it was given, which must not be changed afterwards.
    """
    writer = Writer()
    lines = [_line(writer, expression._root) for expression in expressions]
    roots = [expression._root for expression in expressions]
    rules = _Rules([types_of(root) for root in roots], labels)
    run: Callable[[Facts], Sequence[Shape]] = writer.function(
        lines, lambda facts: [shape(root, facts) for root in roots]
    )
    return lambda facts: Reasons(run(facts), facts, rules)


def _line(writer: Writer, root: Node) -> str:
    comparisons = list(_comparisons(root)) if plain(root) else []
    if not 0 < len(comparisons) <= MOST_COMPARISONS:
        return f"{writer.value(lambda facts: shape(root, facts))}(facts)"
    met: dict[int, Shape] = {}

    def first(number: int, facts: Facts) -> Shape:
        found = met[number] = shape(root, facts)
        return found

    writer.need(root)
    number = " + ".join(f"{writer.written(one)} * {1 << at}" for at, one in enumerate(comparisons))
    return f"{writer.value(met.get)}(n := {number}) or {writer.value(first)}(n, facts)"


def _comparisons(node: Node) -> Iterator[Node]:
    """The parts of a rule that are true or false by themselves."""
    if isinstance(node, And | Or | Not):
        for child in node.children:
            yield from _comparisons(child)
    else:
        yield node
