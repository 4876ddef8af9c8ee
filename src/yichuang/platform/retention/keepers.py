"""How each class is searched and ended, and what stands against an end. Rooms above register theirs.

Every class of ``retention.yaml`` has a keeper, and every table whose inventory names a class is one of its keeper's
(TRUST 12): a test is red otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

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


Parts = Iterable[tuple[str, bytes]]


@dataclass(frozen=True)
class Keeper:
    """A class whose records are put on a register one by one. ``tables``: the models (Django labels) that end so.

    ``past(before, after, most)``: up to so many records that began before a moment, by id, beyond ``after``.
    ``end(disposal, item)``: end one, in the caller's transaction. ``announce(disposal, item, verb)``: tell
    whom it concerns that the end is announced ('end-announced') or called off ('end-called-off').
    ``pack(id)``: the files of one for the archive, as (name, content); a class that is ended without one has none.
    """

    klass: str
    kind: str
    tables: tuple[str, ...]
    past: Callable[[datetime, UUID | None, int], Sequence[Candidate]]
    end: Callable[[Disposal, Item], None]
    announce: Callable[[Disposal, Item, str], None]
    pack: Callable[[UUID], Parts] | None = None


Rows = Callable[[datetime], "QuerySet[Any]"]


@dataclass(frozen=True)
class Stream:
    """A class of many small rows (messages, codes) that ends up to a moment, as a whole.

    ``rows``: by model (Django label), the rows from before a moment that may end. An id tells when its row was made,
    so these are one stretch of the primary key. Rooms above add tables of theirs with ``also``.
    """

    klass: str
    rows: dict[str, Rows] = field(default_factory=dict)

    @property
    def tables(self) -> tuple[str, ...]:
        """The models whose rows end so."""
        return tuple(self.rows)

    def count(self, cut: datetime) -> int:
        """How many there are before ``cut``; of each table ``MOST_COUNTED`` at most."""
        return sum(rows(cut)[:MOST_COUNTED].count() for rows in self.rows.values())

    def end(self, cut: datetime, most: int) -> int:
        """End up to ``most`` rows, of each table the oldest first; how many these were."""
        ended = 0
        for rows in self.rows.values():
            found = rows(cut)
            ids = list(found.order_by("pk").values_list("pk", flat=True)[: most - ended])
            if ids:
                found.model._default_manager.filter(pk__in=ids).delete()
                ended += len(ids)
        return ended


@dataclass(frozen=True)
class Lapse:
    """A class that is of use for hours only and ends by itself (``then: lapse``): nobody could appraise anything in it.

    ``end(now)``: end whatever holds no more; how many these were.
    """

    klass: str
    tables: tuple[str, ...]
    end: Callable[[datetime], int]


AnyKeeper = Keeper | Stream | Lapse

#: A count stops here: nobody decides otherwise because there are more.
MOST_COUNTED = 1_000_000

Barrier = Callable[[Sequence[UUID], datetime, timedelta], Iterable[UUID]]

_keepers: dict[str, AnyKeeper] = {}
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
    "used": N_("something that is still kept needs it"),
    "person": N_("somebody took it off the register"),
    "failed": N_("it could not be ended"),
}


def keep(keeper: AnyKeeper) -> None:
    """Register how a class is searched and ended. Raises ValueError when two claim one class."""
    if _keepers.setdefault(keeper.klass, keeper) != keeper:
        raise ValueError(f"two keepers claim the class {keeper.klass}")


def also(klass: str, model: str, rows: Rows) -> None:
    """Rows of ``model`` (a Django label) end with the stream ``klass``. Raises ValueError when two claim a table."""
    stream = _keepers.setdefault(klass, Stream(klass))
    if not isinstance(stream, Stream) or stream.rows.setdefault(model, rows) != rows:
        raise ValueError(f"two keepers claim {model} or the class {klass}")


def keepers() -> Mapping[str, AnyKeeper]:
    """All of them, by class."""
    return _keepers


def keeper_of(klass: str) -> AnyKeeper:
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
Packer = Callable[[UUID], Mapping[str, object] | bytes | None]

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
    """What ``packer(case)`` says of a case goes into its hand-over file as ``name``: bytes, or what becomes JSON.

    None: a case of this kind has no such file.
    """
    if _packers.setdefault(name, packer) != packer:
        raise ValueError(f"two rooms pack {name}")


def packers() -> Mapping[str, Packer]:
    """What rooms above add to a hand-over file, by file name."""
    return _packers
