"""What a person was told, as far as whoever asks may know it."""

from __future__ import annotations

from yichuang.core.access import ANY_SERVICE, Actor
from yichuang.lines.applications.queries.drafts import applicant_of
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Case
from yichuang.platform.messages import queries as messages
from yichuang.platform.messages.models import Message

#: How many are shown at most.
MOST = 50


def told(actor: Actor) -> list[Message]:
    """What whom ``actor`` applies for was told, newest first.

    Under a mandate for some services: of their cases alone, and nothing of the person's account or other matters.
    """
    applicant_id = applicant_of(actor)
    if applicant_id is None:
        return []
    found = messages.told(applicant_id)
    if actor.mandated and ANY_SERVICE not in actor.services:
        covered = visible(Case.objects.filter(applicant_id=applicant_id), actor, "view", "case")
        found = found.filter(case_id__in=covered.values("pk"))
    return list(found[:MOST])
