"""Is everything that was sealed still what it was? Read in chunks, whatever the size; needs no key."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from psycopg import sql

from yichuang.core.cipher import notes, trees
from yichuang.core.words import N_, Sentence
from yichuang.platform.audit import sources
from yichuang.platform.audit.models import Checkpoint, Leaf, Node
from yichuang.platform.audit.sealing import WITHIN

CHUNK = 2000

_LATE = sql.SQL(
    "SELECT id FROM {table} AS record WHERE at < %s"
    " AND NOT EXISTS (SELECT 1 FROM audit_leaf WHERE entry_id = record.id AND index < %s) ORDER BY id"
)


class Known(NamedTuple):
    """What somebody holds who wants to know: a checkpoint, whoever gave it to them."""

    size: int
    root: bytes
    time: int
    suite: str

    @classmethod
    def of(cls, said: notes.Checkpoint) -> Known:
        """A checkpoint's text. Whether it is signed is another question."""
        return cls(said.size, said.root, said.time, said.suite)


def differences(known: Known | None = None) -> Iterator[Sentence]:
    """What is not as it was sealed: under the held checkpoint, or under every one that the installation has.

    Whoever holds a checkpoint trusts nothing else here: the tree is reckoned anew from the records alone. Records
    that are older than the checkpoint by more than the promised minute and not below it are named as well: they were
    put in afterwards. Of a record that is gone by an order (``sources.ended_below``) the hash that was kept is taken;
    the checkpoint's root says whether it is the one that was sealed.
    """
    newest = Checkpoint.objects.order_by("-size").first()
    held = known or (Known(newest.size, bytes(newest.root), newest.time, newest.suite) if newest else None)
    if held is None:
        return
    edge = trees.Frontier(held.suite)
    reached = yield from _reckoned(edge, held, with_own=known is None)
    if not reached:
        missing = held.size - Leaf.objects.filter(index__lt=held.size).count()
        words = N_("of the %(size)s records of the checkpoint the tree lacks %(missing)s")
        yield Sentence(words, {"size": held.size, "missing": missing})
    elif edge.root != held.root:
        yield Sentence(N_("the first %(size)s records are not those of the checkpoint"), {"size": held.size})
    before = datetime.fromtimestamp(held.time - WITHIN, UTC)
    for source in sources.registered():
        for record in _late(source, before, held.size):
            what = {"what": source.named(record)}
            yield Sentence(N_("%(what)s is older than the checkpoint and is not in it"), what)


def _late(source: sources.Source, before: datetime, size: int) -> list[UUID]:
    """Records from before a moment that are not below a checkpoint."""
    with connection.cursor() as cursor:
        cursor.execute(_LATE.format(table=sql.Identifier(source.table)), [before, size])
        return [row[0] for row in cursor.fetchall()]


def _reckoned(edge: trees.Frontier, held: Known, *, with_own: bool) -> Generator[Sentence, None, bool]:
    """Grow ``edge`` from the records up to the checkpoint, naming each that differs; returns whether it was reached."""
    ended = sources.ended_below()
    while edge.size < held.size:
        end = min(edge.size + CHUNK, held.size)
        rows = Leaf.objects.filter(index__gte=edge.size, index__lt=end).order_by("index")
        leaves = list(rows.values_list("index", "kind", "entry_id"))
        if [index for index, _, _ in leaves] != list(range(edge.size, end)):
            return False
        first, own = trees.stored_count(edge.size), _roots(edge.size, end) if with_own else {}
        kept: list[bytes] = []
        reckoned = _digests(edge.suite, [(kind, record) for _, kind, record in leaves])
        gone = {index for index, _, record in leaves if record not in reckoned}
        sealed = _kept_leaves([index for index, kind, each in leaves if index in gone and _by_order(ended, kind, each)])
        for index, kind, record in leaves:
            if index in gone and index not in sealed:
                yield _gone(kind, record)
            hashed = sealed.get(index) or sources.leaf(edge.suite, kind, record, reckoned.get(record, b""))
            kept += edge.add(hashed)
            if edge.size in own and own[edge.size] != edge.root:
                yield Sentence(N_("the first %(size)s records are not those of the checkpoint"), {"size": edge.size})
        yield from _other_hashes(first, kept, leaves, reckoned)
    return True


def _by_order(ended: Mapping[str, UUID], kind: str, record: UUID) -> bool:
    return kind in ended and record < ended[kind]


def _kept_leaves(wanted: list[int]) -> dict[int, bytes]:
    """The hashes that were kept of leaves."""
    places = {trees.stored_at(0, index): index for index in wanted}
    found = Node.objects.filter(position__in=list(places)).values_list("position", "hash") if places else ()
    return {places[place]: bytes(each) for place, each in found}


def _digests(suite: str, wanted: list[tuple[str, UUID]]) -> dict[UUID, bytes]:
    found: dict[UUID, bytes] = {}
    for source in sources.registered():
        found |= source.digests(suite, [record for kind, record in wanted if kind == source.kind])
    return found


def _roots(start: int, end: int) -> dict[int, bytes]:
    """The roots that the installation signed in this stretch."""
    found = Checkpoint.objects.filter(size__gt=start, size__lte=end).values_list("size", "root")
    return {size: bytes(root) for size, root in found}


def _other_hashes(
    first: int, kept: list[bytes], leaves: list[tuple[int, str, UUID]], reckoned: Mapping[UUID, bytes]
) -> Iterator[Sentence]:
    """Where kept hashes are not those that were reckoned: the record where it is a leaf's, else the tree's own.

    Records that could not be ``reckoned`` were named before.
    """
    stored = {
        place: bytes(each)
        for place, each in Node.objects.filter(position__gte=first, position__lt=first + len(kept)).values_list(
            "position", "hash"
        )
    }
    changed = {place for place, each in enumerate(kept, first) if stored.get(place) != each}
    named = [(kind, record) for index, kind, record in leaves if trees.stored_at(0, index) in changed]
    for kind, record in named:
        if record in reckoned:
            yield Sentence(N_("%(what)s is not what was sealed"), {"what": _named(kind, record)})
    if changed and not named:
        yield Sentence(N_("kept hashes of the tree were changed"))


def _gone(kind: str, record: UUID) -> Sentence:
    return Sentence(N_("%(what)s is gone or contradicts itself"), {"what": _named(kind, record)})


def _named(kind: str, record: UUID) -> Sentence | str:
    source = sources.source_named(kind)
    return source.named(record) if source else f"{kind} {record}"
