"""What has no exact column form is answered person by person, each different person once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import polars as pl

from yichuang.core.rules.bulk.terms import DTYPES, LEAST, MOST, Term
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.tree import Node


class PersonByPerson:
    """``derived``: facts derived from the columns, each after those that it needs. ``known``: the facts that are the
    same for everyone. ``lists``: the columns that hold lists, each as it is read."""

    def __init__(
        self, derived: Mapping[str, Expression], known: Mapping[str, object], lists: Mapping[str, pl.Expr]
    ) -> None:
        self._derived = derived
        self._known = dict(known)
        self._lists = lists

    def term(self, node: Node) -> Term:
        """The column of a node whose value is no decimal."""
        order = self._order(node)
        names = sorted(
            {name for one in (node.names(), *(self._derived[key].names for key in order)) for name in one}
            - set(order)
            - self._known.keys()
        )
        answer = self._answer(node, order, names)
        kind = node.type.kind
        dtype = DTYPES[kind]
        if not names:
            return Term(pl.lit(answer(()), dtype=dtype), dtype, LEAST, MOST)
        each = _each if self._lists.keys() & set(names) else _each_different
        read = [self._lists[name].alias(name) if name in self._lists else pl.col(name) for name in names]
        found = pl.struct(read).map_batches(each(answer, dtype), return_dtype=dtype, is_elementwise=True)
        return Term(found, dtype, LEAST, MOST)

    def _order(self, node: Node) -> list[str]:
        """The derived facts that a node needs, in their order."""
        wanted, left = set[str](), list(node.names())
        while left:
            name = left.pop()
            if name in self._derived and name not in wanted:
                wanted.add(name)
                left += self._derived[name].names
        return [name for name in self._derived if name in wanted]

    def _answer(self, node: Node, order: list[str], names: list[str]) -> Callable[[tuple[Any, ...]], Any]:
        derived = [(key, self._derived[key].compile()) for key in order]

        def answer(row: tuple[Any, ...]) -> Any:
            facts = {**self._known, **dict(zip(names, row, strict=True))}
            for key, run in derived:
                facts[key] = run(facts)
            return node.run(facts)

        return answer


def _each(answer: Callable[[tuple[Any, ...]], Any], dtype: pl.DataType) -> Callable[[pl.Series], pl.Series]:
    """Everybody by themselves: people with lists are not compared."""

    def over(people: pl.Series) -> pl.Series:
        return pl.Series("#", [answer(row) for row in people.struct.unnest().iter_rows()], dtype=dtype)

    return over


def _each_different(answer: Callable[[tuple[Any, ...]], Any], dtype: pl.DataType) -> Callable[[pl.Series], pl.Series]:
    def over(people: pl.Series) -> pl.Series:
        frame = people.struct.unnest()
        distinct = frame.unique()
        answers = pl.Series("#", [answer(row) for row in distinct.iter_rows()], dtype=dtype)
        joined = frame.join(
            distinct.with_columns(answers), on=frame.columns, how="left", nulls_equal=True, maintain_order="left"
        )
        return joined["#"]

    return over
