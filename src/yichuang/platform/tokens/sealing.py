"""The record of tokens is sealed with all other records: a row that is changed or lost later is found."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from yichuang.core.cipher import digest
from yichuang.core.words import N_, Sentence
from yichuang.platform.audit.sources import Source, register
from yichuang.platform.tokens.models import TokenRecord


def _digests(suite: str, records: Sequence[UUID]) -> Mapping[UUID, bytes]:
    rows = TokenRecord.objects.filter(pk__in=records).values()
    return {row["id"]: digest(suite, _text({**row, "at": f"{row['at'].timestamp():.6f}"})) for row in rows}


def _text(row: Mapping[str, object]) -> bytes:
    said = {name: None if value is None else str(value) for name, value in row.items()}
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _named(record: UUID) -> Sentence:
    return Sentence(N_("the record of a token %(id)s"), {"id": str(record)})


register(Source("token", TokenRecord._meta.db_table, _digests, _named))
