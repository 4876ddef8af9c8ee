"""When a holiday notice comes, the open clocks that waited for it are reckoned anew."""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Coalesce

from yichuang.core.access import TIMER
from yichuang.platform.cases import clocks
from yichuang.platform.cases.engine import amber_of, lock, note
from yichuang.platform.cases.models import ClockLine, Task
from yichuang.platform.catalog.calendar import calendar

#: Parts in one run, and how many seconds lie between two.
AT_ONCE, EVERY = 500, 60.0


def reckon() -> int:
    """Reckon anew open parts whose days hung on notices that are there now; how many these were.

    A part whose last day moves, or is no longer provisional, has an event of it. Cut off, the next run goes on.
    """
    known = calendar().known_until
    waiting = Task.objects.annotate(last=Coalesce("statutory_on", "due_on")).filter(provisional=True, last__lte=known)
    rows = list(waiting.order_by("pk").values_list("pk", "case_id")[:AT_ONCE])
    for task_id, case_id in rows:
        with transaction.atomic():
            held = lock(case_id)
            task = held.task(task_id)
            if task.provisional:
                lines = list(ClockLine.objects.filter(task=task).order_by("position"))
                due = clocks.summary(clocks.states(lines), min(line.on for line in lines), amber_of(held, task))
                before = {name: str(getattr(task, name)) for name in ("due_on", "statutory_on")}
                task.due_on, task.statutory_on, task.amber_on = due.due_on, due.statutory_on, due.amber_on
                task.provisional = due.provisional
                after = {name: str(getattr(task, name)) for name in ("due_on", "statutory_on")}
                if before != after or not due.provisional:
                    task.save(update_fields=["due_on", "statutory_on", "amber_on", "provisional"])
                    note(held, "clock-reckoned", TIMER, task=task, payload={"before": before, "after": after})
    return len(rows)
