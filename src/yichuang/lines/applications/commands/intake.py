"""What the law makes of silence at intake: a licence of which nobody said anything in time counts as accepted.

行政许可法 Art. 32 (4): what is missing is told at once, on the spot or within five days; else the application is
accepted from the day of its receipt. Art. 82: days are working days.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from uuid import UUID

from django.db.models import Q

from yichuang.core import clock
from yichuang.core.workdays import due, parse_period
from yichuang.lines.applications.access import KIND
from yichuang.lines.applications.kind import OPEN
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Task
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.people.models import Department

#: How long the department has to say what is missing: the law's own figure (DOMAIN.md §2.2).
TERM = parse_period("5 workdays")
#: The kind of matters of which the law says so (GB/T 39046: 01 行政许可).
LICENCE = "licence"
#: Seconds between two runs, and parts in one at most.
EVERY, AT_ONCE = 300.0, 200


def last_day(received: date) -> date:
    """The last day on which the department may say what is missing."""
    return due(received, TERM, calendar()).last_day


def deem_accepted() -> int:
    """Make the step for every part of a licence whose term is over; how many these were.

    One transaction a part: cut off in between, the next run goes on, and nobody is told twice.
    """
    licences = Q()
    for version in PackageVersion.objects.values_list("pk", flat=True):
        if matters := _licences(version):
            licences |= Q(case__package_version_id=version, matter__in=matters)
    if not licences:
        return 0
    today = clock.today()
    before = clock.now() - timedelta(days=5)  # five working days are never less
    departments = list(Department.objects.values_list("pk", flat=True))
    waiting = Task.objects.filter(licences, kind=KIND, department__in=departments, state=OPEN, filed_at__lt=before)
    rows = waiting.filter(supplement_asked=False).order_by("filed_at", "id").values_list("pk", "filed_at")
    over = [pk for pk, filed_at in rows[: AT_ONCE * 2] if last_day(clock.legal_day(filed_at)) < today]
    return sum(_deem(each) for each in over[:AT_ONCE])


@lru_cache(maxsize=512)
def _licences(version: UUID) -> tuple[str, ...]:
    """The matters of a published version that are licences; a version never changes."""
    matters = catalog.version(version).package.text.matters
    return tuple(matter.code for matter in matters if matter.kind == LICENCE)


def _deem(task_id: UUID) -> bool:
    try:
        engine.by_law(task_id, "deem-accepted", {"term": str(TERM)})
    except NotPossible:
        return False  # somebody was faster
    return True
