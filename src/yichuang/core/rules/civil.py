"""The calendar as whole numbers: the same formulas for plain numbers, columns of many people and terms of a proof.

A month is counted from the year 0 on (``year * 12 + month - 1``), a day is its proleptic Gregorian ordinal as in
``date.toordinal``. Formulas follow Hinnant, "chrono-compatible low-level date algorithms"; they hold for the years 1 to
9999. What a formula cannot say with +, -, * and comparisons is asked of an `Algebra`.
"""

from __future__ import annotations

from typing import Any, Protocol

from yichuang.core.rules.months import MONTHS_A_YEAR
from yichuang.core.rules.retirement import FLEXIBLE_MONTHS, REFORM, Category

FIRST_MONTH, LAST_MONTH = MONTHS_A_YEAR, 9999 * MONTHS_A_YEAR + 11
FIRST_DAY, LAST_DAY = 1, 3_652_059
"""The first and last day that there is, by ordinal."""
MOST_MONTHS = 12 * 10_000
"""More months than lie between any two days."""

_REFORM_MONTH = REFORM.year * MONTHS_A_YEAR + REFORM.month - 1


class Algebra(Protocol):
    """What back ends write in their own way."""

    def floor(self, number: Any, by: int) -> Any:
        """The quotient, rounded down; ``by`` is above 0."""

    def choose(self, condition: Any, one: Any, other: Any) -> Any:
        """``one`` where the condition holds, else ``other``."""

    def both(self, one: Any, other: Any) -> Any:
        """Whether both conditions hold."""

    def least(self, one: Any, other: Any) -> Any:
        """The smaller number."""


def parts(on: Algebra, month: Any) -> tuple[Any, Any]:
    """Year and month of the year (1 to 12) of a month."""
    year = on.floor(month, MONTHS_A_YEAR)
    return year, month - year * MONTHS_A_YEAR + 1


def length(on: Algebra, month: Any) -> Any:
    """How many days a month has."""
    year, number = parts(on, month)

    def multiple(of: int) -> Any:
        return on.floor(year, of) * of == year

    leap = on.choose(on.both(multiple(100), year != on.floor(year, 400) * 400), 0, on.choose(multiple(4), 1, 0))
    shifted = number + on.floor(number, 8)
    return on.choose(number == 2, 28 + leap, 30 + shifted - on.floor(shifted, 2) * 2)


def ordinal(on: Algebra, month: Any, day: Any) -> Any:
    """The ordinal of a day of a month."""
    year, number = parts(on, month)
    year = on.choose(number <= 2, year - 1, year)
    place = on.choose(number <= 2, number + 9, number - 3)
    of_year = on.floor(place * 153 + 2, 5) + day - 1
    return year * 365 + on.floor(year, 4) - on.floor(year, 100) + on.floor(year, 400) + of_year - 305


def month_and_day(on: Algebra, number: Any) -> tuple[Any, Any]:
    """The month, and the day of it, of an ordinal."""
    shifted = number + 305
    era = on.floor(shifted, 146_097)
    of_era = shifted - era * 146_097
    year = on.floor(of_era - on.floor(of_era, 1460) + on.floor(of_era, 36_524) - on.floor(of_era, 146_096), 365)
    of_year = of_era - (year * 365 + on.floor(year, 4) - on.floor(year, 100))
    place = on.floor(of_year * 5 + 2, 153)
    day = of_year - on.floor(place * 153 + 2, 5) + 1
    return (year + era * 400) * MONTHS_A_YEAR + place + 2, day


def in_calendar(on: Algebra, month: Any) -> Any:
    """Whether there is such a month."""
    return on.both(month >= FIRST_MONTH, month <= LAST_MONTH)


def day_in(on: Algebra, month: Any, day: Any) -> Any:
    """The day of the same number in a month, or its last (民法典 Art. 202)."""
    return on.least(day, length(on, month))


def full_months(on: Algebra, first: tuple[Any, Any], last: tuple[Any, Any]) -> Any:
    """How many full months lie between two days of which ``first`` is not the later (`months.months_between`)."""
    return last[0] - first[0] - on.choose(day_in(on, last[0], first[1]) > last[1], 1, 0)


def delay(on: Algebra, birth: Any, category: Category) -> Any:
    """By how many months somebody born in a month retires later (`retirement.statutory_retirement_delay`)."""
    month = birth + (category.age - _REFORM_MONTH)
    return on.choose(month < 0, 0, on.least(on.floor(month, category.step) + 1, category.most))


def retirement(on: Algebra, birth: Any, category: Category) -> Any:
    """The month of retirement of somebody born in a month."""
    return birth + delay(on, birth, category) + category.age


def earliest(on: Algebra, birth: Any, category: Category) -> Any:
    """The earliest month of retirement that one may choose."""
    sooner, old = retirement(on, birth, category) - FLEXIBLE_MONTHS, birth + category.age
    return on.choose(sooner > old, sooner, old)
