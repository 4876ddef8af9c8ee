"""How the sealing stands: what is covered, what waits, is the promise of a minute kept, who signed beside us?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Max
from psycopg import sql

from yichuang.core import clock
from yichuang.platform.audit import sources
from yichuang.platform.audit.models import Checkpoint, Cosignature, Witness
from yichuang.platform.audit.sealing import OVERLAP, WITHIN, first_id, latest

_WAITING = sql.SQL(
    "SELECT count(*), count(*) FILTER (WHERE at < %s) FROM {table} AS record"
    " WHERE NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry_id = record.id)"
)


_LATE = sql.SQL(
    "SELECT min(at) FROM {table} AS record WHERE id > %s AND at < %s"
    " AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry_id = record.id)"
)


@dataclass(frozen=True)
class Seen:
    """A trusted witness, and the size of the largest checkpoint that it signed; None before its first."""

    name: str
    size: int | None


@dataclass(frozen=True)
class Standing:
    """``waiting`` records are no leaves yet; ``overdue`` of them wait too long, or contradict themselves."""

    newest: Checkpoint | None
    waiting: int
    overdue: int
    witnesses: list[Seen]


def standing() -> Standing:
    """How it stands now. Reads every record's id; for an operator, not for a page."""
    limit = clock.now() - timedelta(seconds=WITHIN)
    counted = [_waiting(source, limit) for source in sources.registered()]
    signed = dict(Cosignature.objects.values_list("witness_id").annotate(size=Max("checkpoint_id")))
    return Standing(
        newest=latest(),
        waiting=sum(waiting for waiting, _ in counted),
        overdue=sum(overdue for _, overdue in counted),
        witnesses=[
            Seen(name, signed.get(name)) for name in Witness.objects.order_by("name").values_list("pk", flat=True)
        ],
    )


def behind() -> datetime | None:
    """Since when records wait longer than receipts promise; None when none does. Quick enough for a page."""
    now, newest = clock.now(), latest()
    if newest is not None and newest.time > now.timestamp() - WITHIN:
        return None
    since, limit = first_id(newest.time - OVERLAP if newest else 0), now - timedelta(seconds=WITHIN)
    found = [_first_late(source, since, limit) for source in sources.registered()]
    return min((each for each in found if each is not None), default=None)


def _first_late(source: sources.Source, since: UUID, limit: datetime) -> datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(_LATE.format(table=sql.Identifier(source.table)), [since, limit])
        row = cursor.fetchone()
    return row[0] if row else None


def _waiting(source: sources.Source, limit: datetime) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(table=sql.Identifier(source.table)), [limit])
        waiting, overdue = cursor.fetchone()
    return waiting, overdue
