"""Reads of the tree: checkpoints as notes, proofs of inclusion and consistency, the promise on a receipt."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from yichuang.core.cipher import notes, trees
from yichuang.platform.audit import sources
from yichuang.platform.audit.errors import NoSuchTree
from yichuang.platform.audit.models import Checkpoint, Cosignature, Leaf, Node
from yichuang.platform.audit.sealing import WITHIN, latest, origin, suite
from yichuang.platform.vault.keys import signer

PROMISE = "yichuang/promise/v1"
PAGE = 100


@dataclass(frozen=True)
class Inclusion:
    """That a record is leaf ``index``: the hashes from it to the root, lowest first."""

    index: int
    path: Sequence[bytes]


def text_of(checkpoint: Checkpoint) -> str:
    """What was signed."""
    root = bytes(checkpoint.root)
    return str(notes.Checkpoint(checkpoint.origin, checkpoint.size, root, checkpoint.time, checkpoint.suite))


def note_of(checkpoint: Checkpoint) -> str:
    """The checkpoint as it is given out: its text, our signature, and each witness's."""
    seen = Cosignature.objects.filter(checkpoint=checkpoint).order_by("time", "id").values_list("line", flat=True)
    return notes.note(text_of(checkpoint), checkpoint.line, *seen)


def witnesses_of(checkpoint: Checkpoint) -> list[str]:
    """Who signed the checkpoint beside us."""
    found = Cosignature.objects.filter(checkpoint=checkpoint).order_by("time", "id")
    return list(found.values_list("witness_id", flat=True))


def covering(records: Sequence[UUID]) -> Checkpoint | None:
    """The newest checkpoint that a witness signed if all leaves of ``records`` are below it, else the newest."""
    seen = Checkpoint.objects.filter(cosignatures__isnull=False).order_by("-size").first()
    last = Leaf.objects.filter(entry_id__in=records).aggregate(last=Max("index"))["last"]
    return seen if seen is not None and last is not None and last < seen.size else latest()


def checkpoint_of(size: int) -> Checkpoint:
    """The checkpoint of so many leaves. Raises NoSuchTree."""
    found = Checkpoint.objects.filter(pk=size).first()
    if found is None:
        raise NoSuchTree
    return found


def checkpoints(before: int | None = None) -> list[Checkpoint]:
    """A page of checkpoints, the newest first, with their witnesses' signatures: those smaller than ``before``."""
    found = Checkpoint.objects.order_by("-size").prefetch_related("cosignatures")
    return list((found if before is None else found.filter(size__lt=before))[:PAGE])


def inclusions(records: Iterable[UUID], size: int) -> dict[UUID, Inclusion]:
    """Proofs under the tree of ``size`` leaves for those of ``records`` that are in it. Three queries."""
    found = dict(Leaf.objects.filter(entry_id__in=list(records), index__lt=size).values_list("entry_id", "index"))
    spans = {record: trees.inclusion(index, size) for record, index in found.items()}
    kept = _kept(span for each in spans.values() for span in each)
    made_with = suite()
    return {record: Inclusion(index, _hashes(made_with, kept, spans[record])) for record, index in found.items()}


def consistency(old: int, new: int) -> list[bytes]:
    """That the tree of ``new`` leaves begins with the one of ``old``. Raises NoSuchTree."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    if not 0 <= old <= new <= (0 if last is None else last + 1):
        raise NoSuchTree
    spans = trees.consistency(old, new)
    return _hashes(suite(), _kept(spans), spans)


def _kept(spans: Iterable[trees.Span]) -> Mapping[int, bytes]:
    wanted = {place for span in spans for place in trees.places(span)}
    found = Node.objects.filter(pk__in=sorted(wanted)).values_list("position", "hash")
    return {place: bytes(each) for place, each in found}


def _hashes(made_with: str, kept: Mapping[int, bytes], spans: Iterable[trees.Span]) -> list[bytes]:
    return [trees.joined(made_with, [kept[place] for place in trees.places(span)]) for span in spans]


def promise(kind: str, record: UUID, reckoned: bytes, at: datetime) -> str:
    """What we promise of a record before it is a leaf, as a signed note: it will be one within ``WITHIN`` seconds.

    The lines of its text: what this is, the log, base64 of the leaf's hash, the time in Unix seconds, ``within 60``.
    It is made of the record alone, so the same record has the same promise whenever it is shown. One query.
    """
    leaf = base64.b64encode(sources.leaf(suite(), kind, record, reckoned)).decode()
    lines = (PROMISE, origin(), leaf, f"time {int(at.timestamp())}", f"within {WITHIN}")
    text = "".join(f"{line}\n" for line in lines)
    return notes.note(text, notes.signed(text, signer(), origin()))
