"""A person's own objections to register data, with their answers."""

from __future__ import annotations

from django.db.models import QuerySet

from yichuang.core.access import Actor
from yichuang.lines.applications.models import Objection
from yichuang.lines.applications.queries.drafts import applicant_of
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Draft
from yichuang.platform.cases.paging import Listed, newest_first

#: How many are read at most; nobody has so many.
MOST = 50


def objection_attributes(objection: Objection) -> dict[str, object]:
    """What the access decision may know of an objection; the row of its draft's version must have been joined."""
    return {
        "id": objection.pk,
        "person_id": objection.person_id,
        "department_id": objection.department_id,
        "draft__package_version__name": objection.draft.package_version.name if objection.draft else None,
    }


def own_objections(actor: Actor, draft: Draft | None = None) -> list[Objection]:
    """What the person objected to (of ``draft`` alone where given), newest first, answered or not. One query.

    The person is whom ``actor`` applies for: themselves, the one at the clerk's window, or whoever gave the mandate.
    """
    found = _followed(actor)
    if draft is not None:
        found = found.filter(draft=draft)
    return list(found[:MOST])


def objections_followed(actor: Actor, after: str = "") -> Listed[Objection]:
    """A page of the same, all of them. Raises Said for a place that no page gave."""
    return newest_first(_followed(actor), "raised_at", after)


def _followed(actor: Actor) -> QuerySet[Objection]:
    applicant_id = applicant_of(actor)
    if applicant_id is None:
        return Objection.objects.none()
    found = visible(Objection.objects.filter(person_id=applicant_id), actor, "follow", "objection")
    rows = found.select_related("department", "draft__package_version")
    return rows.defer("draft__content", "draft__package_version__files").order_by("-raised_at", "-id")
