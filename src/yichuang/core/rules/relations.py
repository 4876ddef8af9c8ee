"""How two facts stand to one another: comparisons of the same two, taken together.

A man who retires early may choose no month before the earliest and none from the statutory one on. Both months rise
with his birth date: so for a given birth date the chosen month passes them in a row, and what can be said of the pair
is one of a few things: before both, between them, after both. These are the cells of a fact of its own.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias, cast

from yichuang.core.rules.cells import runs
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.folding import Path
from yichuang.core.rules.kinds import FactType, Kind, Value
from yichuang.core.rules.tree import Node
from yichuang.core.rules.turning import Pair, crossing

MOST_SAID = 60
"""How many things may be said of one pair of facts."""
MOST_LOOKED = 600
"""For how many values of one fact the other is followed, to find them."""
KINDS: tuple[Kind, ...] = ("date", "integer", "money")
"""The kinds whose values stand one after the other."""
_YEARS = (1850, 2200, 10)
_KEPT = 4_096


@dataclass(frozen=True)
class Compared:
    """Comparisons that may be asked of one person together; each side turns one way by each of the two ``facts``."""

    facts: tuple[str, str]
    pairs: tuple[Pair, ...]


def lattice(kind: FactType) -> tuple[Callable[[int], Any], list[int]]:
    """How a whole number stands for a value of a kind, and numbers to begin with, in order."""
    if kind.kind == "date":
        return dt.date.fromordinal, [dt.date(year, 1, 1).toordinal() for year in range(*_YEARS)]
    return int, sorted({sign * step * 10**power for power in range(13) for step in (0, 1, 3) for sign in (-1, 1)})


class Relation:
    """What can be said of two facts by some comparisons, on a day of which ``known`` is known.

    ``samples``: two values for each of its cells; the last cell is that of a fact that is NULL. ``memo`` keeps what was
    worked out, by comparison and value, for other days, too. Raises `TooLarge` where there is too much to say.
    """

    def __init__(
        self, compared: Compared, roots: Mapping[str, FactType], known: Mapping[str, object], memo: dict[Any, Any]
    ) -> None:
        self.roots, self.pairs = compared.facts, compared.pairs
        self._known, self._memo = known, memo
        self._lattice = {key: lattice(roots[key]) for key in self.roots}
        shape = memo.get(self.pairs)
        if shape is None:
            sides = {side: side.names() for pair in self.pairs for side in pair}
            within = {side: tuple(key for key in self.roots if key in found) for side, found in sides.items()}
            rises = {(pair, key): (crossing(pair, key) or 0) >= 0 for pair in self.pairs for key in self.roots}
            shape = memo[self.pairs] = frozenset().union(*sides.values()), within, rises
        names: frozenset[str] = shape[0]
        self._within: Mapping[Node, tuple[str, ...]] = shape[1]
        self._rises: Mapping[tuple[Pair, str], bool] = shape[2]
        self._by = tuple(sorted((name, str(known[name])) for name in names if name in known))
        found = memo.get((self.pairs, self._by))
        if found is None:
            found = memo[self.pairs, self._by] = self._all()
        self.samples: Sequence[tuple[Value | None, Value | None]] = found[0]
        self._cells: Mapping[tuple[int | None, ...], int] = found[1]

    def __len__(self) -> int:
        return len(self.samples)

    def pattern(self) -> Hashable:
        """What is said in its cells."""
        return tuple(self._cells)

    def cell(self, facts: Mapping[str, object]) -> int | None:
        """The cell of two values; None for what was not foreseen."""
        if any(facts[key] is None for key in self.roots):
            return len(self.samples) - 1
        return self._cells.get(tuple(self.sign(pair, facts) for pair in self.pairs))

    def sign(self, pair: Pair, facts: Mapping[str, object]) -> int | None:
        """-1, 0 or 1 as the first side is less than the other, equal or more; None where one has no value."""
        return _sign(self._value(pair[0], facts), self._value(pair[1], facts))

    def _value(self, side: Node, facts: Mapping[str, object]) -> Any:
        key = (side, self._by, *(facts[name] for name in self._within[side]))
        found = self._memo.get(key, ...)
        if found is ...:
            if len(self._memo) > _KEPT * 16:
                self._memo.clear()
            found = self._memo[key] = side.run({**self._known, **facts})
        return found

    def steps(self, key: str, value: Any) -> Steps:
        """With one fact known, the other in a row: from which number on it is in which cell."""
        place = (self.pairs, self._by, key, value)
        found: Steps | None = self._memo.get(place)
        if found is None:
            found = [(start, self._cells.get(said)) for start, said in self._said(key, value)]
            self._memo[place] = found
        return found

    def _said(self, key: str, value: Value) -> list[tuple[int, tuple[int | None, ...]]]:
        """The same, with what is said there instead of the cell."""
        other = self.roots[key == self.roots[0]]
        to_value, numbers = self._lattice[other]
        lines: list[tuple[list[int], list[int | None]]] = []
        for pair in self.pairs:
            moves = [other in self._within[side] for side in pair]
            facts = {**self._known, key: value}
            still = [None if moved else side.run(facts) for side, moved in zip(pair, moves, strict=True)]

            def stands(
                number: int,
                pair: Pair = pair,
                moves: list[bool] = moves,
                still: list[Any] = still,
                facts: dict[str, Any] = facts,
            ) -> tuple[int | None]:
                facts[other] = to_value(number)
                one = pair[0].run(facts) if moves[0] else still[0]
                two = pair[1].run(facts) if moves[1] else still[1]
                return (_sign(one, two),)

            found = list(runs([numbers[0], numbers[-1]], stands))
            lines.append(([first for first, _, _ in found], [cast("int | None", answer[0]) for _, answer, _ in found]))
        starts = sorted({start for firsts, _ in lines for start in firsts})
        return [
            (start, tuple(answers[bisect_right(firsts, start) - 1] for firsts, answers in lines)) for start in starts
        ]

    def _all(self) -> tuple[Sequence[tuple[Any, Any]], Mapping[tuple[int | None, ...], int]]:
        """Everything that can be said, with two values of whom it is: the second fact is followed for values of the
        first between which nothing else is said."""
        key, other = self.roots
        to_value, numbers = self._lattice[key]
        other_value = self._lattice[other][0]
        found: dict[tuple[int | None, ...], tuple[Any, Any]] = {}
        looked = 0

        def look(number: int) -> list[tuple[int | None, ...]]:
            nonlocal looked
            looked += 1
            value = to_value(number)
            row = self._said(key, value)
            for start, said in row:
                found.setdefault(said, (value, other_value(start)))
            if len(found) > MOST_SAID or looked > MOST_LOOKED:
                raise TooLarge
            return [said for _, said in row]

        def between(low: int, high: int, below: list[Any], above: list[Any]) -> None:
            if below == above or high - low <= 1:
                return
            middle = (low + high) // 2
            there = look(middle)
            between(low, middle, below, there)
            between(middle, high, there, above)

        before, at = look(numbers[0]), numbers[0]
        for number in numbers[1:]:
            there = look(number)
            between(at, number, before, there)
            before, at = there, number
        return (*found.values(), (None, None)), {said: cell for cell, said in enumerate(found)}

    def settled(self, pairs: Sequence[Pair], corners: Mapping[str, tuple[object, object]]) -> bool:
        """Whether nothing that is said by ``pairs`` changes while both facts stay within their ``corners``."""
        for pair in pairs:
            ends: tuple[dict[str, object], dict[str, object]] = {}, {}
            for key, (low, high) in corners.items():
                ends[0][key], ends[1][key] = (low, high) if self._rises[pair, key] else (high, low)
            least, most = (self.sign(pair, facts) for facts in ends)
            if least is None or least != most:
                return False
        return True


Steps: TypeAlias = Sequence[tuple[int, int | None]]
"""Values in a row, as numbers: from which on they are in which cell."""
Asked: TypeAlias = tuple[Path, tuple[str, str], tuple[Pair, ...]]
"""For which facts with few values, of which two facts, what is compared."""


def together(asked: Sequence[Asked]) -> Iterator[Compared]:
    """Comparisons of the same two facts, those together that may be asked of one person."""
    asked = list(
        {(tuple(sorted(path.items())), facts, found): (path, facts, found) for path, facts, found in asked}.values()
    )
    for facts in dict.fromkeys(facts for _, facts, _ in asked):
        groups: list[tuple[list[Path], dict[Pair, None]]] = []
        for path, of, pairs in asked:
            if of != facts:
                continue
            paths, joined, apart = [path], dict.fromkeys(pairs), []
            for group in groups:
                if group[1].keys() & joined.keys() or any(_meet(path, one) for one in group[0]):
                    paths, joined = [*group[0], *paths], {**group[1], **joined}
                else:
                    apart.append(group)
            groups = [*apart, (paths, joined)]
        yield from (Compared(facts, tuple(joined)) for _, joined in groups)


def _sign(one: Any, other: Any) -> int | None:
    return None if one is None or other is None else (one > other) - (one < other)


def rows_of(steps: Sequence[Steps]) -> Iterator[tuple[int | None, ...]]:
    """In which cells of several kinds values in a row are."""
    starts = sorted({start for one in steps for start, _ in one})
    for start in starts:
        yield tuple(one[max(bisect_right(one, start, key=itemgetter(0)) - 1, 0)][1] for one in steps)


def _meet(one: Path, other: Path) -> bool:
    return all(other.get(key, at) == at for key, at in one.items())
