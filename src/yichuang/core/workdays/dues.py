"""The last day of a period, by 民法典 Art. 201 to 203 and 行政许可法 Art. 45 and 82."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yichuang.core.workdays.calendars import DAY, Calendar
from yichuang.core.workdays.periods import Period


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that do not count, ``first`` and ``last`` included; ``last`` None: it still stands still."""

    first: date
    last: date | None

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Due:
    """``last_day`` is the day that counts; ``nominal`` the one on which the period ran out, before it rolled over days
    of rest; ``provisional``: it hangs on a day whose notice is not published yet.
    """

    last_day: date
    nominal: date
    provisional: bool


def due(start: date, period: Period, calendar: Calendar, pauses: Sequence[Pause] = ()) -> Due:
    """The last day of a period that starts on ``start``, which itself is not counted (民法典 Art. 201).

    Paused days do not count either. ``0 workdays`` is the day itself, or the first working day after it. Raises
    ValueError for a pause without end: nothing is due while a clock stands still.
    """
    return due_of_all(start, (period,), calendar, pauses)


def due_of_all(start: date, periods: Sequence[Period], calendar: Calendar, pauses: Sequence[Pause] = ()) -> Due:
    """The last day of several periods, one after the other: a period and its extensions (行政许可法 Art. 42)."""
    if isinstance(start, datetime):
        raise TypeError("a legal day has no hour: pass a date")
    if any(pause.last is None for pause in pauses):
        raise ValueError("a pause has no end yet")
    nominal = start
    for period in _merged(periods):
        nominal = _counted(nominal, period, calendar, pauses)
    counts_workdays = any(period.unit == "workdays" for period in periods)
    rolls = periods[-1].roll or periods[-1].unit == "workdays"
    last_day = nominal
    while rolls and (not calendar.is_workday(last_day) or _paused(last_day, pauses)):
        last_day += DAY
    first_asked = min(start + DAY, nominal) if counts_workdays else nominal
    provisional = (counts_workdays or rolls) and not _all_known(calendar, first_asked, last_day)
    return Due(last_day, nominal, provisional)


def _merged(periods: Iterable[Period]) -> list[Period]:
    """Neighbours of one unit as one period: two extensions of a month from 31 January end in March, not on the 28th."""
    merged: list[Period] = []
    for period in periods:
        if merged and merged[-1].unit == period.unit:
            merged[-1] = Period(merged[-1].amount + period.amount, period.unit, period.roll)
        else:
            merged.append(period)
    return merged


def _counted(start: date, period: Period, calendar: Calendar, pauses: Sequence[Pause]) -> date:
    """The day on which the period runs out, before any roll."""
    match period.unit:
        case "workdays":
            return _stepped(start, period.amount, pauses, calendar)
        case "days":
            return _stepped(start, period.amount, pauses)
        case "months":
            end = _months_after(start, period.amount)
        case "years":
            end = _months_after(start, period.amount * 12)
    lost = sum(_paused(start + DAY * step, pauses) for step in range(1, (end - start).days + 1)) if pauses else 0
    return _stepped(end, lost, pauses)


def _stepped(day: date, amount: int, pauses: Sequence[Pause], calendar: Calendar | None = None) -> date:
    """``amount`` days further that are not paused and, where there is a calendar, worked."""
    while amount:
        day += DAY
        if not _paused(day, pauses) and (calendar is None or calendar.is_workday(day)):
            amount -= 1
    return day


def _months_after(start: date, amount: int) -> date:
    """The day of the same number, or the month's last where there is none (民法典 Art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + amount, 12)
    return date(year, month + 1, min(start.day, months.monthrange(year, month + 1)[1]))


def _paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(day in pause for pause in pauses)


def _all_known(calendar: Calendar, first: date, last: date) -> bool:
    return all(calendar.known(first + DAY * step) for step in range((last - first).days + 1))
