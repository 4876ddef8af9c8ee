"""A complaint past its day goes one person up: a head of the hall who was not rated is told, once."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.lines.ratings.commands.complaints import hall, rated_by
from yichuang.lines.ratings.kind import RUNNING
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.cases import engine
from yichuang.platform.messages import commands as messages
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Account

#: Complaints in one run.
AT_ONCE = 200


def raise_overdue() -> int:
    """Raise every complaint that is past its day and was not raised for it; how many these were."""
    late = Complaint.objects.filter(
        task__state__in=RUNNING, task__due_on__lt=clock.today(), task__raised_at__isnull=True
    )
    return sum(_raise(pk, case) for pk, case in list(late.values_list("pk", "task__case_id")[:AT_ONCE]))


@transaction.atomic
def _raise(pk: UUID, case_id: UUID) -> bool:
    held = engine.lock(case_id)
    task = held.task(pk)
    if task.raised_at is not None or task.state not in RUNNING or task.due_on is None or task.due_on >= clock.today():
        return False
    found = Complaint.objects.select_related("rating__task", "visit").get(pk=pk)
    barred = rated_by(found) | {task.holder_id}
    above = next((each for each in people.heads_of(hall().pk) if each not in barred), None)
    task.raised_at, task.raised_to_id = clock.now(), above
    task.save(update_fields=["raised_at", "raised_to"])
    payload = {"due_on": str(task.due_on), "to": str(above) if above else None}
    engine.note(held, "raised", TIMER, task=task, payload=payload)
    if above is not None:
        with override(settings.LANGUAGE_CODE):
            text = gettext("Complaint %(number)s is past its day. See to it: %(url)s")
        url = f"{settings.PUBLIC_URL}/desk/complaints/{task.public_id}"
        messages.queue(Account.objects.get(pk=above).phone, text % {"number": held.case.number, "url": url})
    return True
