"""Access tokens, the assertions that were used for them, and the record of both."""

from __future__ import annotations

from django.db import models

from yichuang.core.identifiers import new_id
from yichuang.platform.exchange.models import System


class Token(models.Model):
    """An access token of a department's own system. Its text is told once; here is what it is known again by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    #: A keyed digest of the text, so that a copy of the table is no token.
    blind = models.BinaryField(max_length=32, unique=True)
    #: What it may be for: scopes of rules in the one policy.
    scopes = models.JSONField()
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class Assertion(models.Model):
    """An assertion (RFC 7523) that was used, so that it is not used again; forgotten once it has expired."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    system = models.ForeignKey(System, on_delete=models.PROTECT, related_name="+")
    #: A keyed digest of its ``jti``.
    blind = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "blind"], name="assertion_once")]
        indexes = [models.Index(fields=["expires_at"], name="assertion_expired")]


class TokenRecord(models.Model):
    """What became of a request for a token, or of a token. Never changed; sealed in the tree of all records."""

    class Verb(models.TextChoices):
        #: A token was issued.
        ISSUED = "issued", "issued"
        #: A request for a token, or to revoke one, was refused; ``reason`` says why.
        REFUSED = "refused", "refused"
        #: The system gave a token back.
        REVOKED = "revoked", "revoked"
        #: A call came with a token that holds no more; ``reason`` says why.
        DENIED = "denied", "denied"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    at = models.DateTimeField()
    #: The code of the system, where the assertion did not hold of the one that it claimed to be; '' for no known one.
    system = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=10, choices=Verb.choices)
    token_id = models.UUIDField(null=True)
    #: Separated by spaces, as in the protocol.
    scopes = models.CharField(max_length=200, blank=True)
    #: The code of an error of this room.
    reason = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["system", "verb", "-at"], name="token_record_recent")]
