"""Writes of ``retention``, one function a verb. Each stands in the record; nothing is silent."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from yichuang.core import clock
from yichuang.core.access import Actor, require
from yichuang.core.identifiers import brief, check_case_number, public_id
from yichuang.platform.cases.models import Case
from yichuang.platform.people.record import record
from yichuang.platform.retention.errors import HeldAlready, NothingCalled, NotNow, WordsNeeded
from yichuang.platform.retention.models import Disposal, Hold, Item
from yichuang.platform.retention.queries import attributes
from yichuang.platform.retention.sweeping import KEPT_FOR

#: A reason has so many characters at most.
LONGEST = 500

#: States in which something can still be taken off.
BEFORE_THE_END = (Disposal.State.FOUND, Disposal.State.FORWARDED, Disposal.State.WARNED)


def locked(actor: Actor, verb: str, public: str) -> Disposal:
    """Hold a register until the transaction ends. Raises Disposal.DoesNotExist, NotAllowed."""
    found = Disposal.objects.select_for_update(of=("self",)).get(public_id=public)
    require(actor, verb, "disposal", attributes(found))
    return found


def reason(words: str) -> str:
    """The words of whoever decides. Raises WordsNeeded, IdentifierError."""
    said = brief(words, "words", LONGEST)
    if not said:
        raise WordsNeeded
    return said


@transaction.atomic
def keep(actor: Actor, public: str, item: UUID, words: str) -> Item:
    """Take one item off a register, at any time before its end; it is not proposed again for a year.

    Raises Disposal.DoesNotExist, Item.DoesNotExist, NotAllowed, WordsNeeded, NotNow.
    """
    disposal = locked(actor, "keep", public)
    said = reason(words)
    held = Item.objects.select_for_update().get(pk=item, disposal=disposal)
    if disposal.state not in BEFORE_THE_END or held.state != Item.State.LISTED:
        raise NotNow
    held.state, held.why, held.words, held.changed_at = Item.State.KEPT, "person", said, clock.now()
    held.kept_until = clock.today() + KEPT_FOR
    held.save(update_fields=["state", "why", "words", "changed_at", "kept_until"])
    record("kept", "disposal", disposal.pk, actor, {"item": str(held.pk), "reason": said})
    return held


@transaction.atomic
def hold(actor: Actor, number: str, words: str) -> Hold:
    """Hold a case: it is not ended until somebody lifts the hold; a register on which it stands lets go of it.

    Raises IdentifierError, NothingCalled, NotAllowed, WordsNeeded, HeldAlready.
    """
    require(actor, "hold", "hold", {"division_id": actor.division})
    said, wanted = reason(words), check_case_number(number, "number")
    case = Case.objects.filter(number=wanted).only("pk", "number", "division_id").first()
    if case is None:
        raise NothingCalled
    require(actor, "hold", "hold", {"division_id": case.division_id})
    assert actor.account_id is not None  # an archivist has one
    try:
        with transaction.atomic():
            made = Hold.objects.create(
                public_id=public_id(),
                division_id=case.division_id,
                subject_kind="case",
                subject_id=case.pk,
                number=case.number,
                reason=said,
                placed_by_id=actor.account_id,
                placed_at=clock.now(),
            )
    except IntegrityError as error:
        raise HeldAlready from error
    record("placed", "hold", made.pk, actor, {"number": case.number, "reason": said})
    listed = Item.objects.filter(subject_kind="case", subject_id=case.pk, state=Item.State.LISTED)
    for item in listed.exclude(disposal__state=Disposal.State.ENDING).select_for_update(of=("self",)):
        item.state, item.why, item.changed_at = Item.State.KEPT, "held", clock.now()
        item.save(update_fields=["state", "why", "changed_at"])
        record("kept", "disposal", item.disposal_id, actor, {"item": str(item.pk), "hold": str(made.pk)})
    return made


@transaction.atomic
def lift(actor: Actor, public: str) -> Hold:
    """Lift a hold: the next search may propose it again. Raises Hold.DoesNotExist, NotAllowed, NotNow."""
    held = Hold.objects.select_for_update().get(public_id=public)
    require(actor, "lift", "hold", {"id": held.pk, "division_id": held.division_id})
    if held.lifted_at is not None:
        raise NotNow
    held.lifted_at, held.lifted_by_id = clock.now(), actor.account_id
    held.save(update_fields=["lifted_at", "lifted_by"])
    record("lifted", "hold", held.pk, actor, {"number": held.number})
    return held
