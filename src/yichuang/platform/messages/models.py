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
        #: A provider has taken it.
        SENT = "sent", "sent"
        #: The provider says that it reached the phone, or that it did not.
        DELIVERED = "delivered", "delivered"
        FAILED = "failed", "failed"
        #: The gateway refused it for good (no such number).
        REFUSED = "refused", "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: Whom it concerns: shown in the app to this person; null for sign-in codes, which are shown to nobody.
    person_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    to = SealedTextField()
    text = SealedTextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    #: In whose hands it is, by the code of the system; '' before the first attempt.
    provider = models.CharField(max_length=40, default="", db_default="")
    #: Whether the provider may have it although it did not say so: then no other is asked.
    in_doubt = models.BooleanField(default=False, db_default=False)
    #: Whether somebody waits for it, so that it leaves in quiet hours, too.
    urgent = models.BooleanField(default=False, db_default=False)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    #: When it was to leave: at once, or at the end of the quiet hours in which it was written.
    due_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    #: After this moment it is not worth sending (a sign-in code that no longer works).
    expires_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    sent_at = models.DateTimeField(null=True)
    #: When the provider said whether it reached the phone.
    reached_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at", "id"], name="message_waiting", condition=Q(state="waiting")),
            models.Index(fields=["person_id", "-created_at"], name="message_by_person"),
            models.Index(fields=["due_at"], include=["sent_at", "state", "last_error"], name="message_handed"),
            models.Index(fields=["sent_at"], name="message_sent", condition=Q(sent_at__isnull=False)),
        ]
