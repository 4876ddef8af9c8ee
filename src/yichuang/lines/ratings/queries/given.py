"""What was given, for whoever gave it: the rating, and what came of it where it was bad."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from yichuang.core.access import POLICY, Actor
from yichuang.lines.ratings.models import Complaint, Rating, VisitRating
from yichuang.platform.cases.engine import case_attributes
from yichuang.platform.cases.models import Case


@dataclass(frozen=True)
class Given:
    """A rating with its complaint, if it became one. Who works on it is told by department, never by name."""

    rating: Rating | VisitRating
    complaint: Complaint | None


def own_ratings(actor: Actor, case: Case) -> Sequence[Given]:
    """The ratings of a case for whoever may give them; nothing for a clerk before whom the person stands."""
    decision = POLICY.decide(actor, "rate", "case", case_attributes(case))
    return of_case(case.pk) if decision.allow else []


def of_case(case_id: UUID) -> Sequence[Given]:
    """The ratings of a case: of the whole first, then of its parts; the caller decides who reads them. Two queries."""
    rows = list(Rating.objects.filter(case_id=case_id).select_related("task", "department"))
    found = {
        each.rating_id: each
        for each in Complaint.objects.filter(rating__in=rows).select_related("task__case", "department")
    }
    rows.sort(key=lambda row: row.task.position if row.task else 0)
    return [Given(row, found.get(row.pk)) for row in rows]


def of_visit(ticket_id: UUID) -> Given | None:
    """The rating of a visit for whoever holds the address of its ticket; None before it was given."""
    row = VisitRating.objects.filter(ticket_id=ticket_id).select_related("department").first()
    if row is None:
        return None
    return Given(row, Complaint.objects.filter(visit=row).select_related("task__case", "department").first())
