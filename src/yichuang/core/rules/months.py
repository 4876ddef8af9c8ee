"""Months, years and ages as the law counts them."""

from __future__ import annotations

import calendar
import datetime as dt

MONTHS_A_YEAR = 12


def add_months(start: dt.date, months: int) -> dt.date:
    """The day of the same number ``months`` later, or the month's last day where there is none (民法典 Art. 202).

    31 January + 1 month = 28 or 29 February. Negative months go back.
    """
    year, month = divmod(start.year * MONTHS_A_YEAR + start.month - 1 + months, MONTHS_A_YEAR)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise OverflowError(f"{start} and {months} months leave the calendar")
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def months_between(first: dt.date, last: dt.date) -> int:
    """How many full months lie between two days, counted as `add_months` counts (民法典 Art. 202); negative backwards.

    From 31 January to 28 February 2025 is one month: the period ends on the month's last day.
    """
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


def age_on(birth: dt.date, on: dt.date) -> int | None:
    """Age in completed years (周岁) on a day: one more from each birthday on, that day included (民法典 Art. 17, 18).

    Whoever was born on 29 February has the birthday on 28 February in common years (Art. 202). None before birth.
    """
    return months_between(birth, on) // MONTHS_A_YEAR if birth <= on else None


def year_of(day: dt.date) -> int:
    """The calendar year of a day."""
    return day.year


def first_of_month(day: dt.date) -> dt.date:
    """The first day of the month of ``day``."""
    return day.replace(day=1)
