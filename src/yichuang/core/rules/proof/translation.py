"""From a checked tree to z3: node by node, with PostgreSQL's meaning.

What has no exact encoding (a quotient of decimals, whose digits hang on its value; what an ID number says) becomes a
variable of its own, the same for the same text: whatever is proved then holds whatever it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import z3

from yichuang.core.rules import civil
from yichuang.core.rules.arithmetic import ROUNDED_ONCE
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import field_name
from yichuang.core.rules.members import Over
from yichuang.core.rules.proof.calls import call, half_away
from yichuang.core.rules.proof.terms import (
    ON,
    Day,
    Members,
    Options,
    Plain,
    Term,
    Truth,
    Variable,
    chosen,
    compared,
    conjunction,
    constant,
    disjunction,
    fitting,
    text_value,
    variable,
    with_null,
)
from yichuang.core.rules.tree import (
    And,
    Arithmetic,
    Between,
    Call,
    Case,
    Coalesce,
    Compare,
    Constant,
    Extreme,
    Fact,
    In,
    Is,
    Matches,
    Node,
    Not,
    NullIf,
    Or,
    Widen,
)

_MOST_DIGITS = 900
"""More digits than this are not reckoned with: PostgreSQL's numeric and ours end at 1,000."""


class Translator:
    """Translates expressions over ``facts``. ``derived`` are facts that follow from others."""

    def __init__(
        self, facts: Mapping[str, Term], derived: Mapping[str, Expression], options: Options, suffix: str = ""
    ) -> None:
        self._facts = facts
        self._derived = {key: rule._root for key, rule in derived.items()}
        self._options = options
        self._suffix = suffix
        self._memo: dict[Node, Term] = {}
        self.opaque: dict[str, Variable] = {}
        """What is not encoded, by its text."""
        self._forms: dict[type[Node], Callable[[Any], Term]] = {
            Fact: self._fact,
            Constant: lambda node: constant(node.type, node.value, options),
            And: lambda node: conjunction(self._truths(node)),
            Or: lambda node: disjunction(self._truths(node)),
            Not: self._not,
            Is: self._is,
            Compare: self._compare,
            Between: self._between,
            In: self._in,
            Matches: self._matches,
            Case: self._case,
            Coalesce: self._coalesce,
            Extreme: self._extreme,
            NullIf: self._null_if,
            Widen: self._widen,
            Arithmetic: self._arithmetic,
            Call: self._call,
            Over: self._over,
        }

    def term(self, node: Node) -> Term:
        """The term of a node."""
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = self._forms[type(node)](node)
        return found

    def _terms(self, node: Node) -> list[Any]:
        return [self.term(child) for child in node.children]

    def _truths(self, node: Node) -> list[Truth]:
        return [one for one in self._terms(node) if isinstance(one, Truth)]

    def _fact(self, node: Fact) -> Term:
        return self.term(self._derived[node.name]) if node.name in self._derived else self._facts[node.name]

    def _not_encoded(self, node: Node) -> Term:
        name = f"{said(node)}{self._suffix}"
        if name not in self.opaque:
            self.opaque[name] = variable(name, node.type, self._options)
        return self.opaque[name].term

    # --- logic and comparison ----------------------------------------------------------------------------------

    def _not(self, node: Not) -> Term:
        (part,) = self._truths(node)
        return Truth(part.false, part.true)

    def _is(self, node: Is) -> Term:
        (part,) = self._terms(node)
        holds = part.null if node.wanted is None else part.true if node.wanted else part.false
        return Truth(z3.Not(holds), holds) if node.negated else Truth(holds, z3.Not(holds))

    def _compare(self, node: Compare) -> Term:
        one, other = self._terms(node)
        return compared(one, other, node.function)

    def _between(self, node: Between) -> Term:
        subject, low, high = self._terms(node)
        return conjunction([compared(subject, low, lambda a, b: a >= b), compared(subject, high, lambda a, b: a <= b)])

    def _in(self, node: In) -> Term:
        subject, *others = self._terms(node)
        return disjunction([compared(subject, one, _equal) for one in others])

    def _matches(self, node: Matches) -> Term:
        (part,) = self._terms(node)
        holds = z3.InRe(part.value, _pattern(node.pattern))
        return Truth(z3.And(z3.Not(part.null), holds), z3.And(z3.Not(part.null), z3.Not(holds)))

    # --- choosing ----------------------------------------------------------------------------------------------

    def _case(self, node: Case) -> Term:
        *pairs, last = self._terms(node)
        found: Term = last
        for condition, value in reversed(list(zip(pairs[::2], pairs[1::2], strict=True))):
            found = chosen(condition.true, value, found)
        return found

    def _coalesce(self, node: Coalesce) -> Term:
        *firsts, last = self._terms(node)
        found: Term = last
        for one in reversed(firsts):
            found = chosen(one.null, found, one)
        return found

    def _extreme(self, node: Extreme) -> Term:
        first, *others = self._terms(node)
        best: Term = first
        for one in others:
            better = compared(one, best, (lambda a, b: a > b) if node.greatest else (lambda a, b: a < b)).true
            best = chosen(z3.Or(best.null, better), one, best)
        return best

    def _null_if(self, node: NullIf) -> Term:
        one, other = self._terms(node)
        return with_null(one, compared(one, other, _equal).true)

    # --- lists -------------------------------------------------------------------------------------------------

    def _over(self, node: Over) -> Term:
        """Every place of the list by itself, and all of them together. A list that is NULL makes it NULL."""
        members = self.term(node.members)
        assert isinstance(members, Members)
        name, places = node.members.name, []
        for place, slot in enumerate(members.slots):
            facts = {**self._facts, **{field_name(name, field): one for field, one in slot.items()}}
            # What is not encoded within may be another thing for every member.
            within = Translator(facts, {}, self._options, f"{self._suffix}?{name}?{place}")
            within._derived = self._derived
            where = within.term(node.where)
            assert isinstance(where, Truth)
            counts = z3.And(members.length > place, where.true)
            places.append((counts, None if node.value is None else within.term(node.value)))
            self.opaque |= within.opaque
        return with_null(_gathered(node, places), members.null)

    # --- numbers and days --------------------------------------------------------------------------------------

    def _widen(self, node: Widen) -> Term:
        (part,) = self._terms(node)
        return Plain(z3.ToReal(part.value), part.null)

    def _arithmetic(self, node: Arithmetic) -> Term:
        if node.type.kind == "decimal" and (node.sign == "/" or _digits(node) > _MOST_DIGITS):
            return self._not_encoded(node)
        if len(node.children) == 1:
            (part,) = self._terms(node)
            return _kept(node, -part.value, part.null)
        one, other = self._terms(node)
        null = z3.Or(one.null, other.null)
        if isinstance(one, Day) or isinstance(other, Day):
            return _days(one, other, node.sign, null)
        if node.sign in "+-":
            return _kept(node, one.value + other.value if node.sign == "+" else one.value - other.value, null)
        if node.sign == "*":
            value = one.value * other.value
            if node.type.kind == "money" and not z3.is_int(value):
                value = half_away(value)
            return _kept(node, value, null)
        return self._quotient(node, one, other, null)

    def _quotient(self, node: Arithmetic, one: Plain, other: Plain, null: Any) -> Term:
        size, by = _size(one.value), _size(other.value)
        if node.type.kind == "integer":
            value = size / by
        else:
            divisor = node.children[1]
            literal = divisor.value if isinstance(divisor, Constant) else None
            if not isinstance(literal, int) or abs(literal) >= ROUNDED_ONCE:
                return self._not_encoded(node)
            value = (2 * size + by) / (2 * by)
        return fitting(z3.If((one.value < 0) == (other.value < 0), value, -value), null)

    def _call(self, node: Call) -> Term:
        found = call(node.called.name, self._terms(node), self._options)
        return self._not_encoded(node) if found is None else found


