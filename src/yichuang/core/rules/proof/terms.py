"""Values of an expression as z3 terms that know whether they are NULL.

A yes-or-no value is a pair: it is true, it is false (neither: NULL). Whole numbers and fen are unbounded integers, so
that what PostgreSQL could not hold is NULL by comparison, not by wrapping; decimals are exact fractions. A day is its
month (counted from the year 0 on) and its number in it, and its ordinal where that is at hand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias

import z3

from yichuang.core.rules import civil
from yichuang.core.rules.kinds import FactType, Kind, Member
from yichuang.core.rules.months import MONTHS_A_YEAR

LEAST, MOST = -(2**63), 2**63 - 1
PLACES = 4
"""Decimal facts are looked at with so many digits after the point, as in `cells`."""
_FEW = 3
_MOST_DECIMAL = 10**30
_KEY = 32
"""Months times this and the day: days in their order, without reckoning ordinals."""


@dataclass(frozen=True)
class Truth:
    """A yes-or-no value."""

    true: Any
    false: Any

    @property
    def null(self) -> Any:
        """Whether it is NULL."""
        return z3.Not(z3.Or(self.true, self.false))


@dataclass(frozen=True)
class Plain:
    """A number, text or choice (by the number of its option)."""

    value: Any
    null: Any


@dataclass(frozen=True)
class Day:
    """A day. ``ordinal`` only where the day was made from it."""

    month: Any
    day: Any
    null: Any
    ordinal: Any = None

    def number(self) -> Any:
        """The ordinal."""
        return civil.ordinal(ON, self.month, self.day) if self.ordinal is None else self.ordinal

    @property
    def key(self) -> Any:
        """A number that puts days in order."""
        return self.month * _KEY + self.day


@dataclass(frozen=True)
class Members:
    """A list: how many members it has, and the fields of each place that one may stand in."""

    length: Any
    slots: tuple[Mapping[str, Term], ...]
    null: Any


Term: TypeAlias = Truth | Plain | Day | Members


class Formulas:
    """The algebra of `civil` in z3, whose division by a positive number rounds down."""

    def floor(self, number: Any, by: int) -> Any:
        """The quotient, rounded down."""
        return number / by

    def choose(self, condition: Any, one: Any, other: Any) -> Any:
        """One or the other."""
        return z3.If(condition, one, other)

    def both(self, one: Any, other: Any) -> Any:
        """Both."""
        return z3.And(one, other)

    def least(self, one: Any, other: Any) -> Any:
        """The smaller."""
        return z3.If(one > other, other, one)


ON = Formulas()
_NO, _YES = z3.BoolVal(False), z3.BoolVal(True)


class Options:
    """Numbers for the options of choices, the same for all."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, option: str) -> int:
        """The number of an option."""
        return self._numbers.setdefault(option, len(self._numbers))

    def option(self, number: int) -> str:
        """The option of a number."""
        return next(option for option, one in self._numbers.items() if one == number)


def constant(kind: FactType, value: Any, options: Options) -> Term:
    """A value, or NULL."""
    null = z3.BoolVal(value is None)
    match kind.kind:
        case "boolean":
            return Truth(z3.BoolVal(value is True), z3.BoolVal(value is False))
        case "integer" | "money":
            return Plain(z3.IntVal(value or 0), null)
        case "decimal":
            return Plain(z3.RealVal(f"{Decimal(value or 0):f}"), null)
        case "date":
            day = value or dt.date(1, 1, 1)
            month = day.year * MONTHS_A_YEAR + day.month - 1
            return Day(z3.IntVal(month), z3.IntVal(day.day), null, z3.IntVal(day.toordinal()))
        case "choice":
            return Plain(z3.IntVal(0 if value is None else options.number(value)), null)
        case "list":
            slots = tuple(
                {field: constant(one, member.get(field), options) for field, one in kind.fields}
                for member in value or ()
            )
            return Members(z3.IntVal(len(slots)), slots, null)
    return Plain(text_value(value or ""), null)


def text_value(text: str) -> Any:
    """A text literal."""
    return z3.StringVal("".join(one if " " <= one <= "~" and one != "\\" else f"\\u{{{ord(one):x}}}" for one in text))


