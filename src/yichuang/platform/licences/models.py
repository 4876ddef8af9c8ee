"""Licences (证照) that were issued here."""

from __future__ import annotations

from django.db import models

from yichuang.core.identifiers import new_id
from yichuang.platform.people.models import Account, Department, Division, Person
from yichuang.platform.vault.fields import SealedTextField


class Licence(models.Model):
    """A licence that a granted matter gave (国令716 Art. 10: as good as the paper one). Never changed; only withdrawn.

    What it says is sealed; what lists and the public page need stands in columns of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    #: Its own number, random like a case's: a sequence would give numbers again after a restore.
    number = models.CharField(max_length=32, unique=True)
    #: What its square says: whoever holds the licence can have it verified, and nobody can guess it.
    code = models.CharField(max_length=32, unique=True)
    #: The code of the kind of licence, and its names by language.
    kind = models.CharField(max_length=60)
    titles = models.JSONField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="licences")
    #: What its issuer was called on that day, by language.
    issuer = models.JSONField()
    #: Who has the issuer's work today, and alone may withdraw it.
    department = models.ForeignKey(Department, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    #: ``cases`` stands above this room: plain columns, no foreign keys.
    case_id = models.UUIDField()
    task_id = models.UUIDField()
    #: What it certifies, as JSON by language, sealed.
    content = SealedTextField()
    issued_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task_id", "kind"], name="licence_once")]
        indexes = [models.Index(fields=["person", "-issued_at", "-id"], name="licence_by_person")]
