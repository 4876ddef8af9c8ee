"""The access log, and the tree over everything that was recorded: leaves, checkpoints, who signed them, too."""

from __future__ import annotations

from django.db import models

from yichuang.core.identifiers import new_id


class Access(models.Model):
    """One look of an account or an outside system at a subject. Never changed; ids and the rule, no personal value."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    account_id = models.UUIDField(null=True)
    #: The code of the outside system that looked with an access token; '' where an account did.
    system = models.CharField(max_length=40, blank=True, db_default="")
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
            models.Index(fields=["subject_kind", "subject_id", "-at"], name="access_by_subject"),
        ]


class Leaf(models.Model):
    """One record (an event, a look) as a leaf of the tree. Never changed; which record, not what it says."""

    #: Its place in the tree, from 0, without a gap.
    index = models.BigIntegerField(primary_key=True)
    #: The name of its ``sources.Source``.
    kind = models.CharField(max_length=20)
    entry_id = models.UUIDField(unique=True)


class Node(models.Model):
    """The hash of a complete subtree, kept where ``core.cipher.trees.stored_at`` says. Never changed."""

    position = models.BigIntegerField(primary_key=True)
    hash = models.BinaryField(max_length=32)


class Checkpoint(models.Model):
    """What the installation signed about the tree at a moment. Never changed; the newest has the largest size."""

    #: How many leaves it covers.
    size = models.BigIntegerField(primary_key=True)
    #: The log's name: division and signing key.
    origin = models.CharField(max_length=200)
    suite = models.CharField(max_length=20)
    root = models.BinaryField(max_length=32)
    #: Unix seconds. What was committed before stands below; what is a minute older and does not is not genuine.
    time = models.BigIntegerField()
    #: The signature line of the note (c2sp.org/signed-note).
    line = models.CharField(max_length=400)


class Witness(models.Model):
    """An outsider whose signature under checkpoints is taken: name and public key, 32 bytes."""

    name = models.CharField(max_length=200, primary_key=True)
    public_key = models.BinaryField(max_length=32)
    added_at = models.DateTimeField()


class Cosignature(models.Model):
    """A witness's signature under a checkpoint: it follows from everything that the witness saw before."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="cosignatures")
    witness = models.ForeignKey(Witness, on_delete=models.PROTECT)
    #: When the witness says that it saw it, Unix seconds.
    time = models.BigIntegerField()
    line = models.CharField(max_length=400)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="cosignature_once")]
