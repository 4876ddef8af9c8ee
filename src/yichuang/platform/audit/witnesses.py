"""Witnesses: whose signatures are taken, and taking them."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from yichuang.core import clock
from yichuang.core.cipher import notes
from yichuang.platform.audit import proofs
from yichuang.platform.audit.errors import BadCosignature, BadWitness
from yichuang.platform.audit.models import Cosignature, Witness

#: No time (Unix seconds) that a column could not hold.
LATEST = 1 << 62


def trust(line: str) -> Witness:
    """Take the signatures of the witness whose key is ``line``. Again it does nothing. Raises BadWitness."""
    try:
        key = notes.VerifierKey.read(line)
    except notes.NoteError:
        raise BadWitness from None
    if key != notes.VerifierKey.of_witness(key.name, key.public_bytes):
        raise BadWitness
    defaults = {"public_key": key.public_bytes, "added_at": clock.now()}
    witness, _ = Witness.objects.get_or_create(name=key.name, defaults=defaults)
    if bytes(witness.public_key) != key.public_bytes:
        raise BadWitness
    return witness


def cosign(size: int, line: str) -> Cosignature:
    """Keep a witness's signature under the checkpoint of ``size`` leaves; the first one of a witness stays.

    Raises BadCosignature for a line that no known witness signed, NoSuchTree.
    """
    checkpoint = proofs.checkpoint_of(size)
    text, name = proofs.text_of(checkpoint), line.removeprefix("— ").partition(" ")[0]
    witness = Witness.objects.filter(pk=name).first() if notes.is_name(name) else None
    if witness is None:
        raise BadCosignature
    key = notes.VerifierKey.of_witness(witness.name, bytes(witness.public_key))
    if not notes.is_signature(text, line, key):
        raise BadCosignature
    time = notes.time_of_cosignature(line, key)
    if time >= LATEST:
        raise BadCosignature
    try:
        with transaction.atomic():
            return Cosignature.objects.create(checkpoint=checkpoint, witness=witness, time=time, line=line)
    except IntegrityError:
        return Cosignature.objects.get(checkpoint=checkpoint, witness=witness)
