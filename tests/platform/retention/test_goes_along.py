"""Every column that leads to a case or a draft goes along when it ends, or says why it stays (TRUST 12)."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from yichuang.platform.cases.models import Case, Draft, Task

#: Rows that go, by `letting_go` or by a leaver of their room.
GOES = {
    "cases.Task.case",
    "cases.ClockLine.task",
    "cases.Draft.filed_case_id",
    "notices.Notice.case_id",
    "notices.Notice.task_id",
    "licences.Licence.case_id",
    "licences.Licence.task_id",
    "post.Message.case_id",
    "applications.Objection.draft",
    "applications.Extension.task",
    "applications.Owing.task",
    "applications.Payment.task",
    "cases.Attachment.case",
    "cases.Attachment.draft",
    "cases.Attachment.task",
    "ratings.Rating.case",
    "ratings.Rating.task",
    "ratings.Complaint.task",
    "ratings.Invitation.case",
    "applications.BatchRow.case",
    "applications.BatchRow.draft",
    "applications.Handover.draft",
    "applications.Presence.draft",
}
#: Rows that stay, and why.
STAYS = {
    "cases.Event.case": "the chain and the tree hold; its payload goes",
    "cases.Event.task_id": "in the header that the hash covers: a random id that leads nowhere",
    "retention.Tombstone.case_id": "by which the events are verified",
}


def columns() -> Iterator[str]:
    """Every column that names a case, a part or a draft, by a foreign key or by its name."""
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            related = field.related_model in (Case, Draft, Task)
            if related or field.name in ("case_id", "task_id", "draft_id", "filed_case_id"):
                yield f"{model._meta.label}.{field.name}"


def test_every_column_that_leads_to_a_case_is_accounted_for() -> None:
    """Red for a new one: have its rows removed (``keepers.goes_along``) and add it to ``GOES``, or say why it stays."""
    assert set(columns()) == GOES | set(STAYS)
