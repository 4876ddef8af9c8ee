"""The record of what was done to people, organisations, mandates, accounts and posts: added to, never changed.

Each subject has a chain of its own. As in the log of cases, the hash covers the header and a salted digest of the
payload, so that a payload can be erased and the chain still holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.cipher import link, salted_digest
from yichuang.platform.people.models import Record
from yichuang.platform.vault.keys import holder

START = bytes(32)

#: Every verb of the record, by the kind of its subject. A write whose verb is not here is refused.
VERBS: Mapping[str, frozenset[str]] = {
    "organisation": frozenset({"registered", "register-said"}),
    "mandate": frozenset({"granted", "withdrawn"}),
    "person": frozenset({"identity-changed", "deceased", "alive", "recovered", "merged", "merged-into", "unmerged"}),
    "account": frozenset({"phone-changed"}),
    "post": frozenset(
        {
            "appointed",
            "post-ended",
            "post-moved",
            "leave-entered",
            "leave-ended",
            "first-administrator",
        }
    ),
    "department": frozenset({"renamed", "merged"}),
    "approval": frozenset({"proposed", "approved", "refused", "undone"}),
    "disposal": frozenset(
        {"found", "packed", "forwarded", "approved", "refused", "kept", "called-off", "ordered", "ended"}
    ),
    "hold": frozenset({"placed", "lifted"}),
    "revision": frozenset({"begun", "edited", "weighed", "proposed", "refused", "dropped", "published"}),
    "appointment": frozenset({"booked", "moved", "arrived", "cancelled", "called-off", "missed"}),
    "shift": frozenset({"opened", "closed"}),
    "ticket": frozenset(
        {
            *("drawn", "called", "called-again", "begun", "finished", "rated", "skipped"),
            *("came-back", "transferred", "handed-over", "withdrawn", "lapsed"),
        }
    ),
}


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def header(
    kind: str, subject_id: UUID, position: int, verb: str, at: datetime, actor_id: UUID | None, role: str, channel: str
) -> bytes:
    """What the hash covers beside the payload's digest. Times as UTC seconds with microseconds."""
    return canonical(
        {
            "subject": f"{kind}:{subject_id}",
            "position": position,
            "verb": verb,
            "at": f"{at.timestamp():.6f}",
            "actor": str(actor_id) if actor_id else None,
            "role": role,
            "channel": channel,
        }
    ).encode()


def record(verb: str, kind: str, subject_id: UUID, actor: Actor, payload: Mapping[str, Any] | None = None) -> Record:
    """Add what happened to the subject's chain, in the caller's transaction.

    ``payload`` is sealed; under a mandate it also says for whom. Raises ValueError for a verb that is not listed.
    """
    if verb not in VERBS.get(kind, ()):
        raise ValueError(f"verb {verb} of a {kind} is not in the list of verbs")
    content = dict(payload or {})
    if actor.on_behalf_of is not None:
        content |= {"on_behalf_of": str(actor.mandated or actor.on_behalf_of)}
    if actor.standing_in_for is not None:
        content |= {"standing_in_for": str(actor.standing_in_for)}
    if actor.mandate_id is not None:
        content |= {"mandate": str(actor.mandate_id)}
    with connection.cursor() as cursor:  # one at a time for each subject, so that its chain has no fork
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [str(subject_id)])
    last = Record.objects.filter(subject_id=subject_id).order_by("-position").only("position", "hash").first()
    position, head = (last.position + 1, bytes(last.hash)) if last else (1, START)
    suite, salt, text, now = holder().suite, os.urandom(16), canonical(content), clock.now()
    digest = salted_digest(suite, salt, text.encode())
    top = header(kind, subject_id, position, verb, now, actor.account_id, actor.role, actor.channel)
    return Record.objects.create(
        subject_kind=kind,
        subject_id=subject_id,
        position=position,
        verb=verb,
        at=now,
        actor_id=actor.account_id,
        role=actor.role,
        channel=actor.channel,
        payload=text,
        salt=salt,
        payload_digest=digest,
        hash=link(suite, head, top, digest),
    )


def erase(subject_id: UUID) -> int:
    """Erase the contents of a subject's entries, which has ended: their chain, and the tree, hold without them."""
    return Record.objects.filter(subject_id=subject_id, payload__isnull=False).update(payload=None)
