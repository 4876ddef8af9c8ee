"""Is it true of each of them? The rules of `yichuang.core.rules` over a table of people, by Polars.

A column is a fact: money in whole fen (Int64), days (Date), choices as text or Enum, decimals as Decimal, lists as
Lists of Structs; NULL is known to be absent. Every node is translated by hand with PostgreSQL's meaning; what Polars
cannot hold exactly is answered by the function that serves one person, for each different person once, or refused
(`BulkError`). Nothing is read before the result is collected, and then block by block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from yichuang.core.rules.bulk.columns import BulkError, as_decimal, columns, impossible, opened, refuse, too_wide
from yichuang.core.rules.bulk.people import PersonByPerson
from yichuang.core.rules.bulk.terms import NotExact
from yichuang.core.rules.bulk.translation import Translator, constant
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import FactType
from yichuang.core.rules.phrases import types_of

__all__ = ["BulkError", "Count", "bulk", "counts", "opened"]

_DERIVED = "derived: "


@dataclass(frozen=True)
class Count:
    """For how many people a rule is true, false, and NULL (a person decides)."""

    true: int
    false: int
    null: int


def bulk(
    expressions: Mapping[str, Expression],
    frame: pl.LazyFrame,
    *,
    derived: Mapping[str, Expression] | None = None,
    known: Mapping[str, object] | None = None,
    keep: Sequence[str] = (),
) -> pl.LazyFrame:
    """``frame`` with one column for each expression, and those of ``keep``, nothing else.

    ``derived``: facts derived from others, in any order; they are made as far as they are needed. ``known``: facts that
    are the same for everyone (the legal date, parameters). Raises `BulkError` for a column that is missing or of the
    wrong type, and for a decimal that cannot be held. What stands in the columns is not looked at: `counts` does.
    """
    if twice := set(keep) & expressions.keys():
        raise ValueError(f"both kept and reckoned: {', '.join(sorted(twice))}")
    frame, found, _ = _planned(expressions, frame, derived or {}, known or {})
    # with_columns and not select: what is the same for everyone must still stand in every row.
    return frame.with_columns(expr.alias(key) for key, expr in found.items()).select(*keep, *found)


def counts(
    expressions: Mapping[str, Expression],
    frame: pl.LazyFrame,
    *,
    derived: Mapping[str, Expression] | None = None,
    known: Mapping[str, object] | None = None,
) -> dict[str, Count]:
    """For how many people each yes-or-no expression is true, false and NULL, in one pass that holds no people.

    Raises `BulkError` as `bulk` does, and for impossible values: a choice that is none, a day outside the calendar.
    """
    frame, rules, types = _planned(expressions, frame, derived or {}, known or {})
    wrong = dict(impossible(types, frame))
    # Columns first and then what is counted of each: else Polars reckons a rule once for each count of it.
    columns = {f"rule {place}": expr for place, expr in enumerate(rules.values()) if expr.meta.root_names()}
    asked = [pl.len().alias("all")]
    for column in columns:
        asked += [pl.col(column).sum().alias(f"true {column}"), pl.col(column).null_count().alias(f"null {column}")]
    for name, where in wrong.items():
        columns |= {f"wrong {name}": where, f"fact {name}": pl.col(name)}
        asked += [pl.col(f"wrong {name}").sum(), _example(name, types[name])]
    frame = frame.select(expr.alias(name) for name, expr in columns.items()) if columns else frame
    found = frame.select(asked).collect(engine="streaming").row(0, named=True)
    refuse({name: (found[f"wrong {name}"], found[f"example {name}"]) for name in wrong})
    everyone = found["all"]
    return {
        key: _count(everyone, found[f"true rule {place}"], found[f"null rule {place}"])
        if expr.meta.root_names()
        else _same_for_all(everyone, pl.select(expr).item())
        for place, (key, expr) in enumerate(rules.items())
    }


def _example(name: str, kind: FactType) -> pl.Expr:
    # As text: a day outside the calendar has no form in Python. Of a list that is too long its length.
    column = pl.col(f"fact {name}")
    column = column.list.len() if kind.kind == "list" else column
    return column.filter(pl.col(f"wrong {name}")).first().cast(pl.String).alias(f"example {name}")


def _count(everyone: int, true: int, null: int) -> Count:
    return Count(int(true), everyone - int(true) - null, null)


def _same_for_all(everyone: int, value: bool | None) -> Count:
    return Count(*(everyone if value is one else 0 for one in (True, False, None)))


def _planned(
    expressions: Mapping[str, Expression],
    frame: pl.LazyFrame,
    derived: Mapping[str, Expression],
    known: Mapping[str, object],
) -> tuple[pl.LazyFrame, dict[str, pl.Expr], dict[str, FactType]]:
    """The frame with the derived facts, a column for each expression, and the facts that must be in the frame."""
    order = _in_order(expressions, derived)
    types: dict[str, FactType] = {}
    kinds: dict[str, FactType] = {}
    for expression in (*expressions.values(), *(derived[key] for key in order)):
        for name, kind in types_of(expression._root).items():
            (kinds if name in known else types).setdefault(name, kind)
    for key in order:
        types.pop(key, None)
    facts = columns(frame, types)
    facts |= {name: constant(kind.kind, known[name]) for name, kind in kinds.items()}
    lists = {name: facts[name].expr for name, kind in types.items() if kind.kind == "list"}
    person = PersonByPerson({key: derived[key] for key in order}, known, lists)
    translator = Translator(facts, person)
    for key in order:
        try:
            term = translator.term(derived[key]._root)
        except NotExact:
            continue  # what needs it is answered person by person
        translator.steps.append((_DERIVED + key, term.expr))
        facts[key] = replace(term, expr=pl.col(_DERIVED + key))
    found = {key: _leaving(key, expression, translator) for key, expression in expressions.items()}
    for name, expr in translator.steps:
        frame = frame.with_columns(expr.alias(name))
    return frame, found, types


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


def _in_order(expressions: Mapping[str, Expression], derived: Mapping[str, Expression]) -> list[str]:
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

    for expression in expressions.values():
        for name in sorted(expression.names):
            visit(name)
    return order
