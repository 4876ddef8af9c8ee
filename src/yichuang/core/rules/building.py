"""Typed nodes from typed nodes: what goes with what."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from yichuang.core.rules.functions import Function, OverName, Parameter
from yichuang.core.rules.kinds import BOOLEAN, INTEGER, ORDERED, TEXT, FactType
from yichuang.core.rules.members import Over
from yichuang.core.rules.sums import Reckoner
from yichuang.core.rules.tree import (
    And,
    Between,
    Call,
    Case,
    Coalesce,
    Compare,
    Comparison,
    Constant,
    Extreme,
    Fact,
    In,
    Is,
    Node,
    Not,
    NullIf,
    Or,
    matches,
)
from yichuang.core.words import N_

OPERATORS: dict[Comparison, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def united(nodes: Sequence[Node]) -> FactType:
    """The type of what is one of ``nodes``, which are of one kind: the last one's, with the unit that some say."""
    return nodes[-1].type.having(next((node.type.unit for node in nodes if node.type.unit), ""))


class Builder(Reckoner):
    """Builds the nodes of one text; raises `RuleError` at the place where two kinds do not go together."""

    # --- logic -------------------------------------------------------------------------------------------------

    def connective(self, parts: Sequence[Node], *, conjunction: bool) -> Node:
        """AND or OR of two parts or more."""
        children = tuple(self.become(part, BOOLEAN) for part in parts)
        kind = And if conjunction else Or
        return kind(BOOLEAN, children[0].at, children)

    def negation(self, part: Node) -> Node:
        """NOT."""
        return Not(BOOLEAN, part.at, (self.become(part, BOOLEAN),))

    def test(self, part: Node, wanted: bool | None, *, negated: bool) -> Node:
        """IS [NOT] NULL, TRUE, FALSE."""
        child = self.settled(part) if wanted is None else self.become(part, BOOLEAN)
        return Is(BOOLEAN, part.at, (child,), wanted, negated)

    def case(self, pairs: Sequence[tuple[Node, Node]], otherwise: Node) -> Node:
        """CASE, searched."""
        conditions = [self.become(condition, BOOLEAN) for condition, _ in pairs]
        *values, last = self.common([*(value for _, value in pairs), otherwise])
        children = [part for pair in zip(conditions, values, strict=True) for part in pair]
        return Case(united([*values, last]), conditions[0].at, (*children, last))

    def coalesce(self, parts: Sequence[Node]) -> Node:
        """COALESCE."""
        children = tuple(self.common(parts))
        return Coalesce(united(children), children[0].at, children)

    # --- comparison --------------------------------------------------------------------------------------------

    def comparison(self, left: Node, right: Node, sign: Comparison) -> Node:
        """Two values of one kind; only kinds with an order of their own are put in order."""
        one, other = self.common([left, right])
        if sign not in ("=", "<>"):
            self._ordered(one)
        return Compare(BOOLEAN, one.at, (one, other), OPERATORS[sign], sign)

    def between(self, subject: Node, low: Node, high: Node) -> Node:
        """BETWEEN, both ends included."""
        children = tuple(self.common([subject, low, high]))
        self._ordered(children[0])
        return Between(BOOLEAN, subject.at, children)

    def membership(self, subject: Node, others: Sequence[Node]) -> Node:
        """IN a list."""
        return In(BOOLEAN, subject.at, tuple(self.common([subject, *others])))

    def extreme(self, parts: Sequence[Node], *, greatest: bool) -> Node:
        """LEAST or GREATEST."""
        children = tuple(self.common(parts))
        self._ordered(children[0])
        return Extreme(united(children), children[0].at, children, greatest)

    def null_if(self, left: Node, right: Node) -> Node:
        """NULLIF."""
        one, other = self.common([left, right])
        return NullIf(united((one, other)), one.at, (one, other))

    def like(self, subject: Node, pattern: str, at: int) -> Node:
        """LIKE, of a text."""
        try:
            return matches(self.become(subject, TEXT), pattern, subject.at)
        except ValueError:
            raise self.error("pattern", at, N_("The pattern ends in a lone “\\”.")) from None

    def _ordered(self, node: Node) -> None:
        if node.type.kind not in ORDERED:
            raise self.error(
                "type", node.at, N_("%(kind)s has no order: only = and <> are possible."), kind=node.type.words()
            )

    # --- lists -------------------------------------------------------------------------------------------------

    def over(self, what: OverName, members: Fact, where: Node | None, value: Node | None, at: int) -> Node:
        """Something said of the members of a list."""
        condition = Constant(BOOLEAN, at, (), True) if where is None else self.become(where, BOOLEAN)
        if value is None:
            return Over(INTEGER.having(members.type.unit), at, (members, condition), what)
        looked_at = self._summand(value) if what == "sum" else self.become(value, BOOLEAN)
        return Over(looked_at.type, at, (members, condition, looked_at), what)

    def _summand(self, value: Node) -> Node:
        """What is added up of each member. Literals wait for what stands beside the sum: 300 may be yuan."""
        settled = self._number(value)
        return value if self.loose(value) and value.type == settled.type else settled

    # --- functions ---------------------------------------------------------------------------------------------

    def call(self, function: Function, arguments: Sequence[Node], at: int) -> Node:
        """A function of the registry."""
        wanted = function.parameters
        if len(arguments) != len(wanted):
            raise self.error(
                "arguments",
                at,
                N_("%(name)s takes %(wanted)s values in brackets, not %(given)s: %(names)s."),
                name=function.name,
                wanted=len(wanted),
                given=len(arguments),
                names=", ".join(parameter.name for parameter in wanted),
            )
        children = tuple(self._argument(node, one) for node, one in zip(arguments, wanted, strict=True))
        if function.name == "number_of":
            return replace(children[0], type=children[0].type.having(""))
        if function.name == "round_fen" and children[0].type.kind == "money":
            return children[0]
        if function.name == "round_fen" and children[0].type.unit:
            raise self.error(
                "unit",
                children[0].at,
                N_("Yuan are made of a bare number, and here stand %(unit)s: number_of(…)."),
                unit=children[0].type.unit,
            )
        if function.by_calendar is None:
            return Call(function.result, at, children, function.run, function)
        return Call(function.result, at, children, partial(function.run, self.calendar), function, self.calendar)

    def _argument(self, node: Node, parameter: Parameter) -> Node:
        if parameter.options:
            return self._option_argument(node, parameter)
        adapts = isinstance(node, Constant) and (node.value is None or (node.bare and bool(parameter.unit)))
        if node.type.kind in parameter.kinds and not adapts:
            return self.settled(self._in_unit(node, node.type.having(parameter.unit)))
        return self.become(node, FactType(parameter.kinds[0], unit=parameter.unit))

    def _option_argument(self, node: Node, parameter: Parameter) -> Node:
        """A choice all of whose options the function knows, a literal that is one, or a text."""
        if isinstance(node, Constant) and node.bare:
            return self.become(node, FactType("choice", parameter.options))
        if node.type.kind == "choice":
            for option in node.type.options:
                self._option(option, parameter.options, node.at)
            return node
        return self.become(node, TEXT)
