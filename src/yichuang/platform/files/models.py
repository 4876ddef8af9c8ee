"""What is known of a file; its bytes lie beside the database."""

from __future__ import annotations

from django.db import models

from yichuang.core.identifiers import new_id
from yichuang.platform.vault.fields import SealedTextField


class File(models.Model):
    """A file that was judged and kept. Never changed. Who may see it follows from what refers to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    #: SHA-256 in hex of the sealed bytes: where they lie, and how a backup is checked without any key.
    address = models.CharField(max_length=64, unique=True)
    #: The key that seals this file alone, wrapped by the installation's.
    wrapped_key = models.BinaryField()
    #: SHA-256 of what is kept, and of what arrived; they differ where a photograph's place and time were taken out.
    sha256 = models.BinaryField(max_length=32)
    received_sha256 = models.BinaryField(max_length=32)
    #: Bytes of what is kept.
    size = models.PositiveIntegerField()
    media_type = models.CharField(max_length=40)
    #: The ending that fits what it is, without the dot.
    ending = models.CharField(max_length=8)
    pages = models.PositiveIntegerField()
    #: What its sender called it.
    name = SealedTextField()
    kept_at = models.DateTimeField()
