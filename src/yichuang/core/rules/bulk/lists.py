"""Any, all, count and sum over the places of a list, each place being a member or empty."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import polars as pl

from yichuang.core.rules.bulk.terms import Term, add, fitting, level, number, truth
from yichuang.core.rules.members import Over

Places: TypeAlias = "list[tuple[pl.Expr, Term | None]]"
"""Of each place: whether somebody stands there who counts, and what is looked at of them."""


def gathered(node: Over, there: pl.Expr, places: Places) -> Term:
    """What is said of all places together. ``there``: how many members there are, NULL where the list is."""
    if node.what == "count":
        return _counted(there, places)
    return _summed(node, there, places) if node.what == "sum" else _decided(node, there, places)


def _decided(node: Over, there: pl.Expr, places: Places) -> Term:
    """Any or all: NULL where the list is."""
    some = node.what == "any"
    whole = pl.when(there.is_not_null()).then(pl.lit(not some))
    for counts, value in places:
        assert value is not None
        one = pl.when(counts).then(value.expr).otherwise(pl.lit(not some))
        whole = whole | one if some else whole & one  # type: ignore[assignment]
    return truth(pl.when(there.is_not_null()).then(whole))


def _counted(there: pl.Expr, places: Places) -> Term:
    # What is not there, or not known, counts for nothing: `there` beside it makes a NULL of a list that is none.
    found = there.cast(pl.Int64) * 0
    for counts, _ in places:
        found = found + counts.fill_null(value=False).cast(pl.Int64)
    return Term(found, pl.Int64(), 0, len(places))


def _summed(node: Over, there: pl.Expr, places: Places) -> Term:
    """What is NULL is left out; NULL where nothing is left."""
    whole: Term = number(0)
    some: pl.Expr = pl.lit(value=False)
    for counts, value in places:
        assert value is not None
        counted = counts.fill_null(value=False) & value.expr.is_not_null()
        zero = pl.when(counted).then(value.expr).otherwise(pl.lit(0, dtype=value.dtype))
        one = replace(value, expr=zero, low=min(value.low, 0), high=max(value.high, 0), is_constant=False)
        whole, some = add(*level(whole, one)), some | counted
    kept = whole if node.type.kind == "decimal" else fitting(whole)
    return replace(kept, expr=pl.when(there.is_not_null() & some).then(kept.expr), is_constant=False)
