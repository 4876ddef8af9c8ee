"""What is kept, about whom, why, by which law, who reads it and for how long: one line for every field of every model.

Each room with models has an ``inventory.py`` that declares its tables here. A test of the house is red for a field
that stands in no table or in two (TRUST 12); ``docs/reference/inventory.md`` is made from it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Sensitivity(StrEnum):
    """How much harm it does in wrong hands."""

    #: Anybody may know it: names of departments, published rules.
    OPEN = "open"
    #: Of the installation's own working: random ids, counters, states. Says nothing about a person by itself.
    INTERNAL = "internal"
    #: About a person: what they asked for, when, how it went.
    PERSONAL = "personal"
    #: Sensitive personal information (个人信息保护法 Art. 28), or what identifies somebody: sealed or a blind index.
    SENSITIVE = "sensitive"
    #: Keys, salts and digests that protect other fields.
    SECRET = "secret"


OPEN, INTERNAL, PERSONAL, SENSITIVE, SECRET = Sensitivity


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a model: what for, and how sensitive. ``retention`` only where it differs from its table's."""

    name: str
    purpose: str
    sensitivity: Sensitivity
    retention: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One model. ``model`` is its Django label (``cases.Case``).

    ``subject`` names the kind of subject whose rules in the policy say who reads a row; where no rule opens rows to
    anybody, ``readers`` says in words who or what does. ``retention`` names a class of ``retention.yaml``, or one of
    ``WITH_ITS_CASE`` and ``STANDING``.
    """

    model: str
    basis: str
    retention: str
    fields: tuple[Field, ...]
    subject: str = ""
    readers: str = ""


#: Kept as long as the case, draft or person that it belongs to, and ends with it.
WITH_ITS_CASE = "with-its-case"
#: Not about a person: kept as long as the installation needs it.
STANDING = "standing"

#: Legal bases that several rooms share.
DUTY = "个人信息保护法 Art. 13(3), 34, 35: needed for a statutory duty, with notice"
LOGS = "网络安全法 Art. 21: logs, at least six months"
ARCHIVE = "国令716 Art. 12: electronic files are archived"
OWN_WORKING = "none needed: not about a person"

_tables: list[Table] = []


def declare(*tables: Table) -> None:
    """Add a room's tables; a module that is loaded twice adds nothing."""
    _tables.extend(each for each in tables if each not in _tables)


def tables() -> tuple[Table, ...]:
    """All declared tables, in the order in which rooms were loaded."""
    return tuple(_tables)


def lines() -> Iterator[tuple[Table, Field]]:
    """Every declared field with its table."""
    for table in _tables:
        for each in table.fields:
            yield table, each
