"""Objections to register data, for the department that owns the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from yichuang.core.identifiers import mask_name
from yichuang.core.packages import Fact, Package
from yichuang.faces.desk.present.values import registered
from yichuang.faces.look.said import in_language
from yichuang.lines.applications.models import Objection
from yichuang.lines.applications.queries import ObjectionLine as Listed
from yichuang.platform.catalog import queries as catalog


@dataclass(frozen=True)
class ObjectionLine:
    """One line of the list. ``person`` is masked."""

    id: str
    item: str
    person: str
    raised_at: datetime


@dataclass(frozen=True)
class ObjectionPage:
    """One objection. Name and number are whole: they are looked up in the department's own register."""

    id: str
    item: str
    register: str
    name: str
    id_number: str
    registered: str
    stated: str
    raised_at: datetime
    answer: str
    answered_at: datetime | None


def _package(objection: Objection) -> Package | None:
    """The package that asked the register; None for an objection without a draft."""
    draft = objection.draft
    if draft is None:
        return None
    return catalog.compiled(draft.package_version.digest, draft.package_version_id)


def objection_line(one: Listed) -> ObjectionLine:
    """One line of the list."""
    package = catalog.compiled(one.version.digest, one.version.pk) if one.version else None
    fact = package.facts.get(one.fact) if package else None
    return ObjectionLine(one.public_id, _item(fact, one.fact), mask_name(one.person.name), one.raised_at)


def _item(fact: Fact | None, code: str) -> str:
    return in_language(fact.label) if fact else code


def objection_page(objection: Objection) -> ObjectionPage:
    """Everything that the page of an objection shows."""
    package = _package(objection)
    fact = package.facts.get(objection.fact) if package else None
    register = package.world.registries.get(objection.registry) if package else None
    return ObjectionPage(
        id=objection.public_id,
        item=_item(fact, objection.fact),
        register=in_language(register.title) if register else objection.registry,
        name=objection.person.name,
        id_number=objection.person.id_number,
        registered=registered(package, fact, objection.registered) if package and fact else objection.registered,
        stated=objection.stated,
        raised_at=objection.raised_at,
        answer=objection.answer or "",
        answered_at=objection.answered_at,
    )
