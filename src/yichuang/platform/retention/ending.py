"""The worker's part: what was ordered to end is ended item by item, each looked at once more, in one transaction."""

from __future__ import annotations

import logging
from datetime import timedelta
from uuid import UUID

from django.db import DatabaseError, transaction

from yichuang.core import clock
from yichuang.core.access import TIMER
from yichuang.core.words import N_
from yichuang.platform.people.record import record
from yichuang.platform.retention.keepers import ChangedMeanwhile, Keeper, Stream, barred, keeper_of
from yichuang.platform.retention.models import Disposal, Item
from yichuang.platform.retention.sweeping import note_finding

log = logging.getLogger(__name__)

#: Items, or rows of a stream, in one run.
MOST, ROWS = 50, 2000

NOT_ENDED = N_("An item could not be ended: %(error)s. It was kept.")


def end_ordered(most: int = MOST) -> int:
    """End up to ``most`` items of each register whose end was ordered; how many were ended. Safe to repeat."""
    done = 0
    for disposal in list(Disposal.objects.filter(state=Disposal.State.ENDING).order_by("ordered_at")):
        keeper = keeper_of(disposal.klass)
        if isinstance(keeper, Stream):
            done += _stream(disposal, keeper)
        elif isinstance(keeper, Keeper):
            done += _items(disposal, keeper, most)
    return done


def _stream(disposal: Disposal, keeper: Stream) -> int:
    assert disposal.cut_at is not None
    with transaction.atomic():
        ended = keeper.end(disposal.cut_at, ROWS)
    if ended < ROWS:
        _finish(disposal)
    return ended


def _items(disposal: Disposal, keeper: Keeper, most: int) -> int:
    listed = Item.objects.filter(disposal=disposal, state=Item.State.LISTED).order_by("id")
    waiting = list(listed.values_list("pk", flat=True)[: most + 1])
    done = 0
    for pk in waiting[:most]:
        try:
            done += _one(disposal, keeper, pk)
        except ChangedMeanwhile:
            _keep(pk, "changed")
            record("kept", "disposal", disposal.pk, TIMER, {"item": str(pk), "why": "changed"})
        except (DatabaseError, ArithmeticError, LookupError, ValueError, AssertionError) as error:
            log.exception("retention: item %s", pk)
            _keep(pk, "failed")
            note_finding(disposal.klass, NOT_ENDED, {"error": type(error).__name__})
    if len(waiting) <= most:
        _finish(disposal)
    return done


@transaction.atomic
def _one(disposal: Disposal, keeper: Keeper, pk: UUID) -> int:
    """End one item, unless something stands against it now; 1 where it was ended."""
    item = Item.objects.select_for_update().get(pk=pk)
    if item.state != Item.State.LISTED:
        return 0
    quiet = timedelta(days=disposal.rule["grace"])
    why = barred(keeper.kind, [item.subject_id], clock.now(), quiet).get(item.subject_id)
    if why is not None:
        _keep(pk, why)
        record("kept", "disposal", disposal.pk, TIMER, {"item": str(item.pk), "why": why})
        return 0
    keeper.end(disposal, item)
    item.state, item.changed_at = Item.State.ENDED, clock.now()
    item.save(update_fields=["state", "changed_at"])
    return 1


def _keep(pk: UUID, why: str) -> None:
    Item.objects.filter(pk=pk).update(state=Item.State.KEPT, why=why, changed_at=clock.now())


@transaction.atomic
def _finish(disposal: Disposal) -> None:
    held = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if held.state != Disposal.State.ENDING:
        return
    held.state, held.finished_at = Disposal.State.ENDED, clock.now()
    held.save(update_fields=["state", "finished_at"])
    ended = Item.objects.filter(disposal=held, state=Item.State.ENDED).count()
    record("ended", "disposal", held.pk, TIMER, {"ended": ended})
