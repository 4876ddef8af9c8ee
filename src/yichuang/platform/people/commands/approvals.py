"""Four eyes: one official proposes, another decides, before it expires; both stand on record."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import brief, public_id
from yichuang.platform.people.commands.accounts import use_code, well_formed
from yichuang.platform.people.commands.civil import change_identity, note_alive
from yichuang.platform.people.commands.merging import merge, unmerge
from yichuang.platform.people.commands.phones import free_for, recover
from yichuang.platform.people.errors import (
    ApprovalOver,
    NotDead,
    NothingChanges,
    ReasonNeeded,
    SameRecord,
    SecondPersonNeeded,
    UndoneTooLate,
)
from yichuang.platform.people.models import Approval, Person
from yichuang.platform.people.queries.accounts import person_by_number
from yichuang.platform.people.record import canonical, record
from yichuang.platform.people.terms import term


def propose_merge(actor: Actor, other_name: str, other_number: str, reason: str) -> Approval:
    """The visitor and the record under another name and number are one person; that record is to go into theirs.

    Raises IdentifierError, SameRecord (also where there is no such record), ReasonNeeded, NotAllowed.
    """
    visitor = _visitor(actor)
    number, _ = well_formed(other_name, other_number)
    other = person_by_number(number)
    if other is None or other.pk == visitor.pk:
        raise SameRecord
    return _propose(actor, Approval.Kind.MERGE, reason, {}, other)


def propose_recovery(actor: Actor, phone: str, code: str, reason: str) -> Approval:
    """The visitor lost their phone; the new one has received a code. Raises WrongCode, PhoneTaken, ReasonNeeded."""
    visitor = _visitor(actor)
    number = use_code(phone, code)
    free_for(visitor, number)
    return _propose(actor, Approval.Kind.RECOVERY, reason, {"phone": number})


def propose_identity(actor: Actor, name: str, id_number: str, reason: str) -> Approval:
    """The visitor's card shows another name or number than is held here, and the register does not say it yet.

    Raises IdentifierError, NothingChanges, ReasonNeeded, NotAllowed.
    """
    number, shown = well_formed(name, id_number)
    held = _visitor(actor)
    if (held.name, held.id_number) == (shown, number):
        raise NothingChanges
    return _propose(actor, Approval.Kind.IDENTITY, reason, {"name": shown, "id_number": number})


def propose_alive(actor: Actor, reason: str) -> Approval:
    """The register says that the visitor has died, and here they stand. Raises NotDead, ReasonNeeded."""
    held = _visitor(actor)
    if held.deceased_on is None:
        raise NotDead
    return _propose(actor, Approval.Kind.ALIVE, reason, {"deceased_on": held.deceased_on.isoformat()})


def _visitor(actor: Actor) -> Person:
    """The person at the window, about whom the clerk may propose something. Raises NotAllowed."""
    require(actor, "propose", "approval", {"person_id": actor.on_behalf_of})
    assert actor.on_behalf_of is not None  # else it was refused
    return Person.objects.get(pk=actor.on_behalf_of)


@transaction.atomic
def _propose(
    actor: Actor, kind: Approval.Kind, reason: str, payload: dict[str, Any], other: Person | None = None
) -> Approval:
    visitor = _visitor(actor)
    assert actor.account_id is not None  # a clerk has one
    words = brief(reason, "reason", 500)
    if not words:
        raise ReasonNeeded
    now = clock.now()
    made = Approval.objects.create(
        public_id=public_id(),
        kind=kind,
        division_id=actor.division,
        person=visitor,
        other=other,
        reason=words,
        payload=canonical(payload),
        proposed_by_id=actor.account_id,
        proposed_post_id=actor.post_id,
        proposed_at=now,
        expires_at=now + term("recovery" if kind == Approval.Kind.RECOVERY else "approval"),
    )
    record("proposed", "approval", made.pk, actor, {"kind": str(kind), "reason": words})
    return made


@transaction.atomic
def decide(actor: Actor, public: str, *, approve: bool) -> Approval:
    """Approve or refuse what somebody else proposed; what was approved is done in the same transaction.

    Raises Approval.DoesNotExist, NotAllowed, SecondPersonNeeded (the proposer, or who stands in for them),
    ApprovalOver (decided or expired), and what the act itself raises; then nothing is decided.
    """
    held = Approval.objects.select_for_update(of=("self",)).select_related("person", "other").get(public_id=public)
    require(actor, "decide", "approval", approval_attributes(held))
    if held.state != Approval.State.OPEN or held.expires_at <= clock.now():
        raise ApprovalOver
    if actor.account_id == held.proposed_by_id or (actor.post_id and actor.post_id == held.proposed_post_id):
        raise SecondPersonNeeded
    held.state = Approval.State.APPROVED if approve else Approval.State.REFUSED
    held.decided_by_id, held.decided_at = actor.account_id, clock.now()
    if approve:
        _do(actor, held)
    held.save(update_fields=["state", "decided_by", "decided_at", "payload"])
    said = {"kind": held.kind, "proposed_by": str(held.proposed_by_id)}
    if approve:
        record("approved", "approval", held.pk, actor, said)
    else:
        record("refused", "approval", held.pk, actor, said)
    return held


def _do(actor: Actor, held: Approval) -> None:
    payload: dict[str, Any] = json.loads(held.payload)
    if held.kind == Approval.Kind.MERGE:
        assert held.other is not None  # ``propose_merge`` has seen it
        held.payload = canonical({**payload, "moved": merge(actor, held.person, held.other)})
    elif held.kind == Approval.Kind.RECOVERY:
        recover(actor, held.person, payload["phone"])
    elif held.kind == Approval.Kind.ALIVE:
        person = Person.objects.select_for_update().get(pk=held.person_id)
        note_alive(actor, person, date.fromisoformat(payload["deceased_on"]))
    else:
        person = Person.objects.select_for_update().get(pk=held.person_id)
        change_identity(actor, person, payload["name"], payload["id_number"], "window")


@transaction.atomic
def undo(actor: Actor, public: str) -> Approval:
    """Take a merger back, within its term: what came from the other record goes back to it; what came since stays.

    Raises Approval.DoesNotExist, NotAllowed, UndoneTooLate.
    """
    held = Approval.objects.select_for_update(of=("self",)).select_related("person", "other").get(public_id=public)
    require(actor, "decide", "approval", approval_attributes(held))
    if held.kind != Approval.Kind.MERGE or held.state != Approval.State.APPROVED or not undoable(held):
        raise UndoneTooLate
    assert held.other is not None  # ``propose_merge`` has seen it
    unmerge(actor, held.person, held.other, json.loads(held.payload)["moved"])
    held.state = Approval.State.UNDONE
    held.save(update_fields=["state"])
    record("undone", "approval", held.pk, actor)
    return held


def undoable(held: Approval) -> bool:
    """Whether a merger can still be undone, by the term in force when it was done."""
    done = held.decided_at
    return done is not None and clock.now() < done + term("merge-undo", clock.legal_day(done))


def approval_attributes(held: Approval) -> dict[str, object]:
    """What the access decision may know of a proposal."""
    return {"id": held.pk, "person_id": held.person_id, "division_id": held.division_id}
