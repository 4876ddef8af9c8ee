"""Lengths of time as the law writes them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias, cast

from yichuang.core.words import N_, Sentence
from yichuang.core.workdays.errors import PeriodError

Unit: TypeAlias = Literal["workdays", "days", "months", "years"]

_SHAPE = N_("“%(text)s” is no period. Write it as: 10 workdays, 30 days, 3 months, 1 year, 30 days fixed.")
_AMOUNT = N_("“%(text)s” is longer than a hundred years.")

_WORDS = re.compile(r"([0-9]{1,6}) (workday|day|month|year)s?( fixed)?")
_MOST: dict[Unit, int] = {"workdays": 25_000, "days": 36_500, "months": 1_200, "years": 100}

#: (one, many) of each unit, as a person reads them.
_NAMES: dict[Unit, tuple[str, str]] = {
    "workdays": (N_("1 working day"), N_("%(count)s working days")),
    "days": (N_("1 day"), N_("%(count)s days")),
    "months": (N_("1 month"), N_("%(count)s months")),
    "years": (N_("1 year"), N_("%(count)s years")),
}


@dataclass(frozen=True, slots=True)
class Period:
    """``amount`` of ``unit``; ``roll``: where the last day is a day of rest, the next working day counts (民法典
    Art. 203). Periods in working days always end on one. Raises PeriodError 'amount'.
    """

    amount: int
    unit: Unit
    roll: bool = True

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= _MOST[self.unit]:
            raise PeriodError("amount", _AMOUNT, text=str(self))

    def __str__(self) -> str:
        """The period as ``parse_period`` reads it: ``10 workdays``, ``30 days fixed``."""
        fixed = "" if self.roll or self.unit == "workdays" else " fixed"
        return f"{self.amount} {self.unit}{fixed}"

    def words(self) -> Sentence:
        """The period as people read it."""
        one, many = _NAMES[self.unit]
        return Sentence(one) if self.amount == 1 else Sentence(many, {"count": self.amount})


def parse_period(text: str) -> Period:
    """``10 workdays``, ``1 day``, ``30 days``, ``3 months``, ``1 year``; with ``fixed`` the last day never rolls.

    Raises PeriodError 'shape', 'amount'.
    """
    match = _WORDS.fullmatch(" ".join(text.split()))
    if not match:
        raise PeriodError("shape", _SHAPE, text=text)
    amount, unit, fixed = match.groups()
    return Period(int(amount), cast("Unit", f"{unit}s"), roll=fixed is None)
