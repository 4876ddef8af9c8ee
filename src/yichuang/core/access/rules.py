"""A rule as data, and its evaluation. Plain values only, so that SQL and Python cannot disagree about them."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, fields
from datetime import date
from typing import Literal, TypeAlias
from uuid import UUID

from yichuang.core.access.actor import ANY_SERVICE, Actor
from yichuang.core.access.errors import AmbiguousAttributesError, PolicyError
from yichuang.core.words import Sentence

#: What a condition may compare with. A value is never equal to one of another type: ``1``, ``True`` and ``"1"`` differ.
Value: TypeAlias = str | int | bool | date | UUID

_ACTOR_FIELDS = frozenset(each.name for each in fields(Actor))


@dataclass(frozen=True, slots=True)
class Same:
    """The subject's ``field`` equals the actor's ``actor_field``. An actor who has none matches nothing."""

    field: str
    actor_field: str


@dataclass(frozen=True, slots=True)
class Is:
    """The subject's ``field`` has this value."""

    field: str
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """The subject's ``field`` has one of these values."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Among:
    """The subject's ``field`` is one of the actor's ``actor_field``, a tuple; ``ANY_SERVICE`` in it admits every value.

    An actor whose tuple is empty matches nothing.
    """

    field: str
    actor_field: str


Condition: TypeAlias = Same | Is | OneOf | Among


@dataclass(frozen=True, slots=True)
class BoundCondition:
    """A condition in which the actor is filled in. ``op`` 'eq': ``value`` is one value; 'in': a tuple of values.

    ``field`` may be a path in the manner of ``case__person_id``.
    """

    field: str
    op: Literal["eq", "in"]
    value: Value | tuple[Value, ...]

    def matches(self, attributes: Mapping[str, object]) -> bool:
        """Whether the attributes fulfil it. An attribute that is absent or None never does.

        A set of values stands for a joined table: it matches when one of its members does, as a join would.
        """
        held = attributes.get(self.field)
        wanted = self.value if isinstance(self.value, tuple) else (self.value,)
        members = held if isinstance(held, Set) else (held,)
        return any(equal(member, value) for member in members for value in wanted)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who (``roles``, at least ``min_level``) may do what (``verbs``) to which subjects (``subject``, ``where``).

    All conditions of ``where`` must hold; none means every subject of the kind. ``reason`` is the English sentence
    that says the rule to a person, marked for the catalogue with ``N_``. ``scope``: the rule is for programs, and only
    for one whose access token carries that scope (RFC 6749 § 3.3).
    """

    name: str
    subject: str
    verbs: frozenset[str]
    roles: frozenset[str]
    where: tuple[Condition, ...]
    min_level: int = 0
    reason: str = ""
    scope: str = ""

    def __post_init__(self) -> None:
        """Raises PolicyError when the rule cannot mean what it says."""
        for name in ("name", "subject", "verbs", "roles", "reason"):
            if not getattr(self, name):
                raise PolicyError(f"rule {self.name!r} has no {name}")
        for name in ("verbs", "roles"):
            if isinstance(getattr(self, name), str):
                raise PolicyError(f"rule {self.name!r}: {name} is a set of words, not one word")
        for condition in self.where:
            _check(self.name, condition)
        if sum(isinstance(condition, Among) for condition in self.where) > 1:
            raise PolicyError(f"rule {self.name!r} asks twice whether something is among the actor's")

    def bind(self, actor: Actor) -> tuple[BoundCondition, ...] | None:
        """The conditions with the actor filled in; None where the actor lacks what a condition compares with."""
        bound = []
        for condition in self.where:
            match condition:
                case Same():
                    value = getattr(actor, condition.actor_field)
                    if value is None or value == "":
                        return None
                    bound.append(BoundCondition(condition.field, "eq", value))
                case Is():
                    bound.append(BoundCondition(condition.field, "eq", condition.value))
                case OneOf():
                    bound.append(BoundCondition(condition.field, "in", condition.values))
                case Among():
                    values = getattr(actor, condition.actor_field)
                    if not values:
                        return None
                    if ANY_SERVICE not in values:
                        bound.append(BoundCondition(condition.field, "in", values))
        return tuple(bound)

    def matches(self, actor: Actor, attributes: Mapping[str, object]) -> bool:
        """Whether all conditions hold between actor and subject.

        Raises AmbiguousAttributesError when more than one of the conditions reads a set of values.
        """
        bound = self.bind(actor)
        if bound is None:
            return False
        self._refuse_ambiguous(attributes)
        return all(each.matches(attributes) for each in bound)

    def reached_by(self, attributes: Mapping[str, object]) -> dict[str, tuple[Value, ...]] | None:
        """Who an actor must be for the conditions to hold: field of the actor → values; None where nobody can be it.

        Raises AmbiguousAttributesError when more than one of the conditions reads a set of values.
        """
        self._refuse_ambiguous(attributes)
        wanted: dict[str, tuple[Value, ...]] = {}
        for condition in self.where:
            held = attributes.get(condition.field)
            match condition:
                case Same():
                    members = held if isinstance(held, Set) else {held}
                    values = tuple(each for each in members if isinstance(each, Value) and each != "")
                    known = wanted.get(condition.actor_field, values)
                    both = tuple(each for each in values if any(equal(each, other) for other in known))
                    if not both:
                        return None
                    wanted[condition.actor_field] = both
                case Among():
                    members = held if isinstance(held, Set) else {held}
                    values = tuple(each for each in members if isinstance(each, Value))
                    wanted[condition.actor_field] = (*values, ANY_SERVICE)
                case Is():
                    if not BoundCondition(condition.field, "eq", condition.value).matches(attributes):
                        return None
                case OneOf():
                    if not BoundCondition(condition.field, "in", condition.values).matches(attributes):
                        return None
        return wanted

    def _refuse_ambiguous(self, attributes: Mapping[str, object]) -> None:
        if sum(isinstance(attributes.get(each.field), Set) for each in self.where) > 1:
            raise AmbiguousAttributesError(f"rule {self.name!r} reads several attributes that hold many values")


@dataclass(frozen=True, slots=True)
class Decision:
    """May they, by which rule, and in words why.

    When refused, ``rule`` is the one that came nearest to allowing it, or None where nothing came near.
    """

    allow: bool
    rule: Rule | None
    reason: Sentence

    def __bool__(self) -> bool:
        return self.allow


def _check(rule: str, condition: Condition) -> None:
    if not condition.field:
        raise PolicyError(f"rule {rule!r} has a condition on no field")
    match condition:
        case Same() | Among() if condition.actor_field not in _ACTOR_FIELDS:
            raise PolicyError(f"rule {rule!r}: an actor has no {condition.actor_field!r}")
        case Is() if not isinstance(condition.value, Value):
            raise PolicyError(f"rule {rule!r}: {condition.field!r} is compared with {condition.value!r}")
        case OneOf() if not isinstance(condition.values, tuple) or not condition.values:
            raise PolicyError(f"rule {rule!r}: {condition.field!r} is compared with no tuple of values")
        case OneOf() if not all(isinstance(each, Value) for each in condition.values):
            raise PolicyError(f"rule {rule!r}: {condition.field!r} is compared with {condition.values!r}")


def equal(held: object, wanted: Value) -> bool:
    """Equal in value and in kind: Python's ``True == 1`` and SQL's type errors both stay outside."""
    if isinstance(held, str) and isinstance(wanted, str):  # a text enum is its text
        return str.__eq__(held, wanted)
    if isinstance(held, bool) or isinstance(wanted, bool):
        return held is wanted
    return isinstance(held, type(wanted)) and held == wanted
