"""Records for tests of the tree, made as the product makes them."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import psycopg

from tests.cast import Member
from yichuang.core import clock
from yichuang.core.access import POLICY, Actor
from yichuang.core.identifiers import new_id
from yichuang.platform.audit.commands import record_look
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.events import Chain
from yichuang.platform.cases.filing import KEY_CONTEXT
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.vault.keys import holder

COLUMNS = [
    "id",
    "case_id",
    "position",
    "verb",
    "at",
    "actor_id",
    "role",
    "channel",
    "task_id",
    "dimensions",
    "payload",
    "salt",
    "payload_digest",
    "hash",
]


def add_event(case: Case, verb: str = "take", through: psycopg.Connection[Any] | None = None) -> UUID:
    """The next event of a case, chained and with the case's head moved; in another connection's transaction if told."""
    case.refresh_from_db()
    key = holder().unwrap(bytes(case.wrapped_key), KEY_CONTEXT)
    chain = Chain(case.pk, key, case.chain_length, bytes(case.chain_head))
    event = chain.add(verb, Actor(role="officer", channel="desk"), clock.now(), payload={"note": "考证"})
    if through is None:
        Event.objects.create(**{name: getattr(event, name) for name in COLUMNS})
        Case.objects.filter(pk=case.pk).update(chain_length=chain.length, chain_head=chain.head)
        return event.id
    values = [json.dumps(event.dimensions) if name == "dimensions" else getattr(event, name) for name in COLUMNS]
    through.execute(
        f"INSERT INTO cases_event ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})".encode(), values
    )
    through.execute(
        "UPDATE cases_case SET chain_length = %s, chain_head = %s WHERE id = %s", [chain.length, chain.head, case.pk]
    )
    return event.id


def add_look(officer: Member) -> Access:
    """An officer opened something."""
    decision = POLICY.decide(
        officer.actor, "view", "task", {"kind": "application", "department_id": officer.actor.department_id}
    )
    record_look(officer.actor, "view", "task", new_id(), None, decision)
    return Access.objects.latest("at")
