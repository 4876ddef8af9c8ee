"""Drafts, cases, their parts (tasks), their clocks and their events."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from yichuang.core.identifiers import new_id
from yichuang.platform.catalog.models import PackageVersion
from yichuang.platform.files.models import File
from yichuang.platform.people.models import Account, Department, Division, Organisation, Person
from yichuang.platform.vault.fields import SealedTextField


def _applicant() -> models.GeneratedField:
    """Whose it is, worked out by the database: the organisation where one applies, else the person."""
    return models.GeneratedField(
        expression=Coalesce("organisation_id", "person_id"), output_field=models.UUIDField(), db_persist=True
    )


class Draft(models.Model):
    """Answers on their way to a filing. Its facts are sealed under its own data key, which the case will keep."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    package_version = models.ForeignKey(PackageVersion, on_delete=models.PROTECT)
    #: Whom it is about.
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drafts")
    #: Which organisation applies, if one does; then it is the organisation's, and not the person's.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="drafts")
    applicant_id = _applicant()
    #: Who began it: the person's own account, or the clerk's.
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    #: {"facts": {fact: {value, source, at}}, "registers": {register: {state, at}}}, sealed.
    content = models.BinaryField()
    wrapped_key = models.BinaryField()
    #: Counts every save; a form names the version it was made from.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    #: Set in the statement that files it, so that it can be filed once.
    filed_case_id = models.UUIDField(null=True, unique=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["applicant_id", "-updated_at"], name="draft_open", condition=Q(filed_case_id__isnull=True)
            ),
        ]


class Case(models.Model):
    """What was filed. Facts are sealed; what lists sort and filter by stands in columns of its own."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    #: Division, day, eight random characters and a check; never given twice.
    number = models.CharField(max_length=32, unique=True)
    #: The name of its ``CaseKind``.
    kind = models.CharField(max_length=20)
    #: By whose rules it was filed; null of a kind that no package declares.
    package_version = models.ForeignKey(PackageVersion, null=True, on_delete=models.PROTECT)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    #: Whom it is about; null where somebody may speak without a name.
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="cases")
    #: Which organisation applied, if one did; then it is the organisation's, and not the person's.
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="cases")
    applicant_id = _applicant()
    #: Who pressed the button: the person's own account, or a clerk's; null where nobody had signed in.
    filed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT)
    channel = models.CharField(max_length=20)
    state = models.CharField(max_length=20)
    filed_at = models.DateTimeField()
    #: The day by which rules and parameters are read.
    legal_date = models.DateField()
    concluded_at = models.DateTimeField(null=True)
    facts = models.BinaryField()
    wrapped_key = models.BinaryField()
    #: Head of its event chain, so that the next event needs no look at the earlier ones.
    chain_length = models.PositiveIntegerField()
    chain_head = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["applicant_id", "-filed_at", "-id"], name="case_by_applicant"),
            models.Index(fields=["division", "-filed_at", "-id"], name="case_by_division"),
            # What was concluded lately; a filing writes nothing into it.
            models.Index(fields=["concluded_at"], name="case_concluded", condition=Q(concluded_at__isnull=False)),
        ]

    @property
    def whom(self) -> Person:
        """Whom it is about, of a kind whose every case names somebody. Raises LookupError where nobody is named."""
        if self.person is None:
            raise LookupError(f"case {self.pk} names nobody")
        return self.person

    @property
    def version(self) -> PackageVersion:
        """By whose rules it was filed, of a kind that packages declare. Raises LookupError where none does."""
        if self.package_version is None:
            raise LookupError(f"case {self.pk} was filed by no package")
        return self.package_version


class Attachment(models.Model):
    """A file that was handed in: for a material of a draft, which its case takes over, or to answer a supplement.

    It belongs to its draft until that is filed, then to the case alone; what was not wanted any more when the draft
    was filed stays with the draft, and no department ever sees it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    draft = models.ForeignKey(Draft, null=True, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    #: The part whose department asked for it, for an answer to a supplement; null for a material.
    task = models.ForeignKey("cases.Task", null=True, on_delete=models.CASCADE, related_name="attachments")
    #: The code of the material; empty for an answer to a supplement, which says which item it answers.
    material = models.CharField(max_length=60, blank=True)
    item = models.PositiveSmallIntegerField(null=True)
    position = models.PositiveSmallIntegerField()
    file = models.OneToOneField(File, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    #: Who chose the file: the person, whoever acts for them, or the clerk who scanned it.
    added_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=20)
    #: When it was filed or sent with the answer; null until then.
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(draft__isnull=False, case__isnull=True) | Q(draft__isnull=True, case__isnull=False),
                name="attachment_of_a_draft_or_a_case",
            ),
        ]
        indexes = [
            models.Index(fields=["draft", "material", "position"], name="attachment_of_draft"),
            models.Index(fields=["case", "task", "item", "material", "position"], name="attachment_of_case"),
        ]


_HELD, _RAISED = Q(holder__isnull=False), Q(raised_to__isnull=False)


