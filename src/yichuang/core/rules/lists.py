"""The lists that conditions can tell apart: by these a list is cut into cells.

The fields of a list are cut as facts are, by the conditions that stand within `members.Over`; one member of each
combination of cells is put to these conditions, and those who add the same to all that is said of the list are of one
kind. What is said of a list hangs on nothing but what its members add: so lists are made longer by one member at a
time, and of those of whom the same is said only the shortest goes on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from yichuang.core.rules.arithmetic import add
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.errors import Origin
from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import FactType, Member, field_name
from yichuang.core.rules.members import Over
from yichuang.core.rules.tree import Constant, Node

if TYPE_CHECKING:
    from yichuang.core.rules.branching import Branching
    from yichuang.core.rules.cells import Cells

MOST_MEMBERS = 20_000
"""How many combinations of cells are put to the conditions."""
MOST_LISTS = 10_000
"""How many lists there may be of which different things are said."""


class OneList:
    """What is said of the members of one list by some of its ``overs``."""

    def __init__(self, outer: Branching, name: str, overs: Sequence[Over]) -> None:
        self._outer, self._name = outer, name
        self.kind = outer.roots[name]
        self._fields = {field_name(name, field): kind for field, kind in self.kind.fields}
        self._overs = overs
        self._said: list[Node] = list(dict.fromkeys(part for over in overs for part in over.children[1:]))
        self._sums = [over.value for over in overs if over.what == "sum" and over.value is not None]
        beside = {root for over in overs for root in outer.shape.roots_of(over)} - {name}
        self._beside = {key: kind for key, kind in outer.roots.items() if key in beside}

    def doubtful(self) -> bool:
        """Whether there may be more kinds than are found: a sum of what has many values, a member compared with a
        fact beside the list that has many, two fields with many compared with one another (a member of each
        combination of cells says nothing of that), or what is doubtful of a fact is so of a field."""
        if any(kind.kind not in ("boolean", "choice") for kind in self._beside.values()):
            return True
        inner = self._inner(cut=False)
        if inner.entangled or any(not inner.shape.few(one) for one in self._sums):
            return True
        return any(inner.doubtful(one) for one in self._conditions())

    def samples(self) -> list[tuple[Member, ...]]:
        """The shortest list for everything that can be said of one. Raises `TooLarge`."""
        kinds = self._kinds()
        ways = len(next(iter(kinds))) // len(self._overs) if self._overs else 0
        what = [over.what for over in self._overs] * ways
        nobody = tuple(_NOBODY[one] for one in what)
        found: dict[tuple[Any, ...], tuple[Member, ...]] = {nobody: ()}
        latest = [nobody]
        for _ in range(self.kind.at_most):
            coming = []
            for said in latest:
                for adds, member in kinds.items():
                    after = tuple(map(_after, what, said, adds))
                    if after not in found:
                        found[after] = (*found[said], member)
                        coming.append(after)
            if len(found) > MOST_LISTS:
                raise TooLarge
            latest = coming
        return list(found.values())

    def kinds(self) -> list[Member]:
        """One member of each kind. Raises `TooLarge`."""
        return list(self._kinds().values())

    def cells(self) -> Mapping[str, Cells]:
        """The cells of each field, by its name within the list. Raises `TooLarge`."""
        cells = self._inner(cut=True).cells
        return {name.partition(".")[2]: cells[name] for name in self._fields}

    def passed_over(self, may_lack: Container[str]) -> bool:
        """Whether some member is counted or summed as if not there for a fact that is absent: the condition on them,
        or what is summed, is NULL. ``may_lack``: the fields that may be absent. Raises `TooLarge`."""
        counted = [over for over in self._overs if over.what in ("count", "sum")]
        asked = [part for over in counted for part in over.children[1:]]
        lacking = [name for name in self._fields if name.partition(".")[2] in may_lack]
        if not any(name in part.names() for part in asked for name in lacking):
            return False
        inner, others = self._inner(cut=True), list(self._ways())
        values = [
            [one for samples in inner.cells[name].samples for one in samples[:1] if one is not None or name in lacking]
            for name in self._fields
        ]
        if prod(map(len, values)) * len(others) > MOST_MEMBERS:
            raise TooLarge
        return any(
            inner.evaluate(part, {**other, **dict(zip(self._fields, combination, strict=True))}) is None
            for combination in product(*values)
            for other in others
            if None not in other.values()
            for part in asked
        )

    def _kinds(self) -> dict[tuple[Any, ...], Member]:
        """One member of each kind, by what it adds to each part, for every way in which the facts beside may be."""
        if any(kind.kind == "list" for kind in self._beside.values()):
            raise TooLarge
        inner = self._inner(cut=True)
        mentioned = {name for part in self._said for name in part.names()}
        values = [
            [min(samples, key=self._far) for samples in inner.cells[name].samples] if name in mentioned else [None]
            for name in self._fields
        ]
        others = [{**beside} for beside in self._ways()]
        if prod(map(len, values)) * len(others) > MOST_MEMBERS:
            raise TooLarge
        found: dict[tuple[Any, ...], Member] = {}
        for combination in product(*values):
            facts = dict(zip(self._fields, combination, strict=True))
            adds = tuple(_adds(over, inner, {**other, **facts}) for other in others for over in self._overs)
            found.setdefault(adds, Member(zip(dict(self.kind.fields), combination, strict=True)))
        return found

    def _far(self, value: object) -> float:
        """How unusual a value is: far from the legal date, or from 0."""
        if isinstance(value, dt.date):
            return abs((value - self._outer.today).days)
        return abs(float(value)) if isinstance(value, int | Decimal) else 0.0

    def _ways(self) -> Iterator[Mapping[str, object]]:
        """Every way in which the facts beside the list that have few values may be."""
        few: dict[str, list[object]] = {}
        for key, kind in self._beside.items():
            few[key] = [*((True, False) if kind.kind == "boolean" else kind.options), None]
        for values in product(*few.values()):
            yield dict(zip(few, values, strict=True))

    def _conditions(self) -> list[Expression]:
        return [_expression(part) for part in self._said if not isinstance(part, Constant)]

    def _inner(self, *, cut: bool) -> Branching:
        roots: dict[str, FactType] = {**self._fields, **self._beside}
        return self._outer.within(roots, self._conditions(), cut=cut)


def _adds(over: Over, inner: Branching, facts: Mapping[str, object]) -> Any:
    """What a member adds to what is said of the list; `...` where it is as if the member were not there."""
    if inner.evaluate(over.where, facts) is not True:
        return ...
    if over.value is None:
        return 1
    value = inner.evaluate(over.value, facts)
    return ... if value is _NOBODY[over.what] else value


_NOBODY: dict[str, Any] = {"any": False, "all": True, "count": 0, "sum": None}
"""What is said where there is nobody, and what adds nothing to it (but for a count, to which everybody adds)."""


def _after(what: str, said: Any, adds: Any) -> Any:
    """What is said with one member more."""
    if adds is ...:
        return said
    if what == "count":
        return said + 1
    if what == "sum":
        return adds if said is None else add(said, adds) if isinstance(adds, Decimal) else said + adds
    decides = what == "any"
    return decides if decides in (said, adds) else None


def overs_in(trees: Sequence[Node]) -> dict[str, list[Over]]:
    """Everything that is said of members, by list."""
    found: dict[str, list[Over]] = {}
    for tree in trees:
        for node in tree.within():
            if isinstance(node, Over):
                found.setdefault(node.members.name, []).append(node)
    return found


def _expression(part: Node) -> Expression:
    return Expression("", Origin(), part.type, part.names(), part)
