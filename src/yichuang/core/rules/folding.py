"""Expressions taken apart by their facts with few values, until what compares facts with many values stands alone.

``chosen < earliest_retirement_month(birth_date, category)`` may be a comparison of two days for a man who retires
early; for one who retires at the statutory age it is a comparison of a day with itself. Which it is hangs on facts with
few values. So an expression in which facts with many values are entangled is folded for each of their combinations:
what is decided by them falls away, and equal parts are one and the same node.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias, cast

from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.kinds import FactType, Value
from yichuang.core.rules.members import Over
from yichuang.core.rules.shapes import Shape
from yichuang.core.rules.tree import And, Case, Coalesce, Constant, Fact, In, Node, Or, Strict

MOST_PARTS = 5_000
"""Into how many parts one expression may fall."""
_OF_EVERY = {"type", "at", "children", "run", "calendar"}
"""What makes no difference, or shows in what is run."""


@dataclass(frozen=True, eq=False)
class Parted:
    """What an expression comes to by the value of ``fact``, which has few: one part for each, that for NULL last."""

    fact: str
    parts: tuple[Tree, ...]


Tree: TypeAlias = Node | Parted
Path: TypeAlias = Mapping[str, int]
"""For which of their values, by number, some facts with few values lead to a part."""


class Folding:
    """Folds expressions of one ``shape``; what it has done it knows, on whatever day."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self._trees: dict[Node, Tree] = {}
        self._parts: dict[Node, Tree] = {}
        self._same: dict[tuple[Any, ...], Node] = {}
        self._folded: dict[tuple[Any, ...], Node] = {}
        self._names: dict[Node, frozenset[str]] = {}
        self._left = 0
        #: What is worked out of comparisons, for whoever works it out.
        self.memo: dict[Any, Any] = {}

    def tree(self, node: Node) -> Tree:
        """An expression, taken apart if facts with many values are entangled in it, else as it is."""
        found = self._trees.get(node)
        if found is None:
            found = node
            if any(self.entangled(atom) for atom in self.shape.atoms_through(node)):
                self._left = MOST_PARTS
                try:
                    found = self._part(self._fold(node, {}))
                except TooLarge:
                    pass
            self._trees[node] = found
        return found

    def entangled(self, atom: Node) -> bool:
        """Whether an atom compares facts with many values with one another, or one of them with itself."""
        return sum(map(self.shape.many, self.shape.roots_of(atom))) > 1 or self.shape.repeats(atom)

    def values(self, key: str) -> tuple[Value | None, ...]:
        """The values of a fact that has few, NULL last."""
        kind = self.shape.roots[key]
        return (*((True, False) if kind.kind == "boolean" else kind.options), None)

    def _part(self, node: Node) -> Tree:
        found = self._parts.get(node)
        if found is None:
            found = self._parts[node] = self._parted(node)
        return found

    def _parted(self, node: Node) -> Tree:
        shape = self.shape
        atoms = [one for one in shape.atoms(node) if self.entangled(one) and not _of_a_list(one)]
        roots = {key for atom in atoms for key in shape.roots_of(atom)}
        key = next((key for key in shape.roots if key in roots and not shape.many(key)), None)
        if key is None:
            return node
        self._left -= 1
        if self._left < 0:
            raise TooLarge
        parts = tuple(self._part(self._fold(node, {key: value})) for value in self.values(key))
        return parts[0] if all(part is parts[0] for part in parts) else Parted(key, parts)

    # --- folding -----------------------------------------------------------------------------------------------

    def _fold(self, node: Node, given: Mapping[str, Value | None]) -> Node:
        """``node`` with the facts in ``given`` written in, and with what its derived facts derive from."""
        key = (node, tuple((name, given[name]) for name in given if name in self._within(node)))
        found = self._folded.get(key)
        if found is None:
            found = self._folded[key] = self._one(self._simpler(node, given))
        return found

    def _within(self, node: Node) -> frozenset[str]:
        found = self._names.get(node)
        if found is None:
            found = self._names[node] = self.shape.roots_of(node)
        return found

    def _simpler(self, node: Node, given: Mapping[str, Value | None]) -> Node:
        if isinstance(node, Fact):
            if node.name in self.shape.derived:
                return self._fold(self.shape.derived[node.name], given)
            return _constant(node.type, given[node.name]) if node.name in given else node
        if isinstance(node, Constant | Over):
            return node
        if isinstance(node, Case):
            return self._case(node, given)
        parts = [self._fold(child, given) for child in node.children]
        if isinstance(node, And | Or):
            return _connected(node, parts)
        if isinstance(node, Coalesce):
            return _first(node, parts)
        if isinstance(node, In) and isinstance(parts[0], Constant):
            return _member(node, parts[0], parts[1:])
        if isinstance(node, Strict) and any(isinstance(one, Constant) and one.value is None for one in parts):
            return _constant(node.type, None)
        if all(isinstance(one, Constant) for one in parts):
            return _constant(node.type, replace(node, children=tuple(parts)).run({}))
        return replace(node, children=tuple(parts))

    def _case(self, node: Case, given: Mapping[str, Value | None]) -> Node:
        parts: list[Node] = []
        otherwise = node.children[-1]
        for condition, value in zip(node.children[:-1:2], node.children[1::2], strict=True):
            holds = self._fold(condition, given)
            if isinstance(holds, Constant):
                if holds.value is True:
                    otherwise = value
                    break
                continue
            parts += [holds, self._fold(value, given)]
        otherwise = self._fold(otherwise, given)
        if all(value is otherwise for value in parts[1::2]):
            return otherwise
        return Case(node.type, node.at, (*parts, otherwise))

    def _one(self, node: Node) -> Node:
        """The one node that stands for all that are equal to ``node``."""
        if isinstance(node, Over):
            return node
        if isinstance(node, Constant):
            key: tuple[Any, ...] = (Constant, node.type, type(node.value), str(node.value))
        else:
            own = tuple(getattr(node, one.name) for one in fields(node) if one.name not in _OF_EVERY)
            key = (type(node), node.type, *own, *map(id, node.children))
        return self._same.setdefault(key, node)


