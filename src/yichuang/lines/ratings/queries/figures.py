"""Published figures of ratings: each with what it is a share of, small numbers withheld, silence counted as silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet

from yichuang.core import clock
from yichuang.lines.ratings.access import RATED
from yichuang.lines.ratings.models import LOW, Complaint, Rating, VisitRating
from yichuang.lines.ratings.plan import plan
from yichuang.platform.cases.models import Task
from yichuang.platform.hall.models import Ticket


@dataclass(frozen=True)
class Counted:
    """Of ``all`` that could be rated, ``rated`` were, of these ``low`` badly; None: withheld, or not to be told.

    ``set_aside``: rated, and counted apart after an appeal. ``low_before``, ``all_before``: the same of as many days
    before; fewer bad ones say nothing where fewer could be rated.
    """

    code: str
    all: int | None
    rated: int | None
    low: int | None
    set_aside: int | None
    all_before: int | None
    low_before: int | None

    @property
    def per_mille(self) -> int | None:
        """Of a thousand ratings, how many were no bad ones, rounded down; None where they are withheld."""
        if not self.rated or self.low is None:
            return None
        return (self.rated - self.low) * 1000 // self.rated


@dataclass(frozen=True)
class Figures:
    """The figures of ``days`` until ``until``; numbers below ``least`` are withheld."""

    days: int
    until: datetime
    least: int
    matters: Sequence[Counted]
    departments: Sequence[Counted]
    windows: Sequence[Counted]
    #: Reports that something could not be done, these days and before; None: withheld.
    stuck: int | None
    stuck_before: int | None


Numbers = dict[str, int]


def figures() -> Figures:
    """The figures as of now. Raises NoRatings. A handful of queries, however many ratings."""
    published, now = plan().published, clock.now()
    span = timedelta(days=published.days)
    lately, before = (now - span, now), (now - 2 * span, now - span)
    parts = Task.objects.filter(case__kind__in=RATED.values, case__division_id=settings.DIVISION)
    rated = Rating.objects.filter(case__division_id=settings.DIVISION)
    of_parts, visits = rated.filter(task__isnull=False), VisitRating.objects.all()
    served = Ticket.objects.filter(division_id=settings.DIVISION, state=Ticket.State.SERVED)
    least = published.least
    stuck = Complaint.objects.filter(source=Complaint.Source.STUCK, task__case__division_id=settings.DIVISION)
    return Figures(
        days=published.days,
        until=now,
        least=least,
        matters=_table(parts, "matter", of_parts, "task__matter", lately, before, least),
        departments=_table(parts, "department__code", rated, "department__code", lately, before, least),
        windows=_table(served, "window", visits, "window", lately, before, least),
        stuck=_told(stuck.filter(task__filed_at__range=lately).count(), least),
        stuck_before=_told(stuck.filter(task__filed_at__range=before).count(), least),
    )


Span = tuple[datetime, datetime]


def _table(
    could: QuerySet[Any], could_by: str, given: QuerySet[Any], given_by: str, lately: Span, before: Span, least: int
) -> list[Counted]:
    """One line a code. What could be rated: parts of cases concluded then, or tickets served then."""
    ended = "case__concluded_at" if could.model is Task else "ended_at"
    all_now, all_then = (_by(could.filter(**{f"{ended}__range": each}), could_by) for each in (lately, before))
    now, then = (given.filter(rated_at__range=each) for each in (lately, before))
    counted, apart = Q(set_aside_at__isnull=True), Q(set_aside_at__isnull=False)
    rated, aside = _by(now.filter(counted), given_by), _by(now.filter(apart), given_by)
    low, low_then = (_by(each.filter(counted, grade__gte=LOW), given_by) for each in (now, then))
    codes = sorted(set(all_now) | set(rated) | set(aside))
    told = _withheld({code: rated.get(code, 0) for code in codes}, least)
    return [
        Counted(
            code=code,
            all=_told(all_now.get(code, 0), least),
            rated=told[code],
            low=None if told[code] is None else _told_of(low.get(code, 0), rated.get(code, 0), least),
            set_aside=_told(aside.get(code, 0), least),
            all_before=_told(all_then.get(code, 0), least),
            low_before=_told(low_then.get(code, 0), least),
        )
        for code in codes
    ]


def _by(rows: QuerySet[Any], name: str) -> Numbers:
    counted = rows.order_by().values(code=F(name)).annotate(how_many=Count("pk"))
    return {row["code"]: row["how_many"] for row in counted if row["code"]}


def _told(number: int, least: int) -> int | None:
    """A number as it may be told: nothing happened, or so many that nobody can be found among them."""
    return number if number == 0 or number >= least else None


def _told_of(number: int, of: int, least: int) -> int | None:
    """A part of a told number: withheld where it, or the rest, is small."""
    return number if _told(number, least) is not None and _told(of - number, least) is not None else None


def _withheld(numbers: Mapping[str, int], least: int) -> dict[str, int | None]:
    """The numbers that may be told. Where one alone would be withheld, the next smallest is, too: a sum betrays it."""
    found = {code: _told(number, least) for code, number in numbers.items()}
    hidden = [code for code, number in found.items() if number is None]
    if len(hidden) == 1:
        others = sorted((number, code) for code, number in found.items() if number)
        if others:
            found[others[0][1]] = None
    return found
