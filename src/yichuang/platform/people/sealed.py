"""Entries of the record as records of the tree: reckoned anew from their rows and from the hash of the entry before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import OuterRef, Subquery

from yichuang.core.cipher import SUITES, link
from yichuang.core.words import N_, Sentence
from yichuang.platform.audit import sources
from yichuang.platform.people.models import Record
from yichuang.platform.people.record import START, header

KIND = "record"


def digests(suite: str, records: Sequence[UUID]) -> Mapping[UUID, bytes]:
    """The hash of each entry as it follows from its row; entries whose own hash is another are missing. One query."""
    before = Record.objects.filter(subject_id=OuterRef("subject_id"), position=OuterRef("position") - 1).values("hash")
    found = Record.objects.filter(pk__in=records).annotate(previous=Subquery(before)).defer("payload")
    tried = (suite, *(each for each in SUITES if each != suite))
    return {each.pk: bytes(each.hash) for each in found.iterator(chunk_size=2000) if _fits(each, tried)}


def _fits(entry: Record, suites: Sequence[str]) -> bool:
    previous = START if entry.position == 1 else bytes(getattr(entry, "previous") or b"")  # noqa: B009 - annotated
    content, own = bytes(entry.payload_digest), bytes(entry.hash)
    if len(previous) != len(START) or len(content) != len(START):
        return False
    top = header(
        entry.subject_kind,
        entry.subject_id,
        entry.position,
        entry.verb,
        entry.at,
        entry.actor_id,
        entry.role,
        entry.channel,
    )
    return any(link(each, previous, top, content) == own for each in suites)


def named(record: UUID) -> Sentence:
    """Which entry it is: of which kind of subject, at which place; by its id where the row is gone."""
    found = Record.objects.filter(pk=record).values("subject_kind", "subject_id", "position").first()
    if found is None:
        return Sentence(N_("the entry %(id)s"), {"id": str(record)})
    params = {"kind": found["subject_kind"], "id": str(found["subject_id"]), "position": found["position"]}
    return Sentence(N_("%(kind)s %(id)s: entry %(position)s"), params)


sources.register(sources.Source(KIND, Record._meta.db_table, digests, named))
