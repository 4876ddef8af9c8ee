"""The functions of the registry over columns: the formulas of `civil`, in 64 bits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import polars as pl

from yichuang.core.rules import civil
from yichuang.core.rules.bulk import working_days
from yichuang.core.rules.bulk.terms import Term, halves_away, scaled
from yichuang.core.rules.months import MONTHS_A_YEAR
from yichuang.core.rules.retirement import BY_WORD, FLEXIBLE_MONTHS, Category
from yichuang.core.workdays import Calendar

_EPOCH = 719_163
"""The ordinal of 1 January 1970, from which Polars counts."""
_NUMBER, _OLD = r"^[0-9]{17}[0-9X]$", r"^[0-9]{15}$"
_MONTH_ROOM = (civil.FIRST_MONTH, civil.LAST_MONTH)


class Columns:
    """The algebra of `civil` on columns of 64-bit whole numbers."""

    def floor(self, value: Any, by: int) -> Any:
        """The quotient, rounded down."""
        return value // by

    def choose(self, condition: Any, one: Any, other: Any) -> Any:
        """One or the other."""
        return pl.when(condition).then(one).otherwise(other)

    def both(self, one: Any, other: Any) -> Any:
        """Both."""
        return one & other

    def least(self, one: Any, other: Any) -> Any:
        """The smaller."""
        return pl.when(one > other).then(other).otherwise(one)


ON = Columns()


def ordinal(day: pl.Expr) -> pl.Expr:
    """The ordinal of a day."""
    return day.to_physical().cast(pl.Int64) + _EPOCH


def day_of(number: pl.Expr) -> pl.Expr:
    """The day of an ordinal; NULL outside the years 1 to 9999."""
    good = number.is_between(civil.FIRST_DAY, civil.LAST_DAY)
    return pl.when(good).then(number - _EPOCH).cast(pl.Int32).cast(pl.Date)


def month_of(day: pl.Expr) -> pl.Expr:
    """The month of a day, counted from the year 0 on."""
    return day.dt.year().cast(pl.Int64) * MONTHS_A_YEAR + day.dt.month().cast(pl.Int64) - 1


def in_month(day: pl.Expr) -> pl.Expr:
    """The number of a day in its month."""
    return day.dt.day().cast(pl.Int64)


def first_of(month: pl.Expr) -> pl.Expr:
    """The first day of a month; NULL outside the calendar."""
    return _kept(month, civil.ordinal(ON, month, pl.lit(1, dtype=pl.Int64)))


def _kept(month: pl.Expr, days: pl.Expr) -> pl.Expr:
    return day_of(pl.when(civil.in_calendar(ON, month)).then(days))


def _date(expr: pl.Expr) -> Term:
    return Term(expr, pl.Date())


def _whole(expr: pl.Expr, low: int, high: int) -> Term:
    return Term(expr, pl.Int64(), low, high)


def _pair(day: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    return month_of(day), in_month(day)


def _forwards(first: pl.Expr, last: pl.Expr) -> pl.Expr:
    return civil.full_months(ON, _pair(first), _pair(last))  # type: ignore[no-any-return]


def _months_between(first: Term, last: Term) -> Term:
    one, other = first.expr, last.expr
    found = pl.when(other < one).then(-_forwards(other, one)).otherwise(_forwards(one, other))
    return _whole(found, -civil.MOST_MONTHS, civil.MOST_MONTHS)


def _age_on(birth: Term, on: Term) -> Term:
    found = pl.when(birth.expr <= on.expr).then(_forwards(birth.expr, on.expr) // MONTHS_A_YEAR)
    return _whole(found, 0, 10_000)


def _add_months(start: Term, months: Term) -> Term:
    by = months.long()
    if max(abs(months.low), abs(months.high)) > civil.MOST_MONTHS:
        by = pl.when(by.is_between(-civil.MOST_MONTHS, civil.MOST_MONTHS)).then(by)
    month = month_of(start.expr) + by
    return _date(_kept(month, civil.ordinal(ON, month, civil.day_in(ON, month, in_month(start.expr)))))


def _year_of(day: Term) -> Term:
    return _whole(day.expr.dt.year().cast(pl.Int64), 1, 9999)


def _first_of_month(day: Term) -> Term:
    return _date(day_of(ordinal(day.expr) - in_month(day.expr) + 1))


def _round_fen(yuan: Term) -> Term:
    scale = max(yuan.scale, 2)
    return halves_away(scaled(yuan, scale), scale - 2)


def _minimum_contribution_months(year: Term) -> Term:
    return _whole((year.long().clip(2029, 2039) - 2029) * 6 + 180, 180, 240)


def _add_working_days(calendar: Calendar, start: Term, days: Term) -> Term:
    return _date(day_of(working_days.after(calendar, ordinal(start.expr), days.long())))


def _working_days_between(calendar: Calendar, first: Term, last: Term) -> Term:
    return _whole(working_days.between(calendar, ordinal(first.expr), ordinal(last.expr)), -(10**7), 10**7)


def _id_18(id_number: Term) -> Term:
    text = id_number.expr
    digits = text.str.slice(0, 6) + "19" + text.str.slice(6, 9)
    total = pl.sum_horizontal(
        digits.str.slice(at, 1).cast(pl.Int64, strict=False) * (2 ** (17 - at) % 11) for at in range(17)
    )
    # 1 0 X 9 8 7 6 5 4 3 2, by the remainder of the sum.
    found = digits + pl.lit("10X98765432").str.slice(total % 11, 1)
    sure = text.str.contains(_OLD) & ~text.str.slice(12, 3).is_in(["996", "997", "998", "999"])
    sure = sure & _born_in(Term(found, pl.String())).expr.is_not_null()
    return Term(pl.when(text.str.contains(_NUMBER)).then(text).when(sure).then(found), pl.String())


def _born_in(id_number: Term) -> Term:
    text = id_number.expr
    year, month, day = (
        text.str.slice(at, long).cast(pl.Int64, strict=False) for at, long in ((6, 4), (10, 2), (12, 2))
    )
    index = year * MONTHS_A_YEAR + month - 1
    good = text.str.contains(_NUMBER) & (year >= 1) & month.is_between(1, 12) & (day >= 1)
    good = good & (day <= civil.length(ON, index))
    return _date(day_of(pl.when(good).then(civil.ordinal(ON, index, day))))


def _sex_in(id_number: Term) -> Term:
    text = id_number.expr
    odd = text.str.slice(16, 1).cast(pl.Int64, strict=False) % 2 == 1
    word = pl.when(odd).then(pl.lit("male")).otherwise(pl.lit("female"))
    return Term(pl.when(text.str.contains(_NUMBER)).then(word), pl.String())


# --- retirement: by category, and what the categories of a word have in common -------------------------------------


def _by_category(answer: Callable[[Category], tuple[pl.Expr, pl.Expr]], category: Term) -> pl.Expr:
    """``answer`` says, for one category, whether the calendar holds it, and what comes out."""

    def of_word(word: str) -> pl.Expr:
        goods, found = zip(*(answer(one) for one in BY_WORD.get(word, ())), strict=True)
        good = goods[0]
        for one in goods[1:]:
            good = good & one
        for one in found[1:]:
            good = good & (one == found[0])
        return pl.when(good).then(found[0])

    if category.is_constant:
        return of_word(category.value) if category.value in BY_WORD else pl.lit(None)
    chosen: Any = pl
    for word in BY_WORD:
        chosen = chosen.when(category.expr == word).then(of_word(word))
    return chosen.otherwise(None)  # type: ignore[no-any-return]


def _retired(birth: Term, category: Term, on: Term) -> Term:
    month, day = _pair(birth.expr)
    limit = ordinal(on.expr)

    def answer(one: Category) -> tuple[pl.Expr, pl.Expr]:
        reached = civil.retirement(ON, month, one)
        return reached <= civil.LAST_MONTH, civil.ordinal(ON, reached, civil.day_in(ON, reached, day)) <= limit

    return Term(_by_category(answer, category).cast(pl.Boolean), pl.Boolean())


def _month(birth: Term, category: Term, answer: Callable[[pl.Expr, Category], pl.Expr], beyond: int) -> Term:
    """The first of the month that ``answer`` says; ``beyond``: so many months more must be in the calendar."""
    month = month_of(birth.expr)

    def found(one: Category) -> tuple[pl.Expr, pl.Expr]:
        return civil.retirement(ON, month, one) + beyond <= civil.LAST_MONTH, answer(month, one)

    return _date(first_of(_by_category(found, category).cast(pl.Int64)))


def _statutory_retirement_month(birth: Term, category: Term) -> Term:
    return _month(birth, category, lambda month, one: civil.retirement(ON, month, one), 0)


def _earliest_retirement_month(birth: Term, category: Term) -> Term:
    return _month(birth, category, lambda month, one: civil.earliest(ON, month, one), 0)


def _latest_retirement_month(birth: Term, category: Term) -> Term:
    return _month(
        birth, category, lambda month, one: civil.retirement(ON, month, one) + FLEXIBLE_MONTHS, FLEXIBLE_MONTHS
    )


def _statutory_retirement_delay(birth: Term, category: Term) -> Term:
    month = month_of(birth.expr)

    def found(one: Category) -> tuple[pl.Expr, pl.Expr]:
        return month + one.age <= civil.LAST_MONTH, civil.delay(ON, month, one)

    return _whole(_by_category(found, category).cast(pl.Int64), 0, 60)


_ALL: tuple[Callable[..., Term], ...] = (
    _age_on, _months_between, _add_months, _id_18, _born_in, _sex_in, _year_of, _first_of_month, _round_fen, _retired,
    _statutory_retirement_delay, _statutory_retirement_month, _earliest_retirement_month, _latest_retirement_month,
    _minimum_contribution_months,
)  # fmt: skip
_NATIVE: dict[str, Callable[..., Term]] = {function.__name__[1:]: function for function in _ALL}
"""By the name in the registry. A function that is not here is answered person by person."""
_BY_CALENDAR: dict[str, Callable[..., Term]] = {
    function.__name__[1:]: function for function in (_add_working_days, _working_days_between)
}


def call(name: str, arguments: Sequence[Term], calendar: Calendar | None) -> Term | None:
    """What a function of the registry answers; None where it has no column form. ``calendar``: that it goes by."""
    if calendar is not None:
        return _BY_CALENDAR[name](calendar, *arguments)
    native = _NATIVE.get(name)
    return None if native is None else native(*arguments)
