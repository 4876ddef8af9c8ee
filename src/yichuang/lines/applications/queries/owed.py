"""What is offered to a part, or owed by it (容缺受理), as its page shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yichuang.core import clock
from yichuang.core.packages import Material
from yichuang.lines.applications.models import OwedPaper, Owing
from yichuang.platform.cases.models import Attachment, Event, Task
from yichuang.platform.catalog.calendar import calendar

#: The events without which a part neither owes a paper nor is offered to.
BEGUN = frozenset({"offer-owing", "promise"})


@dataclass(frozen=True)
class OwedOne:
    """One paper that is owed, or was."""

    material: Material
    handed_in: bool
    on_paper: bool


@dataclass(frozen=True)
class OwedView:
    """What is offered to a part, or owed by it. ``state``: of ``Owing.State``; ``left``: working days."""

    task: Task
    state: str
    due_on: date
    left: int
    papers: Sequence[OwedOne]

    @property
    def overdue(self) -> bool:
        """Whether the day is over."""
        return self.due_on < clock.today()

    @property
    def missing(self) -> Sequence[OwedOne]:
        """The papers that are not there yet."""
        return [one for one in self.papers if not one.handed_in]


#: What a page shows: an offer while its part is open, and what is owed.
SHOWN = (Owing.State.OFFERED, Owing.State.OWED, Owing.State.LAPSED)


def owed_of(tasks: Sequence[Task], materials: Mapping[str, Material], events: Sequence[Event]) -> list[OwedView]:
    """What is offered to, or owed by, these parts of one case, by day. No query where nothing ever was, else one."""
    if not any(event.verb in BEGUN for event in events):
        return []
    by_id = {task.pk: task for task in tasks}
    rows = OwedPaper.objects.filter(owing__task__in=by_id, owing__state__in=SHOWN).select_related("owing")
    found: dict[UUID, list[OwedPaper]] = {}
    for each in rows.order_by("owing__due_on", "owing_id", "pk"):
        found.setdefault(each.owing_id, []).append(each)
    views = []
    for papers in found.values():
        one = papers[0].owing
        if one.state == Owing.State.OFFERED and by_id[one.task_id].state != "open":
            continue
        left = calendar().workdays_between(clock.today(), one.due_on)
        shown = [OwedOne(materials[each.material], each.handed_in_at is not None, each.on_paper) for each in papers]
        views.append(OwedView(by_id[one.task_id], one.state, one.due_on, left, shown))
    return views


def chosen_owed(case_id: UUID) -> dict[str, list[Attachment]]:
    """The files that were chosen for owed papers and have not left yet, by material. One query."""
    rows = Attachment.objects.filter(case_id=case_id, task=None, handed_in_at=None).select_related("file")
    found: dict[str, list[Attachment]] = {}
    for each in rows.order_by("material", "position", "pk"):
        found.setdefault(each.material, []).append(each)
    return found
