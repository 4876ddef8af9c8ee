"""The columns that facts stand in: there, of the right type, and with nothing in them that cannot be."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypeAlias, cast

import polars as pl

from yichuang.core.rules.bulk.terms import WIDTHS, Term
from yichuang.core.rules.kinds import FactType, Kind
from yichuang.core.words import N_, Said, Sentence

BulkCode: TypeAlias = Literal["file", "missing", "type", "value", "decimal"]


class BulkError(Said):
    """A table that rules cannot be judged over, or a rule that cannot be judged over tables. ``code``:

    'file' no Parquet to be read · 'missing' no column for a fact · 'type' a column of another type · 'value' something
    that cannot be · 'decimal' a rule that comes to a decimal number which 38 digits do not hold.
    """


_WANTED: dict[Kind, str] = {
    "boolean": N_("yes or no (Boolean)"),
    "integer": N_("whole numbers (Int8 to Int64, UInt8 to UInt32)"),
    "money": N_("whole fen (Int8 to Int64, UInt8 to UInt32)"),
    "decimal": N_("exact numbers (Decimal, or whole numbers)"),
    "date": N_("days (Date)"),
    "text": N_("text (String)"),
    "choice": N_("text (String, Enum, Categorical)"),
    "list": N_("lists of structs with a field for each fact of a member (List of Struct)"),
}
_FIRST, _LAST = dt.date.min, dt.date.max


def opened(path: str | Path) -> pl.LazyFrame:
    """The people of a Parquet file, or of several (``*.parquet``), to be read block by block. Raises `BulkError`."""
    try:
        frame = pl.scan_parquet(path)
        frame.collect_schema()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BulkError(
            "file", N_("%(path)s cannot be read as Parquet: %(why)s"), path=str(path), why=str(error).split("\n")[0]
        ) from None
    return frame


def columns(schema: Mapping[str, pl.DataType], types: Mapping[str, FactType]) -> dict[str, Term]:
    """The column of each fact. Raises `BulkError` for the first that is missing or of the wrong type."""
    found: dict[str, Term] = {}
    for name, kind in types.items():
        if name not in schema:
            raise BulkError("missing", N_("The table has no column “%(name)s”, which the rules need."), name=name)
        term = _list(name, kind, schema[name]) if kind.kind == "list" else _term(pl.col(name), kind.kind, schema[name])
        if term is None:
            raise BulkError(
                "type",
                N_("The column “%(name)s” holds %(given)s, where %(wanted)s are needed."),
                name=name,
                given=str(schema[name]),
                wanted=Sentence(_WANTED[kind.kind]),
            )
        found[name] = term
    return found


def _list(name: str, kind: FactType, dtype: pl.DataType) -> Term | None:
    """A list as so many places for members; one with more than there may be is NULL."""
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        return None
    held = {field.name: field.dtype for field in dtype.inner.fields}
    column = pl.when(pl.col(name).list.len() <= kind.at_most).then(pl.col(name))
    slots: list[dict[str, Term]] = []
    for place in range(kind.at_most):
        member, slot = column.list.get(place, null_on_oob=True), dict[str, Term]()
        for field, one in kind.fields:
            within = held.get(field)
            term = None if within is None else _term(member.struct.field(field), one.kind, cast("pl.DataType", within))
            if term is None:
                return None
            slot[field] = term
        slots.append(slot)
    return Term(column, dtype, slots=tuple(slots))


def _term(column: pl.Expr, kind: Kind, dtype: pl.DataType) -> Term | None:
    match kind:
        case "boolean" if dtype == pl.Boolean:
            return Term(column, dtype)
        case "date" if dtype == pl.Date:
            return Term(column, dtype)
        case "text" if dtype == pl.String:
            return Term(column, dtype)
        case "choice" if dtype in (pl.String, pl.Enum, pl.Categorical):
            return Term(column, dtype)
        case "integer" | "money" | "decimal" if dtype in WIDTHS:
            return Term(column, dtype, *WIDTHS[dtype])
        case "decimal" if isinstance(dtype, pl.Decimal):
            most = 10 ** (dtype.precision or 38) - 1
            return Term(column.to_physical(), pl.Int128(), -most, most, dtype.scale)
    return None


def impossible(types: Mapping[str, FactType], schema: Mapping[str, pl.DataType]) -> Iterator[tuple[str, pl.Expr]]:
    """For each fact whose column may hold what cannot be: its name, and where that is so.

    A choice that is none of its options, a day outside the years 1 to 9999. (Numbers have no bounds of their own here:
    what they must be is a rule.)
    """
    for name, kind in types.items():
        dtype, column = schema[name], pl.col(name)
        if kind.kind == "date":
            yield name, ~column.is_between(_FIRST, _LAST)
        elif kind.kind == "choice" and kind.options:
            if isinstance(dtype, pl.Enum) and set(dtype.categories.to_list()) <= set(kind.options):
                continue
            yield name, ~column.cast(pl.String).is_in(pl.Series(kind.options, dtype=pl.String).implode())
        elif kind.kind == "list":
            yield name, column.list.len() > kind.at_most


def refuse(found: Mapping[str, tuple[int, object]]) -> None:
    """Raise `BulkError` for the first fact of which there is something that cannot be: how often, and an example."""
    for name, (count, example) in found.items():
        if count:
            raise BulkError(
                "value",
                N_("The column “%(name)s” holds what cannot be, %(count)s times; for example “%(example)s”."),
                name=name,
                count=count,
                example=str(example),
            )


def decimals(scale: int) -> pl.DataType:
    """How a decimal of some scale leaves."""
    return pl.Decimal(38, scale)


def as_decimal(term: Term) -> pl.Expr:
    """A decimal as such, from its whole number. Raises `BulkError` where 38 digits may be too few."""
    if max(abs(term.low), abs(term.high)) >= 10**38 or term.scale > 38:
        raise too_wide("")
    dtype, scale = decimals(term.scale), term.scale

    def over(values: pl.Series) -> pl.Series:
        made = [None if one is None else Decimal(int(one)).scaleb(-scale) for one in values.to_list()]
        return pl.Series(values.name, made, dtype=dtype)

    return term.expr.map_batches(over, return_dtype=dtype, is_elementwise=True)


def too_wide(key: str) -> BulkError:
    """A rule whose decimals need more room than there is."""
    return BulkError(
        "decimal",
        N_(
            "“%(key)s” comes to a decimal number that 38 digits may not hold exactly, or whose digits hang on its "
            "value. Compare it, or make it money, within the rule."
        ),
        key=key,
    )
