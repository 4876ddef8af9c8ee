"""Writes of ``notices``: draw up a paper, issue it."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.cipher import digest, seal
from yichuang.core.identifiers import new_case_number, new_id
from yichuang.platform.notices import data as forms
from yichuang.platform.notices.errors import UnknownKind
from yichuang.platform.notices.models import Notice
from yichuang.platform.vault.keys import holder

#: Binds the envelope to its column: sealed data copied elsewhere do not open.
DATA_CONTEXT = b"notices.data"
SALT_BYTES = 16
_LETTERS = {
    "receipt": "R",
    "letter": "L",
    "supplement": "S",
    "declined": "D",
    "accepted": "A",
    "extended": "E",
    "special": "P",
    "owed": "Q",
}


def new_number(kind: str, division: str, at: datetime) -> str:
    """A new number for a paper of ``kind`` issued in ``division``: ``R-43012120261125K3M9X7QAB``.

    Random, since a restored database would give a sequence's numbers again.
    """
    return f"{_LETTERS[kind]}-{new_case_number(division, clock.legal_day(at))}"


def draw_up(
    kind: str,
    data: Mapping[str, object],
    *,
    case_id: UUID,
    data_key: bytes,
    division: str,
    task_id: UUID | None = None,
    sequence: int = 1,
) -> Notice:
    """A paper, checked, numbered, dated and sealed, not yet written. ``data`` lacks ``number`` and ``issued_at``.

    Raises UnknownKind or BadData here rather than on the day when the person wants to read it.
    """
    at = clock.now()
    if kind not in _LETTERS:
        raise UnknownKind(kind)
    number = new_number(kind, division, at)
    whole = {**data, "number": number, "issued_at": at}
    forms.paper(kind, whole)
    suite = holder().suite
    kept = _canonical({"salt": os.urandom(SALT_BYTES).hex(), "data": forms.plain(whole)})
    return Notice(
        id=new_id(),
        case_id=case_id,
        task_id=task_id,
        kind=kind,
        sequence=sequence,
        number=number,
        issued_at=at,
        data=seal(data_key, kept, suite=suite, key_id=0, context=DATA_CONTEXT),
        data_digest=digest(suite, kept),
    )


@transaction.atomic
def issue(
    kind: str,
    data: Mapping[str, object],
    *,
    case_id: UUID,
    data_key: bytes,
    division: str,
    task_id: UUID | None = None,
    sequence: int = 1,
) -> Notice:
    """Issue a paper once: the same case, part, kind and sequence give the paper that was issued before.

    The caller holds the case's lock, so two at once do not meet here; where they do, the table's constraint refuses
    the second with its whole transaction.
    """
    issued = Notice.objects.filter(case_id=case_id, task_id=task_id, kind=kind, sequence=sequence).first()
    if issued is not None:
        return issued
    notice = draw_up(
        kind, data, case_id=case_id, data_key=data_key, division=division, task_id=task_id, sequence=sequence
    )
    notice.save(force_insert=True)
    return notice


def next_sequence(case_id: UUID, task_id: UUID, kind: str) -> int:
    """The number of the next paper of a kind about a part; the caller holds the case's lock."""
    return Notice.objects.filter(case_id=case_id, task_id=task_id, kind=kind).count() + 1


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
