"""A checked expression as a tree of typed nodes; each node carries its part of the one compiled function.

Four values: true, false, NULL (None) and open (`UNKNOWN`). A node answers with something else than open only when
every way in which the missing facts may turn out, absence included, gives that same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from yichuang.core.rules import arithmetic
from yichuang.core.rules.functions import Function
from yichuang.core.rules.kinds import (
    BOOLEAN,
    DECIMAL,
    UNKNOWN,
    Facts,
    FactType,
    Result,
    Value,
    admitted,
    admitted_members,
)
from yichuang.core.rules.working_days import unnoticed
from yichuang.core.workdays import Calendar

Run: TypeAlias = Callable[[Facts], Result]
Comparison: TypeAlias = Literal["=", "<>", "<", "<=", ">", ">="]


@dataclass(frozen=True, eq=False)
class Node:
    """Part of an expression. ``run`` is its compiled function, ``at`` its first character in the author's text."""

    type: FactType
    at: int
    children: tuple[Node, ...]
    run: Run = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "run", self._compiled())

    def _compiled(self) -> Run:
        raise NotImplementedError

    def open(self, facts: Facts) -> frozenset[str]:
        """The facts mentioned in what is left open of this part; none where it has its answer."""
        return self._open(facts) if self.run(facts) is UNKNOWN else frozenset()

    def _open(self, facts: Facts) -> frozenset[str]:
        return union(child.open(facts) for child in self.children)

    def names(self) -> frozenset[str]:
        """Every fact mentioned."""
        return union(child.names() for child in self.children)

    def within(self) -> Iterator[Node]:
        """This part and every part of it."""
        yield self
        for child in self.children:
            yield from child.within()


