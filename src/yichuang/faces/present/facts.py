"""A fact's value and source in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from yichuang.core.identifiers import mask_id_number, mask_phone
from yichuang.core.packages import Citation, Fact, Package, Unverified
from yichuang.core.packages.facts import MemberFact
from yichuang.core.rules import UNKNOWN, Members
from yichuang.faces.look.said import chinese, day, in_language, money, number


@dataclass(frozen=True)
class Badge:
    """A short mark beside a value: its words and its kind (register, declared, unverified …)."""

    words: str
    kind: str


@dataclass(frozen=True)
class Row:
    """One line of a summary list. ``url`` leads to where it can be changed, or where one can object."""

    key: str
    label: str
    value: str
    extra: tuple[str, ...] = ()
    badges: tuple[Badge, ...] = ()
    url: str = ""


def value_words(package: Package, fact: Fact | MemberFact, value: object) -> str:
    """A value as people say it. Numbers that belong to a person are masked: their owner knows them again."""
    if isinstance(value, tuple) and isinstance(fact, Fact):
        return members_words(fact, value, lambda field, one: value_words(package, field, one))
    if value is None:
        return gettext("No record")
    if value is UNKNOWN:
        return gettext("Not yet known")
    if fact.type in ("boolean", "choice"):
        return _option(package, fact, value)
    if fact.type == "money" and isinstance(value, int):
        return money(value)
    if isinstance(value, date):
        return day(value)
    return number(value, fact.unit) if fact.unit else _text(package, fact, str(value))


def members_words(fact: Fact, members: Members, words: Callable[[MemberFact, object], str]) -> str:
    """A list as people say it, member by member: "Child 1: name …, date of birth …; child 2: …"."""
    if not members:
        return gettext("Nobody on the list")
    mark, comma, stop = ("：", "，", "；") if chinese() else (": ", ", ", "; ")
    told = (
        comma.join(
            f"{in_language(fact.members[key].label)} {words(fact.members[key], one)}"
            for key, one in each.items()
            if one is not None
        )
        for each in members
    )
    name = in_language(fact.member)
    space = "" if chinese() else " "
    return stop.join(f"{name}{space}{number}{mark}{one}" for number, one in enumerate(told, start=1))


def _option(package: Package, fact: Fact | MemberFact, value: object) -> str:
    key = str(value).lower() if isinstance(value, bool) else str(value)
    if key in fact.options:
        return in_language(fact.options[key].label)
    item = package.world.item(fact.place) if isinstance(fact, Fact) and fact.place else None
    if item is not None and key in item.options:
        return in_language(item.options[key])
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    return key


def _text(package: Package, fact: Fact | MemberFact, value: str) -> str:
    if fact.format == "id_number":
        return mask_id_number(value)
    if fact.format == "phone":
        return mask_phone(value)
    if fact.format == "division":
        return division_name(package, value)
    return value


def division_name(package: Package, code: str) -> str:
    """A division with the one above it: 长沙市长沙县. The code itself where it has none here; a word is no place."""
    found = package.world.divisions.get(code)
    if found is None:
        return code if code.isdigit() else gettext("No record")
    above = package.world.divisions.get(found.parent)
    return (above.name if above is not None and above.parent else "") + found.name


def source_badge(package: Package, source: str, fact: Fact) -> Badge | None:
    """Who says so: a register, the window, or the person in place of a register; None for an answer of one's own."""
    register = package.world.registries.get(source)
    if register is not None:
        return Badge(gettext("Registered with: %(owner)s") % {"owner": in_language(register.owner)}, "register")
    if source == "clerk":
        return Badge(gettext("Written down at the window"), "")
    if fact.registry:
        return Badge(gettext("Stated by you"), "declared")
    return None


def cited(package: Package, refs: Iterable[str]) -> list[Citation]:
    """The articles behind something."""
    return [package.cite(ref) for ref in refs]


def department_name(package: Package, code: str) -> str:
    """A department's name."""
    return in_language(package.world.departments[code].name)


def unverified_badge() -> Badge:
    """The mark of a figure that was not checked against its source, or is past its review."""
    return Badge(gettext("Not yet verified"), "unverified")


def unverified_labels(package: Package, found: Iterable[Unverified]) -> list[str]:
    """What was not checked against its source, by the labels of the facts whose values it gives."""
    return list(dict.fromkeys(unverified_label(package, one) for one in found))


def unverified_label(package: Package, one: Unverified) -> str:
    """One of them: a fact's label, or the working days of a year."""
    if one.year is not None:
        said = gettext("the working days of %(year)s, whose holiday notice is not known here")
        return said % {"year": one.year}
    return in_language(package.facts[one.key].label)


def unverified_words(package: Package, found: Iterable[Unverified]) -> list[str]:
    """The same for staff and authors: a row of a decision table has its number and its table."""
    lines = []
    for one in found:
        label = unverified_label(package, one)
        if one.row is None:
            lines.append(label)
            continue
        said = gettext("%(label)s (row %(row)s of the table “%(table)s”)")
        lines.append(said % {"label": label, "row": one.row.number, "table": package.tables[one.key].name})
    return list(dict.fromkeys(lines))
