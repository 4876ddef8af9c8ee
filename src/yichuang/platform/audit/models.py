"""The access log: each time an official opens something personal, by which rule."""

from __future__ import annotations

from django.db import models

from yichuang.core.identifiers import new_id


class Access(models.Model):
    """One look of one account at one subject. Never changed; holds ids and the rule, no personal value."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    account_id = models.UUIDField()
    role = models.CharField(max_length=20)
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    #: Whose data it was, so that a person can be shown who looked.
    person_id = models.UUIDField(null=True)
    rule = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["person_id", "-at"], name="access_by_person"),
            models.Index(fields=["account_id", "-at"], name="access_by_account"),
        ]
