"""Ratings of matters and of visits, what comes of bad ones, and causes that come again and again."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.people.models import Account, Department, Division
from yichuang.platform.vault.fields import SealedTextField


class Grade(models.IntegerChoices):
    """The five grades by their codes of GB/T 39046-2020 A.8 (满意度)."""

    VERY_GOOD = 1
    GOOD = 2
    FAIR = 3
    POOR = 4
    VERY_POOR = 5


#: From this grade on it is a bad one (差评).
LOW = Grade.POOR


class Given(models.Model):
    """What every rating has (国办发〔2019〕51号): one of five grades, by choice; who gave it stands nowhere in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    #: Who answers for it.
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField(choices=Grade.choices)
    #: Codes of ``ratings.yaml``.
    reasons = models.JSONField(default=list)
    words = SealedTextField(null=True)
    #: Where it was given: 'web', 'qr', 'sms', 'tablet'.
    channel = models.CharField(max_length=20)
    rated_at = models.DateTimeField()
    #: When an appeal against it was found right (申诉): counted apart since, never deleted.
    set_aside_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Rating(Given):
    """一事一评: a concluded case as a whole, or one of its parts; each once."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="ratings")
    #: The part that is meant; null where it is the whole.
    task = models.OneToOneField(Task, null=True, on_delete=models.PROTECT, related_name="rating")

    class Meta:
        #: Its first room was another: what is sealed in a table opens in that table alone.
        db_table = "applications_rating"
        constraints = [
            models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="rating_grade"),
            models.UniqueConstraint(fields=["case"], condition=Q(task__isnull=True), name="rating_of_the_whole_once"),
        ]
        indexes = [models.Index(fields=["rated_at"], name="rating_by_time")]


class VisitRating(Given):
    """一次一评: one visit to a window, whatever was done there, once. The ticket names nobody, nor does this."""

    #: The ticket's own id, and no constraint: tickets end before what was counted of them.
    ticket_id = models.UUIDField(unique=True)
    #: The window and the kind of matter, by their codes in ``hall.yaml``, and who sat there.
    window = models.CharField(max_length=40)
    service = models.CharField(max_length=40)
    clerk = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(grade__range=(1, 5)), name="visit_rating_grade")]
        indexes = [models.Index(fields=["rated_at"], name="visit_rating_by_time")]


class Complaint(models.Model):
    """What a bad rating, or a report that something could not be done (办不成事), becomes: a case with a clock.

    Who works on it (the part's holder) is a head who was not rated; ``overseer`` is the hall whose heads see it, too.
    """

    class Source(models.TextChoices):
        RATING = "rating", "a rating of a matter"
        VISIT = "visit", "a rating of a visit"
        STUCK = "stuck", "something that could not be done"

    task = models.OneToOneField(Task, primary_key=True, on_delete=models.PROTECT, related_name="complaint")
    source = models.CharField(max_length=10, choices=Source.choices)
    rating = models.OneToOneField(Rating, null=True, on_delete=models.SET_NULL, related_name="complaint")
    visit = models.OneToOneField(VisitRating, null=True, on_delete=models.SET_NULL, related_name="complaint")
    #: Whose doing it is about; the part's department is that of the head who works on it.
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    #: What it is about: a matter of a package, or a kind of matter of the hall; empty where nothing was chosen.
    service = models.CharField(max_length=60, blank=True)
    #: Of a rating; null for a report.
    grade = models.PositiveSmallIntegerField(null=True)
    reasons = models.JSONField(default=list)
    words = SealedTextField(null=True)
    #: Where the person may be called, where they left it for this.
    phone = SealedTextField(null=True)
    overseer = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField(null=True)
    #: Whether somebody spoke with the person; null before anybody tried.
    reached = models.BooleanField(null=True)
    appealed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    #: The second head, who decides on the appeal.
    second = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["department", "service"], name="complaint_by_cause"),
            models.Index(fields=["second"], name="complaint_to_decide", condition=Q(second__isnull=False)),
            models.Index(fields=["overseer"], name="complaint_overseen"),
        ]


class Invitation(models.Model):
    """That somebody was asked how a case was, once."""

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()


class Cause(models.Model):
    """A cause that came again and again (``cause_repeated``): so many times within so many days. Nothing personal."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    overseer = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    service = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=60, blank=True)
    times = models.PositiveIntegerField()
    days = models.PositiveIntegerField()
    raised_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["overseer", "-raised_at", "-id"], name="cause_of_a_hall")]
