"""What the head of the hall sees: what waits for another system, how far each department is, what is late.

Numbers, case numbers and matters: nothing personal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.lines.applications.kind import ENDED
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.lines import Line, lines
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.cases.paging import MOST_COUNTED, PAGE, Listed, beyond, counted, listed, merged, place_of, read
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

    @property
    def anything(self) -> bool:
        """Whether there is anything to say of it."""
        return any((self.open, self.accepted, self.supplement, self.amber, self.overdue, self.ended))


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
    """How far each department is that has parts of the division's cases. Five queries, however many there are."""
    today, recent = clock.today(), clock.now() - timedelta(days=LATELY)
    departments = {each.pk: each for each in Department.objects.all()}
    parts = visible(Task.objects.all(), actor, "follow", "task")
    due = parts.order_by("due_on", "id")
    turned = parts.filter(due_on__gte=today, amber_on__lte=today).order_by("-amber_on")  # the overdue turned before
    ended = parts.filter(state_since__gte=recent).order_by("-state_since", "-id")
    numbers = {
        **counted(due, {name: LISTS[name] for name in ("open", "accepted", "supplement")}, list(departments)),
        **counted(turned, {"amber": RUNNING}, list(departments)),
        **counted(due.filter(due_on__lt=today), {"overdue": RUNNING}, list(departments)),
        **counted(ended, {"ended": LISTS["ended"]}, list(departments)),
    }
    columns = ("open", "accepted", "supplement", "amber", "overdue", "ended")
    found = [Progress(each, *(numbers[pk, name] for name in columns)) for pk, each in departments.items()]
    found = [each for each in found if each.anything]
    return sorted(found, key=lambda each: (-each.overdue, -each.amber, each.department.code))


def late(actor: Actor, after: str = "") -> Listed[Line]:
    """A page of the division's parts that are past their day, the longest first. Raises Said for no such place.

    Of each department and state the longest late, merged. Three queries.
    """
    found = visible(Task.objects.filter(due_on__lt=clock.today()), actor, "follow", "task")
    if after:
        day, last = place_of(after)
        found = found.filter(beyond({"due_on": read(date.fromisoformat, day), "id": last}))
    departments = list(Department.objects.values_list("pk", flat=True))
    rows = lines(merged(found, ("due_on", "id"), PAGE + 1, {"department_id": departments, "state": RUNNING}))
    return listed(rows, lambda line: f"{line.due_on}~{line.pk}")
