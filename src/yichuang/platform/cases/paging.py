"""Lists a page at a time by keyset, and counts that stop: no list costs more because it is long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import IntegerField, Model, QuerySet, Subquery

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
        before = read(moment, text)
        found = found.filter(**{f"{at}__lte": before}).exclude(**{at: before, "id__gte": last})
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


class Capped(Subquery):
    """How many rows a query has that was cut at some number: ``count(*)`` over the slice."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
