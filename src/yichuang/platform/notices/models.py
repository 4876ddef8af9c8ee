"""Papers that were issued."""

from __future__ import annotations

from django.db import models

from yichuang.core.identifiers import new_id


class Notice(models.Model):
    """A paper that was issued about a case or one part of it. Never changed, never deleted before its case is.

    Rows are written through ``commands.issue``, or by a statement of the caller that takes its columns from
    ``commands.draw_up`` (the filing writes its receipt that way): ``data`` is then already sealed with the case's data
    key under ``commands.DATA_CONTEXT``, and ``data_digest`` is the digest of what was sealed, which holds random
    salt, so that nobody can guess personal data from it and an event may carry it.
    """

    class Kind(models.TextChoices):
        """收件凭证, 办结告知书, 一次性告知书, 不予受理告知书, 受理通知书, 延期告知书, 特别程序告知书, 容缺受理告知单"""

        RECEIPT = "receipt"
        LETTER = "letter"
        SUPPLEMENT = "supplement"
        DECLINED = "declined"
        ACCEPTED = "accepted"
        EXTENDED = "extended"
        SPECIAL = "special"
        OWED = "owed"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: ``cases`` stands above this room: a plain column, no foreign key.
    case_id = models.UUIDField()
    #: The part it is about; null for a paper about the whole (receipt, letter).
    task_id = models.UUIDField(null=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    #: 1, 2, … where one kind is issued again about the same part.
    sequence = models.PositiveSmallIntegerField(default=1)
    #: A letter for its kind and a number made like a case's: random, checked, never given twice.
    number = models.CharField(max_length=32, unique=True)
    issued_at = models.DateTimeField()
    #: What the paper says, in no language: canonical JSON of ``data.KINDS[kind]`` with salt, sealed.
    data = models.BinaryField()
    data_digest = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            # Its index serves "all papers of a case" too.
            models.UniqueConstraint(
                fields=["case_id", "task_id", "kind", "sequence"], name="notice_once", nulls_distinct=False
            ),
        ]
