"""A value as the form of another system takes it, and who vouches for it."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext

from yichuang.core.packages import Fact, Package
from yichuang.core.packages.facts import MemberFact, yuan
from yichuang.core.rules import UNKNOWN, units
from yichuang.faces.look.said import in_language
from yichuang.faces.present.facts import members_words
from yichuang.faces.present.parts import Badge


def copied(package: Package, fact: Fact | MemberFact, value: object) -> tuple[str, str]:
    """(what is copied, what stands beside it): a number without its unit, a division with its code, a date as
    2026-12-09. A list goes member by member, each thing as it is copied alone.

    Whole, not masked: the officer must type it into another system.
    """
    if value is None:
        return "", gettext("No record")
    if value is UNKNOWN:
        return "", gettext("Not yet known")
    if isinstance(value, tuple) and isinstance(fact, Fact):
        return members_words(fact, value, lambda field, one: copied(package, field, one)[0]), ""
    if fact.type in ("boolean", "choice"):
        return _option(package, fact, value), ""
    if fact.type == "money" and isinstance(value, int):
        return yuan(value), gettext("yuan")
    if isinstance(value, date):
        return value.isoformat(), ""
    if fact.format == "division":
        return _division(package, str(value)), str(value)
    return str(value), in_language(units.words(fact.unit or "", value))


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


def _division(package: Package, code: str) -> str:
    """A division with the one above it: 长沙市长沙县. The code itself where it is not on record."""
    found = package.world.divisions.get(code)
    if found is None:
        return code
    above = package.world.divisions.get(found.parent)
    return (above.name if above is not None and above.parent else "") + found.name


def source(package: Package, code: str) -> Badge:
    """Who vouches for a value: a register, the person, the window, or the rules that worked it out."""
    register = package.world.registries.get(code)
    if register is not None:
        return Badge(gettext("Registered with: %(owner)s") % {"owner": in_language(register.owner)}, "register")
    return {
        "clerk": Badge(gettext("Written down at the window"), "declared"),
        "derived": Badge(gettext("Worked out by the rules"), ""),
    }.get(code, Badge(gettext("Stated by the applicant"), "declared"))


def registered(package: Package, fact: Fact, text: str) -> str:
    """What a register said, from the text in which an objection keeps it."""
    plain: bool | int | str = text
    if fact.type == "boolean":
        plain = text == "True"
    elif fact.type in ("integer", "money"):
        plain = int(text)
    words, beside = copied(package, fact, fact.restore(plain))
    return f"{words} {beside}".strip()
