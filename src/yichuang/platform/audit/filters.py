"""The access decision as a filter of rows: the same rules, in SQL."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, Q, QuerySet

from yichuang.core.access import POLICY, Actor

Row = TypeVar("Row", bound=Model)


def condition(actor: Actor, verb: str, subject: str) -> Q | None:
    """What a row must fulfil for ``actor`` to do ``verb`` to it; None when nothing would do."""
    alternatives = POLICY.alternatives(actor, verb, subject)
    if not alternatives:
        return None
    either = Q()
    for every in alternatives:
        both = Q()
        for bound in every:
            both &= Q(**{bound.field if bound.op == "eq" else f"{bound.field}__in": bound.value})
        either |= both
    return either


def visible(rows: QuerySet[Row], actor: Actor, verb: str, subject: str) -> QuerySet[Row]:
    """Those of ``rows`` that ``actor`` may do ``verb`` to."""
    wanted = condition(actor, verb, subject)
    return rows.none() if wanted is None else rows.filter(wanted)
