"""How many working days there are up to a day, and which day is the so-many-th: for all years, by look-up."""

from __future__ import annotations

from bisect import bisect_left
from calendar import isleap
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import accumulate

DAY = timedelta(days=1)


class Count:
    """The working days of the years 1 to 9999.

    ``own``: the years that have days of their own. All others are one of fourteen, by the weekday of their first day
    and by whether they are leap years.
    """

    def __init__(self, is_workday: Callable[[date], bool], own: Collection[int]) -> None:
        alike: dict[tuple[int, bool], Sequence[int]] = {}
        self._before: list[int] = []
        self._within: list[Sequence[int]] = []
        total = 0
        for year in range(MINYEAR, MAXYEAR + 1):
            first = date(year, 1, 1)
            kind = first.weekday(), isleap(year)
            within = None if year in own else alike.get(kind)
            if within is None:
                days = range(366 if kind[1] else 365)
                within = tuple(accumulate(int(is_workday(first + DAY * step)) for step in days))
                if year not in own:
                    alike[kind] = within
            self._before.append(total)
            self._within.append(within)
            total += within[-1]
        self.total = total

    def until(self, day: date) -> int:
        """How many there are from the first day of the year 1 up to and including ``day``."""
        return self._before[day.year - 1] + self._within[day.year - 1][(day - date(day.year, 1, 1)).days]

    def day(self, number: int) -> date:
        """The working day of this number, counted from 1. Raises OverflowError outside the years 1 to 9999."""
        if not 1 <= number <= self.total:
            raise OverflowError(f"there is no working day number {number}")
        at = bisect_left(self._before, number) - 1
        return date(at + 1, 1, 1) + DAY * bisect_left(self._within[at], number - self._before[at])

    def years(self) -> Iterator[tuple[int, Sequence[int]]]:
        """For each year how many there are before it, and up to each of its days those of the year itself."""
        return zip(self._before, self._within, strict=True)
