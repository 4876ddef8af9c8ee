"""The columns that rules come to, planned once for a table's shape: translating a hundred rules takes 20 ms, and a
sweep goes through the same rules table by table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import polars as pl

from yichuang.core.rules.bulk.columns import BulkError, as_decimal, columns, impossible, refuse, too_wide
from yichuang.core.rules.bulk.people import PersonByPerson
from yichuang.core.rules.bulk.terms import NotExact
from yichuang.core.rules.bulk.translation import Test, Translator, constant, tested
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import FactType
from yichuang.core.rules.phrases import types_of

KEPT = 16
"""So many plans are kept, those used last."""

Rules = tuple[tuple[str, Expression], ...]
"""Expressions by name. Two are the same if they are one object: what is kept holds them."""
Shape = tuple[tuple[str, pl.DataType], ...]

_DERIVED = "derived: "


@dataclass(frozen=True)
class Count:
    """For how many people a rule is true, false, and NULL (a person decides)."""

    true: int
    false: int
    null: int


def plan(
    expressions: Mapping[str, Expression],
    frame: pl.LazyFrame,
    derived: Mapping[str, Expression],
    known: Mapping[str, object],
) -> Plan:
    """The plan of these rules for tables like ``frame``. Raises what `Plan` raises."""
    shape = tuple(frame.collect_schema().items())
    return _kept(tuple(expressions.items()), tuple(derived.items()), _Known(known), shape)


class _Known:
    """Facts that are the same for everyone, told apart by how they are written: 1 is not 1.0, nor true."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self.values = dict(values)
        self._written = repr(self.values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and self._written == other._written

    def __hash__(self) -> int:
        return hash(self._written)


@lru_cache(KEPT)
def _kept(expressions: Rules, derived: Rules, known: _Known, shape: Shape) -> Plan:
    return Plan(dict(expressions), dict(derived), known.values, dict(shape))


class Plan:
    """``steps``: columns to be made first, some at a time. ``found``: a column for each expression.

    Raises `BulkError` for a column that is missing or of the wrong type, and for a decimal that cannot be held;
    ValueError for a circle among the derived facts.
    """

    def __init__(
        self,
        expressions: Mapping[str, Expression],
        derived: Mapping[str, Expression],
        known: Mapping[str, object],
        shape: Mapping[str, pl.DataType],
    ) -> None:
        order = _in_order(expressions.values(), derived)
        types: dict[str, FactType] = {}
        kinds: dict[str, FactType] = {}
        for expression in (*expressions.values(), *(derived[key] for key in order)):
            for name, kind in types_of(expression._root).items():
                (kinds if name in known else types).setdefault(name, kind)
        for key in order:
            types.pop(key, None)
        facts = columns(shape, types)
        facts |= {name: constant(kind.kind, known[name]) for name, kind in kinds.items()}
        lists = {name: facts[name].expr for name, kind in types.items() if kind.kind == "list"}
        person = PersonByPerson({key: derived[key] for key in order}, known, lists)
        translator = Translator(facts, person, _common(expressions.values()))
        for key in order:
            try:
                term = translator.term(derived[key]._root)
            except NotExact:
                continue  # what needs it is answered person by person
            translator.steps.append((_DERIVED + key, term.expr))
            facts[key] = replace(term, expr=pl.col(_DERIVED + key))
        self.found = {key: _leaving(key, expression, translator) for key, expression in expressions.items()}
        self.steps = list(_together(translator.steps))
        self._types, self._shape = types, shape

    def over(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """The table with the columns that the rules need."""
        for step in self.steps:
            frame = frame.with_columns(*step)
        return frame

    def counts(self, frame: pl.LazyFrame) -> dict[str, Count]:
        """How often each rule is true, false and NULL. Raises `BulkError` for what cannot be."""
        columns, asked = self._counting
        frame = self.over(frame)
        frame = frame.select(columns) if columns else frame
        found = frame.select(asked).collect(engine="streaming").row(0, named=True)
        refuse({name: (found[f"wrong {name}"], found[f"example {name}"]) for name in self._wrong})
        everyone = found["all"]
        return {
            key: _count(everyone, found[f"true rule {place}"], found[f"null rule {place}"])
            if expr.meta.root_names()
            else _same_for_all(everyone, pl.select(expr).item())
            for place, (key, expr) in enumerate(self.found.items())
        }

    @cached_property
    def _wrong(self) -> dict[str, pl.Expr]:
        return dict(impossible(self._types, self._shape))

    @cached_property
    def _counting(self) -> tuple[list[pl.Expr], list[pl.Expr]]:
        """The columns, and what is asked of them: else Polars reckons a rule once for each count of it."""
        columns = {f"rule {place}": expr for place, expr in enumerate(self.found.values()) if expr.meta.root_names()}
        asked = [pl.len().alias("all")]
        for column in columns:
            asked += [pl.col(column).sum().alias(f"true {column}"), pl.col(column).null_count().alias(f"null {column}")]
        for name, where in self._wrong.items():
            columns |= {f"wrong {name}": where, f"fact {name}": pl.col(name)}
            asked += [pl.col(f"wrong {name}").sum(), _example(name, self._types[name])]
        return [expr.alias(name) for name, expr in columns.items()], asked


def _common(expressions: Iterable[Expression]) -> set[Test]:
    """The tests that stand in several rules: each is made once."""
    found = Counter(test for rule in expressions for test in {tested(part) for part in rule._root.within()} if test)
    return {test for test, times in found.items() if times > 1}


def _together(steps: Iterable[tuple[str, pl.Expr]]) -> Iterator[list[pl.Expr]]:
    """Columns in their order, as many at a time as do not need one another."""
    made: dict[str, pl.Expr] = {}
    for name, expr in steps:
        if made.keys() & set(expr.meta.root_names()):
            yield list(made.values())
            made = {}
        made[name] = expr.alias(name)
    if made:
        yield list(made.values())


def _example(name: str, kind: FactType) -> pl.Expr:
    # As text: a day outside the calendar has no form in Python. Of a list that is too long its length.
    column = pl.col(f"fact {name}")
    column = column.list.len() if kind.kind == "list" else column
    return column.filter(pl.col(f"wrong {name}")).first().cast(pl.String).alias(f"example {name}")


def _count(everyone: int, true: int, null: int) -> Count:
    return Count(int(true), everyone - int(true) - null, null)


def _same_for_all(everyone: int, value: bool | None) -> Count:
    return Count(*(everyone if value is one else 0 for one in (True, False, None)))


def _leaving(key: str, expression: Expression, translator: Translator) -> pl.Expr:
    """The column of an expression as it is given out."""
    try:
        term = translator.term(expression._root)
        match expression.type.kind:
            case "decimal":
                return as_decimal(term)
            case "integer" | "money":
                return term.long()
            case "choice" | "text":
                return term.expr.cast(pl.String)
        return term.expr
    except (NotExact, BulkError):
        raise too_wide(key) from None


def _in_order(expressions: Iterable[Expression], derived: Mapping[str, Expression]) -> list[str]:
    """The derived facts that are needed, each after those that it needs. Raises ValueError for a circle."""
    order: list[str] = []
    path: list[str] = []

    def visit(name: str) -> None:
        if name in order or name not in derived:
            return
        if name in path:
            raise ValueError(f"derived facts need one another: {' → '.join([*path, name])}")
        path.append(name)
        for needed in sorted(derived[name].names):
            visit(needed)
        path.pop()
        order.append(name)

    for expression in expressions:
        for name in sorted(expression.names):
            visit(name)
    return order