def _gathered(node: Over, places: list[tuple[Any, Any]]) -> Term:
    """Any, all, count or sum over the places of a list: whether each counts, and its value."""
    if node.what in ("any", "all"):
        some = node.what == "any"
        ends = [z3.And(counts, one.true if some else one.false) for counts, one in places]
        others = [z3.Implies(counts, one.false if some else one.true) for counts, one in places]
        return Truth(z3.Or(ends), z3.And(others)) if some else Truth(z3.And(others), z3.Or(ends))
    if node.what == "count":
        return Plain(z3.Sum([z3.IntVal(0), *(z3.If(counts, 1, 0) for counts, _ in places)]), z3.BoolVal(False))
    decimal = node.type.kind == "decimal"
    zero = z3.RealVal(0) if decimal else z3.IntVal(0)
    kept = [z3.And(counts, z3.Not(one.null)) for counts, one in places]
    value = z3.Sum([zero, *(z3.If(it, one.value, zero) for it, (_, one) in zip(kept, places, strict=True))])
    return _kept(node, value, z3.Not(z3.Or(kept)))


def _size(value: Any) -> Any:
    return z3.If(value < 0, -value, value)


def _equal(one: Any, other: Any) -> Any:
    return one == other


def _kept(node: Node, value: Any, null: Any) -> Term:
    return Plain(value, null) if node.type.kind == "decimal" else fitting(value, null)


def _days(one: Any, other: Any, sign: str, null: Any) -> Term:
    if isinstance(one, Day) and isinstance(other, Day):
        return Plain(one.number() - other.number(), null)
    day, count = (one, other.value) if isinstance(one, Day) else (other, one.value)
    number = day.number() + count if sign == "+" else day.number() - count
    month, place = civil.month_and_day(ON, number)
    gone = z3.Or(null, number < civil.FIRST_DAY, number > civil.LAST_DAY)
    return Day(month, place, gone, number)


def _digits(node: Node) -> int:
    """How many digits a decimal may have at most."""
    parts = [_digits(child) for child in node.children] or [60]
    return sum(parts) if isinstance(node, Arithmetic) and node.sign == "*" else max(parts) + 1


def _pattern(pattern: str) -> Any:
    """LIKE as a regular expression of z3."""
    sort = z3.ReSort(z3.StringSort())
    parts: list[Any] = [z3.Re(text_value(""))]
    signs = iter(pattern)
    for sign in signs:
        if sign == "%":
            parts.append(z3.Full(sort))
        elif sign == "_":
            parts.append(z3.AllChar(sort))
        else:
            parts.append(z3.Re(text_value(next(signs) if sign == "\\" else sign)))
    return z3.Concat(*parts) if len(parts) > 1 else parts[0]


def said(node: Node) -> str:
    """A node as a text of its own, the same for the same node."""
    marks = [
        str(getattr(node, mark))
        for mark in ("name", "value", "sign", "pattern", "wanted", "negated", "greatest")
        if hasattr(node, mark)
    ]
    name = node.called.name if isinstance(node, Call) else type(node).__name__.lower()
    return f"{name}({', '.join([*marks, *(said(child) for child in node.children)])})"
