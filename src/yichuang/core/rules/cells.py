"""The values of a fact cut into cells: within a cell no condition can tell two values from one another.

Numbers, amounts and days are cut where an answer changes: a coarse grid, every value that a rule mentions and the one
before and after it, and between two points with different answers the exact place, by halving. Texts are cut by
samples: every text that a rule mentions, what each pattern lets through, and one text that is none of them.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from yichuang.core.rules.kinds import FactType, Members, Value

Signature = Callable[[Any], tuple[object, ...]]
"""What every condition on a fact says of one value of it."""

MOST_CELLS = 2_000
MOST_KEPT = 6
"""How many lists of one cell are kept, the shortest first."""
_YEARS = (130, 70)
"""How many years before and after the legal date days are looked at."""
_PLACES = 4
"""How finely decimal numbers are cut, in digits after the point."""
_STEP = 10
"""Years between the days that are looked at first. What is said of a day is a row of answers each of which changes once
(a comparison goes from less to equal to more), so between two days with one row nothing has changed and back."""


@dataclass(frozen=True)
class Cells:
    """The cells of one fact; the last one is NULL. ``samples`` are values of each, the first and last of it among them.

    ``of`` tells the cell of a value, None for a value that fits none (the cut was not fine enough for it).
    """

    samples: tuple[tuple[Value | None, ...], ...]
    signature: Signature | None = None
    _by_signature: Mapping[tuple[object, ...], int] = field(default_factory=dict)
    _starts: Sequence[Any] = ()
    _cells: Sequence[int] = ()
    _end: Any = None

    def __len__(self) -> int:
        return len(self.samples)

    def edges(self, number: Callable[[Any], int]) -> tuple[tuple[int, int, int], ...]:
        """Where values in a row go from one cell to another: the first beyond as a number, the cell before, its own."""
        return tuple(
            (number(start), self._cells[at], self._cells[at + 1])
            for at, start in enumerate(self._starts[1:])
            if self._cells[at] != self._cells[at + 1]
        )

    def pattern(self) -> Hashable:
        """What is said of the cells; of listed ones, which they are."""
        return tuple(self._by_signature) or self.samples

    def steps(self) -> list[tuple[int, int | None]]:
        """Values in a row, as numbers: from which on they are in which cell."""
        number: Callable[[Any], int] = dt.date.toordinal if isinstance(self._end, dt.date) else int
        return [(number(start), cell) for start, cell in zip(self._starts, self._cells, strict=True)]

    def nearest(self, value: Any) -> Iterator[Value]:
        """Of each other cell but NULL the value that is nearest to ``value``, the nearest first.

        Values that have no distance (choices, texts) come in the cells' order, each cell's first.
        """
        own, seen = self.of(value), set[int]()
        if self._starts and value is not None:
            at = bisect_right(self._starts, value) - 1
            step: Any = dt.timedelta(1) if isinstance(value, dt.date) else 1
            down = [(self._starts[place + 1] - step, self._cells[place]) for place in range(at - 1, -1, -1)]
            up = [(self._starts[place], self._cells[place]) for place in range(at + 1, len(self._starts))]
            found = sorted([*down, *up], key=lambda one: abs(one[0] - value))
        else:
            found = [(values[0], cell) for cell, values in enumerate(self.samples)]
            if isinstance(value, Decimal):
                every = ((one, cell) for cell, values in enumerate(self.samples[:-1]) for one in values)
                found = sorted(every, key=lambda one: abs(one[0] - value))
        for one, cell in found:
            if cell != own and cell != len(self) - 1 and cell not in seen:
                seen.add(cell)
                yield one

    def of(self, value: Any) -> int | None:
        """The cell of ``value``."""
        if value is None:
            return len(self.samples) - 1
        if self._starts and self._starts[0] <= value <= self._end:
            return self._cells[bisect_right(self._starts, value) - 1]
        if self.signature is not None:
            return self._by_signature.get(self.signature(value))
        for cell, values in enumerate(self.samples):
            if value in values and type(values[0]) is type(value):
                return cell
        return None


def listed(values: Iterable[Value]) -> Cells:
    """One cell for each of a few values, and NULL."""
    return Cells((*((value,) for value in values), (None,)))


def cut(kind: FactType, mentioned: Iterable[Value], signature: Signature, today: dt.date) -> Cells:
    """The cells of a number, an amount or a day. ``mentioned``: the values of this kind that rules mention."""
    to_value, numbers = _lattice(kind, mentioned, today)
    starts: list[int] = []
    cells: list[int] = []
    found: dict[tuple[object, ...], int] = {}
    samples: list[list[Value]] = []

    def begin(number: int, said: tuple[object, ...]) -> None:
        cell = found.setdefault(said, len(found))
        if cell == len(samples):
            samples.append([])
        starts.append(number)
        cells.append(cell)

    for first, said, last in runs(numbers, lambda number: signature(to_value(number))):
        begin(first, said)
        samples[found[said]] += [to_value(first), to_value(last)]
    ends = (*(_ends(values) for values in samples), (None,))
    if kind.kind == "decimal":  # between two steps a value may lie: it is told by what is said of it
        return Cells(ends, signature, found)
    return Cells(
        ends,
        signature,
        found,
        [to_value(number) for number in starts],
        cells,
        to_value(numbers[-1]),
    )


def _ends(values: list[Any]) -> tuple[Any, ...]:
    return tuple(dict.fromkeys((min(values), max(values), *values[:4])))


def _lattice(kind: FactType, mentioned: Iterable[Any], today: dt.date) -> tuple[Callable[[int], Value], list[int]]:
    """How a whole number stands for a value, and the numbers to begin with, in order."""
    if kind.kind == "date":
        first, last = dt.date.min.toordinal(), dt.date.max.toordinal()
        years = range(today.year - _YEARS[0], today.year + _YEARS[1] + 1, _STEP)
        grid = {dt.date(year, 1, 1).toordinal() for year in years if dt.MINYEAR <= year <= dt.MAXYEAR}
        days = {today, *(day for day in mentioned if isinstance(day, dt.date))}
        grid |= {day.toordinal() + step for day in days for step in (-1, 0, 1)}
        return dt.date.fromordinal, sorted(number for number in grid if first <= number <= last)
    scale = 10**_PLACES if kind.kind == "decimal" else 1
    whole = {int(value * scale) for value in mentioned if isinstance(value, int | Decimal)}
    whole |= {sign * 10**power * scale for power in range(13) for sign in (-1, 1)} | {0}
    numbers = sorted({number + step for number in whole for step in (-1, 0, 1)})
    return (int if scale == 1 else lambda number: Decimal(number) / scale), numbers


def runs(
    numbers: Sequence[int], said: Callable[[int], tuple[object, ...]]
) -> Iterable[tuple[int, tuple[object, ...], int]]:
    """Each run of numbers with one answer: its first, the answer, its last."""
    first, answer = numbers[0], said(numbers[0])
    known = numbers[0]
    for number in numbers[1:]:
        there = said(number)
        while there != answer:
            low, high = known, number
            while high - low > 1:
                middle = (low + high) // 2
                if said(middle) == answer:
                    low = middle
                else:
                    high = middle
            yield first, answer, low
            first, answer, known = high, said(high), high
        known = number
    yield first, answer, numbers[-1]


def texts(mentioned: Iterable[str], patterns: Iterable[str], more: Iterable[str], signature: Signature) -> Cells:
    """The cells of a text. ``more``: values that are known to occur (divisions, say)."""
    samples = {*mentioned, *more, "〇"}
    for pattern in patterns:
        for any_text in ("", "〇"):
            samples.add(pattern.replace("\\", "").replace("%", any_text).replace("_", "〇"))
    return _by_samples(sorted(samples), signature)


def _by_samples(samples: Iterable[Value], signature: Signature, most: int | None = None) -> Cells:
    """A cell for all samples of whom the same is said; ``most``: how many of them it keeps, the first."""
    found: dict[tuple[object, ...], list[Value]] = {}
    for value in samples:
        kept = found.setdefault(signature(value), [])
        if most is None or len(kept) < most:
            kept.append(value)
    return Cells(
        (*(tuple(values) for values in found.values()), (None,)),
        signature,
        {said: cell for cell, said in enumerate(found)},
    )


def lists(samples: Sequence[Members], signature: Signature) -> Cells:
    """The cells of a list, of which `samples` shows everything that can be said, the shortest first."""
    return _by_samples(samples, signature, MOST_KEPT)
