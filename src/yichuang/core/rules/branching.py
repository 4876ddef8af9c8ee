"""From checked expressions to decision diagrams over the cells of the facts.

Connectives, CASE and whatever else has few values are built part by part. What compares numbers, amounts, days or
texts is an atom: the cells of its facts are cut so that it has one answer in each. Where facts with many values are
entangled in an expression, it is taken apart first (`folding`); comparisons of two facts with one another share a
pseudo-fact whose cells are what can be said of the two (`relations`), and any other atom over several has one of its
own for its answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import product
from typing import Any, TypeVar, cast

from yichuang.core.rules import cells as cutting
from yichuang.core.rules.cells import MOST_CELLS, Cells
from yichuang.core.rules.diagrams import Diagrams, TooLarge
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.folding import Folding, Tree, leaves
from yichuang.core.rules.kinds import UNKNOWN, FactType, Value
from yichuang.core.rules.lists import OneList, overs_in
from yichuang.core.rules.members import Over
from yichuang.core.rules.probing import Probe, Said
from yichuang.core.rules.relations import KINDS, Asked, Relation, together
from yichuang.core.rules.shapes import Shape
from yichuang.core.rules.tree import And, Call, Compare, Constant, Fact, Matches, Node, Or
from yichuang.core.rules.turning import Pair, pairs

T = TypeVar("T")

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

    def __len__(self) -> int:
        return len(_PSEUDO)


_SMALL: tuple[Value, ...] = (0, 1, -1, Decimal(0), Decimal(1), Decimal(-1))
"""What is tried of a number beside the ends of its cell, since of the ends everything may be too large to be said."""


class Doubtful(Exception):
    """Some expressions may not be cut exactly."""

    def __init__(self, expressions: tuple[Expression, ...]) -> None:
        super().__init__(expressions)
        self.expressions = expressions


class Branching:
    """Diagrams of expressions over ``roots``, the facts that are looked up or asked, in their order.

    ``derived``: expressions of derived facts, each after those that it needs. ``known``: what is known of everyone (the
    legal date, the parameters). ``hints``: values that a text is known to have. ``expressions``: all that will be
    built, since the cuts follow from them. ``folding`` of the same facts keeps what does not hang on the day. Raises
    `TooLarge`, and with ``sure`` `Doubtful`, before anything is cut; without ``cut`` nothing is, and only what is
    `doubtful` can be asked.
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
        folding: Folding | None = None,
    ) -> None:
        self.roots = roots
        self._rules = derived
        self._derived = {key: rule._root for key, rule in derived.items()}
        self._known = dict(known)
        self._hints = hints
        today = known.get("today")
        self.today = today if isinstance(today, dt.date) else dt.date(2026, 1, 1)
        self._memo: dict[Tree, int] = {}
        self.folding = folding or Folding(
            Shape({key: kind for key, kind in roots.items() if key not in known}, self._derived)
        )
        self.shape = self.folding.shape
        self._parts = list(
            dict.fromkeys(leaf for rule in expressions for leaf, _ in leaves(self.folding.tree(rule._root)))
        )
        behind = dict.fromkeys(name for part in self._parts for name in self.shape.order_of(part))
        self._trees = [*self._parts, *(self._derived[name] for name in behind if name in self._derived)]
        self.cells: dict[str, Cells] = {}
        self.pseudo: dict[int, Pseudo | Relation] = {}
        doubtful = tuple(rule for rule in expressions if self.doubtful(rule)) if sure else ()
        if doubtful:
            raise Doubtful(doubtful)
        if cut:
            self._cut()
            self._order(expressions)

    def within(self, roots: Mapping[str, FactType], expressions: Sequence[Expression], *, cut: bool) -> Branching:
        """The branching of what is said within a list, over its fields and the facts beside it."""
        names = {
            name
            for rule in expressions
            for node in [rule._root]
            for name in (*node.names(), *self.shape.order_of(node))
        }
        derived = {name: rule for name, rule in self._rules.items() if name in names}
        return Branching(roots, derived, self._known, expressions, {}, cut=cut)

    @cached_property
    def atoms(self) -> tuple[Node, ...]:
        """Every comparison of what has many values, once."""
        return self._kept(
            "atoms", lambda: tuple(dict.fromkeys(atom for tree in self._trees for atom in self.shape.atoms(tree)))
        )

    def _kept(self, name: str, work: Callable[[], T]) -> T:
        """What follows from the expressions alone, whatever the day."""
        key = (name, *self._trees)
        if key not in self.folding.memo:
            self.folding.memo[key] = work()
        return cast("T", self.folding.memo[key])

    @cached_property
    def _crossing(self) -> Mapping[Node, frozenset[str]]:
        """The atoms that compare facts with many values with one another, each with these facts."""
        many = {atom: frozenset(filter(self.shape.many, self.shape.roots_of(atom))) for atom in self.atoms}
        return self._kept("crossing", lambda: {atom: facts for atom, facts in many.items() if len(facts) > 1})

    @property
    def entangled(self) -> bool:
        """Whether facts with many values are compared with one another."""
        return bool(self._crossing)

    @cached_property
    def _related(self) -> Mapping[Node, tuple[Pair, ...]]:
        """Those of them whose two facts can stand to one another in a few ways only, with what they compare."""

        def work() -> Mapping[Node, tuple[Pair, ...]]:
            found = {atom: self._turning(atom, facts) for atom, facts in self._crossing.items() if len(facts) == 2}
            return {atom: compared for atom, compared in found.items() if compared is not None}

        return self._kept("related", work)

    def _turning(self, atom: Node, facts: frozenset[str]) -> tuple[Pair, ...] | None:
        """What an atom compares, if it hangs on ``facts`` alone and each side turns one way by each of them."""
        roots = self.shape.roots_of(atom)
        if roots != facts or not atom.names().isdisjoint(self.shape.derived):
            return None
        return pairs(atom, facts) if all(self.roots[key].kind in KINDS for key in facts) else None

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
            kind, said = self.roots[key], Said(self, key, [atom for atom in self.atoms if self._cuts(atom, key)])
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

    def _cuts(self, atom: Node, key: str) -> bool:
        """Whether an atom says something of a fact by itself."""
        return key in self.shape.roots_of(atom) and not (atom in self._related and isinstance(atom, Compare))

    def _all_nodes(self) -> Iterator[Node]:
        for tree in self._trees:
            yield from tree.within()

    def _numbers(self, said: Said) -> Iterator[str]:
        """Identity numbers of people born on days that atoms tell apart, where one looks into the number."""
        beneath = (node for atom in said.atoms for node in self.shape.beneath(atom))
        called = {node.called.name for node in beneath if isinstance(node, Call)}
        if called & {"id_18", "born_in", "sex_in"}:
            for sex in "12":
                days = cutting.cut(FactType("date"), (), lambda day: said(_number(day, sex)), self.today)  # noqa: B023
                for day in (day for samples in days.samples[:-1] for day in samples if isinstance(day, dt.date)):
                    yield _number(day, sex)
                    if "id_18" in called and day.year // 100 == 19:
                        yield f"439900{day:%y%m%d}00{sex}"

    def doubtful(self, expression: Expression) -> bool:
        """Whether the cuts may be too coarse for an expression: a fact stands twice in one comparison whose sides do
        not each turn one way, texts are compared with patterns that are not plain beginnings, a pseudo-fact shares a
        fact with another and they hang together, a list is compared with another fact, or its members cannot be told
        apart for certain."""
        parts = [leaf for leaf, _ in leaves(self.folding.tree(expression._root))]
        return any(
            self._doubts(atom) for atom in dict.fromkeys(a for one in parts for a in self.shape.atoms_through(one))
        )

    def _doubts(self, atom: Node) -> bool:
        facts = self._crossing.get(atom, frozenset())
        if facts and atom not in self._related:
            if any(facts & others for other, others in self._crossing.items() if other is not atom):
                return True
            if any(self.roots[key].kind == "list" for key in facts):
                return True
        elif any(facts & others for other, others in self._crossing.items() if other not in self._related):
            return True
        for node in self.shape.beneath(atom):
            if isinstance(node, Over) and OneList(self, node.members.name, [node]).doubtful():
                return True
            if isinstance(node, Matches) and not _BEGINNING.fullmatch(node.pattern):
                return True
        many = frozenset(filter(self.shape.many, self.shape.roots_of(atom)))
        return atom not in self._related and self.shape.repeats(atom) and self._turning(atom, many) is None

    def evaluate(self, node: Node, facts: Mapping[str, object]) -> Any:
        """What ``node`` comes to for these root facts; `UNKNOWN` while it hangs on others."""
        return node.run(self.known_with(facts, self.shape.order_of(node)))

    def known_with(self, facts: Mapping[str, object], order: Sequence[str]) -> dict[str, object]:
        """These root facts, what is known of everyone, and the derived facts of ``order``."""
        known = {**self._known, **facts}
        for name in order:
            value = self._derived[name].run(known)
            if value is not UNKNOWN:
                known[name] = value
        return known

    # --- the order of the variables ----------------------------------------------------------------------------

    def _order(self, expressions: Sequence[Expression]) -> None:
        """Facts in their order; each pseudo-fact after the last of its facts."""
        crossing: dict[str, list[Pseudo | Relation]] = {}
        places = {key: place for place, key in enumerate(self.roots)}
        for atom in self._crossing:
            if atom not in self._related:
                roots = tuple(sorted(self.shape.roots_of(atom), key=places.__getitem__))
                crossing.setdefault(roots[-1], []).append(Pseudo(atom, roots))
        for one in self._kept("together", lambda: list(together(self._asked(expressions, places)))):
            crossing.setdefault(one.facts[1], []).append(Relation(one, self.roots, self._known, self.folding.memo))
        self.place: dict[str, int] = {}
        self.names: list[str | None] = []
        self._pseudo_of: dict[Node, int] = {}
        self._relation_of: dict[tuple[Sequence[str], Pair], int] = {}
        arities: list[int] = []
        for key in self.roots:
            self.place[key] = len(arities)
            arities.append(len(self.cells[key]))
            self.names.append(key)
            for pseudo in crossing.get(key, ()):
                if isinstance(pseudo, Pseudo):
                    self._pseudo_of[pseudo.atom] = len(arities)
                else:
                    self._relation_of |= {(pseudo.roots, pair): len(arities) for pair in pseudo.pairs}
                self.pseudo[len(arities)] = pseudo
                arities.append(len(pseudo))
                self.names.append(None)
        self.diagrams = Diagrams(arities)

    def _asked(self, expressions: Sequence[Expression], places: Mapping[str, int]) -> list[Asked]:
        """For whom which two facts are compared with one another, and how."""
        found: list[Asked] = []
        for tree in dict.fromkeys(self.folding.tree(rule._root) for rule in expressions):
            for leaf, path in leaves(tree):
                asked: dict[tuple[str, str], dict[Pair, None]] = {}
                for atom in self.shape.atoms(leaf):
                    if atom in self._related:
                        one, other = sorted(self._crossing[atom], key=places.__getitem__)
                        asked.setdefault((one, other), {}).update(dict.fromkeys(self._related[atom]))
                found += [(path, facts, tuple(compared)) for facts, compared in asked.items()]
        return found

    def cell_of_pseudo(self, place: int, facts: Mapping[str, object]) -> int | None:
        """The cell of a pseudo-fact for facts among which are its own; None where it was not foreseen."""
        pseudo = self.pseudo[place]
        if isinstance(pseudo, Relation):
            return pseudo.cell(facts)
        return _PSEUDO.index(self.evaluate(pseudo.atom, facts))

    # --- building ----------------------------------------------------------------------------------------------

    def build(self, expression: Expression) -> int:
        """The diagram of an expression: its value by the cells of the facts."""
        return self._build(self.folding.tree(expression._root))

    def _build(self, tree: Tree) -> int:
        found = self._memo.get(tree)
        if found is None:
            if isinstance(tree, Node):
                found = self._built(tree)
            else:
                found = self.diagrams.select(self.place[tree.fact], [self._build(part) for part in tree.parts])
            self._memo[tree] = found
        return found

    def _built(self, node: Node) -> int:
        if isinstance(node, Constant):
            return self.diagrams.end(node.value)
        if isinstance(node, Fact):
            return self._fact(node.name)
        if node in self._related:
            return self._between(node)
        if self.shape.is_atom(node):
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
        roots = [key for key in self.roots if key in self.shape.roots_of(node)]
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

    def _between(self, node: Node) -> int:
        """Branch over the two facts of an atom; where their cells leave it open, over how they stand to each other."""
        place, relation, answers = self._answers(node)
        open_ = self.diagrams.variable(
            place, [self.evaluate(node, dict(zip(relation.roots, values, strict=True))) for values in relation.samples]
        )

        ends = [[open_ if one is ... else self.diagrams.end(one) for one in row] for row in answers]
        one, other = (self.place[key] for key in relation.roots)
        return self.diagrams.node(one, [self.diagrams.node(other, row) for row in ends])

    def _answers(self, node: Node) -> tuple[int, Relation, tuple[tuple[Any, ...], ...]]:
        """Of an atom over two facts the pseudo-fact, and its answer in each two cells; `...` where that hangs on it."""
        compared = self._related[node]
        roots = tuple(key for key in self.roots if key in self._crossing[node])
        relation = self.pseudo[place := self._relation_of[roots, compared[0]]]
        assert isinstance(relation, Relation)

        def answer(*samples: Sequence[Value | None]) -> Any:
            corners = {key: (found[0], found[:2][-1]) for key, found in zip(roots, samples, strict=True)}
            if any(low is None for low, _ in corners.values()) or relation.settled(compared, corners):
                return self.evaluate(node, {key: low for key, (low, _) in corners.items()})
            return ...

        first, second = (self.cells[key].samples for key in roots)
        return place, relation, tuple(tuple(answer(left, right) for right in second) for left in first)

    def pattern(self) -> Hashable | None:
        """What the diagrams hang on: with the same on another day they are the same. None where nobody knows."""
        if any(isinstance(one, Pseudo) for one in self.pseudo.values()):
            return None
        known = [(key, value) for key, value in self._known.items() if not isinstance(value, dt.date)]
        rootless = self._kept("rootless", self._rootless)
        return (
            tuple(self._parts),
            tuple(map(str, known)),
            tuple(self.evaluate(node, {}) for node in rootless),
            tuple(cells.pattern() for cells in self.cells.values()),
            tuple(one.pattern() if isinstance(one, Relation) else None for one in self.pseudo.values()),
            tuple(self._answers(atom)[2] for atom in self._related),
        )

    def _rootless(self) -> list[Node]:
        nodes = dict.fromkeys(node for tree in self._trees for node in self.shape.beneath(tree))
        return [one for one in nodes if one.type.kind == "boolean" and one.names() and not self.shape.roots_of(one)]

    def adopt(self, other: Branching) -> None:
        """Take the diagrams of another day of the same pattern."""
        self.diagrams, self._memo = other.diagrams, other._memo

    def _corner(self, node: Node, samples: Mapping[str, Sequence[Value | None]], tries: Iterator[int]) -> int:
        """The answer in one combination of cells; where values of several facts decide within it, the pseudo-fact.

        Each value that is tried takes one of ``tries``. Raises TooLarge when there is none left.
        """
        if node not in self._pseudo_of:
            return self.diagrams.end(self.evaluate(node, {key: values[0] for key, values in samples.items()}))
        shared = {value for values in samples.values() for value in values if value is not None}
        wide = {
            key: [*values[:6], *(value for value in (*_SMALL, *shared) if self._fits(key, value, values))][:12]
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
