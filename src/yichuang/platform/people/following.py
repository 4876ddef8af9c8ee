"""What other rooms keep about people, so that it follows when two records become one; and who hears of changes.

Rooms above this one register what they have when they are loaded: this room knows none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.db import models

from yichuang.core.access import Actor
from yichuang.platform.people.models import Department, Person

Hearer = Callable[[Actor, Person, dict[str, Any]], None]

_columns: list[tuple[str, str]] = []
_hearers: dict[str, list[Hearer]] = {}

#: Columns that name a person and stay with the record in which they were written, and why.
STAYS = {
    ("people.Person", "merged_into"): "says into which record this one went",
    ("people.Approval", "person"): "tells what was proposed about which of the two",
    ("people.Approval", "other"): "tells what was proposed about which of the two",
    ("people.FormerIdentity", "person"): "finds the record, and through it the one that it went into",
    ("audit.Access", "person_id"): "tells whose record was looked at then",
}


def follow(model: str, column: str) -> None:
    """Rows of ``model`` (a Django label) whose ``column`` names a person go along when two records become one."""
    if (model, column) not in _columns:
        _columns.append((model, column))


def columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column that goes along."""
    for label, column in _columns:
        yield apps.get_model(label), column


def hear(verb: str, hearer: Hearer) -> None:
    """Call ``hearer`` when ``verb`` was done to a person, in the same transaction.

    Verbs: 'deceased', 'alive', 'merged', 'unmerged', 'recovered', 'phone-changed'.
    """
    if hearer not in _hearers.setdefault(verb, []):
        _hearers[verb].append(hearer)


def tell(verb: str, actor: Actor, person: Person, said: dict[str, Any]) -> None:
    """Tell everybody who wanted to hear of it."""
    for hearer in _hearers.get(verb, ()):
        hearer(actor, person, said)


DepartmentHearer = Callable[[Actor, Department, Department], None]

_of_departments: list[DepartmentHearer] = []


def hear_of_departments(hearer: DepartmentHearer) -> None:
    """Call ``hearer`` with the department that is gone and its heir, in the same transaction."""
    if hearer not in _of_departments:
        _of_departments.append(hearer)


def department_merged(actor: Actor, gone: Department, heir: Department) -> None:
    """Tell everybody who keeps something of a department that another one has its work now."""
    for hearer in _of_departments:
        hearer(actor, gone, heir)


for _model, _column in (
    ("people.Account", "person"),
    ("people.Mandate", "person"),
    ("people.Mandate", "agent"),
):
    follow(_model, _column)
