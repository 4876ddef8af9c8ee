"""The event log: every verb that may stand in it, and how an event is chained."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from yichuang.core.access import Actor
from yichuang.core.cipher import link, salted_digest, seal
from yichuang.core.identifiers import new_id
from yichuang.platform.vault.keys import holder

PAYLOAD_CONTEXT = b"cases_event.payload"
START = bytes(32)

#: Every verb of the log. A write whose verb is not here is refused, so that the list is whole.
VERBS = frozenset(
    {
        "filed",
        "delivered",
        "accept",
        "deem-accepted",
        "supplement",
        "resubmit",
        "decline",
        "offer-owing",
        "decline-owing",
        "promise",
        "paper-handed-in",
        "papers-complete",
        "owed-reminded",
        "owed-lapsed",
        "ask-extension",
        "extend",
        "decline-extension",
        "begin-special",
        "end-special",
        "grant",
        "refuse",
        "withdraw",
        "terminate",
        "take",
        "receipt-noted",
        "payment-known",
        "clock-reckoned",
        "warned",
        "raised",
        "part-moved",
        "applicant-died",
        "applicant-alive",
        "applicant-merged",
        "applicant-unmerged",
        "licence-issued",
        "licence-withdrawn",
        "rated",
        "call-back",
        "rectify",
        "appeal",
        "set-aside",
        "dismiss",
        "assigned",
        "cause_repeated",
        "end-announced",
        "end-called-off",
        "ended",
    }
)


def canonical(value: Any) -> bytes:
    """JSON with one spelling: sorted keys, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@dataclass(frozen=True)
class NewEvent:
    """An event ready to be written, with its place in the chain."""

    id: UUID
    case_id: UUID
    position: int
    verb: str
    at: datetime
    actor_id: UUID | None
    role: str
    channel: str
    task_id: UUID | None
    dimensions: dict[str, str]
    payload: bytes | None
    salt: bytes
    payload_digest: bytes
    hash: bytes


def header(
    case_id: UUID,
    position: int,
    verb: str,
    at: datetime,
    actor_id: UUID | None,
    role: str,
    channel: str,
    task_id: UUID | None,
    dimensions: dict[str, str],
) -> bytes:
    """What the hash covers beside the payload's digest. Times as UTC seconds with microseconds."""
    return canonical(
        {
            "case": str(case_id),
            "position": position,
            "verb": verb,
            "at": f"{at.timestamp():.6f}",
            "actor": str(actor_id) if actor_id else None,
            "role": role,
            "channel": channel,
            "task": str(task_id) if task_id else None,
            "dimensions": dimensions,
        }
    )


class Chain:
    """The head of a case's chain; ``add`` makes the next event. Payloads are sealed with the case's data key."""

    def __init__(self, case_id: UUID, data_key: bytes, length: int = 0, head: bytes = START) -> None:
        self.case_id, self._key, self.length, self.head = case_id, data_key, length, head
        self.events: list[NewEvent] = []

    def add(
        self,
        verb: str,
        actor: Actor,
        at: datetime,
        *,
        task_id: UUID | None = None,
        dimensions: dict[str, str] | None = None,
        payload: Any = None,
    ) -> NewEvent:
        """The next event; under a mandate its payload says for whom. Raises ValueError for a verb not listed."""
        if verb not in VERBS:
            raise ValueError(f"event verb {verb} is not in the list of verbs")
        if actor.mandate_id is not None:
            payload = {**(payload or {}), "on_behalf_of": str(actor.mandated), "mandate": str(actor.mandate_id)}
        if actor.standing_in_for is not None:
            payload = {**(payload or {}), "standing_in_for": str(actor.standing_in_for)}
        suite = holder().suite
        salt = os.urandom(16)
        text = canonical(payload)
        digest = salted_digest(suite, salt, text)
        position = self.length + 1
        dims = dimensions or {}
        role, channel, account = actor.role, actor.channel, actor.account_id
        top = header(self.case_id, position, verb, at, account, role, channel, task_id, dims)
        event = NewEvent(
            id=new_id(),
            case_id=self.case_id,
            position=position,
            verb=verb,
            at=at,
            actor_id=account,
            role=role,
            channel=channel,
            task_id=task_id,
            dimensions=dims,
            payload=None if payload is None else seal(self._key, text, suite=suite, key_id=0, context=PAYLOAD_CONTEXT),
            salt=salt,
            payload_digest=digest,
            hash=link(suite, self.head, top, digest),
        )
        self.length, self.head = position, event.hash
        self.events.append(event)
        return event
