"""The same rule as Spark SQL, for tables beyond one machine.

`spark_sql` writes a rule as one expression over the columns of a table: money in whole fen (bigint), days as date,
choices as string, decimals as decimal, lists as array of struct. Every node is written with PostgreSQL's meaning: what
64 bits do not hold is NULL, whole quotients are cut towards zero, money is rounded half away from zero. What Spark
cannot come to exactly (a quotient of decimals, more than 38 digits) is refused. Spark itself is not needed to write it;
the expressions are for Spark 4, in its ANSI mode.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from yichuang.core.rules.arithmetic import ROUNDED_ONCE
from yichuang.core.rules.errors import RuleError
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import FactType, Value, field_name
from yichuang.core.rules.members import Over
from yichuang.core.rules.spark.calls import call
from yichuang.core.rules.spark.quotients import quotient_by
from yichuang.core.rules.spark.terms import (
    LONG_DIGITS,
    Inexact,
    Term,
    added,
    alike,
    constant,
    decimal,
    in_calendar,
    quoted,
    quotient,
    share,
    times,
    whole_number,
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
    pattern_of,
)
from yichuang.core.words import N_, Sentence

__all__ = ["NotExact", "spark_sql", "spark_type"]


class NotExact(RuleError):
    """A rule that Spark has no exact form of: ``problem`` says why; the place is that of the part which has none."""

    def __init__(self, rule: Expression, at: int, problem: Sentence) -> None:
        super().__init__("exact", rule.origin, rule.text, at, problem)


_TYPES = {"boolean": "boolean", "integer": "bigint", "money": "bigint", "date": "date"}
_MOST_DAYS = 3_700_000


def spark_type(kind: FactType, decimals: tuple[int, int] = (12, 4)) -> str:
    """What the column of a fact is in Spark. ``decimals``: digits before and after the point."""
    if kind.kind == "decimal":
        return f"decimal({sum(decimals)},{decimals[1]})"
    if kind.kind == "list":
        return f"array<struct<{','.join(f'{name}:{spark_type(one, decimals)}' for name, one in kind.fields)}>>"
    return _TYPES.get(kind.kind, "string")


def spark_sql(
    rule: Expression,
    schema: Mapping[str, FactType],
    *,
    derived: Mapping[str, Expression] | None = None,
    known: Mapping[str, Value | None] | None = None,
    decimals: tuple[int, int] = (12, 4),
) -> str:
    """``rule`` as an expression of Spark SQL over columns called like the facts of ``schema``.

    ``derived``: facts that follow from others; ``known``: facts that are the same for everyone; ``decimals``: digits
    before and after the point of decimal columns. Raises `NotExact`, of ``rule`` or of the derived fact that it needs.
    """
    return _Writer(rule, schema, derived or {}, known or {}, decimals).term(rule._root).sql


class _Writer:
    def __init__(
        self,
        rule: Expression,
        schema: Mapping[str, FactType],
        derived: Mapping[str, Expression],
        known: Mapping[str, Value | None],
        decimals: tuple[int, int],
    ) -> None:
        self.derived, self._decimals, self._variables, self._rule = derived, decimals, 0, rule
        self._facts = {name: self._column(f"`{name}`", kind) for name, kind in schema.items()}
        self._facts |= {name: constant(schema[name].kind, value) for name, value in known.items() if name in schema}
        self._forms: dict[type[Node], Callable[[Any], Term]] = {
            Fact: self._fact,
            Constant: lambda node: constant(node.type.kind, node.value),
            And: lambda node: self._joined(node, "and"),
            Or: lambda node: self._joined(node, "or"),
            Not: lambda node: _truth(f"not {self._part(node, 0)}"),
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
        """A node in Spark SQL."""
        try:
            return self._forms[type(node)](node)
        except Inexact as error:
            raise NotExact(self._rule, node.at, error.problem) from None

    def _terms(self, node: Node) -> list[Term]:
        return [self.term(child) for child in node.children]

    def _part(self, node: Node, at: int) -> str:
        return self.term(node.children[at]).sql

    def _column(self, sql: str, kind: FactType) -> Term:
        if kind.kind == "decimal":
            return Term(sql, "decimal", *self._decimals)
        return Term(sql, kind.kind)

    def _fact(self, node: Fact) -> Term:
        if node.name not in self.derived:
            return self._facts[node.name]
        outer, self._rule = self._rule, self.derived[node.name]
        found = self.term(self._rule._root)
        self._rule = outer
        return found

    def _once(self, terms: list[Term], write: Callable[[list[Term]], Term]) -> Term:
        """What ``write`` makes of terms that it writes more than once: those that are long are reckoned before."""
        if all(one.simple for one in terms):
            return write(terms)
        self._variables += 1
        name = f"v{self._variables}"
        fields = ", ".join(f"'p{at}', {one.sql}" for at, one in enumerate(terms))
        parts = [
            one if one.value is not None else Term(f"{name}.p{at}", one.kind, one.whole, one.scale)
            for at, one in enumerate(terms)
        ]
        found = write(parts)
        sql = f"element_at(transform(array(named_struct({fields})), {name} -> {found.sql}), 1)"
        return Term(sql, found.kind, found.whole, found.scale)

    # --- logic and comparison ----------------------------------------------------------------------------------------

    def _joined(self, node: Node, word: str) -> Term:
        return _truth(f" {word} ".join(one.sql for one in self._terms(node)))

    def _is(self, node: Is) -> Term:
        wanted = {None: "null", True: "true", False: "false"}[node.wanted]
        return _truth(f"{self._part(node, 0)} is {'not ' if node.negated else ''}{wanted}")

    def _compare(self, node: Compare) -> Term:
        one, other = alike(self._terms(node))
        return _truth(f"{one.sql} {node.sign} {other.sql}")

    def _between(self, node: Between) -> Term:
        def write(terms: list[Term]) -> Term:
            subject, low, high = terms
            return _truth(f"{subject.sql} >= {low.sql} and {subject.sql} <= {high.sql}")

        return self._once(alike(self._terms(node)), write)

    def _in(self, node: In) -> Term:
        subject, *others = alike(self._terms(node))
        return _truth(f"{subject.sql} in ({', '.join(one.sql for one in others)})")

    def _matches(self, node: Matches) -> Term:
        return _truth(f"{self._part(node, 0)} rlike {quoted(f'(?s)^(?:{pattern_of(node.pattern).pattern})$')}")

    # --- choosing ----------------------------------------------------------------------------------------------------

    def _case(self, node: Case) -> Term:
        conditions = [self.term(one).sql for one in node.children[:-1:2]]
        *values, last = alike([self.term(one) for one in node.values()])
        pairs = zip(conditions, values, strict=True)
        cases = " ".join(f"when {condition} then {value.sql}" for condition, value in pairs)
        return _like(last, f"(case {cases} else {last.sql} end)")

    def _coalesce(self, node: Coalesce) -> Term:
        values = alike(self._terms(node))
        return _like(values[0], f"coalesce({', '.join(one.sql for one in values)})")

    def _extreme(self, node: Extreme) -> Term:
        values = alike(self._terms(node))
        name = "greatest" if node.greatest else "least"
        return values[0] if len(values) == 1 else _like(values[0], f"{name}({', '.join(one.sql for one in values)})")

    def _null_if(self, node: NullIf) -> Term:
        def write(terms: list[Term]) -> Term:
            one, other = alike(terms)
            return _like(terms[0], f"(case when {one.sql} = {other.sql} then null else {terms[0].sql} end)")

        return self._once(self._terms(node), write)

    def _widen(self, node: Widen) -> Term:
        whole = self.term(node.children[0])
        return decimal(whole, LONG_DIGITS, 0) if whole.value is None else constant("decimal", whole.value)

    # --- arithmetic --------------------------------------------------------------------------------------------------

    def _arithmetic(self, node: Arithmetic) -> Term:
        kind, terms = node.type.kind, self._terms(node)
        if len(terms) == 1:
            zero = constant("decimal" if kind == "decimal" else "integer", 0)
            return added(zero, terms[0], "-", kind)
        one, other = terms
        if "date" in (one.kind, other.kind):
            return self._days(node.sign, one, other)
        if node.sign == "*":
            found = times(one, other, kind)
            return whole_number(found, kind) if kind == "money" and found.kind == "decimal" else found
        if node.sign != "/":
            return added(one, other, node.sign, kind)
        if kind == "integer":
            return self._once(terms, lambda parts: quotient(parts[0], parts[1], kind))
        if kind == "money" and isinstance(other.value, int) and 0 < abs(other.value) < ROUNDED_ONCE:
            by = other.value
            return self._once([one], lambda parts: share(parts[0], by))
        if not isinstance(other.value, int | Decimal):
            raise Inexact(
                N_("Spark has no exact form of a quotient by what is no number: its digits hang on both values.")
            )
        divisor = Decimal(other.value)
        return self._once([one], lambda parts: quotient_by(parts[0], divisor, self._once, money=kind == "money"))

    def _days(self, sign: str, one: Term, other: Term) -> Term:
        if one.kind == other.kind:
            return Term(f"cast(datediff({one.sql}, {other.sql}) as bigint)", "integer")
        day, days = (one, other) if one.kind == "date" else (other, one)

        def write(terms: list[Term]) -> Term:
            start, count = terms
            near = f"{count.sql} between -{_MOST_DAYS}L and {_MOST_DAYS}L"
            moved = f"date_{'add' if sign == '+' else 'sub'}({start.sql}, cast({count.sql} as int))"
            return Term(f"(case when {near} then {in_calendar(moved)} end)", "date")

        return self._once([day, days], write)

    def _call(self, node: Call) -> Term:
        name, kind = node.called.name, node.type.kind
        return self._once(self._terms(node), lambda terms: Term(call(name, terms), kind))

    # --- lists -------------------------------------------------------------------------------------------------------

    def _over(self, node: Over) -> Term:
        self._variables += 1
        name, members = f"v{self._variables}", node.members
        fields = {field_name(members.name, field): (field, kind) for field, kind in members.type.fields}
        before = self._facts
        self._facts = before | {key: self._column(f"{name}.{field}", kind) for key, (field, kind) in fields.items()}
        where = self.term(node.where).sql
        value = None if node.value is None else self.term(node.value)
        self._facts = before
        column = self.term(members).sql
        everybody = isinstance(node.where, Constant) and node.where.value is True
        those = column if everybody else f"filter({column}, {name} -> {where})"
        if value is None:
            return Term(f"(case when {column} is not null then cast(size({those}) as bigint) end)", "integer")
        if node.what == "sum":
            return self._sum(f"transform({those}, {name} -> {value.sql})", value)
        return _truth(f"{'exists' if node.what == 'any' else 'forall'}({those}, {name} -> {value.sql})")

    def _sum(self, values: str, one: Term) -> Term:
        """What is NULL is left out; NULL where nothing is left, or the list is NULL."""
        whole = one.whole + 3
        start = decimal(constant("decimal", None), whole, one.scale)
        kind = f"decimal({whole + one.scale},{one.scale})"
        step = f"case when v is null then s when s is null then cast(v as {kind}) else cast(s + v as {kind}) end"
        found = Term(f"aggregate({values}, {start.sql}, (s, v) -> {step})", "decimal", whole, one.scale)
        return found if one.kind == "decimal" else whole_number(found, one.kind)


def _truth(sql: str) -> Term:
    return Term(f"({sql})", "boolean")


def _like(term: Term, sql: str) -> Term:
    return Term(sql, term.kind, term.whole, term.scale)
