"""What of an application stands against its end: objections, complaints, payments, tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from yichuang.lines.applications.models import BatchRow, Objection, Payment, Rating
from yichuang.platform.cases.models import Draft
from yichuang.platform.retention.keepers import bar


def objections_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases with an objection to register data that nobody has answered."""
    drafts = dict(Draft.objects.filter(filed_case_id__in=ids).values_list("pk", "filed_case_id"))
    found = Objection.objects.filter(draft_id__in=list(drafts), answered_at=None).values_list("draft_id", flat=True)
    return {case for each in found if each and (case := drafts[each])}


def ratings_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases with a low grade that nobody has answered."""
    found = Rating.objects.filter(case_id__in=ids, grade__gte=Rating.Grade.POOR, answered_at=None)
    return found.values_list("case_id", flat=True)


def payments_unknown(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Cases of which the collector has not said what is to be paid."""
    return Payment.objects.filter(task__case_id__in=ids, known=False).values_list("task__case_id", flat=True)


def draft_objections_open(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Drafts with an objection to register data that nobody has answered."""
    found = Objection.objects.filter(draft_id__in=ids, answered_at=None).values_list("draft_id", flat=True)
    return {each for each in found if each}


def drafts_of_tables(ids: Sequence[UUID], now: datetime, quiet: timedelta) -> Iterable[UUID]:
    """Drafts that were read from a table: they belong to its batch."""
    return BatchRow.objects.filter(draft_id__in=ids).values_list("draft_id", flat=True)


bar("case", "objected", objections_open)
bar("case", "objected", ratings_open)
bar("case", "unpaid", payments_unknown)
bar("draft", "objected", draft_objections_open)
bar("draft", "batch", drafts_of_tables)
