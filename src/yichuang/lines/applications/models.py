"""What applications add to the engine: objections to register data, what is to be paid, drafts that change hands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id
from yichuang.platform.cases.models import Draft, Task
from yichuang.platform.people.models import Account, Department, Person
from yichuang.platform.vault.fields import SealedTextField


class Objection(models.Model):
    """Somebody says that a register is wrong about them. It goes to the register's owner; nothing is edited here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.PROTECT)
    #: The department that owns the register.
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    registry = models.CharField(max_length=40)
    fact = models.CharField(max_length=60)
    #: What the register says, and what the person says instead.
    registered = SealedTextField()
    stated = SealedTextField()
    raised_at = models.DateTimeField()
    answer = SealedTextField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["department", "raised_at", "id"], name="objection_open", condition=Q(answered_at__isnull=True)
            ),
        ]


class Payment(models.Model):
    """What is to be paid for a granted part, as the collector says; unknown until it answered."""

    task = models.OneToOneField(Task, primary_key=True, on_delete=models.PROTECT, related_name="payment")
    #: The outside system that collects.
    collector = models.CharField(max_length=40)
    known = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(null=True)
    pay_by = models.DateField(null=True)
    where = models.CharField(max_length=200, blank=True)
    covered_from = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="payment_unknown", condition=Q(known=False))]


class Handover(models.Model):
    """A code (续办码) that takes a draft from a phone to a window, or back: digest only, minutes long, used once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="handovers")
    code_blind = models.BinaryField(unique=True, max_length=32)
    issued_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    #: A clerk gave it out and had seen the person's card: the phone that uses it belongs to that person.
    seen_card = models.BooleanField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")


class HandoverTry(models.Model):
    """A code that nothing was found under, kept so that nobody can try codes until one fits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="handover_try_by_account")]


class Presence(models.Model):
    """Somebody who has a draft open, on a phone or at a window, and since when they last did something with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "account"], name="presence_once")]
