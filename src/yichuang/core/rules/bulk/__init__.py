"""Is it true of each of them? The rules of `yichuang.core.rules` over a table of people, by Polars.

A column is a fact: money in whole fen (Int64), days (Date), choices as text or Enum, decimals as Decimal, lists as
Lists of Structs; NULL is known to be absent. Every node is translated by hand with PostgreSQL's meaning; what Polars
cannot hold exactly is answered by the function that serves one person, for each different person once, or refused
(`BulkError`). Nothing is read before the result is collected, and then block by block.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from yichuang.core.rules.bulk.columns import BulkError, opened
from yichuang.core.rules.bulk.plans import Count, plan
from yichuang.core.rules.expression import Expression

__all__ = ["BulkError", "Count", "bulk", "counts", "opened"]


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
    planned = plan(expressions, frame, derived or {}, known or {})
    # with_columns and not select: what is the same for everyone must still stand in every row.
    made = planned.over(frame).with_columns(expr.alias(key) for key, expr in planned.found.items())
    return made.select(*keep, *planned.found)


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
    return plan(expressions, frame, derived or {}, known or {}).counts(frame)
