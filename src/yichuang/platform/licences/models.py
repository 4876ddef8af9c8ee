"""Licences (证照) that were issued here, and each time that one was shown on a phone (亮证)."""

from __future__ import annotations

from datetime import date

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
    #: Its identifier by GB/T 36904 (证照标识); null where the installation knows no code of its kind or its issuer.
    identifier = models.CharField(max_length=110, null=True, unique=True)
    #: The last day on which it holds; null: no end is known.
    valid_until = models.DateField(null=True)
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

    def standing(self, on: date) -> str:
        """Whether it holds on a legal day: 'valid', 'expired' or 'withdrawn' (which goes before)."""
        if self.withdrawn_at is not None:
            return "withdrawn"
        return "expired" if self.valid_until is not None and on > self.valid_until else "valid"


class Showing(models.Model):
    """One page on which a holder shows a licence for a purpose (亮证). Its square changes, each lives a minute.

    No square is kept: which one holds follows from the time and from how often one was used (`codes`).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    public_id = models.CharField(max_length=32, unique=True)
    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="showings")
    #: What it is shown for, in the holder's words, sealed; whoever scans the square reads it.
    purpose = SealedTextField()
    opened_at = models.DateTimeField()
    #: After it no new square is made; the holder opens another page.
    closes_at = models.DateTimeField()
    #: How often a square of it was used: a square says how many were used before it.
    used = models.PositiveSmallIntegerField(default=0, db_default=0)
    last_used_at = models.DateTimeField(null=True)
