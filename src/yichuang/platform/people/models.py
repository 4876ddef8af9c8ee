"""Persons, organisations, who acts for whom, accounts; divisions, departments and the posts held in them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from yichuang.core.identifiers import new_id
from yichuang.platform.vault.fields import SealedTextField


class Role(models.TextChoices):
    """What a post lets its holder be. A resident is an account without a post."""

    CLERK = "clerk", "clerk"
    OFFICER = "officer", "officer"
    #: Answers for one department: approves what its officers ask for, and is told what is late there.
    DEPARTMENT_HEAD = "department-head", "head of a department"
    HEAD = "head", "head of hall"
    #: Sees who can reach what, and who looked; nothing of what it says.
    AUDITOR = "auditor", "auditor"
    #: Says who holds which post, who is on leave, what departments are called. Sees no case.
    ADMINISTRATOR = "administrator", "administrator"
    #: Prepares what is to end and keeps what must stay. Sees numbers and days of cases, nothing of what they say.
    ARCHIVIST = "archivist", "archivist"
    #: Writes the rules of services and proposes new versions. Sees no case, of cases numbers alone.
    AUTHOR = "author", "author"


class Level(models.IntegerChoices):
    """How surely we know who signed in."""

    #: A phone number that received a code.
    PHONE = 0, "phone"
    #: Phone, name and ID number all three matched by the population register.
    MATCHED = 1, "matched"
    #: Verified in person at a window, or by the province.
    VERIFIED = 2, "verified"


class Division(models.Model):
    """An administrative division (GB/T 2260), dated: a withdrawn code stays, since people keep it in their number."""

    code = models.CharField(primary_key=True, max_length=12)
    name = models.CharField(max_length=60)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)


class Department(models.Model):
    """A department with its part in matters, reached by its own system or through the desk here."""

    class Reach(models.TextChoices):
        #: Its own system, spoken to by HTTP from the delivery ledger.
        CONNECTOR = "connector", "its own system"
        #: No system that may be spoken to: the department works at the desk here.
        DESK = "desk", "the desk"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    #: {"zh-hans": …, "en": …}
    names = models.JSONField()
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    reach = models.CharField(max_length=10, choices=Reach.choices, default=Reach.DESK)
    #: In which order its own system shows the items, for copying by hand.
    copy_order = models.JSONField(default=list)
    #: How to object to a decision of this department: {"zh-hans": …, "en": …}
    objection = models.JSONField(default=dict)
    address = models.JSONField(default=dict)
    phone = models.CharField(max_length=40, blank=True)
    #: The last day of one that was merged into ``successor``, which has its open parts since.
    valid_to = models.DateField(null=True)
    successor = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")


class FormerName(models.Model):
    """What a department was called until a day: papers of that time go on saying it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="former_names")
    names = models.JSONField()
    #: The last day on which it was called so.
    to_day = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "to_day"], name="former_name_once_a_day")]


class Person(models.Model):
    """A natural person, once: found by the blind index of the identity number, shown masked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    name = SealedTextField()
    id_number = SealedTextField()
    id_blind = models.BinaryField(unique=True, max_length=32)
    created_at = models.DateTimeField()
    #: The day of death, as the population register says; nothing new is filed in their name.
    deceased_on = models.DateField(null=True)
    #: A day of death that the register says and two officials found wrong: it closes nothing any more.
    alive_despite = models.DateField(null=True)
    #: When the population register was last asked whether anything changed: name, number, death.
    asked_at = models.DateTimeField(null=True)
    #: The record that this one was found to be the same person as; it has everything since.
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        indexes = [
            models.Index(fields=["deceased_on"], name="person_deceased", condition=Q(deceased_on__isnull=False)),
        ]


class FormerIdentity(models.Model):
    """A name, number or phone that somebody had: old papers say it, and they are still found by an old number."""

    class Kind(models.TextChoices):
        NAME = "name", "name"
        ID_NUMBER = "id_number", "ID number"
        PHONE = "phone", "phone"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="former")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = SealedTextField()
    #: Blind index of an ID number, so that it still finds its person; empty for the other kinds.
    blind = models.BinaryField(max_length=32)
    until = models.DateTimeField()
    #: 'register', 'window' or 'owner'.
    source = models.CharField(max_length=10)

    class Meta:
        indexes = [
            models.Index(fields=["blind"], name="former_number", condition=Q(kind="id_number")),
            models.Index(fields=["person", "-until"], name="former_by_person"),
        ]


class Organisation(models.Model):
    """An organisation, once: by its unified social credit code, as the organisation register describes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    code = models.CharField(max_length=18, unique=True)
    name = models.CharField(max_length=200)
    #: The name of the legal representative (法定代表人), as the register has it.
    representative = SealedTextField()
    #: False once it is wound up: nobody acts for it any more.
    active = models.BooleanField(default=True)
    #: When the register was asked last.
    as_of = models.DateTimeField()
    created_at = models.DateTimeField()


class AccountManager(BaseUserManager["Account"]):
    """Accounts are made by ``commands``; Django asks for a manager with this name."""


