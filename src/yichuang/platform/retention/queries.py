"""Reads of ``retention``: the archivist's page, one register, what is held, what waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yichuang.core.access import POLICY, Actor
from yichuang.core.words import N_, Said
from yichuang.platform.audit.filters import visible
from yichuang.platform.retention.errors import DisposalRefused
from yichuang.platform.retention.models import Disposal, Finding, Hold, Item, Sweep

PAGE = 50


@dataclass(frozen=True)
class Registers:
    """A page of registers; ``next`` is where the following page begins, empty on the last."""

    rows: Sequence[Disposal]
    next: str


@dataclass(frozen=True)
class Items:
    """A page of the items of a register."""

    rows: Sequence[Item]
    next: str


def attributes(disposal: Disposal) -> dict[str, object]:
    """What the access decision may know of a register."""
    return {"id": disposal.pk, "division_id": disposal.division_id, "state": disposal.state}


def require(actor: Actor, verb: str, subject: str, known: Mapping[str, object]) -> None:
    """Raises DisposalRefused unless the access decision allows it."""
    decision = POLICY.decide(actor, verb, subject, known)
    if not decision.allow:
        raise DisposalRefused(decision.reason)


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
    """One register. Raises Disposal.DoesNotExist, DisposalRefused."""
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


def standing_of(disposal: Disposal) -> dict[str, int]:
    """How many items of a register are in which state, and how many have their hand-over file (``packed``)."""
    rows = Item.objects.filter(disposal=disposal)
    found = {str(state): rows.filter(state=state).count() for state in Item.State.values}
    packed = rows.filter(state=Item.State.LISTED, package_digest__isnull=False).count()
    return {**found, "packed": packed}


def holds(actor: Actor) -> list[Hold]:
    """What is held, the newest first. One query."""
    found = visible(Hold.objects.filter(lifted_at=None), actor, "list", "hold")
    return list(found.order_by("-placed_at", "-id")[:PAGE])


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
