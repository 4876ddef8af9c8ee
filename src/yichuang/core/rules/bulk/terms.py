"""Columns that stand for the values of an expression, and whole numbers among them that never wrap in silence.

A number is a whole number with a scale: money and integers have scale 0, a decimal of scale 4 is kept as
ten-thousandths. Its bounds are known beforehand, from the width of the columns and the literals. So it is clear where
64 bits are enough, where 128 are needed, and where not even those are (`NotExact`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import polars as pl

from yichuang.core.rules.kinds import Kind

LEAST, MOST = -(2**63), 2**63 - 1
_WIDEST = 2**127 - 1

#: How a value of a kind leaves the translation (decimals with the scale that they have).
DTYPES: dict[Kind, pl.DataType] = {
    "boolean": pl.Boolean(),
    "integer": pl.Int64(),
    "money": pl.Int64(),
    "date": pl.Date(),
    "text": pl.String(),
    "choice": pl.String(),
    "decimal": pl.Int128(),
}
WIDTHS: dict[pl.DataType, tuple[int, int]] = {
    pl.Int8(): (-(2**7), 2**7 - 1),
    pl.Int16(): (-(2**15), 2**15 - 1),
    pl.Int32(): (-(2**31), 2**31 - 1),
    pl.Int64(): (LEAST, MOST),
    pl.UInt8(): (0, 2**8 - 1),
    pl.UInt16(): (0, 2**16 - 1),
    pl.UInt32(): (0, 2**32 - 1),
}
"""The columns that whole numbers may stand in, with what fits."""


class NotExact(Exception):
    """128 bits are not enough, or the scale of a quotient hangs on its values."""


@dataclass(frozen=True)
class Term:
    """A column expression. ``dtype`` is what it is at the moment; numbers have bounds (of the whole number, without
    the scale) and ``scale``; a constant has its ``value``."""

    expr: pl.Expr
    dtype: pl.DataType
    low: int = 0
    high: int = 0
    scale: int = 0
    value: Any = None
    is_constant: bool = False
    slots: tuple[Mapping[str, Term], ...] = ()
    """Of a list: each place that a member may stand in, with the columns of its fields."""

    def wide(self) -> pl.Expr:
        """As 128 bits."""
        return self.expr if self.dtype == pl.Int128 else self.expr.cast(pl.Int128)

    def long(self) -> pl.Expr:
        """As 64 bits, where it is known to fit."""
        return self.expr if self.dtype == pl.Int64 else self.expr.cast(pl.Int64)


@lru_cache(maxsize=4096, typed=True)
def literal(value: Any, dtype: pl.DataType) -> pl.Expr:
    """A value as a column expression; making one costs as much as comparing ten thousand people."""
    return pl.lit(value, dtype=dtype)


def number(value: int, scale: int = 0) -> Term:
    """A whole number, written in the rule or known of everyone."""
    if LEAST <= value <= MOST:
        return Term(literal(value, pl.Int64()), pl.Int64(), value, value, scale, value, True)
    return Term(big(value), pl.Int128(), value, value, scale, value, True)


def big(value: int) -> pl.Expr:
    """A literal of 128 bits. Raises `NotExact` beyond them."""
    if abs(value) > _WIDEST:
        raise NotExact
    return pl.lit(str(value)).cast(pl.Int128)


def made(expr_wide: Any, expr_long: Any, low: int, high: int, scale: int = 0) -> Term:
    """What was reckoned, in 64 bits where the bounds allow it. Either expression is made only where it is needed."""
    if low >= LEAST and high <= MOST:
        return Term(expr_long(), pl.Int64(), low, high, scale)
    if max(abs(low), abs(high)) > _WIDEST:
        raise NotExact
    return Term(expr_wide(), pl.Int128(), low, high, scale)


def fitting(term: Term) -> Term:
    """A whole number as PostgreSQL's bigint: NULL where it does not fit."""
    if term.low >= LEAST and term.high <= MOST:
        return replace(term, expr=term.long(), dtype=pl.Int64()) if term.dtype == pl.Int128 else term
    return Term(term.wide().cast(pl.Int64, strict=False), pl.Int64(), max(term.low, LEAST), min(term.high, MOST))