@dataclass(frozen=True)
class Variable:
    """Something that may have any value of its kind, or none. ``domain`` must hold of it; ``likely`` would be nice.

    ``read`` tells its value in a model.
    """

    term: Term
    domain: tuple[Any, ...]
    likely: tuple[Any, ...]
    read: Callable[[z3.ModelRef], Any] = field(repr=False)


def variable(name: str, kind: FactType, options: Options) -> Variable:
    """A variable for a fact, or for an answer that is not encoded."""
    null = z3.Bool(f"{name}?null")

    def known(read: Callable[[z3.ModelRef], Any]) -> Callable[[z3.ModelRef], Any]:
        def told(model: z3.ModelRef) -> Any:
            return None if z3.is_true(model.eval(null, model_completion=True)) else read(model)

        return told

    def whole(value: Any) -> Callable[[z3.ModelRef], int]:
        return lambda model: model.eval(value, model_completion=True).as_long()

    match kind.kind:
        case "boolean":
            yes = z3.Bool(name)
            truth = Truth(z3.And(z3.Not(null), yes), z3.And(z3.Not(null), z3.Not(yes)))
            read = known(lambda model: z3.is_true(model.eval(yes, model_completion=True)))
            return Variable(truth, (), (z3.Not(null),), read)
        case "date":
            month, day = z3.Int(f"{name}?month"), z3.Int(f"{name}?day")
            domain = (civil.in_calendar(ON, month), day >= 1, day <= civil.length(ON, month))
            likely = (month >= 1900 * MONTHS_A_YEAR, month < 2100 * MONTHS_A_YEAR, z3.Not(null))
            month_of, day_of = whole(month), whole(day)

            def date(model: z3.ModelRef) -> dt.date:
                year, place = divmod(month_of(model), MONTHS_A_YEAR)
                return dt.date(year, place + 1, day_of(model))

            return Variable(Day(month, day, null), domain, likely, known(date))
        case "decimal":
            value, units = z3.Real(name), z3.Int(f"{name}?units")
            domain = (value == z3.ToReal(units) / 10**PLACES, units < _MOST_DECIMAL, units > -_MOST_DECIMAL)
            units_of = whole(units)
            read = known(lambda model: Decimal(units_of(model)).scaleb(-PLACES))
            return Variable(Plain(value, null), domain, (value >= 0, value <= 1000, z3.Not(null)), read)
        case "text":
            text = z3.String(name)
            read = known(lambda model: _text_of(model.eval(text, model_completion=True)))
            return Variable(Plain(text, null), (), (z3.Length(text) <= 18, z3.Not(null)), read)
        case "choice":
            number = z3.Int(name)
            one_of = (z3.Or([number == options.number(one) for one in kind.options]),) if kind.options else ()
            number_of = whole(number)
            return Variable(
                Plain(number, null), one_of, (z3.Not(null),), known(lambda model: options.option(number_of(model)))
            )
        case "list":
            return _list(name, kind, options, null, known)
    number = z3.Int(name)
    most = 100 * 10_000 * 100 if kind.kind == "money" else 200
    likely = (number >= 0, number <= most, z3.Not(null))
    return Variable(Plain(number, null), (number >= LEAST, number <= MOST), likely, known(whole(number)))


def _list(name: str, kind: FactType, options: Options, null: Any, known: Callable[..., Any]) -> Variable:
    """A list of up to so many members; places past its end may hold anything."""
    length = z3.Int(f"{name}?length")
    slots = [
        {field: variable(f"{name}?{place}.{field}", one, options) for field, one in kind.fields}
        for place in range(kind.at_most)
    ]
    every = [one for slot in slots for one in slot.values()]

    def members(model: z3.ModelRef) -> tuple[Member, ...]:
        count = model.eval(length, model_completion=True).as_long()
        return tuple(Member({field: one.read(model) for field, one in slot.items()}) for slot in slots[:count])

    return Variable(
        Members(length, tuple({field: one.term for field, one in slot.items()} for slot in slots), null),
        (length >= 0, length <= kind.at_most, *(part for one in every for part in one.domain)),
        (z3.Not(null), length <= _FEW, *(part for one in every for part in one.likely)),
        known(members),
    )


