"""What the head of the hall sees: what waits for another system, how far each department is, what is late.

Numbers, case numbers and matters: nothing personal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, OuterRef, QuerySet

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications.kind import ENDED
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.cases.paging import MOST_COUNTED, PAGE, Capped, Listed, listed, place_of, read
from yichuang.platform.exchange import queries as exchange
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.people import queries as people
from yichuang.platform.people.models import Department, Person

#: States in which a clock runs.
RUNNING = ("open", "accepted")
#: Over how many days ended parts are counted.
LATELY = 30


@dataclass(frozen=True)
class Waiting:
    """Something that waits for another system longer than it may, or was refused there, and whose part it is."""

    delivery: Delivery
    task: Task


@dataclass(frozen=True)
class Silent:
    """A system for which something waits: how many, and since when the first."""

    lane: str
    waiting: int
    since: datetime


@dataclass(frozen=True)
class Progress:
    """How far a department is with its parts of the division's cases. Counts stop after MOST_COUNTED."""

    department: Department
    open: int
    accepted: int
    supplement: int
    amber: int
    overdue: int
    #: In the last LATELY days.
    ended: int


def waiting_list(actor: Actor) -> Sequence[Waiting]:
    """Deliveries that wait too long or were refused, in the head's division, a page of the oldest."""
    rows = list(_waiting(actor).defer("body", "wrapped_key", "answer")[:PAGE])
    tasks = Task.objects.select_related("case__package_version").defer(
        "reason", "case__facts", "case__wrapped_key", "case__package_version__files"
    )
    found = tasks.in_bulk([each.subject_id for each in rows])
    return [Waiting(each, found[each.subject_id]) for each in rows]


def silent_systems(actor: Actor) -> Sequence[Silent]:
    """The systems for which something stands on the waiting list, the longest silent first."""
    rows = _waiting(actor).order_by().values("lane").annotate(waiting=Count("pk"), since=Min("created_at"))
    return [Silent(**row) for row in rows.order_by("since")]


def _waiting(actor: Actor) -> QuerySet[Delivery]:
    """Who may list the deliveries of a division may list those of its parts."""
    parts = visible(Task.objects.all(), actor, "follow", "task")
    return exchange.waiting().filter(subject_id__in=parts.values("pk"))


@dataclass(frozen=True)
class Differing:
    """What the last comparison found, and the delivery by which it can be sent again; None where that mends nothing."""

    found: Discrepancy
    again: UUID | None


def differing(actor: Actor) -> Sequence[Differing]:
    """What departments hold otherwise than we do, in the head's division: a page of what is known longest."""
    rows = list(visible(Discrepancy.objects.all(), actor, "list", "delivery").order_by("found_at", "id")[:PAGE])
    mended = [each for each in rows if each.kind in exchange.MENDED_BY_SENDING]
    first: dict[tuple[UUID | None, str], UUID] = {}
    if mended:
        sent = Delivery.objects.filter(subject_id__in={each.subject_id for each in mended}).order_by("-id")
        first = {(subject, lane): pk for subject, lane, pk in sent.values_list("subject_id", "lane", "pk")}
    return [Differing(each, first.get((each.subject_id, each.system)) if each in mended else None) for each in rows]


@dataclass(frozen=True)
class Unattended:
    """A department at whose desk nobody is, though parts of the division lie there; counted up to MOST_COUNTED."""

    department: Department
    waiting: int


def unattended(actor: Actor) -> Sequence[Unattended]:
    """Where parts came in and nobody is there to take them: the head sees to it. One query where all is well."""
    found = []
    for department in people.unattended_desks():
        parts = visible(Task.objects.filter(department=department, state__in=RUNNING), actor, "follow", "task")
        if waiting := parts.values("pk")[: MOST_COUNTED + 1].count():
            found.append(Unattended(department, waiting))
    return found


def of_the_dead(actor: Actor) -> Sequence[Task]:
    """Parts without an outcome whose applicant has died, by the register: a page of the oldest, and one where more are.

    Nothing closes them by itself: their department decides with next of kin, and the head sees to it. One query.
    """
    died = Case.objects.filter(person__in=Person.objects.filter(deceased_on__isnull=False).values("pk"))
    found = visible(Task.objects.filter(case__in=died.values("pk")), actor, "follow", "task").exclude(state__in=ENDED)
    rows = found.select_related("case__package_version", "case__person", "department", "holder").defer(
        "reason", "case__facts", "case__wrapped_key", "case__package_version__files", "holder__phone"
    )
    return list(rows.order_by("filed_at", "id")[: PAGE + 1])


def progress(actor: Actor) -> Sequence[Progress]:
    """How far each department is that has parts of the division's cases. One query."""
    today, recent = clock.today(), clock.now() - timedelta(days=LATELY)
    parts = visible(Task.objects.filter(department=OuterRef("pk")), actor, "follow", "task")
    running = parts.filter(state__in=RUNNING)
    numbers = {
        **{which: parts.filter(state__in=LISTS[which]) for which in ("open", "accepted", "supplement")},
        "amber": running.filter(due_on__gte=today, amber_on__lte=today),
        "overdue": running.filter(due_on__lt=today),
        "ended": parts.filter(state__in=LISTS["ended"], state_since__gte=recent),
    }
    capped = {name: Capped(rows.values("pk")[: MOST_COUNTED + 1]) for name, rows in numbers.items()}
    rows = Department.objects.annotate(**capped).order_by("-overdue", "-amber", "code")
    found = [Progress(row, **{name: getattr(row, name) for name in numbers}) for row in rows]
    return [each for each in found if any(getattr(each, name) for name in numbers)]


def late(actor: Actor, after: str = "") -> Listed[Task]:
    """A page of the division's parts that are past their day, the longest first. Raises Said for no such place."""
    # With the departments named, the index of the inbox gives just the late rows.
    departments = list(Department.objects.values_list("pk", flat=True))
    found = visible(Task.objects.filter(department__in=departments, state__in=RUNNING), actor, "follow", "task")
    found = found.filter(due_on__lt=clock.today())
    if after:
        day, last = place_of(after)
        on = read(date.fromisoformat, day)
        found = found.filter(due_on__gte=on).exclude(due_on=on, id__lte=last)
    rows = found.select_related("case__package_version", "department", "holder").defer(
        "reason", "case__facts", "case__wrapped_key", "case__package_version__files", "holder__phone"
    )
    return listed(list(rows.order_by("due_on", "id")[: PAGE + 1]), lambda task: f"{task.due_on}~{task.pk}")
