"""Reads of ``notices``. Who may read a paper was decided by whoever unwrapped the case's key."""

from __future__ import annotations

import json
from uuid import UUID

from yichuang.core.cipher import digest, unseal
from yichuang.platform.notices.commands import DATA_CONTEXT
from yichuang.platform.notices.errors import BadData
from yichuang.platform.notices.models import Notice
from yichuang.platform.notices.typesetting import typeset
from yichuang.platform.vault.keys import holder


def of_case(case_id: UUID) -> list[Notice]:
    """The papers of a case in the order in which they were issued."""
    return list(Notice.objects.filter(case_id=case_id).order_by("issued_at", "id"))


def newest(case_id: UUID, kind: str, task_id: UUID | None = None) -> Notice | None:
    """The last paper of ``kind`` about a case (or one part of it), or None."""
    return Notice.objects.filter(case_id=case_id, task_id=task_id, kind=kind).order_by("-sequence").first()


def content(notice: Notice, data_key: bytes) -> dict[str, object]:
    """What the paper says, as JSON. Raises CipherError for another key or a changed envelope, BadData where what was
    sealed is not what the digest stands for.
    """
    kept = unseal(data_key, bytes(notice.data), context=DATA_CONTEXT)
    if digest(holder().suite, kept) != bytes(notice.data_digest):
        raise BadData(f"{notice.kind}: not what was issued")
    data: dict[str, object] = json.loads(kept)["data"]
    return data


def pdf(notice: Notice, data_key: bytes, language: str) -> bytes:
    """The paper as a PDF in ``language``; the same every time."""
    return typeset(notice.kind, content(notice, data_key), language)
