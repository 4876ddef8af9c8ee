"""The steps of a complaint: called back (回访), put right, appealed against (申诉), decided by a second head."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import written
from yichuang.lines.ratings.commands.complaints import hall, rated_by
from yichuang.lines.ratings.errors import NobodyElse, NoteMissing
from yichuang.lines.ratings.models import Complaint
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.people import queries as people


def _note(text: str) -> str:
    found = written(text, "note")
    if not found:
        raise NoteMissing
    return found


def _of(task_id: UUID) -> Complaint:
    return Complaint.objects.select_related("rating__task", "visit", "department", "task").get(pk=task_id)


@transaction.atomic
def call_back(actor: Actor, task_id: UUID, note: str, reached: bool) -> None:
    """Note that the person was called back: by whom, when, what came of it; ``reached``: whether somebody answered.

    Raises NotAllowed, NotPossible, NoteMissing.
    """
    engine.transition(task_id, "call-back", actor, payload={"note": _note(note), "reached": reached})
    found = Complaint.objects.get(pk=task_id)
    found.called_at, found.reached = clock.now(), reached or bool(found.reached)
    found.save(update_fields=["called_at", "reached"])


@transaction.atomic
def rectify(actor: Actor, task_id: UUID, answer: str) -> None:
    """Put right and answered: what was found and what was done; the person reads it.

    Raises NotAllowed, NotPossible (nobody was called back yet), ReasonMissing.
    """
    engine.transition(task_id, "rectify", actor, reason=written(answer, "reason"))


@transaction.atomic
def appeal(actor: Actor, task_id: UUID, note: str) -> None:
    """Appeal against a rating as malicious or mistaken; a second head decides, who was not rated.

    Raises NotAllowed, NotPossible, NoteMissing, NobodyElse.
    """
    engine.transition(task_id, "appeal", actor, payload={"note": _note(note)})
    found = _of(task_id)
    if found.grade is None:  # what could not be done is no rating
        raise NotPossible("appeal", found.task.state)
    barred = rated_by(found) | {found.task.holder_id, actor.account_id}
    heads = [*people.heads_of(hall().pk), *people.heads_of()]
    second = next((each for each in heads if each not in barred), None)
    if second is None:
        raise NobodyElse
    found.appealed_by_id, found.second_id = actor.account_id, second
    found.save(update_fields=["appealed_by", "second"])


@transaction.atomic
def set_aside(actor: Actor, task_id: UUID, reason: str) -> None:
    """The appeal is right: the rating is counted apart from now on. It is not deleted, and the person reads why.

    Raises NotAllowed, NotPossible, ReasonMissing.
    """
    engine.transition(task_id, "set-aside", actor, reason=written(reason, "reason"))
    found = _of(task_id)
    given = found.rating or found.visit
    if given is not None:
        given.set_aside_at = clock.now()
        given.save(update_fields=["set_aside_at"])


@transaction.atomic
def dismiss(actor: Actor, task_id: UUID, note: str) -> None:
    """The appeal is not right: it is worked on as before. Raises NotAllowed, NotPossible, NoteMissing."""
    engine.transition(task_id, "dismiss", actor, payload={"note": _note(note)})
