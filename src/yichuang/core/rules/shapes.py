"""What an expression is made of: the facts that it rests on, what has few values, what is compared."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from yichuang.core.rules.kinds import FactType
from yichuang.core.rules.members import Over
from yichuang.core.rules.probing import compared
from yichuang.core.rules.tree import Case, Coalesce, Constant, Extreme, Fact, Node, NullIf


class Shape:
    """What expressions over ``roots`` are made of, on whatever day.

    ``derived``: what facts are derived from, each after those that it needs. A fact that is neither is known of
    everyone.
    """

    def __init__(self, roots: Mapping[str, FactType], derived: Mapping[str, Node]) -> None:
        self.roots, self.derived = roots, derived
        self._behind: dict[Node, frozenset[str]] = {}
        self._roots_memo: dict[str, frozenset[str]] = {}

    def many(self, key: str) -> bool:
        """Whether a fact to be had has many values."""
        return self.roots[key].kind not in ("boolean", "choice")

    def roots_of(self, node: Node) -> frozenset[str]:
        """The facts to be had that ``node`` rests on, derived ones resolved."""
        found = self._behind.get(node)
        if found is None:
            found = self._behind[node] = frozenset().union(*map(self._roots_of_name, node.names()))
        return found

    def _roots_of_name(self, name: str) -> frozenset[str]:
        if name not in self.derived:
            return frozenset((name,)) if name in self.roots else frozenset()
        if name not in self._roots_memo:
            self._roots_memo[name] = self.roots_of(self.derived[name])
        return self._roots_memo[name]

    def few(self, node: Node) -> bool:
        """Whether ``node`` has few values, so that it can be a diagram of its own."""
        if node.type.kind == "boolean" or isinstance(node, Constant):
            return True
        if isinstance(node, Fact):
            if node.name in self.derived:
                return self.few(self.derived[node.name])
            return node.name not in self.roots or self.roots[node.name].kind == "choice"
        return all(self.few(child) for child in node.children)

    def is_atom(self, node: Node) -> bool:
        """Whether ``node`` compares what has many values."""
        return (
            node.type.kind == "boolean"
            and not isinstance(node, Fact | Constant)
            and not all(self.few(child) for child in node.children)
        )

    def atoms(self, node: Node) -> Iterator[Node]:
        """The comparisons of what has many values in ``node``, those of derived facts left out."""
        if self.is_atom(node):
            yield node
            return
        if isinstance(node, Over):
            return  # what stands within is no condition on a person
        for child in node.children:
            yield from self.atoms(child)

    def atoms_through(self, node: Node) -> Iterator[Node]:
        """The atoms of an expression and of the derived facts that it mentions."""
        yield from self.atoms(node)
        for name in self.order_of(node):
            yield from self.atoms(self.derived[name])

    def beneath(self, node: Node) -> Iterator[Node]:
        """A node and everything that it rests on, derived facts followed."""
        yield node
        if isinstance(node, Fact) and node.name in self.derived:
            yield from self.beneath(self.derived[node.name])
        if isinstance(node, Over):
            return  # what it says of its members is true of none of them alone: `lists`
        for child in node.children:
            yield from self.beneath(child)

    def repeats(self, atom: Node) -> bool:
        """Whether some fact with many values stands twice in what an atom compares."""
        for node in self.beneath(atom):
            for pair in compared(node):
                one, other = (self._occurrences(side) for side in pair)
                if any(one.get(key, 0) + other.get(key, 0) > 1 for key in {*one, *other}):
                    return True
        return False

    def _occurrences(self, node: Node) -> dict[str, int]:
        """How often each fact with many values may stand in the value of ``node`` at once."""
        if isinstance(node, Fact):
            if node.name in self.derived:
                return self._occurrences(self.derived[node.name])
            return {node.name: 1} if node.name in self.roots and self.many(node.name) else {}
        if isinstance(node, Over):
            return {}  # every list of different members is looked at
        parts, most = list(node.children), isinstance(node, Case | Coalesce | Extreme)
        if isinstance(node, Case):
            parts = list(node.values())
        elif isinstance(node, NullIf):
            parts = [node.children[0]]
        found: dict[str, int] = {}
        for part in parts:
            for key, times in self._occurrences(part).items():
                found[key] = max(found.get(key, 0), times) if most else found.get(key, 0) + times
        return found

    def order_of(self, node: Node) -> tuple[str, ...]:
        """The derived facts that ``node`` needs, in the order of their needs."""
        found = self._orders.get(node)
        if found is None:
            wanted, left = set[str](), list(node.names())
            while left:
                name = left.pop()
                if name in self.derived and name not in wanted:
                    wanted.add(name)
                    left += self.derived[name].names()
            found = self._orders[node] = tuple(name for name in self.derived if name in wanted)
        return found

    @cached_property
    def _orders(self) -> dict[Node, tuple[str, ...]]:
        return {}
