"""What is said of the members of a list: any, all, count, sum.

The meaning is PostgreSQL's of the query that each is written after: ``sum(pay from children where born > d)`` is
``(select sum(pay) from children where born > d)``, ``any(c from l where w)`` is ``true = any (select c from l where
w)``, and all alike. So members of whom the condition after WHERE is NULL are passed over, a sum leaves out what is NULL
and is NULL where nothing is left, any of nobody is false and all of nobody true. Of a list that is NULL everything is
NULL: nobody can say who is on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yichuang.core.rules import arithmetic
from yichuang.core.rules.functions import OverName
from yichuang.core.rules.kinds import UNKNOWN, Facts, FactType, Result, field_name
from yichuang.core.rules.tree import Fact, Node, Run, union


@dataclass(frozen=True, eq=False)
class Over(Node):
    """Something said of the members of a list. ``children``: the list, the condition that a member must fulfil, and
    (but for a count) what is looked at of those who do. Within the last two a field of the list is a fact called
    `field_name`, known only while its member is looked at."""

    what: OverName

    @property
    def members(self) -> Fact:
        """The list."""
        found = self.children[0]
        assert isinstance(found, Fact)
        return found

    @property
    def where(self) -> Node:
        """Whom it is about."""
        return self.children[1]

    @property
    def value(self) -> Node | None:
        """What is looked at of each; none for a count."""
        return self.children[2] if len(self.children) > 2 else None

    def fields(self) -> dict[str, FactType]:
        """The fields of the list by the names that they have within."""
        name = self.members.name
        return {field_name(name, field): kind for field, kind in self.members.type.fields}

    def names(self) -> frozenset[str]:
        """The list, and the facts beside it that are mentioned."""
        return union(child.names() for child in self.children) - self.fields().keys()

    def open(self, facts: Facts) -> frozenset[str]:
        """Every fact that is not known; where all are, a member lacks a field."""
        if self.run(facts) is not UNKNOWN:
            return frozenset()
        unknown = {name for name in self.names() if facts.get(name, UNKNOWN) is UNKNOWN}
        return frozenset(unknown or {self.members.name})

    def seen(self, facts: Facts, members: Any) -> Iterator[Mapping[str, object]]:
        """The facts as they are while each member is looked at."""
        keys = {field: field_name(self.members.name, field) for field, _ in self.members.type.fields}
        for member in members:
            yield {**facts, **{key: member.get(field, UNKNOWN) for field, key in keys.items()}}

    def _compiled(self) -> Run:
        source, where = self.members.run, self.where.run
        value: Run = self.value.run if self.value is not None else lambda facts: None
        gather = _GATHERED[self.what]

        def run(facts: Facts) -> Result:
            members = source(facts)
            if members is None or members is UNKNOWN:
                return members
            pairs: Pairs = []
            for seen in self.seen(facts, members):
                holds = where(seen)
                if holds is True or holds is UNKNOWN:
                    pairs.append((holds, value(seen)))
            return gather(pairs)

        return run


Pairs = list[tuple[Result, Result]]
"""Of each member that is not passed over: whether it counts (true, or open), and its value."""


def _decided(by: bool) -> Callable[[Pairs], Result]:
    """Kleene's connective that ``by`` decides, over the members."""

    def gathered(pairs: Pairs) -> Result:
        result: Result = not by
        for counts, value in pairs:
            if value is (not by):
                continue  # whether the member counts or not
            if counts is UNKNOWN or value is UNKNOWN:
                result = UNKNOWN
            elif value is by:
                return by
            elif result is not UNKNOWN:
                result = None
        return result

    return gathered


def _count(pairs: Pairs) -> Result:
    return UNKNOWN if any(counts is UNKNOWN for counts, _ in pairs) else len(pairs)


def _sum(pairs: Pairs) -> Result:
    # A member without a value changes nothing, whether it counts or not.
    values: list[Any] = [value for counts, value in pairs if value is not None]
    if any(value is not None and (counts is UNKNOWN or value is UNKNOWN) for counts, value in pairs):
        return UNKNOWN
    if not values:
        return None
    first, *more = values
    if not isinstance(first, Decimal):
        return arithmetic.fits(sum(values))
    try:
        for one in more:
            first = arithmetic.add(first, one)
    except arithmetic.NO_RESULT:
        return None
    return first


_GATHERED: dict[OverName, Callable[[Pairs], Result]] = {
    "any": _decided(True),
    "all": _decided(False),
    "count": _count,
    "sum": _sum,
}
