"""What a clock sets off by itself: its officer is warned, and what is overdue goes one person up.

Each is one transaction a part: the event, the mark on the part and the text message, so that a run that is cut off is
taken up by the next one and nobody is told twice. The thresholds are the installation's, no law gives any.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, ngettext, override

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.lines.applications.access import KIND
from yichuang.lines.applications.queries.cases import published_of
from yichuang.lines.applications.queries.hall import RUNNING
from yichuang.platform.cases import engine
from yichuang.platform.cases.models import Task
from yichuang.platform.catalog import queries as catalog
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.messages import commands as messages
from yichuang.platform.notices.words import day
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Department

#: Seconds between two runs, and parts in one at most.
EVERY, AT_ONCE = 60.0, 200
#: The longest mark that a package may declare, 60 working days, lies within so many days.
HORIZON = timedelta(days=120)


def raise_overdue() -> int:
    """Raise every part that is past its day and was not raised for it; how many these were."""
    late = _running().filter(due_on__lt=clock.today(), raised_at__isnull=True).order_by("due_on", "id")
    return sum(_raise(task, case) for task, case in list(late.values_list("pk", "case_id")[:AT_ONCE]))


@transaction.atomic
def _raise(task_id: UUID, case_id: UUID) -> bool:
    held = engine.lock(case_id)
    task = held.task(task_id)
    if task.raised_at is not None or task.state not in RUNNING or task.due_on is None or task.due_on >= clock.today():
        return False
    above = people.above(task.department_id, held.case.division_id)
    task.raised_at, task.raised_to = clock.now(), above
    task.save(update_fields=["raised_at", "raised_to"])
    payload = {"due_on": str(task.due_on), "to": str(above.pk) if above else None}
    engine.note(held, "raised", TIMER, task=task, payload=payload)
    if above is not None:
        with override(settings.LANGUAGE_CODE):
            text = gettext("%(number)s is past its day, %(day)s. It stands with you now: %(url)s")
            said = {"number": held.case.number, "day": day(task.due_on, settings.LANGUAGE_CODE), "url": _desk()}
        messages.queue(above.phone, text % said)
    return True


def warn() -> int:
    """Warn the officer of each part that has come to one of its marks; whoever holds none, the head. How many."""
    return sum(_warn(task, case) for task, case in _near())


def _near() -> Iterator[tuple[UUID, UUID]]:
    today, days = clock.today(), calendar()
    versions = PackageVersion.objects.values_list("pk", flat=True)
    longest = max((_longest(version) for version in versions), default=0)
    coming = _running().filter(due_on__gte=today, due_on__lte=today + HORIZON)
    for due_on in coming.order_by("due_on").values_list("due_on", flat=True).distinct():
        if due_on is None:
            continue
        left = days.workdays_between(today, due_on)
        if left > longest:
            return
        rows = coming.filter(Q(warned_left__isnull=True) | Q(warned_left__gt=left), due_on=due_on)
        joined = rows.select_related("case__package_version").only("matter", "warned_left", "case__package_version")
        for task in joined.defer("case__package_version__files").order_by("id").iterator(chunk_size=AT_ONCE):
            if _mark(task, left) is not None:
                yield task.pk, task.case_id


@lru_cache(maxsize=512)
def _longest(version: UUID) -> int:
    """The longest mark of a published version; a version never changes."""
    matters = catalog.version(version).package.text.matters
    return max((mark for matter in matters for mark in matter.clock.warnings), default=0)


def _mark(task: Task, left: int) -> int | None:
    """The mark that the part has come to and its officer was not warned of; None where there is none."""
    marks = published_of(task.case).package.matters[task.matter].clock.warnings
    reached = min((mark for mark in marks if mark >= left), default=None)
    return reached if reached is not None and (task.warned_left is None or reached < task.warned_left) else None


@transaction.atomic
def _warn(task_id: UUID, case_id: UUID) -> bool:
    held = engine.lock(case_id)
    task = held.task(task_id)
    if task.state not in RUNNING or task.due_on is None or task.due_on < clock.today():
        return False
    left = calendar().workdays_between(clock.today(), task.due_on)
    mark = _mark(task, left)
    if mark is None:
        return False
    task.warned_left = mark
    task.save(update_fields=["warned_left"])
    engine.note(held, "warned", TIMER, task=task, payload={"left": left, "due_on": str(task.due_on)})
    told = task.holder or people.above(task.department_id, held.case.division_id)
    if told is not None:
        with override(settings.LANGUAGE_CODE):
            words = ngettext(
                "%(number)s: %(n)s working day left, due %(day)s. Your desk: %(url)s",
                "%(number)s: %(n)s working days left, due %(day)s. Your desk: %(url)s",
                left,
            )
            due = day(task.due_on, settings.LANGUAGE_CODE)
            said = {"number": held.case.number, "n": left, "day": due, "url": _desk()}
        messages.queue(told.phone, words % said)
    return True


def _running() -> QuerySet[Task]:
    """Parts whose clock runs. With the departments named, the index of the inbox gives just these."""
    departments = list(Department.objects.values_list("pk", flat=True))
    return Task.objects.filter(kind=KIND, department__in=departments, state__in=RUNNING)


def _desk() -> str:
    return f"{settings.PUBLIC_URL}/desk/"
