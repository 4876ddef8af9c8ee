"""Bills that a collector has not told though it had its time: whom they wait for, since when, and why.

Numbers, case numbers and matters: nothing personal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications.models import Payment
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.paging import PAGE
from yichuang.platform.exchange.models import System


def late_bills(actor: Actor) -> Sequence[Payment]:
    """Bills of the division's parts that are unknown past their collector's limit: a page of the oldest, and one more.

    The limit (`System.wait_limit_minutes`) counts from the decision. Where no system is entered for a collector there
    is nothing to wait for: such a bill is listed at once. Two queries.
    """
    parts = visible(Task.objects.all(), actor, "follow", "task")
    found = late().filter(task__in=parts.values("pk"))
    rows = found.select_related("task__case__package_version", "task__department").defer(
        "task__reason", "task__case__facts", "task__case__wrapped_key", "task__case__package_version__files"
    )
    return list(rows.order_by("task__state_since", "task_id")[: PAGE + 1])


def late_of(parts: Iterable[UUID]) -> list[UUID]:
    """Those of ``parts`` whose bill is late. Two queries."""
    return list(late().filter(task__in=list(parts)).values_list("task_id", flat=True))


def late() -> QuerySet[Payment]:
    """Bills that are unknown past their collector's limit. One query for the limits."""
    now, systems = clock.now(), System.objects.filter(kind=System.Kind.TAX)
    limits = {each.department: timedelta(minutes=each.wait_limit_minutes) for each in systems}
    waited = ~Q(collector__in=list(limits))
    for collector, limit in limits.items():
        waited |= Q(collector=collector, task__state_since__lt=now - limit)
    return Payment.objects.filter(waited, known=False)
