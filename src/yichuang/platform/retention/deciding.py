"""From proposal to end: forward, decide, call off, order. Four eyes for what is archived; nothing ends by itself."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import brief
from yichuang.platform.people.record import record
from yichuang.platform.retention.commands import locked, reason
from yichuang.platform.retention.errors import (
    NotNow,
    NotPacked,
    ReceiptNeeded,
    RegisterEmpty,
    SecondPersonNeeded,
    TooEarly,
)
from yichuang.platform.retention.keepers import Keeper, keeper_of
from yichuang.platform.retention.models import Disposal, Item
from yichuang.platform.retention.sweeping import KEPT_FOR

State = Disposal.State


@transaction.atomic
def forward(actor: Actor, public: str, receipt: str) -> Disposal:
    """Put a register before a second person, once the archive has its files.

    Raises Disposal.DoesNotExist, NotAllowed, NotNow, RegisterEmpty, NotPacked, ReceiptNeeded.
    """
    disposal = locked(actor, "forward", public)
    if disposal.state != State.FOUND or disposal.then != "archive":
        raise NotNow
    listed = _listed(disposal)
    if disposal.cut_at is None and not listed:
        raise RegisterEmpty
    packs = [each.package_digest for each in listed] if disposal.cut_at is None else [disposal.package_digest]
    if left := packs.count(None):
        raise NotPacked(left)
    disposal.receipt = brief(receipt, "receipt", 120)
    if not disposal.receipt:
        raise ReceiptNeeded
    disposal.state, disposal.forwarded_by_id, disposal.forwarded_at = State.FORWARDED, actor.account_id, clock.now()
    disposal.save(update_fields=["state", "receipt", "forwarded_by", "forwarded_at"])
    record("forwarded", "disposal", disposal.pk, actor, {"receipt": disposal.receipt, "count": len(packs)})
    return disposal


@transaction.atomic
def decide(actor: Actor, public: str, approve: bool, words: str) -> Disposal:
    """Approve: whom it concerns is told, and the grace begins. Refuse: everything on it is kept for a year.

    What is archived is decided by somebody else than who proposed it; the rest by one archivist.
    Raises Disposal.DoesNotExist, NotAllowed, NotNow, SecondPersonNeeded, WordsNeeded, RegisterEmpty.
    """
    disposal = locked(actor, "decide", public)
    if disposal.state != (State.FORWARDED if disposal.then == "archive" else State.FOUND):
        raise NotNow
    if disposal.forwarded_by_id is not None and disposal.forwarded_by_id in (actor.account_id, actor.standing_in_for):
        raise SecondPersonNeeded
    said = reason(words)
    listed = _listed(disposal)
    if disposal.cut_at is None and not listed:
        raise RegisterEmpty
    disposal.decided_by_id, disposal.decided_at, disposal.words = actor.account_id, clock.now(), said
    if approve:
        disposal.state = State.WARNED
        disposal.ends_on = clock.today() + timedelta(days=disposal.rule["grace"])
    else:
        disposal.state = State.REFUSED
    disposal.save(update_fields=["state", "decided_by", "decided_at", "words", "ends_on"])
    if approve:
        record("approved", "disposal", disposal.pk, actor, {"reason": said})
        _announce(disposal, listed, "end-announced")
    else:
        record("refused", "disposal", disposal.pk, actor, {"reason": said})
        _keep_all(disposal)
    return disposal


@transaction.atomic
def call_off(actor: Actor, public: str, words: str) -> Disposal:
    """Stop an end within its grace: everything on the register is kept for a year, and whom it concerns is told.

    Raises Disposal.DoesNotExist, NotAllowed, NotNow, WordsNeeded.
    """
    disposal = locked(actor, "call-off", public)
    if disposal.state != State.WARNED:
        raise NotNow
    said = reason(words)
    disposal.state, disposal.words = State.CALLED_OFF, said
    disposal.save(update_fields=["state", "words"])
    record("called-off", "disposal", disposal.pk, actor, {"reason": said})
    _announce(disposal, _listed(disposal), "end-called-off")
    _keep_all(disposal)
    return disposal


@transaction.atomic
def order(actor: Actor, public: str) -> Disposal:
    """Order the end, once the grace is over; the worker carries it out, item by item.

    Raises Disposal.DoesNotExist, NotAllowed, NotNow, TooEarly.
    """
    disposal = locked(actor, "carry-out", public)
    if disposal.state != State.WARNED or disposal.ends_on is None:
        raise NotNow
    if clock.today() <= disposal.ends_on:
        raise TooEarly(disposal.ends_on)
    disposal.state, disposal.ordered_by_id, disposal.ordered_at = State.ENDING, actor.account_id, clock.now()
    disposal.save(update_fields=["state", "ordered_by", "ordered_at"])
    record("ordered", "disposal", disposal.pk, actor)
    return disposal


def _listed(disposal: Disposal) -> list[Item]:
    return list(Item.objects.filter(disposal=disposal, state=Item.State.LISTED).order_by("id").select_for_update())


def _announce(disposal: Disposal, listed: list[Item], verb: str) -> None:
    keeper = keeper_of(disposal.klass)
    if isinstance(keeper, Keeper):
        for item in listed:
            keeper.announce(disposal, item, verb)


def _keep_all(disposal: Disposal) -> None:
    Item.objects.filter(disposal=disposal, state=Item.State.LISTED).update(
        state=Item.State.KEPT, why="person", changed_at=clock.now(), kept_until=clock.today() + KEPT_FOR
    )
