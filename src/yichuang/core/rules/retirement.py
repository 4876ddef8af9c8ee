"""Retirement age by the law of 13 September 2024, in force 1 January 2025.

全国人民代表大会常务委员会关于实施渐进式延迟法定退休年龄的决定, with the State Council's measures (国务院关于渐进式延迟
法定退休年龄的办法) of the same day. The age goes by the month of birth; there is no rule of the previous month.

Categories: ``man60`` men, ``woman55`` women whose age was 55, ``woman50`` women whose age was 50. A register knows only
the sex. ``male`` is ``man60``; ``female`` leaves open which of the two ages was hers, so what both have in common is
answered, and everything else is NULL: a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from yichuang.core.rules.months import MONTHS_A_YEAR, add_months, first_of_month

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Category:
    """Months: the age before the reform, the months of birth for one month more, and the most that is added."""

    age: int
    step: int
    most: int


_CATEGORIES = {
    "man60": Category(60 * MONTHS_A_YEAR, 4, 36),
    "woman55": Category(55 * MONTHS_A_YEAR, 4, 36),
    "woman50": Category(50 * MONTHS_A_YEAR, 2, 60),
}
BY_WORD = {
    **{name: (category,) for name, category in _CATEGORIES.items()},
    "male": (_CATEGORIES["man60"],),
    "female": (_CATEGORIES["woman50"], _CATEGORIES["woman55"]),
}
CATEGORIES = tuple(BY_WORD)
"""What can stand for a category in a rule."""

REFORM = dt.date(2025, 1, 1)
FLEXIBLE_MONTHS = 3 * MONTHS_A_YEAR
_OLD_MINIMUM, _NEW_MINIMUM = 15 * MONTHS_A_YEAR, 20 * MONTHS_A_YEAR


def statutory_retirement_delay(birth_date: dt.date, category: str) -> int | None:
    """By how many months the retirement age is later than before the reform (Measures Art. 1)."""
    return _agreed(category, lambda one: _delay(birth_date, one))


def statutory_retirement_month(birth_date: dt.date, category: str) -> dt.date | None:
    """The first day of the month in which the retirement age is reached (Measures Art. 1 and its tables)."""
    return _agreed(category, lambda one: first_of_month(_reached(birth_date, one)))


def earliest_retirement_month(birth_date: dt.date, category: str) -> dt.date | None:
    """The first day of the earliest month that one may choose: three years before, but never below the old age.

    Measures Art. 3; the least paid months (`minimum_contribution_months`) must have been met besides.
    """
    return _agreed(category, lambda one: _earliest(birth_date, one))


def latest_retirement_month(birth_date: dt.date, category: str) -> dt.date | None:
    """The first day of the latest month, if both sides agree: three years after (Measures Art. 3)."""
    return _agreed(category, lambda one: first_of_month(add_months(_reached(birth_date, one), FLEXIBLE_MONTHS)))


def retired(birth_date: dt.date, category: str, on: dt.date) -> bool | None:
    """Whether the retirement age is reached on a day: from the very day of the last month of age on (Measures Art. 1).

    Born 15 December 1965, a man has 60 years and 3 months on 15 March 2026. It says nothing of a pension drawn.
    """
    return _agreed(category, lambda one: _reached(birth_date, one) <= on)


def minimum_contribution_months(year: int) -> int:
    """The least paid months for a monthly pension, by the year of retirement (Measures Art. 2).

    15 years until 2029, six months more in each year from 2030 on, 20 years from 2039 on.
    """
    return min(max(_OLD_MINIMUM + 6 * (year - 2029), _OLD_MINIMUM), _NEW_MINIMUM)


def _delay(birth: dt.date, category: Category) -> int:
    original = add_months(birth, category.age)
    month = (original.year - REFORM.year) * MONTHS_A_YEAR + original.month - REFORM.month
    return 0 if month < 0 else min(category.most, month // category.step + 1)


def _reached(birth: dt.date, category: Category) -> dt.date:
    return add_months(birth, category.age + _delay(birth, category))


def _earliest(birth: dt.date, category: Category) -> dt.date:
    sooner = add_months(_reached(birth, category), -FLEXIBLE_MONTHS)
    return max(first_of_month(sooner), first_of_month(add_months(birth, category.age)))


def _agreed(category: str, answer: Callable[[Category], T]) -> T | None:
    """What all that ``category`` may mean have in common; None where they differ, or there is none."""
    answers = [answer(one) for one in BY_WORD.get(category, ())]
    return answers[0] if answers and all(one == answers[0] for one in answers) else None
