"""What was done to a subject, and is its record as it was written?"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from yichuang.core.cipher import link, salted_digest
from yichuang.core.words import N_, Sentence
from yichuang.platform.people.models import Record
from yichuang.platform.people.record import START, header
from yichuang.platform.vault.keys import holder


def broken_record(subject_id: UUID) -> list[Sentence]:
    """What is wrong with the record of a subject; empty when every entry is as it was written."""
    suite, head = holder().suite, START
    wrong: list[Sentence] = []
    for expected, each in enumerate(Record.objects.filter(subject_id=subject_id).order_by("position"), 1):
        where = {"kind": each.subject_kind, "position": each.position}
        if each.position != expected:
            return [*wrong, Sentence(N_("%(kind)s: an entry before number %(position)s is missing"), where)]
        top = header(
            each.subject_kind, subject_id, each.position, each.verb, each.at, each.actor_id, each.role, each.channel
        )
        head = link(suite, head, top, bytes(each.payload_digest))
        if head != bytes(each.hash):
            wrong.append(Sentence(N_("%(kind)s: entry %(position)s was changed"), where))
            head = bytes(each.hash)
        if each.payload is not None:
            digest = salted_digest(suite, bytes(each.salt), each.payload.encode())
            if digest != bytes(each.payload_digest):
                wrong.append(Sentence(N_("%(kind)s: the content of entry %(position)s was changed"), where))
    return wrong


def entries(subject_id: UUID) -> list[dict[str, Any]]:
    """What was done to a subject, the oldest first, as the archive gets it."""
    found = Record.objects.filter(subject_id=subject_id).order_by("position")
    return [
        {"position": each.position, "verb": each.verb, "at": each.at, "actor": each.actor_id, "role": each.role}
        | {"channel": each.channel, "payload": each.payload, "hash": bytes(each.hash).hex()}
        for each in found
    ]
