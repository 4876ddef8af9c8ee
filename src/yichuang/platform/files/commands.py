"""Writes of ``files``: keep one, end some, sweep what nothing refers to."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from uuid import UUID

from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.db.models.deletion import ProtectedError

from yichuang.core import clock
from yichuang.core.cipher import seal_stream
from yichuang.core.faults import point
from yichuang.core.identifiers import new_id
from yichuang.core.uploads import Clean, shown_name
from yichuang.platform.files import store
from yichuang.platform.files.models import File
from yichuang.platform.vault.keys import holder

KEY_CONTEXT, CONTENT_CONTEXT = b"files.file.wrapped_key:", b"files.file:"
#: How long a file may lie without a row, or a row without anything that refers to it: longer than any request.
SPARED = timedelta(hours=1)
PIECE = 1024 * 1024

log = logging.getLogger(__name__)


def keep(clean: Clean, name: str, received_sha256: bytes) -> File:
    """Seal a judged file under a new key, put it on the disk, and make its row. Within the caller's transaction.

    The bytes are synced before the row is made. If the transaction fails, they are swept later.
    """
    keys, pk = holder(), new_id()
    key, own = keys.new_data_key(), pk.bytes
    address = store.write(seal_stream(key, _portions(clean.data), suite=keys.suite, context=CONTENT_CONTEXT + own))
    point("file-written")
    return File.objects.create(
        pk=pk,
        address=address,
        wrapped_key=keys.wrap(key, KEY_CONTEXT + own),
        sha256=hashlib.sha256(clean.data).digest(),
        received_sha256=received_sha256,
        size=len(clean.data),
        media_type=clean.media_type,
        ending=clean.ending,
        pages=clean.pages,
        name=shown_name(name),
        kept_at=clock.now(),
    )


def end(files: Iterable[UUID]) -> None:
    """End files for good, in the caller's transaction: their keys go with their rows, and after it their bytes.

    Nothing may refer to them any more. A process that dies in between leaves bytes that open for nobody, until the
    next sweep.
    """
    ending = File.objects.filter(pk__in=list(files))
    addresses = list(ending.values_list("address", flat=True))
    ending.delete()
    transaction.on_commit(lambda: _remove(addresses))


def _remove(addresses: Iterable[str]) -> None:
    """Remove bytes from the disk, but those that a row names."""
    for address in addresses:
        if not File.objects.filter(address=address).exists():
            store.remove(address)


def _portions(data: bytes) -> Iterator[bytes]:
    for place in range(0, len(data), PIECE):
        yield data[place : place + PIECE]


def _referring() -> list[models.ForeignObjectRel]:
    return [each for each in File._meta.related_objects if isinstance(each.field, models.ForeignKey)]


def sweep() -> int:
    """Remove rows that nothing refers to, then bytes that no row names; returns how many of both.

    Rows go first: a crash between leaves bytes without a row, which the next sweep removes, never the reverse.
    """
    loose = File.objects.filter(kept_at__lt=clock.now() - SPARED)
    for each in _referring():
        named = each.related_model._base_manager.filter(**{each.field.name: OuterRef("pk")})  # type: ignore[union-attr]
        loose = loose.exclude(Exists(named))
    removed = 0
    for row in loose.only("pk"):
        try:
            row.delete()
            removed += 1
        except ProtectedError:
            continue  # something refers to it since we looked
    for address, path in store.older_than(SPARED.total_seconds()):
        if address and File.objects.filter(address=address).exists():
            continue
        path.unlink(missing_ok=True)
        removed += 1
    if removed:
        log.info("files: %d that nothing refers to are gone", removed)
    return removed
