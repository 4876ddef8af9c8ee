"""Registers of destruction (销毁清册) with their items, holds, findings, and how far each search has come."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from yichuang.core.identifiers import new_id
from yichuang.platform.people.models import Account, Division
from yichuang.platform.vault.fields import SealedTextField


class Disposal(models.Model):
    """A register of destruction: what of one class is past its period, and how far its end has come.

    A class whose items are named one by one has an ``Item`` for each. A stream (messages, codes) is described by
    ``cut_at`` alone: everything before that moment.
    """

    class State(models.TextChoices):
        #: The search found it; an archivist looks at it next.
        FOUND = "found", "found"
        #: Handed over and put before a second person.
        FORWARDED = "forwarded", "waits for a second person"
        #: Approved; whom it concerns was told; ends after ``ends_on`` at the earliest.
        WARNED = "warned", "in its grace"
        #: Somebody ordered the end; the worker carries it out.
        ENDING = "ending", "being ended"
        ENDED = "ended", "ended"
        #: The second person said no.
        REFUSED = "refused", "kept"
        #: Stopped within its grace.
        CALLED_OFF = "called-off", "stopped in its grace"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    #: The class of ``retention.yaml``, and what becomes of it: 'archive' or 'end'.
    klass = models.CharField(max_length=20)
    then = models.CharField(max_length=10)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    state = models.CharField(max_length=12, choices=State.choices, default=State.FOUND)
    #: The period that was in force: {since, years, days, source, verified, grace}.
    rule = models.JSONField()
    found_at = models.DateTimeField()
    #: Of a stream: everything from before this moment. Null where items are named one by one.
    cut_at = models.DateTimeField(null=True)
    #: How many there are; of a stream, when it was found.
    count = models.PositiveIntegerField(default=0)
    #: Of a stream: SHA-256 of its hand-over file, and its length in bytes.
    package_digest = models.BinaryField(max_length=32, null=True)
    package_size = models.PositiveBigIntegerField(null=True)
    #: What the archive gave as its receipt for the hand-over.
    receipt = models.CharField(max_length=120, blank=True)
    forwarded_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    forwarded_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: Why it was approved, refused or called off.
    words = SealedTextField(null=True)
    #: The last day of its grace.
    ends_on = models.DateField(null=True)
    ordered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Four eyes, whatever the code says.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(then="end")
                | (Q(forwarded_by__isnull=False) & ~Q(decided_by=F("forwarded_by"))),
                name="disposal_four_eyes",
            ),
            # Nothing ends before its grace was set by a decision and somebody ordered it.
            models.CheckConstraint(
                condition=~Q(state__in=["ending", "ended"])
                | Q(decided_by__isnull=False, ends_on__isnull=False, ordered_by__isnull=False),
                name="disposal_ends_by_order",
            ),
        ]
        indexes = [models.Index(fields=["division", "-found_at", "-id"], name="disposal_list")]


class Item(models.Model):
    """One case, draft or other record on a register, and what became of it."""

    class State(models.TextChoices):
        LISTED = "listed", "on the register"
        #: Taken off: by a person with words, or because something stands against it.
        KEPT = "kept", "kept"
        ENDED = "ended", "ended"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="items")
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    #: What people call it; empty for what has no number.
    number = models.CharField(max_length=32, blank=True)
    #: Its type: the name of the package.
    type = models.CharField(max_length=60, blank=True)
    started_on = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.LISTED)
    #: Why it is kept: a code of ``barriers``, or 'person' with ``words``.
    why = models.CharField(max_length=30, blank=True)
    words = SealedTextField(null=True)
    #: Not proposed again before this day.
    kept_until = models.DateField(null=True)
    #: SHA-256 of the hand-over file, and its length in bytes.
    package_digest = models.BinaryField(max_length=32, null=True)
    package_size = models.PositiveBigIntegerField(null=True)
    #: Since when it stands so; of a listed one, when its hand-over file was begun.
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(state="listed"), name="item_listed_once"
            ),
        ]
        indexes = [
            models.Index(fields=["disposal", "id"], name="item_of_disposal"),
            models.Index(fields=["subject_id"], name="item_by_subject"),
        ]


class Hold(models.Model):
    """Something must not end (暂缓销毁), for a reason, until somebody lifts it: a lawsuit, an inspection."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    number = models.CharField(max_length=32, blank=True)
    reason = SealedTextField()
    placed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField()
    lifted_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subject_kind", "subject_id"], condition=Q(lifted_at__isnull=True), name="hold_once"
            ),
        ]
        indexes = [models.Index(fields=["division", "-placed_at", "-id"], name="hold_list")]


class Tombstone(models.Model):
    """What remains of a case: number, days, type, by which register it ended. Its number is never given again.

    The head of its chain stays, so that its events, whose contents are gone, can still be verified.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    case_id = models.UUIDField(unique=True)
    #: What named it in addresses: an old link leads here.
    public_id = models.CharField(max_length=32, unique=True)
    number = models.CharField(max_length=32, unique=True)
    type = models.CharField(max_length=60)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    filed_on = models.DateField()
    concluded_on = models.DateField()
    ended_at = models.DateTimeField()
    disposal = models.ForeignKey(Disposal, on_delete=models.PROTECT, related_name="tombstones")
    package_digest = models.BinaryField(max_length=32)
    chain_length = models.PositiveIntegerField()
    chain_head = models.BinaryField(max_length=32)


class Finding(models.Model):
    """A rule that failed, or a record of which no period can be reckoned: work for the archivist, in nobody's way."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    klass = models.CharField(max_length=20)
    #: Which record; null where the class as a whole is wrong.
    subject_id = models.UUIDField(null=True)
    #: A message id with its parameters; nothing personal.
    template = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    found_at = models.DateTimeField()
    #: When a search no longer found it.
    solved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["klass", "subject_id", "template"],
                condition=Q(solved_at__isnull=True),
                nulls_distinct=False,
                name="finding_once",
            ),
        ]


class Sweep(models.Model):
    """How far the search through one class has come: a search that was cut off goes on where it was."""

    klass = models.CharField(primary_key=True, max_length=20)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    #: The last record that was looked at.
    after = models.UUIDField(null=True)
    #: How many were put on a register by this search, and, by reason, how many were past their period and were not.
    listed = models.PositiveIntegerField(default=0)
    kept = models.JSONField(default=dict)
