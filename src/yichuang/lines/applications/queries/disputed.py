"""A person's own objections to register data, with their answers."""

from __future__ import annotations

from yichuang.core.access import Actor
from yichuang.lines.applications.models import Objection
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Draft

#: How many are read at most; nobody has so many.
MOST = 50


def objection_attributes(objection: Objection) -> dict[str, object]:
    """What the access decision may know of an objection."""
    return {"id": objection.pk, "person_id": objection.person_id, "department_id": objection.department_id}


def own_objections(actor: Actor, draft: Draft | None = None) -> list[Objection]:
    """What the person objected to (of ``draft`` alone where given), newest first, answered or not. One query.

    The person is the actor's own, or the one at the clerk's window.
    """
    found = visible(Objection.objects.all(), actor, "follow", "objection")
    if draft is not None:
        found = found.filter(draft=draft)
    rows = found.select_related("department", "draft__package_version")
    return list(rows.defer("draft__content", "draft__package_version__files").order_by("-raised_at", "-id")[:MOST])
