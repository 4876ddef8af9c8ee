"""Working days over columns: two tables of all days, looked into for everybody at once.

They are made once a calendar and take 25 MB: how many working days there are up to each day, and which day is the
so-many-th.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import polars as pl

from yichuang.core.rules import civil
from yichuang.core.workdays import Calendar

_KEPT = 2
"""Calendars whose tables are kept: that of the installation, and the one before while it is still used."""


@lru_cache(_KEPT)
def _tables(calendar: Calendar) -> tuple[pl.Series, pl.Series]:
    """By a day's ordinal how many working days there are up to it (0 for the day 0), and by number the working day."""
    years = [pl.Series([0], dtype=pl.Int32)]
    alike: dict[int, pl.Series] = {}
    for before, within in calendar.count.years():
        days = alike.get(id(within))
        if days is None:
            days = alike[id(within)] = pl.Series(within, dtype=pl.Int32)
        years.append(days + before)
    counted = pl.concat(years)
    worked = (counted != counted.shift(1)).fill_null(value=True)  # the day 0, so that numbers begin with 1
    return counted, worked.arg_true().cast(pl.Int32)


def between(calendar: Calendar, first: pl.Expr, last: pl.Expr) -> pl.Expr:
    """`working_days.working_days_between` of the ordinals of two days."""

    def reckoned(pairs: pl.Series) -> pl.Series:
        counted, _ = _tables(calendar)
        one, other = (pairs.struct.field(name) for name in ("one", "other"))
        return (counted.gather(other) - counted.gather(one)).cast(pl.Int64)

    return _over(first, last, reckoned)


def after(calendar: Calendar, start: pl.Expr, days: pl.Expr) -> pl.Expr:
    """`working_days.add_working_days` of the ordinal of a day: an ordinal, NULL outside the years 1 to 9999."""

    def reckoned(pairs: pl.Series) -> pl.Series:
        counted, numbered = _tables(calendar)
        one, many = (pairs.struct.field(name) for name in ("one", "other"))
        # Of what is not ahead the count begins before the day itself.
        base = pl.select(pl.when(many > 0).then(counted.gather(one)).otherwise(counted.gather(one - 1) + 1)).to_series()
        at = base.cast(pl.Int64) + many
        return numbered.gather(at.set(~at.is_between(1, len(numbered) - 1), None)).cast(pl.Int64)

    # More than there are days leads out of the calendar, and further on out of 64 bits.
    near = pl.when(days.is_between(-civil.LAST_DAY, civil.LAST_DAY)).then(days)
    return _over(start, near, reckoned)


def _over(one: pl.Expr, other: pl.Expr, reckoned: Callable[[pl.Series], pl.Series]) -> pl.Expr:
    pairs = pl.struct(one.alias("one"), other.alias("other"))
    return pairs.map_batches(reckoned, return_dtype=pl.Int64, is_elementwise=True)
