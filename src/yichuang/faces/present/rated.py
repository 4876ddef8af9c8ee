"""Published figures of ratings in words: by matter, department and window, each with its denominators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from yichuang.faces.look.said import in_language
from yichuang.faces.present.ratings import service_titles
from yichuang.lines.ratings import queries
from yichuang.lines.ratings.errors import NoRatings
from yichuang.lines.ratings.queries import Counted
from yichuang.platform.hall.plan import planned
from yichuang.platform.people.models import Department


@dataclass(frozen=True)
class RatedLine:
    """One line of a table, its numbers as they are told: a withheld one as words."""

    title: str
    all: str
    rated: str
    percent: str
    low: str
    set_aside: str
    change: str


@dataclass(frozen=True)
class RatedTable:
    """One table; ``could`` says what the first number counts."""

    code: str
    title: str
    could: str
    lines: Sequence[RatedLine]


@dataclass(frozen=True)
class RatedFigures:
    """The figures of ratings as a page shows them."""

    days: int
    until: datetime
    least: int
    tables: Sequence[RatedTable]
    stuck: str
    stuck_before: str


def rated_figures() -> RatedFigures | None:
    """The figures as of now; None where no ratings are taken."""
    try:
        found = queries.figures()
    except NoRatings:
        return None
    hall = planned()
    windows = {each.code: in_language(each.title) for each in hall.windows} if hall else {}
    departments = {each.code: in_language(each.names) for each in Department.objects.only("code", "names")}
    matters = service_titles()

    def told(number: int | None) -> str:
        return gettext("fewer than %(least)s") % {"least": found.least} if number is None else str(number)

    def table(code: str, title: str, could: str, rows: Sequence[Counted], names: dict[str, str]) -> RatedTable:
        return RatedTable(code, title, could, [_line(each, names.get(each.code, each.code), told) for each in rows])

    return RatedFigures(
        days=found.days,
        until=found.until,
        least=found.least,
        tables=[
            table("matters", gettext("By matter"), gettext("Concluded"), found.matters, matters),
            table("departments", gettext("By department"), gettext("Concluded"), found.departments, departments),
            table("windows", gettext("By window"), gettext("Visits"), found.windows, windows),
        ],
        stuck=told(found.stuck),
        stuck_before=told(found.stuck_before),
    )


def _line(each: Counted, title: str, told: Callable[[int | None], str]) -> RatedLine:
    share = each.per_mille
    change = ""
    if each.low is not None and each.low_before is not None and each.all is not None and each.all_before is not None:
        change = gettext("bad: %(before)s → %(now)s; concluded or served: %(all_before)s → %(all)s") % {
            "before": each.low_before,
            "now": each.low,
            "all_before": each.all_before,
            "all": each.all,
        }
    return RatedLine(
        title=title,
        all=told(each.all),
        rated=told(each.rated),
        percent="" if share is None else f"{share // 10}.{share % 10}%",
        low=told(each.low),
        set_aside=told(each.set_aside),
        change=change,
    )
