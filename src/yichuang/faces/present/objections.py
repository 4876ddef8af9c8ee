"""A person's own objections to register data, as they read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from yichuang.faces.look.said import day, in_language
from yichuang.lines.applications.models import Objection
from yichuang.platform.catalog import queries as catalog


@dataclass(frozen=True)
class OwnObjection:
    """One objection. ``office``: who answers. ``answer``: theirs, '' while there is none."""

    fact: str
    item: str
    office: str
    stated: str
    raised_at: datetime
    answer: str
    answered_at: datetime | None

    @property
    def line(self) -> str:
        """Where it stands, in one line beside the item."""
        if self.answered_at is None:
            return gettext("You objected on %(day)s. %(office)s has not answered yet.") % {
                "day": day(self.raised_at),
                "office": self.office,
            }
        return gettext("%(office)s answered your objection: %(answer)s") % {
            "office": self.office,
            "answer": self.answer,
        }


def own_objection(objection: Objection) -> OwnObjection:
    """One objection as its person reads it."""
    draft = objection.draft
    package = catalog.compiled(draft.package_version.digest, draft.package_version_id) if draft else None
    fact = package.facts.get(objection.fact) if package else None
    return OwnObjection(
        fact=objection.fact,
        item=in_language(fact.label) if fact else objection.fact,
        office=in_language(objection.department.names),
        stated=objection.stated,
        raised_at=objection.raised_at,
        answer=objection.answer or "",
        answered_at=objection.answered_at,
    )


def lines_by_fact(objections: Iterable[Objection]) -> dict[str, tuple[str, ...]]:
    """The lines beside each item that was objected to, newest first."""
    found: dict[str, tuple[str, ...]] = {}
    for one in map(own_objection, objections):
        found[one.fact] = (*found.get(one.fact, ()), one.line)
    return found