def _corners(one: Term, other: Term) -> tuple[int, int]:
    found = [a * b for a in (one.low, one.high) for b in (other.low, other.high)]
    return min(found), max(found)


def add(one: Term, other: Term) -> Term:
    """The sum of two of one scale."""
    return made(
        lambda: one.wide() + other.wide(),
        lambda: _both_long(one, other, lambda a, b: a + b),
        one.low + other.low,
        one.high + other.high,
        one.scale,
    )


def subtract(one: Term, other: Term) -> Term:
    """The difference of two of one scale."""
    return made(
        lambda: one.wide() - other.wide(),
        lambda: _both_long(one, other, lambda a, b: a - b),
        one.low - other.high,
        one.high - other.low,
        one.scale,
    )


def multiply(one: Term, other: Term) -> Term:
    """The product; its scale is the sum of the scales."""
    low, high = _corners(one, other)
    return made(
        lambda: one.wide() * other.wide(),
        lambda: _both_long(one, other, lambda a, b: a * b),
        low,
        high,
        one.scale + other.scale,
    )


def _both_long(one: Term, other: Term, function: Any) -> pl.Expr:
    """In 64 bits; where a part itself may be wider the result still fits, so it is reckoned wide and cut."""
    if pl.Int128 in (one.dtype, other.dtype):
        return function(one.wide(), other.wide()).cast(pl.Int64)  # type: ignore[no-any-return]
    return function(one.long(), other.long())  # type: ignore[no-any-return]


def negate(term: Term) -> Term:
    """The negative."""
    return made(lambda: 0 - term.wide(), lambda: -term.long(), -term.high, -term.low, term.scale)


def cut_quotient(one: Term, other: Term) -> Term:
    """The quotient of whole numbers, cut towards zero. NULL where the divisor is 0 (it is NULL there already)."""
    bound = max(abs(one.low), abs(one.high))
    narrow = bound < MOST and pl.Int128 not in (one.dtype, other.dtype)
    left, right = (one.long(), other.long()) if narrow else (one.wide(), other.wide())
    down = left // right  # rounded down
    short = down * right != left
    quotient = down + (short & ((left < 0) != (right < 0))).cast(pl.Int64 if narrow else pl.Int128)
    return Term(quotient, pl.Int64() if narrow else pl.Int128(), -bound, bound)


def halves_away(term: Term, places: int) -> Term:
    """``term / 10**places``, rounded to the nearest whole number, half away from zero; a number of scale 0."""
    if places == 0:
        return replace(term, scale=0)
    by = 10**places
    return quotient_away(term, by)


def quotient_away(term: Term, by: int) -> Term:
    """``term / by`` rounded half away from zero; ``by`` is above 0."""
    bound = max(abs(term.low), abs(term.high))
    if 2 * bound + by > _WIDEST:
        raise NotExact
    value, divisor = term.wide(), big(by)
    size = pl.when(value < 0).then(0 - value).otherwise(value)
    # Half away from zero: (2 |x| + by) // (2 by).
    rounded = (size * 2 + divisor) // big(2 * by)
    whole = pl.when(value < 0).then(0 - rounded).otherwise(rounded)
    most = (2 * bound + by) // (2 * by)
    return Term(whole, pl.Int128(), -most, most)


def scaled(term: Term, scale: int) -> Term:
    """``term`` with a finer scale."""
    if term.scale == scale:
        return term
    by = 10 ** (scale - term.scale)
    if term.is_constant:
        return number(term.value * by, scale) if term.value is not None else replace(term, scale=scale)
    return replace(multiply(term, number(by)), scale=scale)


def level(one: Term, other: Term) -> tuple[Term, Term]:
    """Two numbers with one scale."""
    scale = max(one.scale, other.scale)
    return scaled(one, scale), scaled(other, scale)


def truth(expr: pl.Expr) -> Term:
    """A yes-or-no value."""
    return Term(expr, pl.Boolean())
