"""Pieces of Spark SQL with the kind of value that they come to, and how many digits it may have.

Spark's decimals hold 38 digits and give up digits after the point in silence where a result would have more. So each
sum and product is made wide enough beforehand, and what does not fit is refused (`Inexact`).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from yichuang.core.rules.kinds import Kind, Value
from yichuang.core.words import N_, Sentence

MOST_DIGITS = 38
LONG_DIGITS = 19
FIRST, LAST = "date'0001-01-01'", "date'9999-12-31'"


class Inexact(Exception):
    """What Spark cannot come to exactly, and why; `NotExact` is the rule in which it stands."""

    def __init__(self, template: str, **params: object) -> None:
        super().__init__(template)
        self.problem = Sentence(template, params)


def too_wide() -> Inexact:
    """More digits than a decimal of Spark's holds."""
    return Inexact(N_("This may have more than %(most)s digits, which is all that Spark holds."), most=MOST_DIGITS)


@dataclass(frozen=True)
class Term:
    """``sql`` of a kind; of a decimal at most ``whole`` digits before the point and ``scale`` after it."""

    sql: str
    kind: Kind
    whole: int = LONG_DIGITS
    scale: int = 0
    value: Value | None = None

    @property
    def simple(self) -> bool:
        """Whether it may be written several times: a column, a variable, a literal."""
        return "(" not in self.sql or self.value is not None

    @property
    def digits(self) -> int:
        """All digits that it may have."""
        return self.whole + self.scale


def quoted(text: str) -> str:
    """A text as Spark reads it: the backslash is a sign of its own there."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def constant(kind: Kind, value: Value | None) -> Term:
    """A literal."""
    types = {"boolean": "boolean", "integer": "bigint", "money": "bigint", "date": "date", "decimal": "decimal(1,0)"}
    if value is None:
        return Term(f"cast(null as {types.get(kind, 'string')})", kind, 1)
    if isinstance(value, bool):
        return Term("true" if value else "false", kind, value=value)
    if kind == "decimal" and isinstance(value, int | Decimal):
        number = Decimal(value)
        exponent = number.as_tuple().exponent
        scale = max(0, -exponent) if isinstance(exponent, int) else 0
        whole = max(1, number.adjusted() + 1)
        if whole + scale > MOST_DIGITS:
            raise too_wide()
        return Term(f"cast('{number:f}' as decimal({whole + scale},{scale}))", kind, whole, scale, value)
    if isinstance(value, int):
        return Term(f"cast('{value}' as bigint)", kind, value=value)
    if isinstance(value, dt.date):
        return Term(f"date'{value:%Y-%m-%d}'" if value.year > 999 else f"date'{value.isoformat()}'", kind, value=value)
    assert isinstance(value, str)
    return Term(quoted(value), kind, value=value)


def decimal(term: Term, whole: int, scale: int) -> Term:
    """A number as a decimal with so many digits. Raises `Inexact` where there are too many."""
    if whole + scale > MOST_DIGITS:
        raise too_wide()
    if (term.kind, term.whole, term.scale) == ("decimal", whole, scale):
        return term
    return Term(f"cast({term.sql} as decimal({whole + scale},{scale}))", "decimal", whole, scale)


def alike(terms: list[Term]) -> list[Term]:
    """Numbers of one type; what is no decimal is alike already."""
    if not any(one.kind == "decimal" for one in terms):
        return terms
    whole, scale = max(one.whole for one in terms), max(one.scale for one in terms)
    return [decimal(one, whole, scale) for one in terms]


def whole_number(term: Term, kind: Kind) -> Term:
    """A decimal, rounded half away from zero, as a whole number; NULL where 64 bits do not hold it."""
    rounded = term.sql if term.scale == 0 else f"round({term.sql}, 0)"
    return Term(f"try_cast({rounded} as bigint)", kind)


def added(one: Term, other: Term, sign: str, kind: Kind) -> Term:
    """A sum or difference; of whole numbers NULL where 64 bits do not hold it."""
    if kind != "decimal":
        return Term(f"try_{'add' if sign == '+' else 'subtract'}({one.sql}, {other.sql})", kind)
    left, right = alike([one, other])
    if left.digits + 1 > MOST_DIGITS:
        raise too_wide()
    return Term(f"({left.sql} {sign} {right.sql})", kind, left.whole + 1, left.scale)


def times(one: Term, other: Term, kind: Kind) -> Term:
    """A product."""
    if "decimal" not in (one.kind, other.kind):
        return Term(f"try_multiply({one.sql}, {other.sql})", kind)
    left, right = (decimal(each, each.whole, each.scale) for each in (one, other))
    if left.digits + right.digits + 1 > MOST_DIGITS:
        raise too_wide()
    return Term(f"({left.sql} * {right.sql})", "decimal", left.whole + right.whole + 1, left.scale + right.scale)


def quotient(one: Term, other: Term, kind: Kind) -> Term:
    """Of whole numbers, cut towards zero; both are written more than once."""
    cut = f"case when {other.sql} = -1L then try_subtract(0L, {one.sql}) else {one.sql} div {other.sql} end"
    return Term(f"({cut})", kind)


def share(money: Term, by: int) -> Term:
    """Money by a small whole number, rounded half away from zero."""
    if abs(by) == 1:
        return money if by == 1 else replace(money, sql=f"try_subtract(0L, {money.sql})")
    size = f"abs(cast({money.sql} as decimal(20,0)))"
    rounded = f"cast(({size} * 2 + {abs(by)}) div {2 * abs(by)} as bigint)"
    turned = f"{money.sql} {'<' if by > 0 else '>'} 0L"
    return Term(f"(case when {turned} then - {rounded} else {rounded} end)", "money")


def in_calendar(sql: str) -> str:
    """A day, or NULL outside the years 1 to 9999. ``sql`` is written twice."""
    return f"(case when {sql} between {FIRST} and {LAST} then {sql} end)"
