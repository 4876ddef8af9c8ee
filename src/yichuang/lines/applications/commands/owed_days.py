"""What the day of owed papers sets off by itself: the applicant is reminded, what follows is noted, one goes one up.

Each is one transaction a part, with its event and message: cut off in between, the next run goes on, and nobody is told
twice. When somebody is reminded is the package's word; no law gives it.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.lines.applications import papers
from yichuang.lines.applications.commands.signals import AT_ONCE, HORIZON
from yichuang.lines.applications.models import Owing
from yichuang.lines.applications.queries.cases import published_of
from yichuang.platform.cases import engine
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.messages import commands as messages
from yichuang.platform.notices.words import day
from yichuang.platform.people import queries as people

#: Working days after the day was over in which the officer acts; then the part goes one person up. Ours, no law's.
ACT_WITHIN = 1


def remind() -> int:
    """Remind everybody whose owed papers have come to one of the package's marks, once a mark; how many."""
    today = clock.today()
    found = Owing.objects.filter(state=Owing.State.OWED, due_on__gte=today, due_on__lte=today + HORIZON)
    rows = found.select_related("task__case__package_version").defer("task__case__package_version__files")
    near = [(one.pk, one.task.case_id) for one in rows.order_by("due_on", "id") if _mark(one) is not None]
    return sum(_remind(owing, case) for owing, case in near[:AT_ONCE])


def _mark(one: Owing) -> int | None:
    """The mark that these papers have come to and nobody was reminded of; None where there is none."""
    owing = published_of(one.task.case).package.text.owing
    left = calendar().workdays_between(clock.today(), one.due_on)
    reached = min((mark for mark in (owing.remind if owing else ()) if mark >= left), default=None)
    return reached if reached is not None and (one.reminded_left is None or reached < one.reminded_left) else None


@transaction.atomic
def _remind(owing_id: UUID, case_id: UUID) -> bool:
    held = engine.lock(case_id)
    one = Owing.objects.select_related("task__case__package_version").get(pk=owing_id)
    if one.state != Owing.State.OWED or one.due_on < clock.today():
        return False
    mark = _mark(one)
    if mark is None:
        return False
    one.reminded_left = mark
    one.save(update_fields=["reminded_left"])
    left = calendar().workdays_between(clock.today(), one.due_on)
    payload = {"left": left, "until": one.due_on.isoformat()}
    engine.note(held, "owed-reminded", TIMER, task=held.task(one.task_id), payload=payload)
    papers.tell_of_owing(held.case, "owed-reminded", one.due_on, left)
    return True


def lapse() -> int:
    """Note of every part whose day for owed papers is over what follows from it, once; how many."""
    over = Owing.objects.filter(state=Owing.State.OWED, due_on__lt=clock.today()).order_by("due_on", "id")
    return sum(_lapse(owing, task) for owing, task in list(over.values_list("pk", "task_id")[:AT_ONCE]))


@transaction.atomic
def _lapse(owing_id: UUID, task_id: UUID) -> bool:
    engine.lock(Owing.objects.values_list("task__case_id", flat=True).get(pk=owing_id))
    one = Owing.objects.get(pk=owing_id)
    if one.state != Owing.State.OWED or one.due_on >= clock.today():
        return False
    held, task = engine.by_law(task_id, "owed-lapsed", {"until": one.due_on.isoformat()})
    one.state, one.lapsed_at = Owing.State.LAPSED, clock.now()
    one.save(update_fields=["state", "lapsed_at"])
    papers.tell_of_owing(held.case, "owed-lapsed", one.due_on, 0, task)
    return True


def raise_lapsed() -> int:
    """Raise every part whose day for owed papers is over and that nobody has acted on since; how many."""
    found = Owing.objects.filter(state=Owing.State.LAPSED, task__raised_at=None).order_by("lapsed_at", "id")
    today, days = clock.today(), calendar()
    rows = [(pk, case, at) for pk, case, at in found.values_list("pk", "task__case_id", "lapsed_at")[: AT_ONCE * 2]]
    over = [(pk, case) for pk, case, at in rows if at and days.workdays_after(clock.legal_day(at), ACT_WITHIN) < today]
    return sum(_raise(owing, case) for owing, case in over[:AT_ONCE])


@transaction.atomic
def _raise(owing_id: UUID, case_id: UUID) -> bool:
    held = engine.lock(case_id)
    one = Owing.objects.get(pk=owing_id)
    task = held.task(one.task_id)
    if one.state != Owing.State.LAPSED or task.raised_at is not None:
        return False
    above = people.above(task.department_id, held.case.division_id)
    task.raised_at, task.raised_to = clock.now(), above
    task.save(update_fields=["raised_at", "raised_to"])
    payload = {"owed_until": one.due_on.isoformat(), "to": str(above.pk) if above else None}
    engine.note(held, "raised", TIMER, task=task, payload=payload)
    if above is not None:
        with override(settings.LANGUAGE_CODE):
            text = gettext("%(number)s: owed papers never came, and nobody acted. It stands with you now: %(url)s")
        said = {"number": held.case.number, "day": day(one.due_on, settings.LANGUAGE_CODE)}
        messages.queue(above.phone, text % {**said, "url": f"{settings.PUBLIC_URL}/desk/"})
    return True
