"""About whom the population register is asked again: people with a draft that is open or a case that runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from yichuang.platform.cases.models import Case, Draft
from yichuang.platform.exchange import deaths


def with_drafts(ids: Sequence[UUID]) -> Iterable[UUID]:
    """People with a draft that was not filed."""
    return Draft.objects.filter(person__in=ids, filed_case_id=None).values_list("person_id", flat=True)


def with_cases(ids: Sequence[UUID]) -> Iterable[UUID]:
    """People with a case that is not concluded."""
    return Case.objects.filter(person__in=ids, concluded_at=None).values_list("person_id", flat=True)


deaths.concern(with_drafts)
deaths.concern(with_cases)
