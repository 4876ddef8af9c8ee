"""What applications add to the engine: objections to register data, what is to be paid, drafts that change hands."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id
from yichuang.platform.cases.models import Case, Draft, Task
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.people.models import Account, Department, Mandate, Organisation, Person
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


class Extension(models.Model):
    """An officer asks for more time for a part (延期, 行政许可法 Art. 42): the head of the department decides.

    One waits at a time, and one is approved at most; whoever asked does not decide.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="extensions")
    #: Why more time is needed, in the words that the applicant reads.
    reason = SealedTextField()
    asked_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: Null while nobody decided.
    approved = models.BooleanField(null=True)
    #: Why not, for the officer.
    answer = SealedTextField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], name="extension_waits_once", condition=Q(decided_at__isnull=True)),
            models.UniqueConstraint(fields=["task"], name="extension_once", condition=Q(approved=True)),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("asked_by")),
                name="extension_two_people",
            ),
        ]
        indexes = [models.Index(fields=["asked_at", "id"], name="extension_open", condition=Q(decided_at__isnull=True))]


class Owing(models.Model):
    """Papers that a part is taken on without (容缺受理): offered, promised, there by one day. One runs at a time."""

    class State(models.TextChoices):
        #: the officer offers it · promised and running · all are there · the day is over · not wanted, or overtaken
        OFFERED = "offered"
        OWED = "owed"
        COMPLETE = "complete"
        LAPSED = "lapsed"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="owings")
    state = models.CharField(max_length=10, choices=State.choices)
    #: By when: one day for all.
    due_on = models.DateField()
    offered_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    offered_at = models.DateTimeField()
    #: Who accepted it for the applicant: they themselves, whoever acts for them, or the clerk before whom they stood.
    promised_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    promised_at = models.DateTimeField(null=True)
    #: With how many working days left the applicant was reminded last.
    reminded_left = models.PositiveSmallIntegerField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task"], name="owing_once", condition=Q(state__in=("offered", "owed", "lapsed"))
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="owing_running", condition=Q(state="owed")),
            models.Index(fields=["lapsed_at", "id"], name="owing_lapsed", condition=Q(state="lapsed")),
        ]


class OwedPaper(models.Model):
    """One paper that is owed, by the code of its material."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owing = models.ForeignKey(Owing, on_delete=models.CASCADE, related_name="papers")
    material = models.CharField(max_length=60)
    #: When it came, and whether on paper at the desk, so that no file shows it.
    handed_in_at = models.DateTimeField(null=True)
    on_paper = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owing", "material"], name="owed_paper_once")]


class Payment(models.Model):
    """What is to be paid for a granted part, as the collector says; unknown until it answered."""

    class Heard(models.TextChoices):
        """What came of the last question, while the bill is not known."""

        #: Not asked yet, or known by now.
        NOTHING = "", "nothing"
        #: No answer in time, no connection, or a fault of its own (5xx).
        SILENT = "silent", "silent"
        #: It would not answer us (4xx).
        REFUSED = "refused", "refused"
        #: It answered, and has no bill for this part.
        UNKNOWN = "unknown", "unknown"
        #: It answered what cannot be a bill, or a bill of another case.
        NONSENSE = "nonsense", "nonsense"
        #: No system is entered for this collector.
        NO_SYSTEM = "no-system", "no system"

    task = models.OneToOneField(Task, primary_key=True, on_delete=models.PROTECT, related_name="payment")
    #: The outside system that collects.
    collector = models.CharField(max_length=40)
    known = models.BooleanField(default=False)
    amount_fen = models.BigIntegerField(null=True)
    pay_by = models.DateField(null=True)
    where = models.CharField(max_length=200, blank=True)
    covered_from = models.DateField(null=True)
    asked_at = models.DateTimeField(null=True)
    heard = models.CharField(max_length=10, choices=Heard.choices, blank=True, default="", db_default="")
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


class Batch(models.Model):
    """Many applications of an organisation from one table: all of its rows were sound when it was made.

    It is filed row by row, each row as a case of its own; what was filed once is never filed again.
    """

    class State(models.TextChoices):
        #: read and sound, nothing filed yet · being filed · every row is a case · the mandate ended on the way
        READY = "ready"
        FILING = "filing"
        FILED = "filed"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    #: What the organisation is told, for all its cases.
    number = models.CharField(max_length=40, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="batches")
    package_version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="+")
    #: Who made it, and under which mandate.
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    made_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organisation", "-made_at", "-id"], name="batch_by_organisation"),
            models.Index(fields=["made_at"], name="batch_filing", condition=Q(state="filing")),
        ]


class BatchRow(models.Model):
    """One row of a batch: the draft made of it, and the case once it is filed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    #: The row's own number in the table.
    line = models.PositiveIntegerField()
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="batch_row")
    case = models.OneToOneField(Case, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "position"], name="batch_row_once")]
        indexes = [models.Index(fields=["batch", "position"], name="batch_row_open", condition=Q(case__isnull=True))]
