"""More time (延期): an officer asks, the head of the department decides; and procedures for which a clock stands still.

行政许可法 Art. 42: once, with the head's approval, the applicant told why. Art. 45: what a hearing or a review by
experts takes is not counted, and is told in writing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import written
from yichuang.core.packages import Package
from yichuang.core.words import N_, Said
from yichuang.lines.applications.errors import NoProcedure, OwnRequest
from yichuang.lines.applications.models import Extension
from yichuang.lines.applications.procedures import PROCEDURES
from yichuang.lines.applications.queries.cases import published_of
from yichuang.lines.applications.queries.extensions import LONGEST_REASON, extendable
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.kinds import Turn
from yichuang.platform.cases.models import Task


def _held(actor: Actor, task_id: UUID, verb: str) -> Task:
    """The part, held until the transaction ends, of which ``actor`` may do ``verb``."""
    held = engine.lock(Task.objects.values_list("case_id", flat=True).get(pk=task_id))
    task = held.task(task_id)
    require(actor, verb, held.kind.subject, engine.attributes(task))
    return task


def _cited(package: Package, law: Sequence[str]) -> str:
    return "、".join(package.cite(ref).words("zh-hans") for ref in law)


def _reason(text: str) -> str:
    """Words that stand in a text message, too, so they are few."""
    kept = written(text, "reason")
    if len(kept) > LONGEST_REASON:
        said = N_("At most %(most)s characters: it stands in the text message, too.")
        raise Said("too-long", said, field="reason", most=LONGEST_REASON)
    return kept


@transaction.atomic
def ask_extension(actor: Actor, task_id: UUID, reason: str) -> Extension:
    """Ask the head of the department for more time, with the reason that the applicant would read.

    Raises NotAllowed, NotPossible, ReasonMissing; NoExtension where the matter declares none, it was extended before,
    one waits already, or the last day is over.
    """
    text = _reason(reason)
    task = engine.transition(task_id, "ask-extension", actor, reason=text)[1]
    extendable(task)
    assert actor.account_id is not None, "the table lets officers ask alone"
    return Extension.objects.create(task=task, reason=text, asked_by_id=actor.account_id, asked_at=clock.now())


@transaction.atomic
def extend(actor: Actor, task_id: UUID) -> Task:
    """Approve the request: every clock of the part is lengthened by what its matter declares; the applicant is told.

    Raises NotAllowed, NotPossible where nothing waits (any more), OwnRequest, NoExtension where it comes too late.
    """
    task = _held(actor, task_id, "extend")
    waits = _waiting(task, actor, "extend")
    extension = extendable(task, asked=waits)
    article = _cited(published_of(task.case).package, extension.law)
    done = engine.transition(
        task_id,
        "extend",
        actor,
        reason=waits.reason,
        payload={"period": extension.period, "before": str(task.due_on)},
        turn=Turn(period=extension.period, article=article),
    )[1]
    _decide(waits, actor, approved=True)
    return done


@transaction.atomic
def decline_extension(actor: Actor, task_id: UUID, reason: str) -> Task:
    """Decline the request, with the reason for the officer; the clocks run on. Raises as ``extend``, ReasonMissing."""
    task = _held(actor, task_id, "decline-extension")
    waits = _waiting(task, actor, "decline-extension")
    text = written(reason, "reason")
    done = engine.transition(task_id, "decline-extension", actor, reason=text)[1]
    _decide(waits, actor, approved=False, answer=text)
    return done


def _waiting(task: Task, actor: Actor, verb: str) -> Extension:
    found = Extension.objects.filter(task=task, decided_at__isnull=True).first()
    if found is None:
        raise NotPossible(verb, task.state)
    if found.asked_by_id == actor.account_id:
        raise OwnRequest
    return found


def _decide(waits: Extension, actor: Actor, *, approved: bool, answer: str | None = None) -> None:
    waits.decided_by_id, waits.decided_at = actor.account_id, clock.now()
    waits.approved, waits.answer = approved, answer
    waits.save(update_fields=["decided_by", "decided_at", "approved", "answer"])


@transaction.atomic
def begin_special(actor: Actor, task_id: UUID, procedure: str, reason: str, until: date | None) -> Task:
    """Begin a special procedure (特别程序): the clocks stand still from its written notice on.

    ``procedure``: one that the matter declares; ``until``: by when it is likely to end, which the notice says.
    Raises NotAllowed, NotPossible, ReasonMissing, NoProcedure.
    """
    task = _held(actor, task_id, "begin-special")
    package = published_of(task.case).package
    special = package.matters[task.matter].clock.special
    if special is None or procedure not in special.procedures:
        raise NoProcedure
    if until is None or until < clock.today():
        raise Said("until", N_("Say by which day it is likely to end, from today on."), field="until")
    return engine.transition(
        task_id,
        "begin-special",
        actor,
        reason=written(reason, "reason"),
        payload={"procedure": procedure, "until": until.isoformat()},
        turn=Turn(why=PROCEDURES[procedure].why, article=_cited(package, special.law)),
    )[1]


def end_special(actor: Actor, task_id: UUID) -> Task:
    """End the special procedure: the clocks go on from today. Raises NotAllowed, NotPossible."""
    return engine.transition(task_id, "end-special", actor)[1]
