"""好差评: what can be said of a service, a case's rating, and the low grades that a department has to answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from yichuang.core.access import Actor, Decision, require
from yichuang.core.words import N_
from yichuang.lines.applications.models import Rating
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.paging import MOST_COUNTED, PAGE, Listed, listed, place_of, read

#: The five grades in words, by their codes (GB/T 39046-2020 A.8).
GRADES: Mapping[int, str] = {
    Rating.Grade.VERY_GOOD: N_("Very satisfied"),
    Rating.Grade.GOOD: N_("Satisfied"),
    Rating.Grade.FAIR: N_("Fairly satisfied"),
    Rating.Grade.POOR: N_("Not satisfied"),
    Rating.Grade.VERY_POOR: N_("Not satisfied at all"),
}

#: What can be ticked for a low grade.
REASONS: Mapping[str, str] = {
    "slow": N_("It took too long"),
    "asked-again": N_("I had to give the same thing again"),
    "unclear": N_("It was not clear what to do"),
    "wrong-outcome": N_("The outcome is not right"),
    "attitude": N_("I was not treated well"),
    "system": N_("The pages or the machine did not work"),
}


def rating_attributes(rating: Rating) -> dict[str, object]:
    """What the access decision may know of a rating."""
    return {"id": rating.pk, "department_id": rating.department_id}


def rating_of(case_id: UUID) -> Rating | None:
    """The rating of a case that the reader may see, if it was given."""
    return Rating.objects.filter(case_id=case_id).select_related("answered_by", "department", "task").first()


def low_ratings(actor: Actor, after: str = "") -> Listed[Rating]:
    """A page of the low grades without an answer of the officer's department, the first due first."""
    found = visible(Rating.objects.all(), actor, "list", "rating").filter(
        grade__gte=Rating.Grade.POOR, answered_at__isnull=True
    )
    if after:
        text, last = place_of(after)
        on = read(date.fromisoformat, text)
        found = found.filter(due_on__gte=on).exclude(due_on=on, id__lte=last)
    rows = found.select_related("case", "task").defer("words", "case__facts", "case__wrapped_key")
    ordered = list(rows.order_by("due_on", "id")[: PAGE + 1])
    return listed(ordered, lambda row: f"{row.due_on.isoformat() if row.due_on else ''}~{row.pk}")


def low_ratings_open(actor: Actor) -> int:
    """How many low grades wait for an answer; one more than MOST_COUNTED stands for all that are more."""
    found = visible(Rating.objects.all(), actor, "list", "rating")
    return found.filter(grade__gte=Rating.Grade.POOR, answered_at__isnull=True)[: MOST_COUNTED + 1].count()


def low_rating(actor: Actor, public_id: str) -> tuple[Rating, Decision]:
    """One rating for who answers it. Raises Rating.DoesNotExist, NotAllowed."""
    found = (
        Rating.objects.select_related("case__package_version", "task", "department", "answered_by")
        .defer("case__package_version__files", "case__facts")
        .get(public_id=public_id)
    )
    return found, require(actor, "view", "rating", rating_attributes(found))
