"""Quotients of decimals and of money by a literal, with the digits that PostgreSQL gives them.

How many digits follow the point hangs on the dividend: PostgreSQL counts in groups of four and keeps at least sixteen
significant ones (``select_div_scale``). By a literal there are few lengths, each from some dividend on; so the quotient
is reckoned as a whole number, by long division in two steps, and gets its point afterwards.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from yichuang.core.rules.arithmetic import leading, scale_of_quotient
from yichuang.core.rules.spark.terms import LONG_DIGITS, MOST_DIGITS, Inexact, Term, too_wide
from yichuang.core.words import N_

Once = Callable[[list[Term], Callable[[list[Term]], Term]], Term]
"""Writes what is made of terms that stand in it more than once."""

_STEP = 10**9
_GROUP = 10_000


@dataclass(frozen=True)
class Length:
    """From the dividend ``least`` on (in size) a quotient has so many digits after its point."""

    least: Decimal
    scale: int
    #: The digits that it has at most, all in all.
    digits: int


def lengths(whole: int, scale: int, by: Decimal) -> list[Length]:
    """The lengths of quotients of decimals with so many digits before and after the point, the largest dividend first.

    Raises `Inexact` where they hang on how the dividend was written, too.
    """
    weight, first = leading(by)
    found = []
    for group in range((whole - 1) // 4, -scale // 4 - 1, -1):
        found.append(_length(Decimal(first + 1).scaleb(4 * group), group - weight, scale, by))
    found.append(_length(Decimal(0), -scale // 4 - weight - 1, scale, by))
    return found


def _length(least: Decimal, weight: int, scale: int, by: Decimal) -> Length:
    after = scale_of_quotient(weight, 0, -min(0, _exponent(by)))
    if after < scale:
        raise Inexact(N_("How many digits this quotient has hangs on how the number above was written."))
    # One more: a dividend that begins as the divisor does may be nearly twice as large.
    return Length(least, after, max(1, 4 * (weight + 1) + after + 1))


def quotient_by(dividend: Term, by: Decimal, once: Once, *, money: bool) -> Term:
    """A decimal by a literal; of money the quotient is rounded once more, to whole fen. ``dividend`` is written twice.

    Raises `Inexact`.
    """
    whole, scale = (dividend.whole, dividend.scale) if dividend.kind == "decimal" else (LONG_DIGITS, 0)
    if money and abs(by) < 1:
        raise Inexact(N_("Spark has no exact form of money by less than 1: what 64 bits do not hold could come of it."))
    after = -min(0, _exponent(by))
    divisor, found = int(abs(by).scaleb(after)), lengths(whole, scale, abs(by))
    before, widest = max(1, whole - by.adjusted() + 1), max(one.scale for one in found)
    if max(one.digits for one in found) + len(str(divisor)) + 1 > MOST_DIGITS:
        raise too_wide()
    if not money and before + widest > MOST_DIGITS:
        raise too_wide()
    whole_step, step = _number(2 * divisor * _STEP), _number(2 * divisor)

    def of_size(parts: list[Term]) -> Term:
        (size,) = parts
        unit = f"cast({size.sql} * {_number(10**scale)} as decimal({whole + scale + 1},0))"
        # Twice the quotient as a whole number, times the divisor, with half a unit for rounding.
        doubled = _by_length(
            size, found, lambda one: f"{unit} * {_number(2 * 10 ** (one.scale + after - scale))} + {_number(divisor)}"
        )
        places = _by_length(size, found, lambda one: _number(10**one.scale) if money else str(one.scale))
        return once([_digits(doubled), _digits(places)], of_doubled)

    def of_doubled(parts: list[Term]) -> Term:
        doubled, places = parts
        return once([doubled, places, _digits(f"({doubled.sql} div {whole_step})")], of_high)

    def of_high(parts: list[Term]) -> Term:
        doubled, places, high = parts
        low = f"({doubled.sql} - {high.sql} * {whole_step}) div {step}"
        number = f"cast({high.sql} * {_number(_STEP)} + ({low}) as decimal({MOST_DIGITS},0))"
        return once([_digits(number), places], in_fen if money else pointed)

    def in_fen(parts: list[Term]) -> Term:
        number, power = (one.sql for one in parts)
        return Term(f"(({number} * 2 + {power}) div ({power} * 2))", "money")

    def pointed(parts: list[Term]) -> Term:
        number, places = (one.sql for one in parts)
        text = f"concat('{'0' * MOST_DIGITS}', cast({number} as string))"
        cut = f"concat(left({text}, length({text}) - {places}), '.', right({text}, {places}))"
        return Term(f"cast({cut} as decimal({before + widest},{widest}))", "decimal", before, widest)

    size = Term(f"abs(cast({dividend.sql} as decimal({whole + scale + 1},{scale})))", "decimal", whole + 1, scale)
    found_size = once([size], of_size)
    turned = f"{dividend.sql} {'<' if by > 0 else '>'} 0"
    return replace(found_size, sql=f"(case when {turned} then - {found_size.sql} else {found_size.sql} end)")


def _digits(sql: str) -> Term:
    return Term(sql, "decimal", MOST_DIGITS, 0)


def _by_length(size: Term, found: list[Length], write: Callable[[Length], str]) -> str:
    *larger, last = found
    cases = " ".join(f"when {size.sql} >= {_number(one.least)} then {write(one)}" for one in larger)
    return f"(case {cases} else {write(last)} end)"


def _number(value: int | Decimal) -> str:
    """A literal, with as many digits as it has."""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    before, _, after = text.partition(".")
    return f"cast('{text}' as decimal({len(before) + len(after)},{len(after)}))"


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent
