"""Sealing: records become leaves, and the installation signs what the tree is now.

Nobody who files waits for it: a record is found after its commit, by an index, and filing writes nothing for it. Ids
are made before the commit, so a later id may be committed earlier; therefore a record is taken because it is no leaf
yet, never because it comes after the last one that was taken, and a run looks back as far as the oldest transaction
that was running at the run before. Leaves and hashes of a batch are written in one
transaction under one lock, so a sealer that is killed leaves a tree that is whole, only smaller.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from math import inf
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from psycopg import sql

from yichuang.core import clock
from yichuang.core.cipher import notes, trees
from yichuang.core.faults import point
from yichuang.platform.audit import sources
from yichuang.platform.audit.models import Checkpoint, Leaf, Node
from yichuang.platform.vault.keys import holder, signer

log = logging.getLogger(__name__)

#: Within so many seconds of its commit a record is below a signed checkpoint: what a receipt promises.
WITHIN = 60
#: Seconds between two runs; several fit into the promise.
EVERY = 10.0
BATCH = 2000
#: So many batches in a run; a longer backlog goes on in the next, and is signed when all of it is in.
MOST = 10
#: An id is made before its transaction begins, and clocks of machines differ: a run looks so many seconds further back.
OVERLAP = 600
#: Whatever was missed for a reason that nobody thought of is found by looking at everything, every so many seconds.
SWEEP = 3600.0

_LOCK = 0x7965_6169_6C65_7231

_WAITING = sql.SQL(
    "SELECT id FROM {table} AS record WHERE id > %s"
    " AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry_id = record.id) ORDER BY id LIMIT %s"
)

#: What was not committed when a run looked belongs to a transaction that was running then, or to a later one.
_OLDEST = "SELECT extract(epoch FROM min(xact_start)) FROM pg_stat_activity WHERE xact_start IS NOT NULL"


def origin() -> str:
    """The log's name in checkpoints: it is another log when it is another division or another signing key."""
    return f"yichuang/{settings.DIVISION}/{signer().key_id}"


def log_key() -> notes.VerifierKey:
    """The key by which this installation's checkpoints and promises are checked."""
    return notes.VerifierKey.of_log(origin(), signer().public_bytes)


def suite() -> str:
    """The suite whose hash the tree is made with: for ever that of its first checkpoint."""
    first = Checkpoint.objects.order_by("size").values_list("suite", flat=True).first()
    return first or holder().suite


def latest() -> Checkpoint | None:
    """The newest checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


class Sealer:
    """One process's sealing: looks at what is new, and now and then at everything."""

    def __init__(self) -> None:
        self._swept: float | None = None
        #: Unix seconds; whatever is older was committed, and seen, when the last run looked.
        self._since = 0.0

    def run(self) -> Checkpoint | None:
        """Seal what is committed; the new checkpoint, or None where nothing was to be signed or more is to come."""
        if latest() is None:
            _sign(0)
        whole = self._swept is None or time.monotonic() - self._swept > SWEEP
        begun, moment, oldest = time.monotonic(), clock.now().timestamp(), _oldest_transaction()
        if not _all_taken(UUID(int=0) if whole else first_id(self._since - OVERLAP)):
            return None
        if whole:
            self._swept = begun
        self._since = min(moment, oldest)
        return _sign(int(moment))


def _oldest_transaction() -> float:
    """When the oldest transaction began that is running now (Unix seconds by the database's clock)."""
    with connection.cursor() as cursor:
        cursor.execute(_OLDEST)
        row = cursor.fetchone()
    return float(row[0]) if row and row[0] is not None else inf


def first_id(moment: float) -> UUID:
    """Not above any id that was made at or after ``moment`` (Unix seconds)."""
    return UUID(int=max(0, int(moment)) * 1000 << 80)


def _all_taken(since: UUID) -> bool:
    """Make leaves of what waits; False where more waits than one run takes, or another sealer is at work."""
    left = MOST
    for source in sources.registered():
        after = since
        while left:
            found = _take(source, after)
            if found is None:
                return False
            if found:
                point("seal-appended")
            if len(found) < BATCH:
                break
            after, left = found[-1], left - 1
    return left > 0


@transaction.atomic
def _take(source: sources.Source, after: UUID) -> list[UUID] | None:
    """Make one batch of leaves; the records that were looked at, None where another sealer is at work."""
    if not _alone():
        return None
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(table=sql.Identifier(source.table)), [after, BATCH])
        waiting = [row[0] for row in cursor.fetchall()]
    if waiting:
        _append(source, waiting)
    return waiting


def _append(source: sources.Source, waiting: Sequence[UUID]) -> None:
    """Write leaves and every hash that they complete."""
    edge = _edge()
    reckoned = source.digests(edge.suite, waiting)
    for record in waiting:
        if record not in reckoned:
            log.error("not sealed, since it contradicts itself: %s %s", source.kind, record)
    leaves, hashes, first = [], [], trees.stored_count(edge.size)
    for record in waiting:
        if record in reckoned:
            leaves.append(Leaf(index=edge.size, kind=source.kind, entry_id=record))
            hashes += edge.add(sources.leaf(edge.suite, source.kind, record, reckoned[record]))
    Leaf.objects.bulk_create(leaves)
    Node.objects.bulk_create([Node(position=first + place, hash=each) for place, each in enumerate(hashes)])
    point("seal-written")


def _edge() -> trees.Frontier:
    """The right edge of the tree as it is in the database."""
    last = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    size = 0 if last is None else last + 1
    wanted = trees.places(trees.Span(0, size))
    found = dict(Node.objects.filter(pk__in=wanted).values_list("position", "hash"))
    return trees.Frontier(suite(), size, [bytes(found[place]) for place in wanted])


def _sign(moment: int) -> Checkpoint | None:
    """Sign the tree as it is, if it has grown since the last signature (the first one is for an empty tree)."""
    with transaction.atomic():
        if not _alone():
            return None
        edge, newest = _edge(), latest()
        if newest is not None and newest.size >= edge.size:
            return None
        said = notes.Checkpoint(origin(), edge.size, edge.root, moment, edge.suite)
        made = Checkpoint.objects.create(
            size=said.size,
            origin=said.origin,
            suite=said.suite,
            root=said.root,
            time=said.time,
            line=notes.signed(str(said), signer(), said.origin),
        )
    point("seal-signed")
    return made


def _alone() -> bool:
    """Take the right to seal until the transaction ends, unless another has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        row = cursor.fetchone()
    return bool(row and row[0])
