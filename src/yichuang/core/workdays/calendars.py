"""Which days are working days: the State Council's yearly notices, mended by an administrator's table."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

from chinese_calendar.constants import holidays, workdays  # type: ignore[import-untyped]

from yichuang.core.workdays.counting import Count

DAY = timedelta(days=1)

_FIRST_YEAR, _LAST_YEAR = min(holidays).year, max(holidays).year
_WORKING: Mapping[date, bool] = {**dict.fromkeys(holidays, False), **dict.fromkeys(workdays, True)}


class Calendar:
    """The working days of one place.

    ``overrides`` says of single days whether they are worked, against or ahead of the notices. ``years`` names the
    years whose notice is wholly in ``overrides``. The notices of 2004 to 2026 are built in. In other years Monday to
    Friday are worked, but not 1 January, and ``known`` is False.
    """

    def __init__(self, overrides: Mapping[date, bool] | None = None, years: Collection[int] = ()) -> None:
        self._overrides = dict(overrides or {})
        self._years = frozenset(range(_FIRST_YEAR, _LAST_YEAR + 1)) | frozenset(years)

    @cached_property
    def fingerprint(self) -> str:
        """The same for calendars that say the same of every day: by it a correction is noticed."""
        said = {**_WORKING, **self._overrides}
        text = ",".join(f"{day}{'+' if worked else '-'}" for day, worked in sorted(said.items()))
        return sha256(f"{sorted(self._years)};{text}".encode()).hexdigest()

    def is_workday(self, day: date) -> bool:
        """Whether ``day`` is worked, adjusted weekends (调休) and holidays included."""
        worked = self._overrides.get(day)
        if worked is None:
            worked = _WORKING.get(day)
        if worked is None:
            worked = day.weekday() < 5 and (day.month, day.day) != (1, 1)
        return worked

    def known(self, day: date) -> bool:
        """Whether a published notice (or the administrator) has said it."""
        return day in self._overrides or self.notice_year(day) in self._years

    @property
    def known_until(self) -> date:
        """The last day before which no notice is missing: 28 December, since the days after it are the next year's."""
        year = _LAST_YEAR
        while year + 1 in self._years:
            year += 1
        return date(year, 12, 28)

    def notice_year(self, day: date) -> int:
        """The year whose notice has the last word on ``day``.

        29 to 31 December often follow the next year's (2006, 2007, 2011, 2018, 2022, 2023).
        """
        return day.year + 1 if day.month == 12 and day.day >= 29 else day.year

    def next_workday_on_or_after(self, day: date) -> date:
        """``day`` itself if it is worked, else the first one after it that is."""
        while not self.is_workday(day):
            day += DAY
        return day

    def workdays_between(self, after: date, until: date) -> int:
        """How many working days lie after ``after``, up to and including ``until``; 0 where there are none."""
        return max(0, self.count.until(until) - self.count.until(after))

    def workdays_after(self, start: date, days: int) -> date:
        """The ``days``-th working day after ``start``, which itself is not counted (民法典 Art. 201); before it, where
        ``days`` is negative. 0: ``start`` itself, or the first working day after it (Art. 203), as `due` has it.

        Raises OverflowError outside the years 1 to 9999.
        """
        if days > 0:
            return self.count.day(self.count.until(start) + days)
        return self.count.day(self.count.until(start) - self.is_workday(start) + 1 + days)

    def without_notice(self, first: date, last: date) -> tuple[int, ...]:
        """The years of whose days from ``first`` to ``last`` some were judged without a notice, as none is known."""
        years = range(self.notice_year(first), self.notice_year(last) + 1)
        return tuple(year for year in years if year not in self._years and self._guessed(year, first, last))

    def _guessed(self, year: int, first: date, last: date) -> bool:
        """Whether some day between two, on which the notice of a year has the last word, is not declared by itself."""
        begin = max(first, date(year - 1, 12, 29) if year > 1 else date.min)
        end = min(last, date(year, 12, 28) if year <= date.max.year else date.max)
        return any(begin + DAY * step not in self._overrides for step in range((end - begin).days + 1))

    @cached_property
    def count(self) -> Count:
        """The working days of all years, counted; it takes 20 ms once."""
        own = {day.year for table in (_WORKING, self._overrides) for day in table}
        return Count(self.is_workday, own)


BUILT_IN = Calendar()
"""The notices of 2004 to 2026 and nothing else."""
