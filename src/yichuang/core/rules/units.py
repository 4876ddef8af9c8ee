"""Units of numbers: months, years, people …; what they are called, and what becomes of them when people reckon.

A unit is for the reader and for the check of a rule: values are bare numbers everywhere. A number that says no unit
goes with any; two that say one must say the same. Money and days are kinds of their own and have none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias, get_args

from yichuang.core.words import N_, Sentence

UnitName: TypeAlias = Literal[
    "hours", "days", "workdays", "months", "years", "age", "calendar_year",
    "people", "households", "times", "square_metres", "percent",
]  # fmt: skip
"""The closed list. ``age``: completed years of life (周岁); ``calendar_year``: the number of a year, 2030."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What stands beside a number, by language; ``one`` beside 1."""

    many: Mapping[str, str]
    one: Mapping[str, str]


def _unit(chinese: str, many: str, one: str = "") -> Unit:
    return Unit({"zh-hans": chinese, "en": many}, {"zh-hans": chinese, "en": one or many})


UNITS: Mapping[str, Unit] = {
    "hours": _unit("小时", "hours", "hour"),
    "days": _unit("天", "days", "day"),
    "workdays": _unit("个工作日", "working days", "working day"),
    "months": _unit("个月", "months", "month"),
    "years": _unit("年", "years", "year"),
    "age": _unit("周岁", "years of age", "year of age"),
    "calendar_year": _unit("年", "(calendar year)"),
    "people": _unit("人", "people", "person"),
    "households": _unit("户", "households", "household"),
    "times": _unit("次", "times", "time"),
    "square_metres": _unit("平方米", "square metres", "square metre"),
    "percent": _unit("%", "percent"),
}
assert tuple(UNITS) == get_args(UnitName)

_POINTS = frozenset({"age", "calendar_year"})
"""Places on a scale of years: between two of them lie years."""


def words(unit: str, number: object = 0) -> Mapping[str, str]:
    """What stands beside ``number``, by language; nothing where there is no unit."""
    found = UNITS.get(unit)
    if found is None:
        return {}
    return found.one if number in (1, -1) else found.many


def counted(number: int | Decimal, unit: str) -> object:
    """A number with its unit, to be said: "180 months"; the bare number where it has none."""
    shown: object = f"{number:f}" if isinstance(number, Decimal) else number
    if unit not in UNITS or unit == "calendar_year":
        return shown
    return Sentence(N_("%(number)s %(unit)s"), {"number": shown, "unit": words(unit, number)})


def joint(one: str, other: str) -> str | None:
    """The unit of what may be either, or is compared; None where the two do not go together."""
    return one or other if not (one and other) or one == other else None


def of_sum(one: str, sign: str, other: str) -> str | None:
    """The unit of a sum or difference; None where there is none.

    Between two ages, or two calendar years, lie years; and years later than an age is an age.
    """
    if one in _POINTS and one == other:
        return "years" if sign == "-" else None
    if one in _POINTS and other == "years":
        return one
    if other in _POINTS and one == "years":
        return other if sign == "+" else None
    return joint(one, other)


def of_product(one: str, other: str) -> str | None:
    """The unit of a product: there are no units of units, so one side at most has one."""
    return one or other if not (one and other) else None


def of_quotient(one: str, other: str) -> str | None:
    """The unit of a quotient: months by a number are months, months by months a bare number; nothing is "per month"."""
    if one == other:
        return ""
    return None if other else one