class Account(AbstractBaseUser):
    """Somebody who signs in with a phone. Linked to a person once the three were matched (level 1 or 2)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    phone = SealedTextField()
    phone_blind = models.BinaryField(unique=True, max_length=32)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="accounts")
    level = models.PositiveSmallIntegerField(choices=Level.choices, default=Level.PHONE)
    #: What colleagues see of an official: a role name in the demo, never a resident's name.
    display = models.CharField(max_length=60, blank=True)
    #: True where posts exist, so that a resident's page never asks for them.
    holds_posts = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    #: Counts up to end every session of the account.
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    password = None  # type: ignore[assignment]  # there are no passwords here: a code to the phone, later passkeys
    USERNAME_FIELD = "public_id"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def get_session_auth_hash(self) -> str:
        """Sessions end when the phone changes, and when the account is recovered."""
        return f"{bytes(self.phone_blind).hex()}:{self.session_epoch}"

    def get_session_auth_fallback_hash(self) -> list[str]:
        return []


class Post(models.Model):
    """An account in a department, with a role, from a day to a day (open end: still held)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=20, choices=Role.choices)
    from_day = models.DateField()
    to_day = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=models.F("from_day")), name="post_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["account", "from_day"], name="post_by_account")]


class Leave(models.Model):
    """The holder of a post is away from a day to a day, and somebody stands in: they may what the post may, no more."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="leaves")
    substitute = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="standing_in")
    from_day = models.DateField()
    to_day = models.DateField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(to_day__gte=models.F("from_day")), name="leave_ends_after_start"),
        ]
        indexes = [
            models.Index(fields=["substitute", "from_day"], name="leave_by_substitute", condition=Q(ended_at=None)),
        ]


class Approval(models.Model):
    """Something that one official proposes and another decides, before a day: merging, recovery, another identity."""

    class Kind(models.TextChoices):
        #: ``person`` and ``other`` are one; ``other`` goes into ``person``.
        MERGE = "merge", "two records of one person"
        #: ``person`` lost their phone; their account gets the one in the payload.
        RECOVERY = "recovery", "account recovered at a window"
        #: ``person`` has another name or number than the register says yet.
        IDENTITY = "identity", "another name or number"
        #: The register says that ``person`` has died, on the day in the payload, and is wrong.
        ALIVE = "alive", "the register's death is wrong"

    class State(models.TextChoices):
        OPEN = "open", "waits for a second person"
        APPROVED = "approved", "approved"
        REFUSED = "refused", "refused"
        UNDONE = "undone", "undone"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals")
    other = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    #: Why, and which paper was seen.
    reason = SealedTextField()
    #: Canonical JSON of what is to become of it; once done, also of what was moved.
    payload = SealedTextField()
    proposed_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    proposed_post_id = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # Four eyes, whatever the code says.
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=models.F("proposed_by")), name="four_eyes"
            ),
        ]
        indexes = [models.Index(fields=["division", "state", "proposed_at"], name="approval_list")]


class FirstKey(models.Model):
    """The one link by which the first administrator of an installation comes in: digest only, hours long, once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    digest = models.BinaryField(unique=True, max_length=32)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")


class SignInCode(models.Model):
    """A code sent to a phone: digest only, five minutes, five attempts, used once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    phone_blind = models.BinaryField(max_length=32)
    code_digest = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["phone_blind", "-created_at"], name="code_by_phone")]


class MatchAttempt(models.Model):
    """A try to be matched with a person, kept so that nobody can try numbers until one fits."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    at = models.DateTimeField()
    matched = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["account", "-at"], name="match_by_account")]


class Mandate(models.Model):
    """Somebody acts for an organisation or a person: in which services, from when, until when, on what ground.

    It ends by its last day, by being withdrawn, or with the organisation; nothing of it is ever deleted.
    """

    class Basis(models.TextChoices):
        #: The register names the agent as legal representative.
        REPRESENTATIVE = "representative", "legal representative"
        #: Given online, by the representative or by the person for whom it is.
        GRANTED = "granted", "granted"
        #: A paper that was shown at a window.
        PAPER = "paper", "paper shown at a window"
        #: A parent or other guardian of a minor, by the household data of the population register; ends at 18.
        GUARDIAN = "guardian", "guardian of a minor"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="mandates")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="mandates_given")
    #: For whom it is, organisation or person; worked out by the database.
    grantor_id = models.GeneratedField(
        expression=Coalesce("organisation_id", "person_id"), output_field=models.UUIDField(), db_persist=True
    )
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates_held")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    #: Names of services; "*" is every one.
    services = models.JSONField()
    from_day = models.DateField()
    #: The last day on which it holds; open for a legal representative alone.
    to_day = models.DateField(null=True)
    #: What shows it: {"register": …, "as_of": …}, {"granted": "online", "level": …} or {"paper": …}.
    evidence = models.JSONField()
    made_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=True, person__isnull=False)
                | Q(organisation__isnull=False, person__isnull=True),
                name="mandate_of_one",
            ),
            models.CheckConstraint(
                condition=Q(to_day__isnull=True) | Q(to_day__gte=models.F("from_day")), name="mandate_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["agent", "from_day"], name="mandate_by_agent"),
            models.Index(fields=["grantor_id", "-made_at"], name="mandate_by_grantor"),
        ]


class Record(models.Model):
    """One thing that was done to a person, organisation, mandate, account, post or department: see ``record``."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.UUIDField()
    position = models.PositiveIntegerField()
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)
    role = models.CharField(max_length=20)
    channel = models.CharField(max_length=20)
    #: Canonical JSON, sealed; it may be erased, the chain holds without it.
    payload = SealedTextField(null=True)
    salt = models.BinaryField(max_length=16)
    payload_digest = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_id", "position"], name="record_once")]