def _text_of(value: Any) -> str:
    """A text of a model; z3 writes what is not ASCII as ``\\u{…}``."""
    first, *parts = str(value.as_string()).split("\\u{")
    return first + "".join(chr(int(code, 16)) + rest for code, _, rest in (one.partition("}") for one in parts))


def read(term: Term, kind: Kind, options: Options) -> Any:
    """The value of a term without variables; decimals as ``Fraction``, NULL as None."""
    if isinstance(term, Truth):
        return True if z3.is_true(_ground(term.true)) else False if z3.is_true(_ground(term.false)) else None
    if z3.is_true(_ground(term.null)):
        return None
    if isinstance(term, Day):
        year, place = divmod(_ground(term.month).as_long(), MONTHS_A_YEAR)
        return dt.date(year, place + 1, _ground(term.day).as_long())
    assert isinstance(term, Plain)  # no expression comes to a list
    value = _ground(term.value)
    match kind:
        case "decimal":
            return value.as_fraction()
        case "text":
            return _text_of(value)
        case "choice":
            return options.option(value.as_long())
    return value.as_long()


def _ground(term: Any) -> Any:
    """The value of a z3 term without variables."""
    found = z3.simplify(term)
    if z3.is_true(found) or z3.is_false(found) or z3.is_int_value(found) or z3.is_rational_value(found):
        return found
    if z3.is_string_value(found):
        return found
    solver = z3.Solver()
    solver.check()
    return solver.model().eval(found, model_completion=True)


def fitting(value: Any, null: Any) -> Plain:
    """A whole number as PostgreSQL's bigint: NULL where it does not fit."""
    return Plain(value, z3.Or(null, value < LEAST, value > MOST))


def compared(one: Term, other: Term, function: Callable[[Any, Any], Any]) -> Truth:
    """A comparison: NULL where either side is."""
    known = z3.Not(z3.Or(one.null, other.null))
    if isinstance(one, Truth) and isinstance(other, Truth):
        holds = function(one.true, other.true)
    elif isinstance(one, Day) and isinstance(other, Day):
        by_ordinal = one.ordinal is not None and other.ordinal is not None
        holds = function(one.ordinal, other.ordinal) if by_ordinal else function(one.key, other.key)
    else:
        holds = function(one.value, other.value)  # type: ignore[union-attr]
    return Truth(z3.And(known, holds), z3.And(known, z3.Not(holds)))


def chosen(condition: Any, one: Term, other: Term) -> Term:
    """``one`` where a plain condition holds, else ``other``."""
    if isinstance(one, Truth) and isinstance(other, Truth):
        return Truth(z3.If(condition, one.true, other.true), z3.If(condition, one.false, other.false))
    null = z3.If(condition, one.null, other.null)
    if isinstance(one, Day) and isinstance(other, Day):
        ordinals = one.ordinal is not None and other.ordinal is not None
        return Day(
            z3.If(condition, one.month, other.month),
            z3.If(condition, one.day, other.day),
            null,
            z3.If(condition, one.ordinal, other.ordinal) if ordinals else None,
        )
    return Plain(z3.If(condition, one.value, other.value), null)  # type: ignore[union-attr]


def with_null(term: Term, condition: Any) -> Term:
    """``term``, but NULL where a plain condition holds."""
    if isinstance(term, Truth):
        return Truth(z3.And(term.true, z3.Not(condition)), z3.And(term.false, z3.Not(condition)))
    null = z3.Or(term.null, condition)
    if isinstance(term, Day):
        return Day(term.month, term.day, null, term.ordinal)
    assert isinstance(term, Plain)
    return Plain(term.value, null)


def conjunction(parts: list[Truth]) -> Truth:
    """AND."""
    return Truth(z3.And([one.true for one in parts]), z3.Or([one.false for one in parts]))


def disjunction(parts: list[Truth]) -> Truth:
    """OR."""
    return Truth(z3.Or([one.true for one in parts]), z3.And([one.false for one in parts]))
