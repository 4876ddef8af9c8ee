"""Reads of ``cases``: is the chain of a case whole?"""

from __future__ import annotations

import json
from uuid import UUID

from yichuang.core.cipher import CipherError, link, salted_digest, unseal
from yichuang.core.words import N_, Sentence
from yichuang.platform.cases.events import PAYLOAD_CONTEXT, START, canonical, header
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.vault.keys import holder


def broken_links(case_id: UUID) -> list[Sentence]:
    """What is wrong with the event chain of a case; empty when every event is as it was written.

    An erased payload leaves the chain whole, since the hash covers its digest alone; it is named all the same.
    """
    case = Case.objects.get(pk=case_id)
    keys = holder()
    key = keys.unwrap(bytes(case.wrapped_key), KEY_CONTEXT)
    wrong: list[Sentence] = []
    head, position = START, 0
    for event in Event.objects.filter(case_id=case_id).order_by("position"):
        position += 1
        where = {"number": case.number, "position": event.position}
        if event.position != position:
            wrong.append(Sentence(N_("%(number)s: an event before number %(position)s is missing"), where))
            position = event.position
        top = header(
            case_id,
            event.position,
            event.verb,
            event.at,
            event.actor_id,
            event.role,
            event.channel,
            event.task_id,
            event.dimensions,
        )
        head = link(keys.suite, head, top, bytes(event.payload_digest))
        if head != bytes(event.hash):
            wrong.append(Sentence(N_("%(number)s: event %(position)s was changed"), where))
            head = bytes(event.hash)
        if event.payload is None and bytes(event.payload_digest) != _digest_of_nothing(event, keys.suite):
            wrong.append(Sentence(N_("%(number)s: the content of event %(position)s is gone"), where))
        elif event.payload is not None and not _payload_fits(event, key, keys.suite):
            wrong.append(Sentence(N_("%(number)s: the content of event %(position)s was changed"), where))
    if (position, head) != (case.chain_length, bytes(case.chain_head)):
        wrong.append(Sentence(N_("%(number)s: the chain does not end where the case says"), {"number": case.number}))
    return wrong


def _digest_of_nothing(event: Event, suite: str) -> bytes:
    return salted_digest(suite, bytes(event.salt), canonical(None))


def _payload_fits(event: Event, key: bytes, suite: str) -> bool:
    try:
        text = unseal(key, bytes(event.payload or b""), context=PAYLOAD_CONTEXT)
    except CipherError:
        return False
    fits = salted_digest(suite, bytes(event.salt), canonical(json.loads(text)))
    return fits == bytes(event.payload_digest)
