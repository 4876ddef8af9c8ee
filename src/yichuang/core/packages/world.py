"""What a package may speak of: the departments, registers, licences and divisions of an installation.

They are data of the ground floor (``departments.yaml``, ``registries.yaml``, ``divisions.csv``), read here so that a
package is checked against them wherever it is loaded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from yichuang.core.identifiers.licence_identifiers import KIND
from yichuang.core.packages.errors import Finding, WorldError
from yichuang.core.packages.files import validate
from yichuang.core.packages.marks import MISSING, UNREADABLE, Marked, YamlPath, decoded, read_csv, read_yaml
from yichuang.core.packages.texts import Code, Key, Place, Strict, Text
from yichuang.core.rules.units import UnitName
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import BUILT_IN, Calendar, NoticeError, read_calendar

Kind = Literal["boolean", "integer", "decimal", "money", "date", "text", "choice", "list"]
Format = Literal["name", "id_number", "phone", "division", "address"]


class Statement(Strict):
    """A sentence told to people, where it comes from, and whether that source's own text was read."""

    text: Text
    source: Text
    verified: bool


class Department(Strict):
    """A department.

    ``copy_order``: keys of facts in the order of its own system's screen; ``objection``: how to object to an outcome.
    """

    code: Code
    name: Text
    duty: Text
    copy_order: list[Key]
    objection: list[Statement]


class Item(Strict):
    """One item of a register: its type, the unit of a number, and for a choice the codes it answers with.

    ``past``: a day that has come (of birth): a later one is nonsense, and the register is not believed. ``members``: of
    a list, what it says of each.
    """

    key: Key
    type: Kind
    format: Format | None = None
    label: Text
    unit: UnitName | None = None
    options: dict[str, Text] = {}
    past: bool = False
    members: dict[Key, Item] = {}


class Registry(Strict):
    """A register that is asked before a person is. ``level``: the identity level that a look-up needs at least."""

    code: Code
    title: Text
    owner: Text
    department: Code | None = None
    key: Key
    law: Text
    level: int = Field(ge=1, le=2)
    verifies: list[Key] = []
    items: dict[str, Item]


class Identified(Strict):
    """What stands in the identifiers of a kind of licence: the kind, and who issues it."""

    kind: str = Field(pattern=f"^{KIND.pattern}$")
    issuer: str = Field(pattern="^[0-9A-Z]{18}$")


class Licence(Strict):
    """A licence (证照) that may prove something or be given, and the register item that knows of it.

    ``identifier``: the kind in identifiers by GB/T 36904 (21 characters) and the issuer's credit code, where both are
    known: only then does a licence that is issued here get such an identifier. ``months``: how long one holds from its
    day of issue, where the law gives an end.
    """

    code: Code
    title: Text
    issuer: Text
    place: Place = Field(alias="from")
    identifier: Identified | None = None
    months: int | None = Field(default=None, ge=1, le=1200)


@dataclass(frozen=True)
class Division:
    """An administrative division by its GB/T 2260 code. ``valid_from`` and ``valid_to`` are the first and last day."""

    code: str
    name: str
    parent: str
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True)
class World:
    """The codes that exist, with what is known of each; ``calendar``: which days are worked."""

    departments: Mapping[str, Department] = field(default_factory=lambda: MappingProxyType({}))
    registries: Mapping[str, Registry] = field(default_factory=lambda: MappingProxyType({}))
    licences: Mapping[str, Licence] = field(default_factory=lambda: MappingProxyType({}))
    divisions: Mapping[str, Division] = field(default_factory=lambda: MappingProxyType({}))
    calendar: Calendar = BUILT_IN

    def item(self, place: str) -> Item | None:
        """The register item at ``register.item``, or None."""
        registry, _, key = place.partition(".")
        known = self.registries.get(registry)
        return known.items.get(key) if known else None


class _Departments(Strict):
    departments: dict[str, Department]


class _Registries(Strict):
    registries: dict[str, Registry]
    licences: dict[str, Licence]


WORKDAYS = "workdays.yaml"
WORLD_FILES = ("departments.yaml", "registries.yaml", "divisions.csv")


