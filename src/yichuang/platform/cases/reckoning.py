"""When a holiday notice comes or is corrected, the open clocks that it moves are reckoned anew."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.core.words import N_
from yichuang.platform.cases import clocks
from yichuang.platform.cases.engine import amber_of, lock, note
from yichuang.platform.cases.models import ClockLine, FollowedCalendar, Task
from yichuang.platform.catalog.calendar import calendar

#: Parts in one run, and how many seconds lie between two.
AT_ONCE, EVERY = 500, 60.0
#: Parts of a corrected calendar that are read by one statement, and such batches in one run.
BATCH, BATCHES = 500, 20
CORRECTED = N_("the holiday notice was published or corrected")


def reckon() -> int:
    """Reckon anew open parts whose days hung on notices that are there now; how many these were.

    A part whose last day moves, or is no longer provisional, has an event of it. Cut off, the next run goes on.
    """
    known = calendar().known_until
    waiting = Task.objects.annotate(last=Coalesce("statutory_on", "due_on")).filter(provisional=True, last__lte=known)
    rows = list(waiting.order_by("pk").values_list("pk", "case_id")[:AT_ONCE])
    for task_id, case_id in rows:
        _reckon(task_id, case_id)
    return len(rows)


def follow() -> int:
    """Have every open clock follow the calendar when it was corrected; how many parts have another last day now.

    The parts are read in batches, by id, each by one statement for the parts and one for their lines; only what moves
    is held and written, a transaction a part. Where a run ends, the next one goes on.
    """
    current, newest = calendar().fingerprint, FollowedCalendar.objects.order_by("-noticed_at", "-id").first()
    if newest is None or newest.fingerprint != current:
        now = clock.now()
        # Of the first one there is nothing to follow: every day so far was reckoned by it.
        newest = FollowedCalendar.objects.create(
            fingerprint=current, noticed_at=now, finished_at=None if newest else now
        )
    moved = 0
    for _ in range(BATCHES):
        if newest.finished_at is not None:
            break
        found = list(_open(newest.upto)[:BATCH])
        moved += sum(_reckon(task.pk, task.case_id) for task in _moved(found))
        newest.upto = found[-1].pk if found else newest.upto
        newest.finished_at = None if len(found) == BATCH else clock.now()
        newest.save(update_fields=["upto", "finished_at"])
    return moved


def _open(after: UUID | None) -> QuerySet[Task]:
    found = Task.objects.filter(due_on__isnull=False, case__concluded_at__isnull=True, pk__gt=after or UUID(int=0))
    return found.only("pk", "case_id", "due_on", "statutory_on").order_by("pk")


def _moved(tasks: list[Task]) -> list[Task]:
    """Those whose days are others by the calendar of today."""
    lines: dict[UUID, list[ClockLine]] = {task.pk: [] for task in tasks}
    for line in ClockLine.objects.filter(task__in=list(lines)).order_by("position"):
        lines[line.task_id].append(line)
    found = []
    for task in tasks:
        rows = lines[task.pk]
        states = clocks.states(rows)
        if rows and all(each.state == "running" for each in states.values()):
            due = clocks.summary(states, min(row.on for row in rows))
            if (due.due_on, due.statutory_on) != (task.due_on, task.statutory_on):
                found.append(task)
    return found


@transaction.atomic
def _reckon(task_id: UUID, case_id: UUID) -> bool:
    """Reckon one part anew, with a line in each clock that moves; whether its last day is another one now."""
    held = lock(case_id)
    task = held.task(task_id)
    if task.state in held.kind.ended or (task.due_on is None and not task.provisional):
        return False
    lines = list(ClockLine.objects.filter(task=task).order_by("position"))
    states = clocks.states(lines)
    due = clocks.summary(states, min(line.on for line in lines), amber_of(held, task))
    before, was = {name: str(getattr(task, name)) for name in ("due_on", "statutory_on")}, task.due_on
    if due.due_on is not None and due.due_on != was:
        _write_lines(task, lines)
        task.warned_left = None
    if due.due_on is not None and due.due_on >= clock.today():
        task.raised_at = task.raised_to = None
    task.due_on, task.statutory_on, task.amber_on = due.due_on, due.statutory_on, due.amber_on
    task.provisional = due.provisional
    after = {name: str(getattr(task, name)) for name in ("due_on", "statutory_on")}
    if before != after or not due.provisional:
        columns = ["due_on", "statutory_on", "amber_on", "provisional", "warned_left", "raised_at", "raised_to"]
        task.save(update_fields=columns)
        note(held, "clock-reckoned", TIMER, task=task, payload={"before": before, "after": after})
    if due.due_on == was:
        return False
    if held.kind.reckoned is not None:
        held.kind.reckoned(held, task, was)
    return True


def _write_lines(task: Task, lines: list[ClockLine]) -> None:
    """A line in each running clock whose last day is another one: which it was, and why it moves."""
    now, day = clock.now(), clock.today()
    states = clocks.states(lines)
    former = {clocks.STATUTORY: task.statutory_on, clocks.PROMISED: task.due_on}
    for name, state in sorted(states.items()):
        was = former.get(name)
        if state.state == "running" and was is not None and state.due_on != was:
            ClockLine.objects.create(
                task=task,
                position=max(line.position for line in lines if line.clock == name) + 1,
                clock=name,
                verb="reckon",
                on=day,
                was=was,
                reason=CORRECTED,
                recorded_at=now,
            )
