"""The functions that a rule may call, each with its source in the docstring of what it runs.

All are strict: where an argument is NULL, so is the answer. ``coalesce``, ``least``, ``greatest`` and ``nullif`` are
part of the language itself.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, TypeAlias

from yichuang.core.identifiers import eighteen_digits
from yichuang.core.rules import arithmetic, months, retirement, working_days
from yichuang.core.rules.kinds import BOOLEAN, DATE, INTEGER, MONEY, TEXT, FactType, Kind, Value
from yichuang.core.words import N_

OverName: TypeAlias = Literal["any", "all", "count", "sum"]

_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
_OLD = re.compile(r"\d{15}", re.ASCII)
_CENTENARIANS = ("996", "997", "998", "999")


@dataclass(frozen=True, slots=True)
class Parameter:
    """An argument: its name in sentences, the kinds it may have (the first is what a literal becomes), its options, its
    unit."""

    name: str
    kinds: tuple[Kind, ...]
    options: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """One function. ``called`` is what stands for it in a sentence; ``holds`` and ``fails`` what a yes-or-no one says.

    ``run`` gets arguments that are neither NULL nor unknown, and may answer None. ``by_calendar``: ``run`` gets the
    `Calendar` of working days first; what it says is by which days, the first and the last, it goes. ``turns``: for
    each argument 1 where the answer only rises (or stays) as it grows, -1 where it only falls, 0 where nothing is said;
    then it is None at most before the first and beyond the last value of an argument. None at all where nothing is said
    of any.
    """

    name: str
    parameters: tuple[Parameter, ...]
    result: FactType
    run: Callable[..., Value | None]
    called: str
    holds: str = ""
    fails: str = ""
    by_calendar: working_days.Span | None = None
    turns: tuple[int, ...] = ()


def round_fen(yuan: Decimal | int) -> int | None:
    """Yuan as money, rounded half away from zero to the fen: commercial rounding, never to even.

    What already is money is rounded already and stays as it is (the parser leaves the call out).
    """
    return arithmetic.fen(Decimal(yuan))


def number_of(value: Decimal | int) -> Decimal | int:
    """The bare number, without its unit: 15 of 15 years. It is for the check of units alone (the parser leaves the call
    out)."""
    return value


def _date(name: str) -> Parameter:
    return Parameter(name, ("date",))


def born_in(id_number: str) -> dt.date | None:
    """The day of birth in a citizen's number (GB 11643-1999); None for what is no number of 18 characters."""
    if not _NUMBER.fullmatch(id_number):
        return None
    try:
        return dt.date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def sex_in(id_number: str) -> str | None:
    """The sex in a citizen's number, 'male' or 'female': odd or even is the seventeenth digit (GB 11643-1999)."""
    return None if not _NUMBER.fullmatch(id_number) else "male" if int(id_number[16]) % 2 else "female"


def id_18(id_number: str) -> str | None:
    """A citizen's number of 18 characters, made of one of 15 digits where it is an old one (GB 11643-1999).

    An old one gets the century, 19, and the check character. One of 18 characters is answered as it is. None for what
    is neither, for a day of birth that was none, and for the numbers 996 to 999 of a day: those were kept for people
    born before 1900, so the century is not sure (not read in the standard of 1989 itself).
    """
    if _NUMBER.fullmatch(id_number):
        return id_number
    if not _OLD.fullmatch(id_number) or id_number[12:] in _CENTENARIANS:
        return None
    found = eighteen_digits(id_number)
    return found if born_in(found) else None


_ID_NUMBER = (Parameter("id_number", ("text",)),)
_CATEGORY = Parameter("category", ("choice", "text"), retirement.CATEGORIES)
_PERSON = (_date("birth_date"), _CATEGORY)
_BY_BIRTH = (1, 0)

_MONTHS = INTEGER.having("months")

_ALL = (
    Function(
        "age_on",
        (_date("birth"), _date("on")),
        INTEGER.having("age"),
        months.age_on,
        N_("age on %(on)s"),
        turns=(-1, 1),
    ),
    Function(
        "months_between",
        (_date("first"), _date("last")),
        _MONTHS,
        months.months_between,
        N_("full months from %(first)s to %(last)s"),
        turns=(-1, 1),
    ),
    Function(
        "add_months",
        (_date("start"), Parameter("months", ("integer",), unit="months")),
        DATE,
        months.add_months,
        N_("%(months)s after %(start)s"),
        turns=(1, 1),
    ),
    Function(
        "add_working_days",
        (_date("start"), Parameter("days", ("integer",), unit="workdays")),
        DATE,
        working_days.add_working_days,
        N_("%(days)s after %(start)s"),
        by_calendar=working_days.to_the_end,
    ),
    Function(
        "working_days_between",
        (_date("first"), _date("last")),
        INTEGER.having("workdays"),
        working_days.working_days_between,
        N_("working days from %(first)s to %(last)s"),
        by_calendar=working_days.between,
    ),
    Function("id_18", _ID_NUMBER, TEXT, id_18, N_("%(id_number)s with 18 digits")),
    Function("born_in", _ID_NUMBER, DATE, born_in, N_("date of birth in %(id_number)s")),
    Function("sex_in", _ID_NUMBER, TEXT, sex_in, N_("sex in %(id_number)s")),
    Function(
        "year_of",
        (_date("day"),),
        INTEGER.having("calendar_year"),
        months.year_of,
        N_("year of %(day)s"),
        turns=(1,),
    ),
    Function(
        "first_of_month",
        (_date("day"),),
        DATE,
        months.first_of_month,
        N_("first of the month of %(day)s"),
        turns=(1,),
    ),
    Function(
        "round_fen",
        (Parameter("yuan", ("decimal", "integer", "money")),),
        MONEY,
        round_fen,
        N_("%(yuan)s, to the fen"),
        turns=(1,),
    ),
    Function("number_of", (Parameter("value", ("integer", "decimal")),), INTEGER, number_of, "%(value)s"),
    Function(
        "retired",
        (*_PERSON, _date("on")),
        BOOLEAN,
        retirement.retired,
        N_("retirement age reached"),
        N_("retirement age reached"),
        N_("retirement age not yet reached"),
    ),
    Function(
        "statutory_retirement_delay",
        _PERSON,
        _MONTHS,
        retirement.statutory_retirement_delay,
        N_("months by which retirement is later"),
        turns=_BY_BIRTH,
    ),
    Function(
        "statutory_retirement_month",
        _PERSON,
        DATE,
        retirement.statutory_retirement_month,
        N_("retirement month"),
        turns=_BY_BIRTH,
    ),
    Function(
        "earliest_retirement_month",
        _PERSON,
        DATE,
        retirement.earliest_retirement_month,
        N_("earliest retirement month"),
        turns=_BY_BIRTH,
    ),
    Function(
        "latest_retirement_month",
        _PERSON,
        DATE,
        retirement.latest_retirement_month,
        N_("latest retirement month"),
        turns=_BY_BIRTH,
    ),
    Function(
        "minimum_contribution_months",
        (Parameter("year", ("integer",), unit="calendar_year"),),
        _MONTHS,
        retirement.minimum_contribution_months,
        N_("least paid months in %(year)s"),
        turns=(1,),
    ),
)
FUNCTIONS = {function.name: function for function in _ALL}
"""By name."""

BUILT_IN = frozenset({"coalesce", "least", "greatest", "nullif"})
"""What the language itself has, with NULL rules of its own."""

OVER_MEMBERS: tuple[OverName, ...] = ("any", "all", "count", "sum")
"""What can be said of the members of a list."""
