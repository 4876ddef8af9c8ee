"""Events as records of the tree: reckoned anew from their rows and from the hash of the event before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F, OuterRef, Subquery

from yichuang.core.cipher import SUITES, link
from yichuang.core.words import N_, Sentence
from yichuang.platform.audit import sources
from yichuang.platform.cases.events import START, header
from yichuang.platform.cases.models import Event

KIND = "event"


def header_of(event: Event) -> bytes:
    """What the hash of an event covers beside its payload's digest."""
    return header(
        event.case_id,
        event.position,
        event.verb,
        event.at,
        event.actor_id,
        event.role,
        event.channel,
        event.task_id,
        event.dimensions,
    )


def digests(suite: str, records: Sequence[UUID]) -> Mapping[UUID, bytes]:
    """The hash of each event as it follows from its row; events whose own hash is another are missing. One query.

    A case may be of a time when another suite was in force: ``suite`` is tried first, then the others.
    """
    before = Event.objects.filter(case_id=OuterRef("case_id"), position=OuterRef("position") - 1).values("hash")
    found = Event.objects.filter(pk__in=records).annotate(previous=Subquery(before)).defer("payload")
    reckoned = {}
    for event in found.iterator(chunk_size=2000):
        previous = START if event.position == 1 else bytes(event.previous or b"")
        if suite_of(event, previous, suite):
            reckoned[event.pk] = bytes(event.hash)
    return reckoned


def suite_of(event: Event, previous: bytes, first: str) -> str:
    """The suite by which the hash of an event follows from its row and the hash before it; "" where none does."""
    content, own = bytes(event.payload_digest), bytes(event.hash)
    if len(previous) != len(START) or len(content) != len(START):
        return ""
    top = header_of(event)
    tried = (first, *(each for each in SUITES if each != first))
    return next((each for each in tried if link(each, previous, top, content) == own), "")


def named(record: UUID) -> Sentence:
    """Which event it is: by case number and place, or by its id where the row is gone."""
    found = Event.objects.filter(pk=record).annotate(number=F("case__number")).values("number", "position").first()
    if found is None:
        return Sentence(N_("the event %(id)s"), {"id": str(record)})
    return Sentence(N_("%(number)s: event %(position)s"), found)


sources.register(sources.Source(KIND, Event._meta.db_table, digests, named))