class Task(models.Model):
    """One department's part of a case: one matter, with its own state, clocks, receipt and outcome."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    #: Copied from the case: who may see a part hangs on it, and a work list needs no join to know. Its default is the
    #: kind that every part had before there was another.
    kind = models.CharField(max_length=20, db_default="application")
    position = models.PositiveSmallIntegerField()
    matter = models.CharField(max_length=60)
    #: 事项编码 of the province, and the number its platform gave this part (办件编号).
    item_code = models.CharField(max_length=50, blank=True)
    provincial_number = models.CharField(max_length=50, blank=True)
    #: What the department's own system calls it.
    receipt_number = models.CharField(max_length=80, blank=True)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="tasks", db_index=False)
    #: By which lane of the ledger it left when it was filed; empty for a part of the desk.
    lane = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20)
    #: The official who holds it at the desk, once someone took it.
    holder = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: The promised day if there is one, else the statutory day; null while its clock stands still.
    due_on = models.DateField(null=True)
    statutory_on = models.DateField(null=True)
    #: From this day on the colour is amber.
    amber_on = models.DateField(null=True)
    #: With how many working days left its holder was warned last, for this due day.
    warned_left = models.PositiveSmallIntegerField(null=True)
    #: Since when it is raised to the next person up, and to whom: an overdue part stands with them in every list.
    raised_at = models.DateTimeField(null=True)
    raised_to = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    #: True where it is open and the calendar of a year is not yet published.
    provisional = models.BooleanField(default=False)
    #: Copied from the case, so that a work list needs no join to be sorted.
    filed_at = models.DateTimeField()
    state_since = models.DateTimeField()
    #: Supplementing may be asked for once (行政许可法 Art. 32).
    supplement_asked = models.BooleanField(default=False)
    #: By when papers are there without which it was taken on; null while nothing is owed. It has no outcome before.
    owed_until = models.DateField(null=True)
    #: What the department said last, for the person to read.
    reason = SealedTextField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "matter"], name="task_once_a_matter")]
        indexes = [
            # With ``kind``, since every reader's access hangs on it: what is counted is counted in the index alone.
            models.Index(fields=["department", "state", "due_on", "id"], name="task_inbox", include=["kind"]),
            # Of each state its latest: a list over several merges them, and never meets what is in none of them.
            models.Index(fields=["department", "state", "-state_since", "-id"], name="task_recent"),
            # What is amber: the latest to turn so first, with what is overdue behind.
            models.Index(
                fields=["department", "state", "-amber_on"], name="task_amber", condition=Q(amber_on__isnull=False)
            ),
            # What one official holds. Partial, so that a filing, which nobody holds yet, writes nothing into them.
            models.Index(
                fields=["holder", "state", "due_on", "id"],
                name="task_mine",
                condition=_HELD,
                include=["department", "kind"],
            ),
            models.Index(fields=["holder", "state", "-state_since", "-id"], name="task_mine_recent", condition=_HELD),
            # What was raised to one head, likewise.
            models.Index(
                fields=["raised_to", "state", "due_on", "id"],
                name="task_raised",
                condition=_RAISED,
                include=["department", "kind"],
            ),
            models.Index(
                fields=["raised_to", "state", "-state_since", "-id"], name="task_raised_recent", condition=_RAISED
            ),
            # What a coming holiday notice may move; a filing writes into it at the end of a year alone.
            models.Index(fields=["id"], name="task_provisional", condition=Q(provisional=True)),
        ]


class ClockLine(models.Model):
    """One line of a clock's ledger: a start, pause, resumption or end with its reason and article."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="clock_lines")
    position = models.PositiveSmallIntegerField()
    #: 'statutory' or 'promised'
    clock = models.CharField(max_length=20)
    verb = models.CharField(max_length=10)
    on = models.DateField()
    #: "10 workdays" with a start or an extension, else empty.
    period = models.CharField(max_length=30, blank=True)
    #: With a reckoning: the last day before the calendar changed.
    was = models.DateField(null=True)
    reason = models.CharField(max_length=200)
    article = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "clock", "position"], name="clock_line_once")]


class FollowedCalendar(models.Model):
    """A calendar that open clocks follow, and how far they do: one row for each that was ever in use here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: ``Calendar.fingerprint``.
    fingerprint = models.CharField(max_length=64)
    noticed_at = models.DateTimeField()
    #: The last part that was looked at, in the order of their ids; null before the first.
    upto = models.UUIDField(null=True)
    finished_at = models.DateTimeField(null=True)


class Event(models.Model):
    """One thing that happened to a case, chained by hash to the one before.

    The hash covers the header and a salted digest of the payload, so that a payload can be erased and the chain holds.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: An event outlives its case, without its payload: the tree and its chain hold. Hence no constraint.
    case = models.ForeignKey(Case, on_delete=models.DO_NOTHING, related_name="events", db_constraint=False)
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    task_id = models.UUIDField(null=True)
    #: What figures count by: package, matter, department, division. Nothing personal.
    dimensions = models.JSONField(default=dict)
    payload = models.BinaryField(null=True)
    salt = models.BinaryField(max_length=16)
    payload_digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="event_once")]


class Intent(models.Model):
    """One intention of one actor under one key: sent again it gets the same answer, with another body it is refused."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    actor_id = models.UUIDField()
    verb = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    body_digest = models.BinaryField(max_length=32)
    answer = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor_id", "verb", "key"], name="intent_once")]
