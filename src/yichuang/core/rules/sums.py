"""Sums, differences, products and quotients: of numbers, amounts and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from yichuang.core.rules import arithmetic, units
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
        unit = self._unit(one, other, sign)
        if one.type.kind == other.type.kind == "integer":
            return Arithmetic(INTEGER.having(unit), one.at, (one, other), _WHOLE[sign], sign)
        return Arithmetic(DECIMAL.having(unit), one.at, (widened(one), widened(other)), _EXACT[sign], sign)

    def _unit(self, left: Node, right: Node, sign: str) -> str:
        """The unit of what is reckoned."""
        one, other = left.type.unit, right.type.unit
        if sign in "+-":
            unit = units.of_sum(one, sign, other)
            if unit is None and one != other:
                raise self.clash(right.at, other, one)
            template = N_("Two numbers in %(one)s have no sum: between them lie years, and years are added to one.")
        elif sign == "*":
            unit = units.of_product(one, other)
            template = N_(
                "There is no unit for %(one)s times %(other)s. Take one of them as a bare number: number_of(…)."
            )
        else:
            unit = units.of_quotient(one, other)
            template = N_(
                "There is no unit for this quotient: nothing is counted per %(other)s. Take the bare number of the "
                "divisor: number_of(…)."
            )
        if unit is None:
            raise self.error("unit", right.at, template, one=one, other=other)
        return unit

    def _number(self, node: Node) -> Node:
        if node.type.kind not in (*NUMBERS, "money"):
            raise self.error("type", node.at, N_("Nobody can reckon with %(kind)s."), kind=node.type.words())
        return self.settled(node)

    def _days(self, left: Node, right: Node, sign: str) -> Node:
        """date ± days, days + date, date - date (in days)."""
        one, other = self._day_or_count(left), self._day_or_count(right)
        for count in (one, other):
            if count.type.unit not in ("", "days"):
                raise self._no_days(count)
        match (one.type.kind, sign, other.type.kind):
            case ("date", "+" | "-", "integer"):
                function = arithmetic.days_after if sign == "+" else _days_before
                return Arithmetic(DATE, one.at, (one, other), function, sign)
            case ("integer", "+", "date"):
                return Arithmetic(DATE, one.at, (one, other), lambda days, day: arithmetic.days_after(day, days), sign)
            case ("date", "-", "date"):
                return Arithmetic(
                    INTEGER.having("days"), one.at, (one, other), lambda last, first: (last - first).days, sign
                )
        raise self._mismatch(one, other)

    def _no_days(self, node: Node) -> RuleError:
        template = N_("To a date only days are added, not %(unit)s. Take the bare number: number_of(…).")
        if node.type.unit in ("months", "years", "age"):
            template = N_(
                "To a date only days are added, not %(unit)s. Months are added by add_months(…, …), years by "
                "add_months(…, 12 * number_of(…))."
            )
        return self.error("unit", node.at, template, unit=node.type.unit)

    def _day_or_count(self, node: Node) -> Node:
        literal = isinstance(node, Constant) and node.bare and node.type.kind == "text"
        return self.become(node, DATE if literal else node.type)

    def _amount(self, left: Node, right: Node, sign: str) -> Node:
        """money ± money; money times or by a number, rounded to the fen; money by money, a decimal.

        Money times months (so much for each, for so many) is money, and so is money by months (so much for each).
        """
        if sign in "+-":
            children = (self.become(left, MONEY), self.become(right, MONEY))
            return Arithmetic(MONEY, left.at, children, _WHOLE[sign], sign)
        one, other = self._number(left), self._number(right)
        for number in (one, other):
            if number.type.unit == "percent":
                raise self.error(
                    "unit", number.at, N_("Of an amount so many percent: write amount * number_of(…) / 100.")
                )
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
