"""Boundaries within lists: of a fact of one member, and of how many members count or what they add up to.

Somebody stands at the boundary of a fact where one member of theirs has a value beside it, and the outcome would change
if that member alone had the value on the other side. They stand at the boundary of a number of members where one
member more, or one less, changes it. Numbers of identity within lists are not looked into.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker.sides import FURTHER, SIDES, Sides
from yichuang.core.packages.facts import yuan
from yichuang.core.rules import Member, Members
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.lists import OneList, overs_in

if TYPE_CHECKING:
    from yichuang.core.packages.checker.people import People
    from yichuang.core.packages.facts import Fact, MemberFact
    from yichuang.core.rules.members import Over

#: So many lists are looked at for a boundary; of those at which it shows, so many are tried as somebody's.
MOST_LISTS, MOST_TRIED = 100, 20


@dataclass(frozen=True)
class FieldBoundary:
    """Where a condition changes along a fact of a member. ``pairs``: lists on both sides, and which member differs."""

    place: str
    fact: Fact
    field: MemberFact
    rank: int
    start: int
    pairs: Sequence[tuple[Members, int]]

    steps = frozenset((*SIDES, *FURTHER))

    @property
    def what(self) -> str:
        """What has the boundary."""
        return f"{self.fact.key}.{self.field.key}"

    def words(self, step: int) -> str:
        """A place beside it as it is written."""
        number = self.start + step
        if self.field.type == "money":
            return yuan(number)
        return dt.date.fromordinal(number).isoformat() if self.field.type == "date" else str(number)

    def step_of(self, member: Member) -> int | None:
        """How far from it a member stands."""
        value = member.get(self.field.key)
        number = value.toordinal() if isinstance(value, dt.date) else value
        return number - self.start if isinstance(number, int) and not isinstance(number, bool) else None

    def moved(self, members: Members, at: int, step: int) -> Members:
        """The list with one member there."""
        number = self.start + step
        value = dt.date.fromordinal(number) if self.field.type == "date" else number
        return _put(members, at, Member({**members[at], self.field.key: value}))


@dataclass(frozen=True)
class NumberBoundary:
    """Where a condition changes with what a count or a sum comes to: at ``values[at]``, coming from the one before."""

    place: str
    fact: Fact
    over: Over
    which: int
    rank: int
    values: Sequence[int]
    at: int
    pairs: Sequence[tuple[Members, Members]]

    @property
    def steps(self) -> frozenset[int]:
        """How far from it an example may stand: no further than there are values."""
        return frozenset(step for step in (*SIDES, *FURTHER) if 0 <= self.at + step < len(self.values))

    @property
    def what(self) -> str:
        """What has the boundary."""
        return f"{self.over.what}({self.fact.key})"

    def words(self, step: int) -> str:
        """A place beside it as it is written."""
        number = self.values[self.at + step]
        return yuan(number) if self.over.type.kind == "money" else str(number)


class ListBoundaries(Sides):
    """The boundaries within the lists of one package on one day."""

    def __init__(self, people: People) -> None:
        super().__init__(people)
        self._kinds: dict[tuple[str, str], list[Member]] = {}
        self._cells: dict[tuple[str, Members], int | None] = {}
        self.found = list(self._boundaries())

    def _boundaries(self) -> Iterator[FieldBoundary | NumberBoundary]:
        branching = self.people.branching
        for place, rule in self.package.conditions.items():
            trees = [rule._root, *(self.package.derived[name]._root for name in branching.shape.order_of(rule._root))]
            for key, overs in overs_in(trees).items():
                looked = OneList(branching, key, overs)
                try:
                    kinds, cells = looked.kinds(), looked.cells()
                except TooLarge:
                    continue
                self._kinds[place, key] = [self._whole(key, member) for member in kinds]
                pool = self._pool(key)
                for name, field in self.package.facts[key].members.items():
                    if field.type in ("date", "integer", "money"):
                        number = dt.date.toordinal if field.type == "date" else int
                        edges = [start for start, _, _ in cells[name].edges(number)]
                        yield from self._of_field(place, key, field, edges, pool)
                for which, over in enumerate(overs):
                    if over.what in ("count", "sum"):
                        others = [each for each in overs if each is not over]
                        yield from self._of_number(place, key, over, which, pool, others)

    def _whole(self, key: str, member: Member) -> Member:
        """A member with everything that it must have."""
        (mended,) = self.people.mended(key, (member,))
        return mended

    def _pool(self, key: str) -> list[Members]:
        """Lists that somebody may have, the shortest first: of each cell one, and those of the worked examples."""
        lists = [[() if one is None else one for one in values] for values in self.people.values(key).values()]
        usual = [one for values in lists for one in values[1:]]
        firsts = sorted((values[0] for values in lists), key=len)
        return list(dict.fromkeys([(), *firsts[:MOST_LISTS], *sorted(usual, key=len)[:MOST_LISTS]]))

    def _longer(self, place: str, key: str, members: Members) -> list[Members]:
        if len(members) >= (self.package.facts[key].at_most or 0):
            return []
        return [(*members, kind) for kind in self._kinds[place, key]]

    def _neighbours(self, place: str, key: str, members: Members) -> list[Members]:
        """The list with one member less, or one more."""
        shorter = [members[:at] + members[at + 1 :] for at in range(len(members))]
        return [*shorter, *self._longer(place, key, members)]

    def _of_field(
        self, place: str, key: str, field: MemberFact, edges: Sequence[int], pool: Sequence[Members]
    ) -> Iterator[FieldBoundary]:
        rank = 0
        places = [(members, at) for members in pool for at in range(len(members))]
        for start in edges:
            pairs: list[tuple[Members, int]] = []
            one = FieldBoundary(place, self.package.facts[key], field, rank, start, pairs)
            for members, at in places:
                if self._changes(place, key, *(one.moved(members, at, step) for step in SIDES)):
                    pairs.append((members, at))
                    if len(pairs) == MOST_TRIED:
                        break
            if pairs:
                rank += 1
                yield one

    def _of_number(
        self, place: str, key: str, over: Over, which: int, pool: Sequence[Members], others: Sequence[Over]
    ) -> Iterator[NumberBoundary]:
        longest = [longer for members in pool for longer in self._longer(place, key, members)]
        come_to = {members: self._value(over, key, members) for members in (*pool, *longest)}
        values = sorted({value for value in come_to.values() if value is not None})
        following = dict(pairwise(values))
        found: dict[int, list[tuple[Members, Members]]] = {}
        for members in pool:
            for longer in self._longer(place, key, members):
                value, more = come_to[members], come_to[longer]
                if value is None or more is None:
                    continue
                low, high = min(value, more), max(value, more)
                pairs = found.setdefault(high, [])
                if following.get(low) != high or len(pairs) == MOST_TRIED:
                    continue
                pair = (members, longer) if value == low else (longer, members)
                if self._changes(place, key, *pair) and not any(self._apart(one, key, *pair) for one in others):
                    pairs.append(pair)
        reached = [at for at, value in enumerate(values) if found.get(value)]
        for rank, at in enumerate(reached):
            yield NumberBoundary(place, self.package.facts[key], over, which, rank, values, at, found[values[at]])

    def _value(self, over: Over, key: str, members: Members) -> int | None:
        value = self.people.branching.evaluate(over, {key: members})
        return value if isinstance(value, int) else None

    def _apart(self, over: Over, key: str, one: Members, other: Members) -> bool:
        """Whether something else that is said of the list changes, too: then nobody can say which of them it was."""
        branching = self.people.branching
        return bool(branching.evaluate(over, {key: one}) != branching.evaluate(over, {key: other}))

    def _cell(self, key: str, members: Members) -> int | None:
        if (key, members) not in self._cells:
            self._cells[key, members] = self.people.branching.cells[key].of(members)
        return self._cells[key, members]

    def _pair(self, key: str, before: Members, after: Members) -> tuple[int, int] | None:
        """The cells of two lists, where they are two."""
        one, other = self._cell(key, before), self._cell(key, after)
        return (one, other) if one is not None and other is not None and one != other else None

    def _changes(self, place: str, key: str, before: Members, after: Members) -> bool:
        pair = self._pair(key, before, after)
        return pair is not None and self.differ(place, key, pair, (before, after))

    def stands(self, facts: Mapping[str, Any]) -> Iterator[tuple[FieldBoundary | NumberBoundary, int]]:
        """The boundaries by which somebody stands and that concern them, and on which step from each."""
        cells = self.cells_of(facts)
        for one in self.found:
            members = facts.get(one.fact.key)
            if not isinstance(members, tuple):
                continue
            beside = self._beside_field if isinstance(one, FieldBoundary) else self._beside_number
            for step, before, after in beside(one, members):  # type: ignore[arg-type]
                pair = self._pair(one.fact.key, before, after)
                if pair is not None and self.decides(one.place, one.fact.key, pair, cells):
                    yield one, step

    def _beside_field(self, one: FieldBoundary, members: Members) -> Iterator[tuple[int, Members, Members]]:
        """On which step each member stands, and the list with that member on both sides."""
        for at, member in enumerate(members):
            step = one.step_of(member)
            if step in one.steps:
                yield step, *(one.moved(members, at, side) for side in SIDES)  # type: ignore[misc]

    def _beside_number(self, one: NumberBoundary, members: Members) -> Iterator[tuple[int, Members, Members]]:
        """On which step a list stands, and lists on both sides that have one member more, or less."""
        value, place, key = self._value(one.over, one.fact.key, members), one.place, one.fact.key
        if value not in one.values:
            return
        step = one.values.index(value) - one.at
        low, high = one.values[one.at - 1], one.values[one.at]

        def near(these: Members, wanted: int) -> list[Members]:
            return [each for each in self._neighbours(place, key, these) if self._value(one.over, key, each) == wanted]

        if step == 0:
            yield from ((step, each, members) for each in near(members, low))
        elif step == -1:
            yield from ((step, members, each) for each in near(members, high))
        elif step == 1:
            yield from ((step, less, each) for each in near(members, high) for less in near(each, low))
        elif step == -2:
            yield from ((step, each, more) for each in near(members, low) for more in near(each, high))

    def name(self, one: FieldBoundary | NumberBoundary) -> tuple[str, str, int, str]:
        """What a boundary is called on every day, though it lies elsewhere."""
        return one.place, one.what, one.rank, str(one.which) if isinstance(one, NumberBoundary) else ""

    def somebody(self, one: FieldBoundary | NumberBoundary) -> Callable[[int], dict[str, Any] | None] | None:
        """Somebody whose outcome changes at a boundary, as they are on each step from it."""
        key = one.fact.key
        for pair in one.pairs:
            lists = self._on_steps(one, pair)
            cells = self._pair(key, lists[-1], lists[0])
            found = None if cells is None else self.whom(one.place, key, cells, (lists[-1], lists[0]))
            if found is not None:
                return lambda step: {**found, key: lists[step]} if step in lists else None
        return None

    def _on_steps(self, one: FieldBoundary | NumberBoundary, pair: Any) -> dict[int, Members]:
        """The list on each step."""
        if isinstance(one, FieldBoundary):
            members, at = pair
            return {step: one.moved(members, at, step) for step in one.steps}
        before, after = pair
        lists = {-1: before, 0: after}
        for step, start in ((1, after), (-2, before)):
            if step in one.steps:
                near = self._neighbours(one.place, one.fact.key, start)
                wanted = one.values[one.at + step]
                found = next((each for each in near if self._value(one.over, one.fact.key, each) == wanted), None)
                if found is not None:
                    lists[step] = found
        return lists


def _put(members: Members, at: int, member: Member) -> Members:
    return (*members[:at], member, *members[at + 1 :])
