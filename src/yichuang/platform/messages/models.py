"""What people are told, and whether it reached them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id
from yichuang.platform.vault.fields import SealedTextField


class Message(models.Model):
    """One message to one phone; its id is the gateway's idempotency key, so a resend reaches nobody twice."""

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        #: The gateway refused it for good (no such number).
        REFUSED = "refused", "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: Whom it concerns: shown in the app to this person; null for sign-in codes, which are shown to nobody.
    person_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    to = SealedTextField()
    text = SealedTextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    #: After this moment it is not worth sending (a sign-in code that no longer works).
    expires_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "id"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person_id", "-created_at"], name="message_by_person"),
        ]