def union(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    """All names of some sets of names."""
    return frozenset[str]().union(*sets)


@dataclass(frozen=True, eq=False)
class Fact(Node):
    """A fact by name."""

    name: str

    def _compiled(self) -> Run:
        name, kind, type_ = self.name, self.type.kind, self.type
        if kind == "list":
            return lambda facts: admitted_members(name, type_, facts.get(name, UNKNOWN))
        return lambda facts: admitted(name, kind, facts.get(name, UNKNOWN))

    def _open(self, facts: Facts) -> frozenset[str]:
        return self.names()

    def names(self) -> frozenset[str]:
        return frozenset((self.name,))


@dataclass(frozen=True, eq=False)
class Constant(Node):
    """A value written in the rule; money is in fen already. ``bare``: it may still become another kind."""

    value: Value | None
    bare: bool = False

    def _compiled(self) -> Run:
        value = self.value
        return lambda facts: value


class And(Node):
    """False as soon as one part is false."""

    def _compiled(self) -> Run:
        return _connective([child.run for child in self.children], False)


class Or(Node):
    """True as soon as one part is true."""

    def _compiled(self) -> Run:
        return _connective([child.run for child in self.children], True)


def _connective(runs: Sequence[Run], decided: bool) -> Run:
    """Kleene's connective that ``decided`` decides: open outweighs NULL, as the open part may still decide."""

    def run(facts: Facts) -> Result:
        result: Result = not decided
        for one in runs:
            value = one(facts)
            if value is decided:
                return decided
            if value is UNKNOWN or (value is None and result is not UNKNOWN):
                result = value
        return result

    return run


class Not(Node):
    """The opposite; NULL and open stay."""

    def _compiled(self) -> Run:
        return strict([self.children[0].run], lambda value: not value)


def strict(runs: Sequence[Run], function: Callable[..., Value | None]) -> Run:
    """NULL where any part is NULL, whatever the others are; else open where any is; else what ``function`` answers."""
    if len(runs) == 2:
        return _strict_pair(runs[0], runs[1], function)

    def run(facts: Facts) -> Result:
        values = [one(facts) for one in runs]
        if None in values:
            return None
        if UNKNOWN in values:
            return UNKNOWN
        try:
            return function(*values)
        except arithmetic.NO_RESULT:
            return None

    return run


def _strict_pair(left: Run, right: Run, function: Callable[..., Value | None]) -> Run:
    def run(facts: Facts) -> Result:
        one, other = left(facts), right(facts)
        if one is None or other is None:
            return None
        if one is UNKNOWN or other is UNKNOWN:
            return UNKNOWN
        try:
            return function(one, other)
        except arithmetic.NO_RESULT:
            return None

    return run


@dataclass(frozen=True, eq=False)
class Strict(Node):
    """Whatever has an answer only when all parts have one: comparison, arithmetic, a function of the registry."""

    function: Callable[..., Value | None]

    def _compiled(self) -> Run:
        return strict([child.run for child in self.children], self.function)


@dataclass(frozen=True, eq=False)
class Compare(Strict):
    """A comparison of two values of one kind."""

    sign: Comparison


@dataclass(frozen=True, eq=False)
class Arithmetic(Strict):
    """A sum, difference, product, quotient, or (with one part) the negative."""

    sign: str


@dataclass(frozen=True, eq=False)
class Call(Strict):
    """A function of the registry; ``calendar``: the working days of one that goes by them."""

    called: Function
    calendar: Calendar | None = None

    def unnoticed(self, facts: Facts) -> tuple[int, ...]:
        """The years without a known holiday notice on whose days its answer hangs."""
        values = [child.run(facts) for child in self.children]
        if self.calendar is None or self.called.by_calendar is None or None in values or UNKNOWN in values:
            return ()
        return unnoticed(self.calendar, self.called.by_calendar, values)


@dataclass(frozen=True, eq=False)
class Matches(Strict):
    """LIKE with a pattern that is written in the rule."""

    pattern: str


class Widen(Strict):
    """A whole number as a decimal one."""


class In(Node):
    """Whether the first part equals one of the others."""

    def _compiled(self) -> Run:
        subject, *others = (child.run for child in self.children)

        def run(facts: Facts) -> Result:
            value = subject(facts)
            result: Result = False
            if value is None:
                return None
            for one in others:
                other = one(facts)
                if other is None:
                    result = UNKNOWN if result is UNKNOWN else None
                elif value is UNKNOWN or other is UNKNOWN:
                    result = UNKNOWN
                elif value == other:
                    return True
            return result

        return run


class Between(Node):
    """Whether the first part lies between the two others, both included."""

    def _compiled(self) -> Run:
        subject, low, high = (child.run for child in self.children)
        return _connective([strict([subject, low], _at_least), strict([subject, high], _at_most)], False)


def _at_least(value: Any, low: Any) -> bool:
    return bool(value >= low)


def _at_most(value: Any, high: Any) -> bool:
    return bool(value <= high)


@dataclass(frozen=True, eq=False)
class Is(Node):
    """IS [NOT] NULL, TRUE, FALSE: never NULL itself."""

    wanted: bool | None
    negated: bool

    def _compiled(self) -> Run:
        subject, wanted, negated = self.children[0].run, self.wanted, self.negated

        def run(facts: Facts) -> Result:
            value = subject(facts)
            return UNKNOWN if value is UNKNOWN else (value is wanted) != negated

        return run


class Case(Node):
    """CASE: children are condition, value, condition, value, …, and the value otherwise."""

    def _compiled(self) -> Run:
        runs = [child.run for child in self.children]
        conditions, values, otherwise = runs[:-1:2], runs[1::2], runs[-1]

        def run(facts: Facts) -> Result:
            possible: list[Result] = []
            for condition, value in zip(conditions, values, strict=True):
                holds = condition(facts)
                if holds is True or holds is UNKNOWN:
                    possible.append(value(facts))
                if holds is True:
                    break
            else:
                possible.append(otherwise(facts))
            first = possible[0]
            return first if all(_same(one, first) for one in possible) else UNKNOWN

        return run

    def values(self) -> tuple[Node, ...]:
        """What may be chosen, the last resort last."""
        return (*self.children[1::2], self.children[-1])

    def choosing(self, kind: FactType, values: Sequence[Node]) -> Case:
        """The same CASE over other values of one kind."""
        pairs = zip(self.children[:-1:2], values[:-1], strict=True)
        return Case(kind, self.at, (*(part for pair in pairs for part in pair), values[-1]))

    def branches(self, facts: Facts) -> list[tuple[Node | None, Node | None]]:
        """What was looked at, in order: each condition (None for the last resort) with its value, which is None where
        the condition passes it over."""
        found: list[tuple[Node | None, Node | None]] = []
        for condition, value in zip(self.children[:-1:2], self.children[1::2], strict=True):
            holds = condition.run(facts)
            found.append((condition, value if holds is True or holds is UNKNOWN else None))
            if holds is True:
                return found
        return [*found, (None, self.children[-1])]

    def _open(self, facts: Facts) -> frozenset[str]:
        return union(part.open(facts) for pair in self.branches(facts) for part in pair if part is not None)


def _same(one: Result, other: Result) -> bool:
    """Whether two results are the same for every further use, the scale of a decimal included."""
    return one is other or (type(one) is type(other) and str(one) == str(other))


class Coalesce(Node):
    """The first part that is not NULL."""

    def _compiled(self) -> Run:
        runs = [child.run for child in self.children]

        def run(facts: Facts) -> Result:
            return next((value for one in runs if (value := one(facts)) is not None), None)

        return run

    def reached(self, facts: Facts) -> list[Node]:
        """The parts as far as they are looked at: up to the first that is known."""
        found: list[Node] = []
        for child in self.children:
            found.append(child)
            value = child.run(facts)
            if value is not None and value is not UNKNOWN:
                break
        return found

    def _open(self, facts: Facts) -> frozenset[str]:
        return union(child.open(facts) for child in self.reached(facts))


@dataclass(frozen=True, eq=False)
class Extreme(Node):
    """LEAST and GREATEST: NULLs are left out, NULL only where all are."""

    greatest: bool

    def _compiled(self) -> Run:
        runs, choose = [child.run for child in self.children], max if self.greatest else min

        def run(facts: Facts) -> Result:
            values: list[Any] = [value for one in runs if (value := one(facts)) is not None]
            if UNKNOWN in values:
                return UNKNOWN
            return choose(values) if values else None

        return run


class NullIf(Node):
    """NULL where both parts are equal, else the first."""

    def _compiled(self) -> Run:
        left, right = (child.run for child in self.children)

        def run(facts: Facts) -> Result:
            one, other = left(facts), right(facts)
            if one is None or other is None:
                return one
            return UNKNOWN if one is UNKNOWN or other is UNKNOWN else None if one == other else one

        return run


def widened(node: Node) -> Node:
    """``node`` as a decimal; whole numbers become one."""
    if node.type.kind != "integer":
        return node
    return Widen(DECIMAL.having(node.type.unit), node.at, (node,), Decimal)


def pattern_of(text: str) -> re.Pattern[str]:
    """LIKE: ``%`` is any text, ``_`` one character, ``\\`` takes the next as it is. ValueError for a last one."""
    parts: list[str] = []
    signs = iter(text)
    for sign in signs:
        if sign == "\\":
            escaped = next(signs, None)
            if escaped is None:
                raise ValueError("a lone backslash at the end")
            parts.append(re.escape(escaped))
        else:
            parts.append({"%": ".*", "_": "."}.get(sign) or re.escape(sign))
    return re.compile("".join(parts), re.DOTALL)


def matches(node: Node, text: str, at: int) -> Matches:
    """``node LIKE text``."""
    compiled = pattern_of(text)
    return Matches(BOOLEAN, at, (node,), lambda value: compiled.fullmatch(value) is not None, text)