def load_world(folder: Path | Mapping[str, str]) -> World:
    """The world from a folder, or from file names and their texts. Raises `WorldError` with all findings.

    Holiday notices that cannot be read stop nobody: then those that are built in hold (`check_workdays` says why).
    """
    texts = world_texts(folder) if isinstance(folder, Path) else folder
    findings: list[Finding] = []
    marked = read_yaml("departments.yaml", texts["departments.yaml"])
    departments = validate(_Departments, named(marked, "departments", "code"))
    findings += marked.findings
    marked = read_yaml("registries.yaml", texts["registries.yaml"])
    for registry in _mappings(_part(marked.value, "registries")).values():
        items = _part(registry, "items")
        _name_all(items, "key")
        for item in _mappings(items).values():
            _name_all(_part(item, "members"), "key")
    registries = validate(_Registries, named(named(marked, "registries", "code"), "licences", "code"))
    findings += marked.findings
    divisions, wrong = _divisions(texts["divisions.csv"])
    findings += wrong
    if departments is None or registries is None or findings:
        raise WorldError(findings)
    calendar = _calendar(folder / WORKDAYS) if isinstance(folder, Path) else BUILT_IN
    world = World(departments.departments, registries.registries, registries.licences, divisions, calendar)
    _check_references(world, marked)
    if marked.findings:
        raise WorldError(marked.findings)
    return world


def _calendar(file: Path) -> Calendar:
    text = decoded(file.read_bytes()) if file.is_file() else ""
    try:
        return read_calendar(text or "")
    except NoticeError:
        return BUILT_IN


def world_texts(folder: Path) -> dict[str, str]:
    """The texts of the world's files. Raises `WorldError` for what is missing or cannot be read."""
    found, wrong = dict[str, str](), list[Finding]()
    for name in WORLD_FILES:
        text = decoded((folder / name).read_bytes()) if (folder / name).is_file() else ""
        if text:
            found[name] = text
        else:
            code, what = ("encoding", UNREADABLE) if text is None else ("missing-file", MISSING)
            wrong.append(Finding(name, 0, code, Sentence(what)))
    if wrong:
        raise WorldError(wrong)
    return found


def _part(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else None


def _mappings(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _name_all(value: object, name: str) -> None:
    """Give each entry of a mapping its own key as ``name``, as the models want it."""
    for key, entry in _mappings(value).items():
        if isinstance(entry, dict):
            entry.setdefault(name, key)


def named(marked: Marked, part: str, name: str) -> Marked:
    """``marked``, with each entry of its mapping ``part`` carrying its own key as ``name``."""
    _name_all(_part(marked.value, part), name)
    return marked


def _divisions(text: str) -> tuple[dict[str, Division], list[Finding]]:
    marked, rows = read_csv("divisions.csv", text, ("code", "name", "parent", "valid_from", "valid_to"))
    divisions: dict[str, Division] = {}
    for at, row in enumerate(rows):
        code = row["code"]
        if not (code.isascii() and code.isdigit() and len(code) == 6) or code in divisions:
            marked.find((at,), "code", N_("“%(code)s” is not a new code of six digits."), code=code)
            continue
        try:
            first, last = (dt.date.fromisoformat(row[key]) if row[key] else None for key in ("valid_from", "valid_to"))
        except ValueError:
            marked.find((at,), "date", N_("A date is wrong. Dates are written 2026-01-31."))
            continue
        divisions[code] = Division(code, row["name"], row["parent"], first, last)
    for at, row in enumerate(rows):
        if row["parent"] and row["parent"] not in divisions:
            marked.find((at,), "parent", N_("There is no division “%(code)s”."), code=row["parent"])
    return divisions, marked.findings


def _check_references(world: World, marked: Marked) -> None:
    for code, registry in world.registries.items():
        path: YamlPath = ("registries", code)
        if registry.department is not None and registry.department not in world.departments:
            marked.find(
                (*path, "department"), "department", N_("There is no department “%(code)s”."), code=registry.department
            )
        for key in registry.verifies:
            if key not in registry.items:
                marked.find((*path, "verifies"), "item", N_("The register has no item “%(key)s”."), key=key)
    for code, licence in world.licences.items():
        if world.item(licence.place) is None:
            path = ("licences", code, "from")
            marked.find(path, "item", N_("There is no register item “%(place)s”."), place=licence.place)
