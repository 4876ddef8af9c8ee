"""From a checked tree to Polars: node by node, with PostgreSQL's meaning.

What 64 and 128 bits cannot hold exactly is not translated: the nearest part above it whose value is no decimal is then
answered person by person (`people`), by the very function that serves one person.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

import polars as pl

from yichuang.core.rules.arithmetic import ROUNDED_ONCE
from yichuang.core.rules.bulk import calls
from yichuang.core.rules.bulk.lists import gathered
from yichuang.core.rules.bulk.people import PersonByPerson
from yichuang.core.rules.bulk.terms import (
    DTYPES,
    WIDTHS,
    NotExact,
    Term,
    add,
    cut_quotient,
    fitting,
    halves_away,
    level,
    literal,
    multiply,
    negate,
    number,
    quotient_away,
    scaled,
    subtract,
    truth,
)
from yichuang.core.rules.kinds import Kind, field_name
from yichuang.core.rules.members import Over
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

_NUMBERS = ("integer", "money", "decimal")


Test: TypeAlias = tuple[object, ...]
"""A test as it is written: its kind, its sign, and each side."""


def tested(node: Node) -> Test | None:
    """What a part tests, if it is one comparison of facts and literals that no decimal stands in."""
    if not isinstance(node, Compare | Between | In):
        return None
    sides = tuple(_side(child) for child in node.children)
    return None if None in sides else (type(node), getattr(node, "sign", ""), *sides)


def _side(node: Node) -> Test | None:
    if isinstance(node, Fact) and node.type.kind != "decimal":
        return ("fact", node.name)
    if isinstance(node, Constant) and node.type.kind != "decimal":
        return (node.type.kind, node.value)
    return None


class Translator:
    """Translates expressions over ``facts``, the columns by name. ``person`` answers what has no column form.

    ``common``: tests (`tested`) that have a column of their own, as several rules have them.
    """

    def __init__(
        self, facts: Mapping[str, Term], person: PersonByPerson | None, common: Collection[Test] = frozenset()
    ) -> None:
        self._facts = facts
        self._person = person
        self._memo: dict[Node, Term] = {}
        self._tests: dict[Test | None, Term | None] = dict.fromkeys(common)
        self.steps: list[tuple[str, pl.Expr]] = []
        """Columns to be made first, in their order: what is reckoned has its own, as formulas use it many times."""
        self._forms: dict[type[Node], Callable[[Any], Term]] = {
            Fact: self._fact,
            Constant: lambda node: constant(node.type.kind, node.value),
            And: lambda node: self._joined(node, conjunction=True),
            Or: lambda node: self._joined(node, conjunction=False),
            Not: lambda node: truth(~self.term(node.children[0]).expr),
            Is: self._is,
            Compare: lambda node: truth(self._compared(node.children[0], node.children[1], node.function)),
            Between: self._between,
            In: self._in,
            Matches: self._matches,
            Case: self._case,
            Coalesce: self._coalesce,
            Extreme: self._extreme,
            NullIf: self._null_if,
            Widen: lambda node: self.term(node.children[0]),
            Arithmetic: self._arithmetic,
            Call: self._call,
            Over: self._over,
        }

    def term(self, node: Node) -> Term:
        """The column of a node. Raises `NotExact` for a decimal that has none."""
        found = self._memo.get(node)
        if found is None:
            test = tested(node) if self._tests else None
            found = self._tests.get(test) if test else None
            if found is None:
                found = self._made(node)
                if test in self._tests:
                    found = self._tests[test] = self._column(found)
            self._memo[node] = found
        return found

    def _made(self, node: Node) -> Term:
        try:
            found = self._forms[type(node)](node)
        except NotExact:
            if node.type.kind == "decimal" or self._person is None:
                raise
            found = self._person.term(node)
        return self._column(found) if node.children and node.type.kind != "boolean" else found

    def _column(self, term: Term) -> Term:
        """``term`` as a column of its own."""
        if term.is_constant:
            return term
        name = f"step: {len(self.steps)}"
        self.steps.append((name, term.expr))
        return replace(term, expr=pl.col(name))

    def _fact(self, node: Fact) -> Term:
        if node.name not in self._facts:  # a derived decimal without a column
            raise NotExact
        return self._facts[node.name]

    # --- logic -------------------------------------------------------------------------------------------------

    def _joined(self, node: Node, *, conjunction: bool) -> Term:
        first, *more = (self.term(child).expr for child in node.children)
        for one in more:
            first = first & one if conjunction else first | one
        return truth(first)

    def _is(self, node: Is) -> Term:
        child = self.term(node.children[0]).expr
        if node.wanted is None:
            return truth(child.is_not_null() if node.negated else child.is_null())
        found = (child if node.wanted else ~child).fill_null(value=False)
        return truth(~found if node.negated else found)

    # --- comparison --------------------------------------------------------------------------------------------

    def _compared(self, left: Node, right: Node, function: Callable[[Any, Any], Any]) -> pl.Expr:
        one, other = self.term(left), self.term(right)
        kind = left.type.kind
        if kind in ("choice", "text"):
            return _words_compared(one, other, function)
        if kind in _NUMBERS:
            one, other = level(one, other)
            return _numbers_compared(one, other, function)
        return function(one.expr, other.expr)  # type: ignore[no-any-return]

    def _between(self, node: Between) -> Term:
        subject, low, high = node.children
        return truth(self._compared(subject, low, _at_least) & self._compared(subject, high, _at_most))

    def _in(self, node: In) -> Term:
        subject, *others = node.children
        values = [one.value for one in others if isinstance(one, Constant) and one.value is not None]
        column = self.term(subject)
        if len(values) == len(others) > 1 and (listed := _listed(column, values)) is not None:
            return truth(listed)
        found = self._compared(subject, others[0], _equal)
        for one in others[1:]:
            found = found | self._compared(subject, one, _equal)
        return truth(found)

    def _matches(self, node: Matches) -> Term:
        text = _words(self.term(node.children[0]))
        start = node.pattern[:-1]
        if node.pattern.endswith("%") and not set(start) & set("%_\\"):
            return truth(text.str.starts_with(pl.lit(start)))
        return truth(text.str.contains(_regex(node.pattern)))

    # --- choosing ----------------------------------------------------------------------------------------------

    def _case(self, node: Case) -> Term:
        conditions = [self.term(one).expr for one in node.children[:-1:2]]
        values = self._alike(list(node.values()), node.type.kind)
        chosen: Any = pl
        for condition, value in zip(conditions, values, strict=False):
            chosen = chosen.when(condition).then(value.expr)
        return _of_all(chosen.otherwise(values[-1].expr), values)

    def _coalesce(self, node: Coalesce) -> Term:
        values = self._alike(list(node.children), node.type.kind)
        return _of_all(pl.coalesce([one.expr for one in values]), values)

    def _extreme(self, node: Extreme) -> Term:
        first, *more = values = self._alike(list(node.children), node.type.kind)
        best = first
        for one in more:
            better = one.expr > best.expr if node.greatest else one.expr < best.expr
            found = pl.when(best.expr.is_null() | better).then(one.expr).otherwise(best.expr)
            best = self._column(_of_all(found, values))
        return best

    def _null_if(self, node: NullIf) -> Term:
        subject = self.term(node.children[0])
        if node.type.kind in ("choice", "text"):
            subject = Term(_words(subject), pl.String())
        same = self._compared(node.children[0], node.children[1], _equal)
        return _of_all(pl.when(same).then(None).otherwise(subject.expr), [subject])

    def _alike(self, nodes: list[Node], kind: Kind) -> list[Term]:
        """Terms of one type, so that one of them can be chosen."""
        terms = [self.term(node) for node in nodes]
        if kind in ("choice", "text"):
            return [Term(_words(one), pl.String()) for one in terms]
        if kind in ("integer", "money"):
            return [Term(one.long(), pl.Int64(), one.low, one.high) for one in terms]
        if kind == "decimal":
            scale = max(one.scale for one in terms)
            terms = [scaled(one, scale) for one in terms]
            return [Term(one.wide(), pl.Int128(), one.low, one.high, scale) for one in terms]
        return terms

    # --- lists -------------------------------------------------------------------------------------------------

    def _over(self, node: Over) -> Term:
        """Every place of the list by itself, and all of them together."""
        members, name = self.term(node.members), node.members.name
        there = members.expr.list.len()
        found: list[tuple[pl.Expr, Term | None]] = []
        for place, slot in enumerate(members.slots):
            within = Translator({**self._facts, **{field_name(name, key): one for key, one in slot.items()}}, None)
            within.steps = self.steps
            # Past the end there is nobody, whatever a condition says of nobody.
            counts = (there > place) & within.term(node.where).expr.fill_null(value=False)
            found.append((counts, None if node.value is None else within.term(node.value)))
        return gathered(node, there, found)

    # --- numbers and days --------------------------------------------------------------------------------------

    def _arithmetic(self, node: Arithmetic) -> Term:
        terms = [self.term(child) for child in node.children]
        if len(terms) == 1:
            return self._kept(node, negate(terms[0]))
        kinds = tuple(child.type.kind for child in node.children)
        if "date" in kinds:
            return _days(kinds, terms[0], terms[1], node.sign)
        one, other = terms
        if node.sign in "+-":
            one, other = level(one, other)
            return self._kept(node, (add if node.sign == "+" else subtract)(one, other))
        if node.sign == "*":
            product = multiply(one, other)
            return self._kept(node, halves_away(product, product.scale) if node.type.kind == "money" else product)
        return self._quotient(node, kinds, one, other)

    def _quotient(self, node: Arithmetic, kinds: tuple[Kind, ...], one: Term, other: Term) -> Term:
        if node.type.kind == "integer":
            return fitting(cut_quotient(one, other))
        literal = other.is_constant and other.value is not None and other.scale == 0
        if node.type.kind == "money" and kinds[1] == "integer" and literal and abs(other.value) < ROUNDED_ONCE:
            found = quotient_away(one, abs(other.value))
            return fitting(found if other.value > 0 else negate(found))
        raise NotExact  # the scale of the quotient hangs on the values

    def _kept(self, node: Node, term: Term) -> Term:
        return term if node.type.kind == "decimal" else fitting(term)

    def _call(self, node: Call) -> Term:
        arguments = [self.term(child) for child in node.children]
        words = [
            one if one.is_constant or child.type.kind not in ("choice", "text") else Term(_words(one), pl.String())
            for one, child in zip(arguments, node.children, strict=True)
        ]
        if any(one.is_constant and one.value is None for one in words):
            return constant(node.type.kind, None)
        found = calls.call(node.called.name, words, node.calendar)
        if found is None:
            raise NotExact
        return fitting(found) if node.type.kind in ("integer", "money") else found


def constant(kind: Kind, value: Any) -> Term:
    """A value written in the rule, or known of everyone."""
    if value is None:
        return Term(pl.lit(None, dtype=DTYPES[kind]), DTYPES[kind], is_constant=True)
    if kind == "decimal":
        sign, digits, exponent = value.as_tuple()
        whole = int("".join(map(str, digits))) * 10 ** max(0, exponent)
        return number(-whole if sign else whole, max(0, -exponent))
    if kind in ("integer", "money"):
        return number(value)
    return Term(literal(value, DTYPES[kind]), DTYPES[kind], value=value, is_constant=True)


def _of_all(expr: pl.Expr, values: list[Term]) -> Term:
    """What is one of several values."""
    return Term(expr, values[0].dtype, min(one.low for one in values), max(one.high for one in values), values[0].scale)


def _equal(one: Any, other: Any) -> Any:
    return one == other


def _at_least(one: Any, other: Any) -> Any:
    return one >= other


def _at_most(one: Any, other: Any) -> Any:
    return one <= other


def _words(term: Term) -> pl.Expr:
    """A text or choice as plain text."""
    return term.expr if term.dtype == pl.String else term.expr.cast(pl.String)


def _words_compared(one: Term, other: Term, function: Callable[[Any, Any], Any]) -> pl.Expr:
    """Equality of texts; of an enumerated column with a literal by its number."""
    for column, word in ((one, other), (other, one)):
        if isinstance(column.dtype, pl.Enum) and word.is_constant and word.value is not None:
            options = column.dtype.categories.to_list()
            number_of = options.index(word.value) if word.value in options else len(options)
            physical = column.expr.to_physical()
            return function(physical, literal(number_of, _physical(len(options))))  # type: ignore[no-any-return]
    return function(_words(one), _words(other))  # type: ignore[no-any-return]


def _listed(column: Term, values: list[Any]) -> pl.Expr | None:
    """Whether a column is one of some literals, in one look."""
    if column.dtype == pl.String:
        return column.expr.is_in(pl.Series(values, dtype=pl.String).implode())
    if isinstance(column.dtype, pl.Enum):
        options = column.dtype.categories.to_list()
        numbers = pl.Series([options.index(one) for one in values if one in options], dtype=_physical(len(options)))
        return column.expr.to_physical().is_in(numbers.implode())
    if column.dtype in WIDTHS and all(isinstance(one, int) for one in values):
        return column.long().is_in(pl.Series(values, dtype=pl.Int64).implode())
    return None


def _physical(options: int) -> pl.DataType:
    """What Polars keeps the number of an option in; where one more does not fit, a wider one."""
    return pl.UInt8() if options < 255 else pl.UInt16() if options < 65_535 else pl.UInt32()


def _numbers_compared(one: Term, other: Term, function: Callable[[Any, Any], Any]) -> pl.Expr:
    if pl.Int128 in (one.dtype, other.dtype):
        return function(one.wide(), other.wide())  # type: ignore[no-any-return]
    # Beside a narrow column a literal is made as narrow, so that the column need not be widened.
    if other.is_constant and other.value is not None and _fits(other.value, one.dtype):
        return function(one.expr, literal(other.value, one.dtype))  # type: ignore[no-any-return]
    if one.is_constant and one.value is not None and _fits(one.value, other.dtype):
        return function(literal(one.value, other.dtype), other.expr)  # type: ignore[no-any-return]
    return function(one.long(), other.long())  # type: ignore[no-any-return]


def _fits(value: int, dtype: pl.DataType) -> bool:
    low, high = WIDTHS[dtype]
    return low <= value <= high


def _days(kinds: tuple[Kind, ...], one: Term, other: Term, sign: str) -> Term:
    if kinds == ("date", "date"):
        return Term(calls.ordinal(one.expr) - calls.ordinal(other.expr), pl.Int64(), -(10**7), 10**7)
    day, count = (one, other) if kinds[0] == "date" else (other, one)
    days = count.long()
    # More than there are days leads out of the calendar, and further on out of 64 bits.
    days = pl.when(days.is_between(-(10**7), 10**7)).then(days)
    moved = calls.ordinal(day.expr) + days if sign == "+" else calls.ordinal(day.expr) - days
    return Term(calls.day_of(moved), pl.Date())


def _regex(pattern: str) -> str:
    """LIKE as the regular expressions of Polars: ``%`` is any text, ``_`` one character."""
    parts: list[str] = []
    signs = iter(pattern)
    for sign in signs:
        if sign == "\\":
            parts.append(_exactly(next(signs)))
        else:
            parts.append({"%": ".*", "_": "."}.get(sign) or _exactly(sign))
    return "(?s)^" + "".join(parts) + r"\z"


def _exactly(sign: str) -> str:
    return f"\\x{{{ord(sign):x}}}"
