"""A case that was destroyed, as whoever knows its number reads it: what, when, by which rule, by whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import ngettext

from yichuang.faces.look.said import in_language
from yichuang.platform.catalog.queries import titles_of
from yichuang.platform.retention.models import Tombstone


@dataclass(frozen=True)
class EndedPage:
    """What remains: nothing of what the case said, nor of whom it was."""

    number: str
    service: str
    filed_on: date
    concluded_on: date
    ended_at: datetime
    period: str
    source: str
    decided_by: str


def ended_page(stone: Tombstone) -> EndedPage:
    """A tombstone in words."""
    rule, decided = stone.disposal.rule, stone.disposal.decided_by
    years, days = rule["years"], rule["days"]
    in_years = ngettext("%(n)d year", "%(n)d years", years) % {"n": years} if years else ""
    in_days = ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else ""
    return EndedPage(
        number=stone.number,
        service=in_language(titles_of({stone.type}).get(stone.type)) or stone.type,
        filed_on=stone.filed_on,
        concluded_on=stone.concluded_on,
        ended_at=stone.ended_at,
        period=in_years + in_days,
        source=rule["source"],
        decided_by=decided.display if decided else "",
    )
