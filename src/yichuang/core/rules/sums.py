"""Sums, differences, products and quotients: of numbers, amounts and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yichuang.core.rules import arithmetic
from yichuang.core.rules.errors import RuleError
from yichuang.core.rules.kinds import DATE, DECIMAL, INTEGER, MONEY, NUMBERS, Value
from yichuang.core.rules.literals import Adapter
from yichuang.core.rules.tree import Arithmetic, Constant, Node, NullIf, widened
from yichuang.core.words import N_


class Reckoner(Adapter):
    """Builds arithmetic."""

    def negative(self, part: Node) -> Node:
        """The negative; of a literal it is a literal."""
        if isinstance(part, Constant) and part.bare and isinstance(part.value, int | Decimal):
            return replace(part, value=-part.value)
        self._number(part)
        return Arithmetic(part.type, part.at, (part,), _NEGATIVE[part.type.kind], "-")

    def arithmetic(self, left: Node, right: Node, sign: str) -> Node:
        """A sum, difference, product or quotient of numbers, amounts or days."""
        kinds = {left.type.kind, right.type.kind}
        if "date" in kinds and sign in "+-":
            return self._days(left, right, sign)
        if sign == "/":
            self._divisor(right)
        if "money" in kinds:
            return self._amount(left, right, sign)
        one, other = (self._number(node) for node in (left, right))
        if one.type.kind == other.type.kind == "integer":
            return Arithmetic(INTEGER, one.at, (one, other), _WHOLE[sign], sign)
        return Arithmetic(DECIMAL, one.at, (widened(one), widened(other)), _EXACT[sign], sign)

    def _number(self, node: Node) -> Node:
        if node.type.kind not in (*NUMBERS, "money"):
            raise self.error("type", node.at, N_("Nobody can reckon with %(kind)s."), kind=node.type.words())
        return self.settled(node)

    def _days(self, left: Node, right: Node, sign: str) -> Node:
        """date ± days, days + date, date - date (in days)."""
        one, other = self._day_or_count(left), self._day_or_count(right)
        match (one.type.kind, sign, other.type.kind):
            case ("date", "+" | "-", "integer"):
                function = arithmetic.days_after if sign == "+" else _days_before
                return Arithmetic(DATE, one.at, (one, other), function, sign)
            case ("integer", "+", "date"):
                return Arithmetic(DATE, one.at, (one, other), lambda days, day: arithmetic.days_after(day, days), sign)
            case ("date", "-", "date"):
                return Arithmetic(INTEGER, one.at, (one, other), lambda last, first: (last - first).days, sign)
        raise self._mismatch(one, other)

    def _day_or_count(self, node: Node) -> Node:
        literal = isinstance(node, Constant) and node.bare and node.type.kind == "text"
        return self.become(node, DATE if literal else node.type)

    def _amount(self, left: Node, right: Node, sign: str) -> Node:
        """money ± money; money times or by a number, rounded to the fen; money by money, a decimal."""
        if sign in "+-":
            children = (self.become(left, MONEY), self.become(right, MONEY))
            return Arithmetic(MONEY, left.at, children, _WHOLE[sign], sign)
        one, other = self._number(left), self._number(right)
        match (one.type.kind, sign, other.type.kind):
            case ("money", "*", "integer" | "decimal") | ("integer" | "decimal", "*", "money"):
                return Arithmetic(MONEY, one.at, (one, other), _fen_product, sign)
            case ("money", "/", "integer" | "decimal"):
                return Arithmetic(MONEY, one.at, (one, other), _fen_quotient, sign)
            case ("money", "/", "money"):
                return Arithmetic(DECIMAL, one.at, (one, other), _ratio, sign)
        raise self._mismatch(one, other)

    def _divisor(self, node: Node) -> None:
        """A divisor is a literal other than 0, or ``nullif(…, 0)``: no rule fails for one person alone."""
        good = isinstance(node, Constant) and node.value not in (None, 0) and node.type.kind in NUMBERS
        if isinstance(node, NullIf):
            zero = node.children[1]
            good = isinstance(zero, Constant) and zero.value == 0 and zero.value is not False
        if not good:
            raise self.error("divisor", node.at, N_("This may be 0. Divide by a number, or by nullif(…, 0)."))

    def _mismatch(self, one: Node, other: Node) -> RuleError:
        return self.error(
            "type",
            one.at,
            N_("%(one)s and %(other)s do not go together."),
            one=one.type.words(),
            other=other.type.words(),
        )


def _days_before(start: dt.date, days: int) -> dt.date:
    return arithmetic.days_after(start, -days)


def _fen_product(one: Any, other: Any) -> int | None:
    return arithmetic.round_to_whole(arithmetic.multiply(Decimal(one), Decimal(other)))


def _fen_quotient(fen: Any, by: Any) -> int | None:
    return arithmetic.round_to_whole(arithmetic.divide(Decimal(fen), Decimal(by)))


def _ratio(one: int, other: int) -> Decimal:
    return arithmetic.divide(Decimal(one).scaleb(-2), Decimal(other).scaleb(-2))


_WHOLE: dict[str, Callable[[Any, Any], Value | None]] = {
    "+": lambda one, other: arithmetic.fits(one + other),
    "-": lambda one, other: arithmetic.fits(one - other),
    "*": lambda one, other: arithmetic.fits(one * other),
    "/": arithmetic.divide_whole,
}
_EXACT: dict[str, Callable[[Any, Any], Value | None]] = {
    "+": arithmetic.add,
    "-": arithmetic.subtract,
    "*": arithmetic.multiply,
    "/": arithmetic.divide,
}
_NEGATIVE: dict[str, Callable[[Any], Value | None]] = {
    "integer": lambda number: arithmetic.fits(-number),
    "money": lambda number: arithmetic.fits(-number),
    "decimal": arithmetic.negate,
}
