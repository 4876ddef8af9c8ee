"""The functions of the registry as z3 terms: the formulas of `civil`. What is not here is not encoded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import z3

from yichuang.core.rules import civil
from yichuang.core.rules.months import MONTHS_A_YEAR
from yichuang.core.rules.proof.terms import ON, Day, Options, Plain, Term, Truth, fitting, text_value
from yichuang.core.rules.retirement import BY_WORD, FLEXIBLE_MONTHS, Category


def _null(*terms: Term) -> Any:
    return z3.Or([one.null for one in terms])


def _forwards(first: Day, last: Day) -> Any:
    return civil.full_months(ON, (first.month, first.day), (last.month, last.day))


def _months_between(first: Day, last: Day) -> Term:
    value = z3.If(last.key < first.key, -_forwards(last, first), _forwards(first, last))
    return Plain(value, _null(first, last))


def _age_on(birth: Day, on: Day) -> Term:
    return Plain(_forwards(birth, on) / MONTHS_A_YEAR, z3.Or(_null(birth, on), birth.key > on.key))


def _add_months(start: Day, months: Plain) -> Term:
    month = start.month + months.value
    null = z3.Or(_null(start, months), z3.Not(civil.in_calendar(ON, month)))
    return Day(month, civil.day_in(ON, month, start.day), null)


def _year_of(day: Day) -> Term:
    return Plain(day.month / MONTHS_A_YEAR, day.null)


def _first_of_month(day: Day) -> Term:
    return Day(day.month, z3.IntVal(1), day.null)


def half_away(value: Any) -> Any:
    """A fraction rounded to the nearest whole number, half away from zero."""
    half = z3.RealVal("1/2")
    return z3.If(value >= 0, z3.ToInt(value + half), -z3.ToInt(half - value))


def _round_fen(yuan: Plain) -> Term:
    if z3.is_int(yuan.value):
        return fitting(yuan.value * 100, yuan.null)
    return fitting(half_away(yuan.value * 100), yuan.null)


def _minimum_contribution_months(year: Plain) -> Term:
    value = (year.value - 2029) * 6 + 180
    return Plain(z3.If(value < 180, 180, z3.If(value > 240, 240, value)), year.null)


class Words:
    """Functions that take a category: a text, or a choice by the number of its option."""

    def __init__(self, options: Options) -> None:
        self._options = options

    def _by_category(self, answer: Callable[[Category], tuple[Any, Any]], category: Plain) -> tuple[Any, Any]:
        """Whether there is an answer, and which: what all that a word may mean have in common."""
        good, found = z3.BoolVal(False), None
        for word, categories in BY_WORD.items():
            goods, values = zip(*(answer(one) for one in categories), strict=True)
            agreed = z3.And(*goods, *(one == values[0] for one in values[1:]))
            here = category.value == (text_value(word) if z3.is_string(category.value) else self._options.number(word))
            good = z3.If(here, agreed, good)
            found = values[0] if found is None else z3.If(here, values[0], found)
        return good, found

    def _retired(self, birth: Day, category: Plain, on: Day) -> Term:
        def answer(one: Category) -> tuple[Any, Any]:
            reached = civil.retirement(ON, birth.month, one)
            day = Day(reached, civil.day_in(ON, reached, birth.day), None)
            return reached <= civil.LAST_MONTH, day.key <= on.key

        good, found = self._by_category(answer, category)
        good = z3.And(good, z3.Not(_null(birth, category, on)))
        return Truth(z3.And(good, found), z3.And(good, z3.Not(found)))

    def _month(self, birth: Day, category: Plain, answer: Callable[[Category], Any], beyond: int = 0) -> Term:
        def found(one: Category) -> tuple[Any, Any]:
            return civil.retirement(ON, birth.month, one) + beyond <= civil.LAST_MONTH, answer(one)

        good, month = self._by_category(found, category)
        return Day(month, z3.IntVal(1), z3.Or(z3.Not(good), _null(birth, category)))

    def _statutory_retirement_month(self, birth: Day, category: Plain) -> Term:
        return self._month(birth, category, lambda one: civil.retirement(ON, birth.month, one))

    def _earliest_retirement_month(self, birth: Day, category: Plain) -> Term:
        return self._month(birth, category, lambda one: civil.earliest(ON, birth.month, one))

    def _latest_retirement_month(self, birth: Day, category: Plain) -> Term:
        return self._month(
            birth,
            category,
            lambda one: civil.retirement(ON, birth.month, one) + FLEXIBLE_MONTHS,
            FLEXIBLE_MONTHS,
        )

    def _statutory_retirement_delay(self, birth: Day, category: Plain) -> Term:
        def answer(one: Category) -> tuple[Any, Any]:
            return birth.month + one.age <= civil.LAST_MONTH, civil.delay(ON, birth.month, one)

        good, found = self._by_category(answer, category)
        return Plain(found, z3.Or(z3.Not(good), _null(birth, category)))


_PLAIN: tuple[Callable[..., Term], ...] = (
    _age_on, _months_between, _add_months, _year_of, _first_of_month, _round_fen, _minimum_contribution_months,
)  # fmt: skip
_ENCODED = {function.__name__[1:]: function for function in _PLAIN}


def call(name: str, arguments: Sequence[Term], options: Options) -> Term | None:
    """What a function of the registry answers; None where it is not encoded."""
    function = _ENCODED.get(name) or getattr(Words(options), f"_{name}", None)
    return None if function is None else function(*arguments)
