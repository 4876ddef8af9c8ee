"""Lists a page at a time by keyset, and counts that stop: no list costs more because it is long."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import product
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, F, Func, Model, QuerySet, Value
from django.db.models.expressions import RawSQL

from yichuang.core.words import N_, Said

PAGE = 50

#: A count stops here: what is more is shown as "999+".
MOST_COUNTED = 999

Row = TypeVar("Row")
Read = TypeVar("Read")
Record = TypeVar("Record", bound=Model)


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """One page of a list; ``next`` is the place where the following one begins, empty on the last."""

    rows: Sequence[Row]
    next: str


def listed(rows: Sequence[Row], place: Callable[[Row], str]) -> Listed[Row]:
    """The page of ``rows``, which were read one further than a page is long."""
    return Listed(rows[:PAGE], place(rows[PAGE - 1]) if len(rows) > PAGE else "")


def newest_first(found: QuerySet[Record], at: str, after: str) -> Listed[Record]:
    """A page of ``found`` by the moment in its column ``at``, then by id, the newest first.

    ``after``: the place that the page before gave as ``next``. Raises Said for a place that no page gave.
    """
    if after:
        text, last = place_of(after)
        found = found.filter(before({at: read(moment, text), "id": last}))
    rows = list(found.order_by(f"-{at}", "-id")[: PAGE + 1])
    return listed(rows, lambda row: f"{getattr(row, at).isoformat()}~{row.pk}")


def place_of(after: str) -> tuple[str, UUID]:
    """What a list is sorted by, as text, and the id that decides between equals. Raises Said for no such place."""
    first, _, last = after.partition("~")
    return first, read(UUID, last)


def read(reader: Callable[[str], Read], text: str) -> Read:
    """``text`` as ``reader`` reads it. Raises Said for a place that no page gave."""
    try:
        found = reader(text)
    except ValueError:
        raise Said("bad-cursor", N_("This place in the list does not exist."), field="after") from None
    return found


def moment(text: str) -> datetime:
    """A moment with its zone. Raises ValueError."""
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a moment without its zone")
    return found


class _Compared(Func):
    """``(a, b) > (x, y)``: one range of an index that ends in these columns, however many rows share the first."""

    output_field = BooleanField()

    def __init__(self, sign: str, place: Mapping[str, object]) -> None:
        names = list(place)
        super().__init__(*map(F, names), *(Value(place[name]) for name in names))
        self.sign, self.columns = sign, len(names)

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        texts, params = [], list[Any]()
        for each in self.source_expressions:
            text, more = compiler.compile(each)
            texts.append(text)
            params += more
        left, right = ", ".join(texts[: self.columns]), ", ".join(texts[self.columns :])
        return f"({left}) {self.sign} ({right})", params


def beyond(place: Mapping[str, object]) -> Func:
    """What comes after ``place`` in a list that rises by its columns, in their order; the last decides alone."""
    return _Compared(">", place)


def before(place: Mapping[str, object]) -> Func:
    """What comes after ``place`` in a list that falls by its columns."""
    return _Compared("<", place)


Over = Mapping[str, Sequence[str] | Sequence[UUID]]


def merged(found: QuerySet[Any], order: Sequence[str], take: int, over: Over) -> list[UUID]:
    """The ids of the first ``take`` rows of ``found`` in ``order``, which ends in the id: stretches of one index.

    ``over``: columns with the values that the list goes over. The first rows of each value are read along the index and
    merged; with ``IN`` the database reads every row of every value and sorts them (523 ms instead of 0.2, measured over
    5 million parts). One query.
    """
    if not all(over.values()):
        return []
    marks = {column: object() for column in over}  # where each stretch's own value stands among the parameters
    narrowed = found.filter(**{column: RawSQL("%s", (mark,)) for column, mark in marks.items()})
    columns = [each.removeprefix("-") for each in order]
    try:
        text, params = narrowed.order_by(*order).values_list(*columns)[:take].query.sql_with_params()
    except EmptyResultSet:  # whoever asks may see none of them
        return []
    names = [f"at_{place}" for place in range(len(columns))]
    sorts = ", ".join(f"{name}{' DESC' * each.startswith('-')}" for name, each in zip(names, order, strict=True))
    given: list[Any] = []
    for values in product(*over.values()):
        own = {id(mark): value for mark, value in zip(marks.values(), values, strict=True)}
        given += [own.get(id(each), each) for each in params]
    stretches = " UNION ALL ".join([f"({text})"] * math.prod(map(len, over.values())))
    statement = f"SELECT {names[-1]} FROM ({stretches}) AS merged({', '.join(names)}) ORDER BY {sorts} LIMIT {take}"
    return [pk for (pk,) in _executed(statement, given)]


def counted(
    found: QuerySet[Any], lists: Mapping[str, Sequence[str]], departments: Sequence[UUID] = ()
) -> dict[tuple[Any, ...], int]:
    """How many of the parts in ``found`` each list has, by (its name,), or by (department, its name).

    ``lists``: the states that each goes over. Each count stops after MOST_COUNTED: one more stands for all that are
    more, and no more are read. ``found`` is sorted as its index is, so that it is counted along it. One query.
    """
    narrowed = found.filter(state=RawSQL("listed.state", ()))
    sources, names = ["unnest(%s::text[], %s::text[]) AS list(name, states)"], ["list.name"]
    given: list[Any] = [list(lists), [" ".join(states) for states in lists.values()]]
    if departments:
        narrowed = narrowed.filter(department_id=RawSQL("office.id", ()))
        sources, names = ["unnest(%s::uuid[]) AS office(id)", *sources], ["office.id", *names]
        given.insert(0, list(departments))
    try:
        text, params = narrowed.values_list("pk")[: MOST_COUNTED + 1].query.sql_with_params()
    except EmptyResultSet:  # whoever asks may see none of them
        keys = product(departments, lists) if departments else ((name,) for name in lists)
        return dict.fromkeys((tuple(key) for key in keys), 0)
    stretches = f"unnest(string_to_array(list.states, ' ')) AS listed(state) CROSS JOIN LATERAL ({text}) AS stretch"
    number = f"(SELECT count(*) FROM (SELECT 1 FROM {stretches} LIMIT {MOST_COUNTED + 1}) AS counted)"
    sources.append(f"LATERAL {number} AS up_to(number)")
    statement = f"SELECT {', '.join(names)}, number FROM {' CROSS JOIN '.join(sources)}"
    return {tuple(keys): number for *keys, number in _executed(statement, [*given, *params])}


def _executed(statement: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found