def leaves(tree: Tree, path: Path | None = None) -> Iterator[tuple[Node, Path]]:
    """The parts of a tree, and for which facts each stands."""
    path = path or {}
    if isinstance(tree, Node):
        yield tree, path
        return
    for at, part in enumerate(tree.parts):
        yield from leaves(part, {**path, tree.fact: at})


def _of_a_list(atom: Node) -> bool:
    return any(isinstance(one, Over) for one in atom.within())


def _constant(kind: FactType, value: object) -> Constant:
    return Constant(kind, 0, (), cast("Value | None", value))


def _connected(node: And | Or, parts: list[Node]) -> Node:
    decided = isinstance(node, Or)
    left = [one for one in dict.fromkeys(parts) if not (isinstance(one, Constant) and one.value is (not decided))]
    for one in left:
        if isinstance(one, Constant) and one.value is decided:
            return one
    if len(left) > 1:
        return replace(node, children=tuple(left))
    return left[0] if left else _constant(node.type, not decided)


def _first(node: Coalesce, parts: list[Node]) -> Node:
    left: list[Node] = []
    for one in parts:
        if not (isinstance(one, Constant) and one.value is None):
            left.append(one)
            if isinstance(one, Constant):
                break
    if len(left) > 1:
        return replace(node, children=tuple(left))
    return left[0] if left else _constant(node.type, None)


def _member(node: In, subject: Constant, others: list[Node]) -> Node:
    if subject.value is None:
        return _constant(node.type, None)
    left = [one for one in others if not isinstance(one, Constant) or one.value in (None, subject.value)]
    if any(isinstance(one, Constant) and one.value is not None for one in left):
        return _constant(node.type, True)
    if not left:
        return _constant(node.type, False)
    if all(isinstance(one, Constant) for one in left):
        return _constant(node.type, None)
    return replace(node, children=(subject, *left))
