"""Published packages: immutable rows, so that a case for ever knows the rules it was filed under; and their search."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from yichuang.core.identifiers import new_id
from yichuang.platform.people.models import Division


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
    asking = models.JSONField(default=list)
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
