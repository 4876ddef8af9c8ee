"""Writes of the access log."""

from __future__ import annotations

from uuid import UUID

from yichuang.core import clock
from yichuang.core.access import Actor, Decision, NotAllowed
from yichuang.platform.audit.models import Access


def record_look(
    actor: Actor, verb: str, subject_kind: str, subject_id: UUID, person_id: UUID | None, decision: Decision
) -> None:
    """Note that ``actor``, a person or a system, opened a subject under the rule of ``decision``. One statement."""
    if actor.account_id is None and not actor.system:
        raise ValueError("a look has a looker")
    Access.objects.create(
        at=clock.now(),
        account_id=actor.account_id,
        system="" if actor.account_id else actor.system,
        role=actor.role,
        verb=verb,
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=person_id,
        rule=decision.rule.name if decision.rule else "",
    )


def record_refusal(actor: Actor, refusal: NotAllowed) -> None:
    """Note that ``actor`` tried what no rule allows: a look without a rule. At most one statement.

    Nothing is noted where nobody asked, or where there was no subject yet (to begin something).
    """
    if refusal.act is not None and (actor.account_id is not None or actor.system):
        act = refusal.act
        record_look(actor, act.verb, act.kind, act.id, act.person, Decision(False, None, refusal.reason))
