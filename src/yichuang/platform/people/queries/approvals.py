"""Proposals that wait for a second person."""

from __future__ import annotations

from yichuang.core.access import Actor
from yichuang.platform.audit.filters import visible
from yichuang.platform.people.models import Approval

#: How many are shown at most, open ones first.
MOST = 50


def approvals(actor: Actor) -> list[Approval]:
    """What ``actor`` may decide: what waits, then what was decided, each newest first. Two queries."""
    found = visible(Approval.objects.all(), actor, "list", "approval")
    rows = found.select_related("person", "other", "proposed_by", "decided_by")
    waits = [*rows.filter(state=Approval.State.OPEN).order_by("-proposed_at", "id")[:MOST]]
    done = rows.exclude(state=Approval.State.OPEN).order_by("-proposed_at", "id")
    return [*waits, *done[: MOST - len(waits)]]
