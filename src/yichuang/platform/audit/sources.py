"""What is sealed: each kind of record registers itself here, with how it is reckoned anew from its row.

A record's leaf is the text ``KIND ID DIGEST`` and a line feed, digest in hexadecimal; nothing personal stands in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from yichuang.core.cipher import digest, trees
from yichuang.core.words import N_, Sentence
from yichuang.platform.audit.models import Access


@dataclass(frozen=True)
class Source:
    """One kind of record. Its table has ``id`` (UUID version 7) and ``at`` (when it happened).

    ``digests(suite, ids)`` reckons 32 bytes for each record from its row as it is now; a record that is gone, or
    contradicts itself, is missing in the answer. ``named`` says which record it is, for a reader.
    """

    kind: str
    table: str
    digests: Callable[[str, Sequence[UUID]], Mapping[UUID, bytes]]
    named: Callable[[UUID], Sentence]


_registered: dict[str, Source] = {}


def register(source: Source) -> None:
    """Have records of this kind sealed. Raises ValueError when two claim one kind."""
    if _registered.setdefault(source.kind, source) != source:
        raise ValueError(f"two kinds of record are called {source.kind}")


def registered() -> list[Source]:
    """Every kind of record, by name."""
    return [_registered[kind] for kind in sorted(_registered)]


def source_named(kind: str) -> Source | None:
    """The kind of record of that name, if there is one."""
    return _registered.get(kind)


_ended: dict[str, Callable[[], UUID | None]] = {}


def end_by_order(kind: str, below: Callable[[], UUID | None]) -> None:
    """Records of this kind may be gone, by an order, whose id is smaller than ``below()`` says; None: no order yet."""
    _ended[kind] = below


def ended_below() -> dict[str, UUID]:
    """The id below which records may be gone by an order, by kind. One query a kind that ends."""
    return {kind: found for kind, below in _ended.items() if (found := below()) is not None}


def entry(kind: str, record: UUID, reckoned: bytes) -> str:
    """The text of a leaf."""
    return f"{kind} {record} {reckoned.hex()}\n"


def leaf(suite: str, kind: str, record: UUID, reckoned: bytes) -> bytes:
    """The hash of a leaf."""
    return trees.leaf_hash(suite, entry(kind, record, reckoned).encode())


def _looks(suite: str, records: Sequence[UUID]) -> Mapping[UUID, bytes]:
    rows = Access.objects.filter(pk__in=records).values()
    return {row["id"]: digest(suite, _look({**row, "at": f"{row['at'].timestamp():.6f}"})) for row in rows}


def _look(row: Mapping[str, object]) -> bytes:
    # The column ``system`` came later: where it is empty the text is as it was before, and so is its seal.
    held = {name: value for name, value in row.items() if name != "system" or value}
    said = {name: None if value is None else str(value) for name, value in held.items()}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _look_named(record: UUID) -> Sentence:
    return Sentence(N_("the look %(id)s"), {"id": str(record)})


register(Source("access", Access._meta.db_table, _looks, _look_named))
