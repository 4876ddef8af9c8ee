"""Outside systems, what leaves for them, and what they told us."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id


class System(models.Model):
    """A system outside this installation: a register, a department's own system, the tax office, the SMS gateway."""

    class Kind(models.TextChoices):
        REGISTER = "register", "register"
        DEPARTMENT = "department", "department"
        TAX = "tax", "tax"
        SMS = "sms", "sms"
        #: The register of organisations: it answers about them, not about people.
        ORGANISATIONS = "organisations", "register of organisations"

    #: Also the lane of its deliveries, the name of its key, and, for a department, the department's code.
    code = models.CharField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    names = models.JSONField()
    #: Which register of the installation it answers for, and whose department's system it is ('' for none).
    register = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=40, blank=True)
    endpoint = models.CharField(max_length=200)
    #: Its Ed25519 public key, base64 of 32 bytes; callbacks that this key did not sign are refused.
    public_key = models.CharField(max_length=64)
    #: How long a look-up may take before the register counts as down.
    timeout_ms = models.PositiveIntegerField(default=2000)
    #: The identity level that a look-up about oneself needs (registers ≥ 1, licences ≥ 2).
    min_level = models.PositiveSmallIntegerField(default=1)
    #: How long a delivery may wait, or a bill be unknown, before it stands on the list of its named owner.
    wait_limit_minutes = models.PositiveIntegerField(default=10)
    #: Of several that do the same (text messages), the lowest is asked first.
    rank = models.PositiveSmallIntegerField(default=1, db_default=1)
    #: The most that an access token of this system may carry; none: it gets no token.
    scopes = models.JSONField(default=list, db_default=[])


class Delivery(models.Model):
    """One message that must reach one system once: written with what caused it, sent until it is acknowledged.

    The id is the event id and the idempotency key, so a resend after a lost reply has no second effect over there.
    """

    class State(models.TextChoices):
        #: To be sent at ``next_at``; the ledger worker tries for ever, slower each time.
        WAITING = "waiting", "waiting"
        #: The other side has it; its answer is in ``answer``.
        DELIVERED = "delivered", "delivered"
        #: The other side refused it for good (4xx): a person must look.
        REFUSED = "refused", "refused"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: The code of the system; one lane a system, so that one that is down never delays another.
    lane = models.CharField(max_length=40)
    path = models.CharField(max_length=100, default="/events")
    type = models.CharField(max_length=80)
    #: What it belongs to (a task), by id; ``exchange`` does not know what that is.
    subject_id = models.UUIDField()
    #: The JSON body, sealed under ``wrapped_key``.
    body = models.BinaryField()
    wrapped_key = models.BinaryField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    #: The last failure in words, without anything personal.
    last_error = models.CharField(max_length=200, blank=True)
    answer = models.JSONField(null=True)
    #: When the last attempt ended; null before the first.
    tried_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["lane", "next_at", "id"], name="delivery_waiting", condition=Q(state="waiting")),
            models.Index(fields=["subject_id", "id"], name="delivery_by_subject"),
            models.Index(fields=["created_at", "id"], name="delivery_open", condition=~Q(state="delivered")),
        ]


class Discrepancy(models.Model):
    """Where a department's own record and ours say different things, as the last comparison (对账) found it.

    It stands on the list of the head of the hall until a later comparison finds it gone.
    """

    class Kind(models.TextChoices):
        #: A part was to leave for it, and the ledger knows nothing of it.
        NOT_WRITTEN = "not-written", "not written"
        #: It holds a part that was never sent from here.
        NEVER_SENT = "never-sent", "never sent"
        #: It acknowledged a part and does not hold it.
        NOT_HELD = "not-held", "not held"
        #: It acknowledged a supplement or a withdrawal and does not hold it.
        NOT_TOLD = "not-told", "not told"
        ITEMS = "items", "other items"
        PLACE = "place", "another task or matter"
        RECEIPT = "receipt", "another receipt number"
        #: ``theirs`` and ``ours`` in ``params``.
        STATE = "state", "another state"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.CharField(max_length=40)
    #: The part, by its id; null for one that we do not know. ``exchange`` does not know what that is.
    subject_id = models.UUIDField(null=True)
    #: In which division it stands on the head's list.
    division_id = models.CharField(max_length=12)
    number = models.CharField(max_length=80)
    matter = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    params = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    #: When a comparison found it last.
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "number", "matter", "kind"], name="discrepancy_once"),
        ]
        indexes = [models.Index(fields=["division_id", "found_at", "id"], name="discrepancy_list")]


class CivilRound(models.Model):
    """How far the population register was asked about people with something open: a round cut off goes on there."""

    #: Always 'civil': there is one round at a time.
    name = models.CharField(primary_key=True, max_length=10)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: The last person who was looked at, by their random id.
    after = models.UUIDField(null=True)
    #: About how many it was asked in this round.
    asked = models.PositiveIntegerField(default=0)


class Inbound(models.Model):
    """A message from an outside system, once: (system, event id) with the digest of its body and our answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.CharField(max_length=40)
    event_id = models.CharField(max_length=80)
    body_digest = models.BinaryField(max_length=32)
    #: 'applied', 'overtaken' (a later state had already been reached)
    result = models.CharField(max_length=20)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "event_id"], name="inbound_once")]
