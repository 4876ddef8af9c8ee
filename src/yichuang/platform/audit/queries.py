"""Reads of the access log."""

from __future__ import annotations

from uuid import UUID

from yichuang.platform.audit.models import Access

#: How many looks a page shows of one record.
NEWEST = 20


def looks_at(subject_kind: str, subject_id: UUID) -> list[Access]:
    """The newest looks of officials at one subject. One query."""
    return list(Access.objects.filter(subject_kind=subject_kind, subject_id=subject_id).order_by("-at")[:NEWEST])
