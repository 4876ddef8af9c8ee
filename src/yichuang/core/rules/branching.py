"""From checked expressions to decision diagrams over the cells of the facts.

Connectives, CASE and whatever else has few values are built part by part. What compares numbers, amounts, days or
texts is an atom: the cells of its facts are cut so that it has one answer in each. Where an atom compares two such
facts with one another, a pseudo-fact of its own stands for its answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any

from yichuang.core.rules import cells as cutting
from yichuang.core.rules.cells import MOST_CELLS, Cells
from yichuang.core.rules.diagrams import Diagrams, TooLarge
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import UNKNOWN, FactType, Value
from yichuang.core.rules.lists import OneList, overs_in
from yichuang.core.rules.members import Over
from yichuang.core.rules.probing import Probe, Said, compared
from yichuang.core.rules.tree import And, Call, Case, Coalesce, Constant, Extreme, Fact, Matches, Node, NullIf, Or

MOST_COMBINATIONS = 20_000
MOST_TRIED = 100_000
"""How often one atom is asked within its combinations of cells, at most: a second of work."""
_PSEUDO = (True, False, None)
_BEGINNING = re.compile(r"(?:[^%_\\]|\\.)*%?", re.DOTALL)


@dataclass(frozen=True)
class Pseudo:
    """An atom over several facts that cannot be cut apart; it is known when all of ``roots`` are."""

    atom: Node
    roots: tuple[str, ...]


class Doubtful(Exception):
    """Some expressions may not be cut exactly."""

    def __init__(self, expressions: tuple[Expression, ...]) -> None:
        super().__init__(expressions)
        self.expressions = expressions


class Branching:
    """Diagrams of expressions over ``roots``, the facts that are looked up or asked, in their order.

    ``derived``: expressions of derived facts, each after those that it needs. ``known``: what is known of everyone (the
    legal date, the parameters). ``hints``: values that a text is known to have. ``expressions``: all that will be
    built, since the cuts follow from them. Raises `TooLarge`, and with ``sure`` `Doubtful`, before anything is cut;
    without ``cut`` nothing is, and only what is `doubtful` can be asked.
    """

    def __init__(
        self,
        roots: Mapping[str, FactType],
        derived: Mapping[str, Expression],
        known: Mapping[str, object],
        expressions: Sequence[Expression],
        hints: Mapping[str, Sequence[str]],
        sure: bool = False,
        *,
        cut: bool = True,
    ) -> None:
        self.roots = roots
        self._rules = derived
        self._derived = {key: rule._root for key, rule in derived.items()}
        self._known = dict(known)
        self._hints = hints
        today = known.get("today")
        self.today = today if isinstance(today, dt.date) else dt.date(2026, 1, 1)
        self._memo: dict[Node, int] = {}
        self._roots_memo: dict[str, frozenset[str]] = {}
        self._trees = [*(rule._root for rule in expressions), *self._derived.values()]
        self.cells: dict[str, Cells] = {}
        self.pseudo: dict[int, Pseudo] = {}
        doubtful = tuple(rule for rule in expressions if self.doubtful(rule)) if sure else ()
        if doubtful:
            raise Doubtful(doubtful)
        if cut:
            self._cut()
            self._order()

    def within(self, roots: Mapping[str, FactType], expressions: Sequence[Expression], *, cut: bool) -> Branching:
        """The branching of what is said within a list, over its fields and the facts beside it."""
        names = {
            name for rule in expressions for node in [rule._root] for name in (*node.names(), *self.order_of(node))
        }
        derived = {name: rule for name, rule in self._rules.items() if name in names}
        return Branching(roots, derived, self._known, expressions, {}, cut=cut)

    # --- which facts an expression rests on --------------------------------------------------------------------

    def roots_of(self, node: Node) -> frozenset[str]:
        """The facts to be had that ``node`` rests on, derived ones resolved."""
        found: set[str] = set()
        for name in node.names():
            found |= self._roots_of_name(name)
        return frozenset(found)

    def _roots_of_name(self, name: str) -> frozenset[str]:
        if name in self._known:
            return frozenset()
        if name not in self._derived:
            return frozenset((name,)) if name in self.roots else frozenset()
        if name not in self._roots_memo:
            self._roots_memo[name] = self.roots_of(self._derived[name])
        return self._roots_memo[name]

    def few(self, node: Node) -> bool:
        """Whether ``node`` has few values, so that it can be a diagram of its own."""
        if node.type.kind == "boolean" or isinstance(node, Constant):
            return True
        if isinstance(node, Fact):
            if node.name in self._known:
                return True
            if node.name in self._derived:
                return self.few(self._derived[node.name])
            return self.roots[node.name].kind == "choice"
        return all(self.few(child) for child in node.children)

    def _is_atom(self, node: Node) -> bool:
        return (
            node.type.kind == "boolean"
            and not isinstance(node, Fact | Constant)
            and not all(self.few(child) for child in node.children)
        )

    def _atoms(self, node: Node) -> Iterator[Node]:
        if self._is_atom(node):
            yield node
            return
        if isinstance(node, Over):
            return  # what stands within is no condition on a person
        for child in node.children:
            yield from self._atoms(child)

    @cached_property
    def atoms(self) -> tuple[Node, ...]:
        """Every comparison of what has many values, once."""
        return tuple(dict.fromkeys(atom for tree in self._trees for atom in self._atoms(tree)))

    @cached_property
    def _crossing(self) -> Mapping[Node, frozenset[str]]:
        """The atoms that compare facts with many values with one another, each with these facts."""
        many = {atom: frozenset(filter(self._many, self.roots_of(atom))) for atom in self.atoms}
        return {atom: facts for atom, facts in many.items() if len(facts) > 1}

    @cached_property
    def _overs(self) -> Mapping[str, list[Over]]:
        """What is said of the members of each list."""
        return overs_in(self._trees)

    # --- cutting -----------------------------------------------------------------------------------------------

    def _cut(self) -> None:
        for key, kind in self.roots.items():
            if kind.kind == "boolean":
                self.cells[key] = cutting.listed((True, False))
            elif kind.kind == "choice":
                self.cells[key] = cutting.listed(kind.options)
        mentioned: list[Value] = [
            value
            for value in (
                *(node.value for node in self._all_nodes() if isinstance(node, Constant)),
                *self._known.values(),
            )
            if isinstance(value, int | Decimal | str | dt.date)
        ]
        patterns = [node.pattern for node in self._all_nodes() if isinstance(node, Matches)]
        many = [key for key in self.roots if key not in self.cells]
        for key in many:
            kind, said = self.roots[key], Said(self, key, [atom for atom in self.atoms if key in self.roots_of(atom)])
            if kind.kind == "list":
                self.cells[key] = cutting.lists(OneList(self, key, self._overs.get(key, ())).samples(), said)
            elif kind.kind == "text":
                texts = [value for value in mentioned if isinstance(value, str)]
                more = [*self._hints.get(key, ()), *self._numbers(said)]
                self.cells[key] = cutting.texts(texts, patterns, more, said)
            else:
                self.cells[key] = cutting.cut(kind, mentioned, said, self.today)
            if len(self.cells[key]) > MOST_CELLS:
                raise TooLarge

    def _all_nodes(self) -> Iterator[Node]:
        for tree in self._trees:
            yield from tree.within()

    def _numbers(self, said: Said) -> Iterator[str]:
        """Identity numbers of people born on days that atoms tell apart, where one looks into the number."""
        called = {node.called.name for atom in said.atoms for node in self.beneath(atom) if isinstance(node, Call)}
        if called & {"id_18", "born_in", "sex_in"}:
            for sex in "12":
                days = cutting.cut(FactType("date"), (), lambda day: said(_number(day, sex)), self.today)  # noqa: B023
                for day in (day for samples in days.samples[:-1] for day in samples if isinstance(day, dt.date)):
                    yield _number(day, sex)
                    if "id_18" in called and day.year // 100 == 19:
                        yield f"439900{day:%y%m%d}00{sex}"

    def beneath(self, node: Node) -> Iterator[Node]:
        """A node and everything that it rests on, derived facts followed."""
        yield node
        if isinstance(node, Fact) and node.name in self._derived:
            yield from self.beneath(self._derived[node.name])
        if isinstance(node, Over):
            return  # what it says of its members is true of none of them alone: `lists`
        for child in node.children:
            yield from self.beneath(child)

    def doubtful(self, expression: Expression) -> bool:
        """Whether the cuts may be too coarse for an expression: a fact stands twice in one comparison, texts are
        compared with patterns that are not plain beginnings, two pseudo-facts share a fact and hang together, a list
        is compared with another fact, or its members cannot be told apart for certain."""
        for atom in self._atoms_through(expression._root):
            facts = self._crossing.get(atom)
            if facts and any(facts & others for other, others in self._crossing.items() if other is not atom):
                return True
            if facts and any(self.roots[key].kind == "list" for key in facts):
                return True
            for node in self.beneath(atom):
                if isinstance(node, Over) and OneList(self, node.members.name, [node]).doubtful():
                    return True
                if isinstance(node, Matches) and not _BEGINNING.fullmatch(node.pattern):
                    return True
                for pair in compared(node):
                    whole = [self._occurrences(side) for side in pair]
                    if any(whole[0].get(key, 0) + whole[1].get(key, 0) > 1 for key in {*whole[0], *whole[1]}):
                        return True
        return False

    def _atoms_through(self, node: Node) -> Iterator[Node]:
        """The atoms of an expression and of the derived facts that it mentions."""
        yield from self._atoms(node)
        for name in self.order_of(node):
            yield from self._atoms(self._derived[name])

    def _occurrences(self, node: Node) -> dict[str, int]:
        """How often each fact with many values may stand in the value of ``node`` at once."""
        if isinstance(node, Fact):
            if node.name in self._known:
                return {}
            if node.name in self._derived:
                return self._occurrences(self._derived[node.name])
            return {node.name: 1} if self._many(node.name) else {}
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

    def evaluate(self, node: Node, facts: Mapping[str, object]) -> Any:
        """What ``node`` comes to for these root facts; `UNKNOWN` while it hangs on others."""
        return node.run(self.known_with(facts, self.order_of(node)))

    def known_with(self, facts: Mapping[str, object], order: Sequence[str]) -> dict[str, object]:
        """These root facts, what is known of everyone, and the derived facts of ``order``."""
        known = {**self._known, **facts}
        for name in order:
            value = self._derived[name].run(known)
            if value is not UNKNOWN:
                known[name] = value
        return known

    def order_of(self, node: Node) -> tuple[str, ...]:
        """The derived facts that ``node`` needs, in the order of their needs."""
        found = self._orders.get(node)
        if found is None:
            wanted, left = set[str](), list(node.names())
            while left:
                name = left.pop()
                if name in self._derived and name not in wanted:
                    wanted.add(name)
                    left += self._derived[name].names()
            found = self._orders[node] = tuple(name for name in self._derived if name in wanted)
        return found

    @cached_property
    def _orders(self) -> dict[Node, tuple[str, ...]]:
        return {}

    # --- the order of the variables ----------------------------------------------------------------------------

    def _order(self) -> None:
        """Facts in their order; each pseudo-fact after the last of its facts."""
        crossing: dict[str, list[Pseudo]] = {}
        places = {key: place for place, key in enumerate(self.roots)}
        for atom in self._crossing:
            roots = tuple(key for key in self.roots if key in self.roots_of(atom))
            crossing.setdefault(max(roots, key=places.__getitem__), []).append(Pseudo(atom, roots))
        self.place: dict[str, int] = {}
        self.names: list[str | None] = []
        self._pseudo_of: dict[Node, int] = {}
        arities: list[int] = []
        for key in self.roots:
            self.place[key] = len(arities)
            arities.append(len(self.cells[key]))
            self.names.append(key)
            for one in crossing.get(key, ()):
                self.pseudo[len(arities)] = one
                self._pseudo_of[one.atom] = len(arities)
                arities.append(len(_PSEUDO))
                self.names.append(None)
        self.diagrams = Diagrams(arities)

    def _many(self, key: str) -> bool:
        return self.roots[key].kind not in ("boolean", "choice")

    def cell_of_pseudo(self, value: object) -> int:
        """The cell of a pseudo-fact by what its atom comes to."""
        return _PSEUDO.index(value)

    # --- building ----------------------------------------------------------------------------------------------

    def build(self, expression: Expression) -> int:
        """The diagram of an expression: its value by the cells of the facts."""
        return self._build(expression._root)

    def _build(self, node: Node) -> int:
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = self._built(node)
        return found

    def _built(self, node: Node) -> int:
        if isinstance(node, Constant):
            return self.diagrams.end(node.value)
        if isinstance(node, Fact):
            return self._fact(node.name)
        if self._is_atom(node):
            return self._atom(node)
        parts = [self._build(child) for child in node.children]
        if isinstance(node, And | Or):
            stop = isinstance(node, Or)
            slots = _slots(node, 2)
            whole = parts[0]
            for part in parts[1:]:
                whole = self.diagrams.combine(slots, (whole, part), stop)
            return whole
        return self.diagrams.combine(_slots(node, len(parts)), parts)

    def _fact(self, name: str) -> int:
        if name in self._known:
            return self.diagrams.end(self._known[name])
        if name in self._derived:
            return self._build(self._derived[name])
        values = [samples[0] for samples in self.cells[name].samples]
        return self.diagrams.variable(self.place[name], values)

    def _atom(self, node: Node) -> int:
        """Branch over the facts of an atom, in their order, as far as its answer hangs on them."""
        roots = [key for key in self.roots if key in self.roots_of(node)]
        budget, crossing = [MOST_COMBINATIONS], node in self._pseudo_of
        tries = iter(range(MOST_TRIED))

        def go(place: int, facts: dict[str, int]) -> int:
            samples = {key: self.cells[key].samples[cell] for key, cell in facts.items()}
            budget[0] -= 1
            if budget[0] < 0:
                raise TooLarge
            if place == len(roots):
                return self._corner(node, samples, tries)
            # Where several facts decide together, one value of a cell need not speak for the others.
            values = {key: found[0] for key, found in samples.items() if len(found) == 1 or not crossing}
            value = self.evaluate(node, values)
            if value is not UNKNOWN:
                return self.diagrams.end(value)
            key = roots[place]
            branches = [go(place + 1, {**facts, key: cell}) for cell in range(len(self.cells[key]))]
            return self.diagrams.node(self.place[key], branches)

        return go(0, {})

    def _corner(self, node: Node, samples: Mapping[str, Sequence[Value | None]], tries: Iterator[int]) -> int:
        """The answer in one combination of cells; where values of several facts decide within it, the pseudo-fact.

        Each value that is tried takes one of ``tries``. Raises TooLarge when there is none left.
        """
        if node not in self._pseudo_of:
            return self.diagrams.end(self.evaluate(node, {key: values[0] for key, values in samples.items()}))
        shared = {value for values in samples.values() for value in values if value is not None}
        wide = {
            key: [*values[:6], *(value for value in shared if self._fits(key, value, values))][:12]
            for key, values in samples.items()
        }
        probe = self._probes.setdefault(node, Probe(self, node))
        tried = (dict(zip(wide, values, strict=True)) for values in product(*wide.values()))
        first = next(tried)
        said = tuple(probe(first))
        for facts in tried:
            if next(tries, None) is None:
                raise TooLarge
            if tuple(probe(facts)) != said:
                return self.diagrams.variable(self._pseudo_of[node], _PSEUDO)
        return self.diagrams.end(self.evaluate(node, first))

    @cached_property
    def _probes(self) -> dict[Node, Probe]:
        return {}

    def _fits(self, key: str, value: Value, values: Sequence[Value | None]) -> bool:
        cells = self.cells[key]
        if values[0] is None or type(value) is not type(values[0]):
            return False
        return cells.of(value) == cells.of(values[0])


def _number(day: dt.date, sex: str) -> str:
    """A number of somebody born on a day, as `born_in` and `sex_in` look into it (its check is not looked at)."""
    return f"439900{day:%Y%m%d}00{sex}0"


def _slots(node: Node, count: int) -> Any:
    """The function of a node alone: its answer by the values of its parts."""
    names = [f"#{place}" for place in range(count)]
    parts = tuple(Fact(child.type, child.at, (), name) for child, name in zip(node.children, names, strict=False))
    alone = replace(node, children=parts)

    def run(*values: object) -> Any:
        return alone.run(dict(zip(names, values, strict=True)))

    return run
