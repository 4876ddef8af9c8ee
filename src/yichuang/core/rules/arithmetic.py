"""Arithmetic as PostgreSQL does it: exact numerics, its scale of a quotient, 64-bit integers, half away from zero.

A result that PostgreSQL could not hold, or a day outside the years 1 to 9999, has no value: NULL, so that a person
decides. Divisors are never zero: the parser sees to it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow

_EXACT = Context(prec=1000, traps=[Inexact, InvalidOperation, Overflow])
_WIDE = Context(prec=2100, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])
_LEAST, _MOST = -(2**63), 2**63 - 1
_DECIMAL_DIGITS = 4  # PostgreSQL's numeric counts in groups of four
_MIN_SIGNIFICANT = 16
_MAX_SCALE = 1000

#: Below this divisor, rounding a quotient of fen to PostgreSQL's scale first changes nothing: the scale is 4 at least
#: where it is not 0, and no quotient comes nearer to a half than half the divisor's inverse.
ROUNDED_ONCE = 10_000
#: What arithmetic without a result raises.
NO_RESULT = (Inexact, InvalidOperation, Overflow, OverflowError)


def fits(number: int) -> int | None:
    """``number``, if PostgreSQL's bigint holds it."""
    return number if _LEAST <= number <= _MOST else None


def add(left: Decimal, right: Decimal) -> Decimal:
    """The exact sum."""
    return _EXACT.add(left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """The exact difference."""
    return _EXACT.subtract(left, right)


def multiply(left: Decimal, right: Decimal) -> Decimal:
    """The exact product."""
    return unsigned_zero(_EXACT.multiply(left, right))


def unsigned_zero(number: Decimal) -> Decimal:
    """``number``, but never -0, which a numeric does not have."""
    return number if number else number.copy_abs()


def negate(number: Decimal) -> Decimal:
    """The number on the other side of zero."""
    return unsigned_zero(number.copy_negate())


def divide_whole(left: int, right: int) -> int | None:
    """The quotient of whole numbers, cut towards zero: 7 / 2 is 3, -7 / 2 is -3."""
    quotient = abs(left) // abs(right)
    return fits(quotient if (left < 0) == (right < 0) else -quotient)


def divide(left: Decimal, right: Decimal) -> Decimal:
    """The quotient of numerics to the scale that PostgreSQL chooses (``select_div_scale``), half away from zero."""
    left_weight, left_first = leading(left)
    right_weight, right_first = leading(right)
    weight = left_weight - right_weight - (1 if left_first <= right_first else 0)
    unit = Decimal(1).scaleb(-scale_of_quotient(weight, _scale(left), _scale(right)))
    # Cut far beyond the scale first, so that the one rounding is the right one (an exact half has no further digits).
    quotient = Context(prec=2100, rounding=ROUND_DOWN).divide(left, right)
    return unsigned_zero(quotient.quantize(unit, context=_WIDE))


def scale_of_quotient(weight: int, left: int, right: int) -> int:
    """How many digits PostgreSQL gives a quotient of this ``weight`` (in groups of four) after its point, by those that
    the dividend and the divisor have."""
    return min(max(_MIN_SIGNIFICANT - weight * _DECIMAL_DIGITS, left, right, 0), _MAX_SCALE)


def round_to_whole(number: Decimal) -> int | None:
    """The nearest whole number, half away from zero: commercial rounding, PostgreSQL's ``round``."""
    return fits(int(number.quantize(Decimal(1), context=_WIDE)))


def fen(yuan: Decimal) -> int | None:
    """Yuan as fen, half away from zero."""
    return round_to_whole(_EXACT.multiply(yuan, Decimal(100)))


def days_after(start: dt.date, days: int) -> dt.date:
    """The day ``days`` after ``start`` (before it, when negative)."""
    return start + dt.timedelta(days=days)


def beside(day: dt.date, steps: Iterable[int]) -> list[dt.date]:
    """The days so many steps off ``day``, those left out that are in no year from 1 to 9999."""
    first, last = dt.date.min.toordinal(), dt.date.max.toordinal()
    return [dt.date.fromordinal(at) for step in steps if first <= (at := day.toordinal() + step) <= last]


def leading(number: Decimal) -> tuple[int, int]:
    """Weight and first digit of a numeric in base 10,000."""
    if not number:
        return 0, 0
    weight = number.adjusted() // _DECIMAL_DIGITS
    return weight, int(abs(number).scaleb(-weight * _DECIMAL_DIGITS, context=_WIDE))


def _scale(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
