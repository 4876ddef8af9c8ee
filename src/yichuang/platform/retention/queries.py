"""Reads of ``retention``: the archivist's page, one register, what is held, what waits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from yichuang.core import clock
from yichuang.core.access import POLICY, Actor, require
from yichuang.core.cipher import link
from yichuang.core.words import N_, Said, Sentence
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.events import START
from yichuang.platform.cases.models import Event
from yichuang.platform.cases.sealed import header_of
from yichuang.platform.retention.models import Disposal, Finding, Hold, Item, Sweep, Tombstone
from yichuang.platform.vault.keys import holder

PAGE = 50


@dataclass(frozen=True)
class Registers:
    """A page of registers; ``next`` is where the following page begins, empty on the last."""

    rows: Sequence[Disposal]
    next: str


@dataclass(frozen=True)
class Held:
    """A page of what is held."""

    rows: Sequence[Hold]
    next: str


@dataclass(frozen=True)
class Items:
    """A page of the items of a register."""

    rows: Sequence[Item]
    next: str


def attributes(disposal: Disposal) -> dict[str, object]:
    """What the access decision may know of a register."""
    return {"id": disposal.pk, "division_id": disposal.division_id, "state": disposal.state}


def registers(actor: Actor, after: str = "") -> Registers:
    """Registers, the newest first. One query. Raises Said for a place that no page gave."""
    found = visible(Disposal.objects.all(), actor, "list", "disposal")
    if after:
        at, last = _place(after)
        found = found.filter(found_at__lte=at).exclude(found_at=at, id__gte=last)
    rows = list(found.defer("words").order_by("-found_at", "-id")[: PAGE + 1])
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return Registers(rows[:PAGE], f"{more.found_at.isoformat()}~{more.pk}" if more else "")


def register(actor: Actor, public: str) -> Disposal:
    """One register. Raises Disposal.DoesNotExist, NotAllowed."""
    rows = Disposal.objects.select_related("forwarded_by", "decided_by", "ordered_by")
    found = rows.get(public_id=public)
    require(actor, "view", "disposal", attributes(found))
    return found


def items(disposal: Disposal, after: str = "") -> Items:
    """A page of a register's items, in the order in which they were found. Raises Said for a place no page gave."""
    found = Item.objects.filter(disposal=disposal)
    if after:
        try:
            found = found.filter(id__gt=UUID(after))
        except ValueError:
            raise _no_place() from None
    rows = list(found.order_by("id")[: PAGE + 1])
    return Items(rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else "")


def possible(actor: Actor, disposal: Disposal) -> frozenset[str]:
    """The steps that ``actor`` may make with a register as it stands; who proposed it does not decide it."""
    found = {verb for verb in _steps(disposal) if POLICY.decide(actor, verb, "disposal", attributes(disposal)).allow}
    proposer = disposal.forwarded_by_id
    if proposer is not None and proposer in (actor.account_id, actor.standing_in_for):
        found.discard("decide")
    return frozenset(found)


def _steps(disposal: Disposal) -> tuple[str, ...]:
    """What may be done with a register in this state, by anybody."""
    keep = ("keep",) if disposal.cut_at is None else ()
    if disposal.state == Disposal.State.FOUND:
        return (*keep, "forward") if disposal.then == "archive" else (*keep, "decide")
    if disposal.state == Disposal.State.FORWARDED:
        return (*keep, "decide")
    if disposal.state == Disposal.State.WARNED:
        over = disposal.ends_on is not None and clock.today() > disposal.ends_on
        return (*keep, "call-off", "carry-out") if over else (*keep, "call-off")
    return ()


