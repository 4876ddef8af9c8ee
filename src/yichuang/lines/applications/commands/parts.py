"""What is done with one part of a case: by the department that holds it, or by the applicant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import brief, written
from yichuang.core.words import N_, Said
from yichuang.lines.applications import manifest
from yichuang.lines.applications.kind import ENDED
from yichuang.lines.applications.queries.desk import free
from yichuang.lines.applications.writing import GROUNDS
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Attachment, Case, Task

#: The longest number of another system.
LONGEST_NUMBER = 80
#: All answers of one supplement: with four bytes each they still fit into the one megabyte that a system takes.
LONGEST_TOGETHER = 200_000
_TOGETHER = N_("All answers together are too long: %(count)s characters. At most %(most)s; hand the rest in as a file.")


def take(actor: Actor, task_id: UUID) -> Task:
    """Take a part on one's own desk. One of several officers wins; the others are told (NotPossible)."""
    with transaction.atomic():
        held = engine.lock(Task.objects.values_list("case_id", flat=True).get(pk=task_id))
        task = held.task(task_id)
        require(actor, "take", "task", engine.attributes(task))
        if task.holder_id == actor.account_id:
            return task
        if task.holder_id is not None or task.state in ENDED:
            raise NotPossible("take", task.state)
        task.holder_id = actor.account_id
        task.save(update_fields=["holder"])
        engine.note(held, "take", actor, task=task)
    return task


def take_next(actor: Actor) -> Task | None:
    """Take the most urgent part that nobody holds; who loses one to a colleague gets the next. None: none is left."""
    for candidate in free(actor):
        try:
            return take(actor, candidate)
        except NotPossible:
            continue
    return None


def accept(actor: Actor, task_id: UUID) -> Task:
    """Take the part on (受理)."""
    return engine.transition(task_id, "accept", actor)[1]


def supplement(actor: Actor, task_id: UUID, items: Sequence[str], reason: str) -> Task:
    """Ask for everything that is missing, once (补正). ``items``: one line each; the clocks stand still meanwhile."""
    wanted = [kept for kept in (brief(item, "items") for item in items) if kept]
    if not wanted:
        raise Said("items-missing", N_("List what is missing, one thing a line."), field="items")
    return engine.transition(
        task_id, "supplement", actor, reason=written(reason, "reason") or "；".join(wanted), payload={"items": wanted}
    )[1]


def decline(actor: Actor, task_id: UUID, reason: str, ground: str = "conditions", go: str = "") -> Task:
    """Not take the part on (不予受理), with the reason. ``ground``: one of ``writing.GROUNDS``.

    Where it is not the department's business, ``go`` says whose it is (行政许可法 Art. 32 (2)).
    """
    if ground not in GROUNDS:
        raise Said("ground", N_("Choose why it is not taken on."), field="ground")
    where = written(go, "go")
    if ground == "not-ours" and not where:
        raise Said("go-missing", N_("Say which department to go to instead."), field="go")
    payload = {"ground": ground, "go": where} if where else {"ground": ground}
    return engine.transition(task_id, "decline", actor, reason=written(reason, "reason"), payload=payload)[1]


def grant(actor: Actor, task_id: UUID, reason: str = "", receipt_number: str = "") -> Task:
    """Conclude the part in the applicant's favour (办结)."""
    number = brief(receipt_number, "receipt_number", LONGEST_NUMBER)
    return engine.transition(
        task_id, "grant", actor, reason=written(reason, "reason"), payload={"receipt_number": number} if number else {}
    )[1]


def refuse(actor: Actor, task_id: UUID, reason: str) -> Task:
    """Conclude the part against the applicant, with the reason (不予…决定)."""
    return engine.transition(task_id, "refuse", actor, reason=written(reason, "reason"))[1]


def terminate(actor: Actor, task_id: UUID, reason: str) -> Task:
    """End a part whose supplement never came (终止)."""
    return engine.transition(task_id, "terminate", actor, reason=written(reason, "reason"))[1]


@transaction.atomic
def resubmit(actor: Actor, task_id: UUID, answers: Sequence[str], fields: Sequence[str] = ()) -> Task:
    """Answer what was asked for, with the files that were chosen; the clocks go on and the department is told.

    ``fields``: what a page calls the field of each answer, so that one that cannot be kept is named.
    """
    names = fields or ["answers"] * len(answers)
    kept = [written(each, name) for each, name in zip(answers, names, strict=True)]
    if (count := sum(map(len, kept))) > LONGEST_TOGETHER:
        raise Said("too-long", _TOGETHER, field="answers", count=count, most=LONGEST_TOGETHER)
    chosen = Attachment.objects.filter(task_id=task_id, handed_in_at__isnull=True).select_related("file")
    files = list(chosen.order_by("item", "position"))
    if not any(kept) and not files:
        raise Said("answers-missing", N_("Write what the department asked for, or choose a file."), field="answers")
    payload: dict[str, Any] = {"answers": kept}
    if files:
        payload["files"] = [manifest.noted(each) for each in files]
    task = engine.transition(task_id, "resubmit", actor, payload=payload)[1]
    chosen.update(handed_in_at=clock.now())
    return task


@transaction.atomic
def withdraw(actor: Actor, case_id: UUID) -> Case:
    """Withdraw every part that has no outcome yet. Raises NotPossible when all have one."""
    held = engine.lock(case_id)
    require(actor, "withdraw", "case", engine.case_attributes(held.case))
    open_parts = [task for task in held.tasks if task.state not in ENDED]
    if not open_parts:
        raise NotPossible("withdraw", held.case.state)
    for task in open_parts:
        step = held.kind.transition("withdraw", task.state)
        if step is None:
            raise NotPossible("withdraw", task.state)
        engine.apply(held, task, step, actor, "", {})
    engine.write(held)
    return held.case


@transaction.atomic
def note_receipt(actor: Actor, task_id: UUID, receipt_number: str, provincial_number: str = "") -> Task:
    """Note the number under which the department's own system has the part, copied there by hand."""
    held = engine.lock(Task.objects.values_list("case_id", flat=True).get(pk=task_id))
    task = held.task(task_id)
    require(actor, "note-receipt", "task", engine.attributes(task))
    number = brief(receipt_number, "receipt_number")
    province = brief(provincial_number, "provincial_number")
    if not number or len(number) > LONGEST_NUMBER or len(province) > 50:
        raise Said(
            "receipt-number",
            N_("Type the number that the other system shows, at most 80 characters."),
            field="receipt_number",
        )
    task.receipt_number, task.provincial_number = number, province or task.provincial_number
    task.save(update_fields=["receipt_number", "provincial_number"])
    engine.note(held, "receipt-noted", actor, task=task, payload={"receipt_number": number})
    return task
