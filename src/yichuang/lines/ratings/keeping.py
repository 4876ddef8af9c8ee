"""What of ratings stands against the end of a case, what goes to the archive with it, and what ends with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from yichuang.core.identifiers import first_id
from yichuang.lines.ratings.models import Complaint, Invitation, Rating, VisitRating
from yichuang.lines.ratings.queries.complaints import open_of
from yichuang.platform.retention.keepers import also, bar, goes_along, packed_as


def complaints_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases with a bad rating that nobody has answered."""
    return [each for each in open_of(ids).values_list("rating__case", flat=True) if each]


def leave(case: UUID, tasks: Sequence[UUID], drafts: Sequence[UUID]) -> None:
    """A case's ratings go along with it, and what a complaint says beside its case."""
    Complaint.objects.filter(task_id__in=tasks).delete()
    Rating.objects.filter(case_id=case).delete()
    Invitation.objects.filter(case_id=case).delete()


def packed(case: UUID) -> dict[str, object]:
    """The ratings of a case, and what its complaint says, as the archive gets them."""
    return {
        "ratings": [
            {
                "matter": each.task.matter if each.task else None,
                "grade": each.grade,
                "reasons": each.reasons,
                "words": each.words,
                "set_aside_at": each.set_aside_at,
            }
            for each in Rating.objects.filter(case_id=case).select_related("task")
        ],
        "complaints": [
            {
                "source": each.source,
                "department": each.department.code,
                "service": each.service,
                "grade": each.grade,
                "reasons": each.reasons,
                "words": each.words,
                "called_at": each.called_at,
                "reached": each.reached,
            }
            for each in Complaint.objects.filter(task__case_id=case).select_related("department")
        ],
    }


def visits(cut: datetime) -> QuerySet[VisitRating]:
    """Ratings of visits that were given before ``cut``."""
    return VisitRating.objects.filter(pk__lt=first_id(cut))


bar("case", "objected", complaints_open)
goes_along(leave)
packed_as("ratings.json", packed)
also("ticket", "ratings.VisitRating", visits)
