"""What a superuser of the database can do: switch off the guards, and make chains and tree anew. It needs no key."""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from yichuang.core.cipher import link
from yichuang.platform.audit.sealing import Sealer
from yichuang.platform.cases.events import START
from yichuang.platform.cases.models import Case, Event
from yichuang.platform.cases.sealed import header_of
from yichuang.platform.vault.keys import holder

TABLES = ("cases_event", "audit_leaf", "audit_node", "audit_checkpoint", "audit_cosignature", "audit_access")


def run(text: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


def guards_off() -> None:
    """Nothing refuses a change any more."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in TABLES:
        run(f"ALTER TABLE {table} DISABLE TRIGGER USER")


def guards_on() -> None:
    """They refuse again: what was switched off outside a transaction would stay so for every later test."""
    for table in TABLES:
        run(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def chains_made_anew(kept: UUID | None) -> None:
    """Every case's events are numbered and chained anew, and the case's head set: it needs no key.

    The event ``kept`` keeps the hash that it was given, and what follows is chained to that.
    """
    for case in Case.objects.all():
        events = list(Event.objects.filter(case=case).order_by("position"))
        run("UPDATE cases_event SET position = position + 10000 WHERE case_id = %s", case.pk)
        head = START
        for place, event in enumerate(events, 1):
            event.position = place
            digest = bytes(event.payload_digest)
            head = bytes(event.hash) if event.pk == kept else link(holder().suite, head, header_of(event), digest)
            run("UPDATE cases_event SET position = %s, hash = %s WHERE id = %s", place, head, event.pk)
        run("UPDATE cases_case SET chain_length = %s, chain_head = %s WHERE id = %s", len(events), head, case.pk)


def tree_made_anew() -> None:
    """All leaves and hashes are made anew from what stands there now; old checkpoints go."""
    for table in ("audit_cosignature", "audit_checkpoint", "audit_node", "audit_leaf"):
        run(f"DELETE FROM {table}")
    Sealer().run()