def standing_of(disposal: Disposal) -> dict[str, int]:
    """How many items of a register are in which state, and how many have their hand-over file (``packed``).

    A stream counts as one.
    """
    if disposal.cut_at is not None:
        return {"listed": 1, "kept": 0, "ended": 0, "packed": int(disposal.package_digest is not None)}
    rows = Item.objects.filter(disposal=disposal)
    found = {str(state): rows.filter(state=state).count() for state in Item.State.values}
    packed = rows.filter(state=Item.State.LISTED, package_digest__isnull=False).count()
    return {**found, "packed": packed}


def holds(actor: Actor, after: str = "") -> Held:
    """What is held, the newest first. One query. Raises Said for a place that no page gave."""
    found = visible(Hold.objects.filter(lifted_at=None), actor, "list", "hold")
    if after:
        at, last = _place(after)
        found = found.filter(placed_at__lte=at).exclude(placed_at=at, id__gte=last)
    rows = list(found.order_by("-placed_at", "-id")[: PAGE + 1])
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    return Held(rows[:PAGE], f"{more.placed_at.isoformat()}~{more.pk}" if more else "")


def findings(actor: Actor) -> list[Finding]:
    """What failed, for whoever may list registers; the oldest first. One query."""
    if not POLICY.alternatives(actor, "list", "disposal"):
        return []
    return list(Finding.objects.filter(solved_at=None).order_by("found_at", "id")[:PAGE])


def sweeps(actor: Actor) -> list[Sweep]:
    """How far each class was searched, for whoever may list registers. One query."""
    if not POLICY.alternatives(actor, "list", "disposal"):
        return []
    return list(Sweep.objects.order_by("klass"))


def _place(after: str) -> tuple[datetime, UUID]:
    at, _, last = after.partition("~")
    try:
        found = datetime.fromisoformat(at), UUID(last)
    except ValueError:
        raise _no_place() from None
    if found[0].tzinfo is None:
        raise _no_place()
    return found


def _no_place() -> Said:
    return Said("bad-cursor", N_("This place in the list does not exist."), field="after")


def tombstone(actor: Actor, *, number: str = "", public: str = "") -> Tombstone | None:
    """What remains of a case that was ended, by its number or its old address; None where there is none.

    Raises NotAllowed.
    """
    rows = Tombstone.objects.select_related("disposal__decided_by", "disposal__forwarded_by")
    found = rows.filter(number=number).first() if number else rows.filter(public_id=public).first()
    if found is not None:
        require(actor, "view", "tombstone", {"id": found.pk})
    return found


def broken_ended() -> Iterator[Sentence]:
    """What is wrong with the chains of cases that were ended: their events stand, without contents, as they were.

    Events of a case that is neither here nor ended are named, too: somebody took the case away.
    """
    suite = holder().suite
    for stone in Tombstone.objects.order_by("ended_at", "id").iterator():
        head, position = START, 0
        for event in Event.objects.filter(case_id=stone.case_id).order_by("position"):
            position += 1
            head = link(suite, head, header_of(event), bytes(event.payload_digest))
            where = {"number": stone.number, "position": event.position}
            if event.position != position or head != bytes(event.hash):
                yield Sentence(N_("%(number)s: event %(position)s was changed after the case was ended"), where)
                position, head = event.position, bytes(event.hash)
            if event.payload is not None:
                yield Sentence(N_("%(number)s: event %(position)s has a content, and the case was ended"), where)
        if (position, head) != (stone.chain_length, bytes(stone.chain_head)):
            yield Sentence(N_("%(number)s: the chain does not end where its tombstone says"), {"number": stone.number})
    with connection.cursor() as cursor:
        cursor.execute(_ORPHANS)
        for (case,) in cursor.fetchall():
            yield Sentence(N_("events of a case that is gone without a register: %(id)s"), {"id": str(case)})


_ORPHANS = (
    "SELECT DISTINCT case_id FROM cases_event AS e WHERE NOT EXISTS (SELECT 1 FROM cases_case WHERE id = e.case_id)"
    " AND NOT EXISTS (SELECT 1 FROM retention_tombstone WHERE case_id = e.case_id) ORDER BY case_id"
)
