"""Published packages: immutable rows, so that a case for ever knows the rules it was filed under; and their search."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value

from yichuang.core.identifiers import new_id
from yichuang.platform.people.models import Account, Division


class WorldFile(models.Model):
    """What packages may speak of (departments, registers, licences, divisions), as text (``core.packages.World``)."""

    name = models.CharField(primary_key=True, max_length=40)
    text = models.TextField()


class PackageVersion(models.Model):
    """One published version of a package. The files are the package; a trigger refuses to change them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    #: {file name: text}, exactly what was published.
    files = models.JSONField()
    titles = models.JSONField()
    audience = models.JSONField(default=list)
    life_stages = models.JSONField(default=list)
    in_force = models.DateField()
    published_at = models.DateTimeField()
    #: Its facts in the order in which they are asked; empty for what was published before that was kept.
    asking = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    #: {outcome that cannot be proved: what its author looked at instead}, in their words.
    inexact = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    #: False once a later version of the same package took over.
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "version"], name="package_version_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(current=True), name="package_one_current"),
        ]


class SearchEntry(models.Model):
    """By what a service in force is found: its phrases in every language, and their pieces (``core.search``)."""

    name = models.CharField(primary_key=True, max_length=60)
    version = models.ForeignKey(PackageVersion, on_delete=models.CASCADE)
    #: The titles of the service and of its matters, and its search words.
    phrases = ArrayField(models.TextField())
    grams = ArrayField(models.TextField())

    class Meta:
        indexes = [GinIndex(fields=["grams"], name="service_by_grams")]


class Revision(models.Model):
    """A draft of the next version of a package: files that authors write, until a second person lets it be published.

    What it would change is weighed against one text (``weighed``); only what was weighed can be proposed.
    """

    class State(models.TextChoices):
        OPEN = "open", "being written"
        PROPOSED = "proposed", "waits for a second person"
        PUBLISHED = "published", "published"
        DROPPED = "dropped", "dropped"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=60)
    division = models.ForeignKey(Division, on_delete=models.PROTECT)
    #: The version that it was begun from, and compared with.
    base = models.ForeignKey(PackageVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    #: {file name: text}, as they stand now, sound or not.
    files = models.JSONField()
    #: Counts every save; a form names the edition it was made from.
    edition = models.PositiveIntegerField(default=1)
    begun_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    edited_by = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    #: What it changes, by counts alone, and of which edition that is said; empty before.
    weighed = models.JSONField(default=dict)
    #: The weighing that the worker has to do: of which edition, who asked when in which post; empty without one.
    asked = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    proposed_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    proposed_post_id = models.UUIDField(null=True)
    proposed_at = models.DateTimeField(null=True)
    #: Why it is changed, in the proposer's words.
    reason = models.TextField(blank=True)
    #: {outcome that cannot be proved: what the proposer looked at instead}, in their words.
    looked = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    decided_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    #: What whoever decided wrote.
    words = models.TextField(blank=True)
    published = models.OneToOneField(PackageVersion, null=True, on_delete=models.PROTECT, related_name="revision")
    #: Whom the published version concerned at that moment: {kind: {all, looked, ids}}, and a signed note over it.
    concerned = models.JSONField(default=dict)
    concerned_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            # Four eyes, whatever the code says: neither who proposed it nor who wrote last lets it be published.
            models.CheckConstraint(
                condition=~Q(state="published")
                | (
                    Q(proposed_by__isnull=False, decided_by__isnull=False, published__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                    & ~Q(decided_by=F("edited_by"))
                ),
                name="revision_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["name", "division"],
                condition=Q(state__in=["open", "proposed"]),
                name="revision_one_at_a_time",
            ),
        ]
        indexes = [models.Index(fields=["division", "-edited_at", "-id"], name="revision_list")]
