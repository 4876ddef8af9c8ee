"""Kinds of facts, and what a rule can come to: a value, NULL, or not yet known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Literal, TypeAlias

from yichuang.core.words import N_, Sentence

Kind: TypeAlias = Literal["boolean", "integer", "decimal", "money", "date", "text", "choice", "list"]


class Unknown(Enum):
    """The one value `UNKNOWN`: not yet known, so anything may still come of it. It counts as false in an ``if``."""

    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown.UNKNOWN
"""Not yet known: the fact may have any value, or none. NULL, known to be absent, is None."""


class Member(dict[str, Any]):
    """One member of a list: its facts by name. It is never changed, so that it can stand in a set."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(frozenset(self.items()))


Members: TypeAlias = tuple[Member, ...]
Value: TypeAlias = bool | int | Decimal | dt.date | str | Members
Result: TypeAlias = Value | Unknown | None
Facts: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class FactType:
    """The kind of a fact; ``options`` are the codes of a choice, ``fields`` the facts of each member of a list.
    ``unit``: of a number, or what the members of a list are counted as (`units`); empty where none is said.

    Values in Python: boolean ``bool``, integer ``int``, decimal ``Decimal``, money ``int`` in fen, date ``date``, text
    ``str``, choice ``str`` (the code of the option), list a tuple of mappings from field to value, ``at_most`` so many:
    a field that is missing in one is not yet known.
    """

    kind: Kind
    options: tuple[str, ...] = ()
    fields: tuple[tuple[str, FactType], ...] = ()
    at_most: int = 0
    unit: str = ""

    def words(self) -> Sentence:
        """What an author calls it."""
        if self.unit and self.kind in NUMBERS:
            return Sentence(N_("a number with the unit “%(unit)s”"), {"unit": self.unit})
        return Sentence(_WORDS[self.kind])

    def having(self, unit: str) -> FactType:
        """The same kind with a unit."""
        return self if self.unit == unit else replace(self, unit=unit)


Schema: TypeAlias = Mapping[str, FactType]
"""The facts that an expression may mention, by name."""

BOOLEAN = FactType("boolean")
INTEGER = FactType("integer")
DECIMAL = FactType("decimal")
MONEY = FactType("money")
DATE = FactType("date")
TEXT = FactType("text")

NUMBERS: frozenset[Kind] = frozenset({"integer", "decimal"})
#: Kinds with an order that no collation can change.
ORDERED: frozenset[Kind] = frozenset({"integer", "decimal", "money", "date"})

_WORDS: dict[Kind, str] = {
    "boolean": N_("a yes-or-no value"),
    "integer": N_("a whole number"),
    "decimal": N_("a decimal number"),
    "money": N_("an amount of money"),
    "date": N_("a date"),
    "text": N_("a text"),
    "choice": N_("a choice"),
    "list": N_("a list"),
}

_PYTHON: dict[Kind, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "decimal": (Decimal, int),
    "money": (int,),
    "date": (dt.date,),
    "text": (str,),
    "choice": (str,),
    "list": (tuple, list),
}


def field_name(of: str, field: str) -> str:
    """What a field of a list's members goes by while a member is looked at; no fact can be called so."""
    return f"{of}.{field}"


def admitted_members(name: str, kind: FactType, value: object) -> Any:
    """``value`` as a list of at most so many members. Raises TypeError as `admitted` does."""
    if value is None or value is UNKNOWN:
        return value
    if not isinstance(value, tuple | list) or not all(isinstance(member, Mapping) for member in value):
        raise TypeError(f"fact {name!r} is a list of members, not {type(value).__name__}")
    if len(value) > kind.at_most:
        raise TypeError(f"fact {name!r} has {len(value)} members, {kind.at_most} at most")
    return value


def admitted(name: str, kind: Kind, value: object) -> Result:
    """``value`` as a fact of this kind. Raises TypeError: a value of another type is a fault of the program."""
    if value is None or value is UNKNOWN:
        return value
    good = isinstance(value, _PYTHON[kind]) and not isinstance(value, dt.datetime)
    if not good or isinstance(value, bool) != (kind == "boolean"):
        raise TypeError(f"fact {name!r} is {kind}, not {type(value).__name__}")
    if kind == "decimal":
        value = Decimal(value)  # type: ignore[arg-type]
        if not value.is_finite():
            raise TypeError(f"fact {name!r} is no number")
        return value if value else value.copy_abs()
    return value  # type: ignore[return-value]
