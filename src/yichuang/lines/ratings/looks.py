"""Who opened a complaint: a row of the access log, as for every record that somebody else reads."""

from __future__ import annotations

from yichuang.core.access import Actor
from yichuang.lines.ratings.queries.complaints import ComplaintSheet
from yichuang.platform.audit.commands import record_look


def looked_at(actor: Actor, sheet: ComplaintSheet) -> None:
    """Note that ``actor`` opened a complaint. One statement."""
    task = sheet.complaint.task
    record_look(actor, "view", "complaint", task.pk, task.case.person_id, sheet.decision)
