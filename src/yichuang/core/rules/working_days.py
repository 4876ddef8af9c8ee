"""Working days (工作日) as the law counts them, by the calendar of the installation.

行政许可法 Art. 82: periods of licensing are counted in working days, without statutory holidays. Which days those are
the State Council's yearly notices say (`core.workdays.Calendar`); in a year whose notice is not known Monday to Friday
are worked but not 1 January, and whoever rests on such days is told so (`unnoticed`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from yichuang.core.workdays import Calendar

DAY = dt.timedelta(days=1)
Span: TypeAlias = Callable[..., tuple[dt.date, dt.date]]
"""Of a calendar and a function's arguments: the first and the last day whose being worked it hangs on."""


def add_working_days(calendar: Calendar, start: dt.date, days: int) -> dt.date:
    """The ``days``-th working day after ``start``, which is not counted itself (民法典 Art. 201).

    0: ``start`` itself, or the first working day after it (Art. 203). Negative: so many working days before ``start``.
    """
    return calendar.workdays_after(start, days)


def working_days_between(calendar: Calendar, first: dt.date, last: dt.date) -> int:
    """How many working days lie after ``first``, up to and including ``last`` (民法典 Art. 201); negative backwards."""
    return calendar.count.until(last) - calendar.count.until(first)


def to_the_end(calendar: Calendar, start: dt.date, days: int) -> tuple[dt.date, dt.date]:
    """The days that `add_working_days` goes by."""
    end = calendar.workdays_after(start, days)
    return (start + DAY, end) if days > 0 else (start, end) if days == 0 else (end, start - DAY)


def between(calendar: Calendar, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
    """The days that `working_days_between` goes by; none, where both are one (the last before the first)."""
    low, high = sorted((first, last))
    return low + DAY, high


def unnoticed(calendar: Calendar, span: Span, arguments: Sequence[Any]) -> tuple[int, ...]:
    """The years without a known notice on whose days an answer hangs."""
    try:
        return calendar.without_notice(*span(calendar, *arguments))
    except OverflowError:
        return ()
