"""How each class is searched and ended, and what stands against an end. Rooms above register theirs.

A class without a keeper is not searched: ``retention.yaml`` may name it all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from yichuang.core.words import N_
from yichuang.platform.retention.models import Disposal, Item


@dataclass(frozen=True)
class Candidate:
    """A record that may be past its period. ``started_on`` None: its period cannot be reckoned, which is a finding."""

    id: UUID
    division: str
    number: str
    type: str
    started_on: date | None


@dataclass(frozen=True)
class Keeper:
    """A class whose records are put on a register one by one.

    ``past(before, after, most)``: up to so many records that began before a moment, by id, beyond ``after``.
    ``end(disposal, item)``: end one, in the caller's transaction. ``announce(disposal, item, verb)``: tell
    whom it concerns that the end is announced ('end-announced') or called off ('end-called-off').
    """

    klass: str
    kind: str
    past: Callable[[datetime, UUID | None, int], Sequence[Candidate]]
    end: Callable[[Disposal, Item], None]
    announce: Callable[[Disposal, Item, str], None]


@dataclass(frozen=True)
class Stream:
    """A class of many small rows (messages, codes) that ends up to a moment, as a whole.

    ``count(cut)``: how many there are before ``cut``. ``end(cut, most)``: end up to so many; how many these were.
    """

    klass: str
    count: Callable[[datetime], int]
    end: Callable[[datetime, int], int]


Barrier = Callable[[Sequence[UUID], datetime, timedelta], Iterable[UUID]]

_keepers: dict[str, Keeper | Stream] = {}
_barriers: dict[str, dict[str, Barrier]] = {}

#: Why something past its period is not ended, by code.
WHY: Mapping[str, str] = {
    "open": N_("something of it is still open"),
    "unread": N_("a message or delivery about it has not arrived"),
    "changed": N_("it changed a short while ago"),
    "objected": N_("an objection or complaint about it is not answered"),
    "held": N_("it is held"),
    "licence": N_("a licence that came of it still holds"),
    "unpaid": N_("a payment for it is not known yet"),
    "batch": N_("it belongs to an application by table"),
    "person": N_("somebody took it off the register"),
    "failed": N_("it could not be ended"),
}


def keep(keeper: Keeper | Stream) -> None:
    """Register how a class is searched and ended. Raises ValueError when two claim one class."""
    if _keepers.setdefault(keeper.klass, keeper) != keeper:
        raise ValueError(f"two keepers claim the class {keeper.klass}")


def keepers() -> Mapping[str, Keeper | Stream]:
    """All of them, by class."""
    return _keepers


def keeper_of(klass: str) -> Keeper | Stream:
    """The keeper of a class; raises KeyError."""
    return _keepers[klass]


def bar(kind: str, code: str, barrier: Barrier) -> None:
    """Records of a kind that ``barrier(ids, now, quiet)`` names are not ended, for the reason ``code`` of ``WHY``.

    ``quiet``: for how long nothing new may have come to it. Raises ValueError for a code without words.
    """
    if code not in WHY:
        raise ValueError(f"{code} has no words in WHY")
    known = _barriers.setdefault(kind, {})
    name = f"{code}:{barrier.__module__}.{barrier.__qualname__}"
    known[name] = barrier


def barred(kind: str, ids: Sequence[UUID], now: datetime, quiet: timedelta) -> dict[UUID, str]:
    """Which of ``ids`` must not end, and why: the first reason found. One query a barrier."""
    found: dict[UUID, str] = {}
    for name, barrier in _barriers.get(kind, {}).items():
        for each in barrier(ids, now, quiet):
            found.setdefault(each, name.partition(":")[0])
    return found


class ChangedMeanwhile(Exception):
    """Something came to a record after its file was handed over: the archive has less than there is."""


Leaver = Callable[[UUID, Sequence[UUID], Sequence[UUID]], None]
Packer = Callable[[UUID], Mapping[str, object] | bytes]

_leavers: list[Leaver] = []
_packers: dict[str, Packer] = {}


def goes_along(leaver: Leaver) -> None:
    """Call ``leaver(case, tasks, drafts)`` when a case ends, before its own rows go: it goes along."""
    if leaver not in _leavers:
        _leavers.append(leaver)


def leavers() -> Sequence[Leaver]:
    """Everything that goes along with a case."""
    return tuple(_leavers)


def packed_as(name: str, packer: Packer) -> None:
    """What ``packer(case)`` says of a case goes into its hand-over file as ``name``: bytes, or what becomes JSON."""
    if _packers.setdefault(name, packer) != packer:
        raise ValueError(f"two rooms pack {name}")


def packers() -> Mapping[str, Packer]:
    """What rooms above add to a hand-over file, by file name."""
    return _packers
