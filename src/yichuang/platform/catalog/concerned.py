"""Whom a new version of a package concerns: open drafts and running cases. Rooms above say where they are kept.

What leaves this room for a reader is counts, and none below `FEWEST`: an author decides nothing about single people,
and a rule made to ask about one must not be answered (docs/explanation/threat-model.md). Ids stand in the signed list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from yichuang.core.packages import Package
from yichuang.core.packages.weighing import Outcome, ways

#: A count below this is told as "fewer than" it.
FEWEST = 5


@dataclass(frozen=True)
class Concerned:
    """One draft or case: what becomes of it by its own version, and what would by the new one."""

    id: UUID
    before: Outcome | None
    after: Outcome | None


@dataclass(frozen=True)
class Source:
    """A kind of records that packages concern.

    ``all``: those of a package by name, judged by their own version and by the given one, and how many there are in
    all (``all`` may stop at some number). ``tell``: tell the people of these, in the caller's transaction.
    """

    kind: str
    all: Callable[[str, Package], tuple[int, Iterable[Concerned]]]
    tell: Callable[[Sequence[UUID]], None] | None = None


_sources: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add a kind. Raises ValueError for one that is there already."""
    if source.kind in _sources:
        raise ValueError(f"{source.kind} is declared twice")
    _sources[source.kind] = source


def sources() -> Sequence[Source]:
    """Every kind."""
    return tuple(_sources.values())


def counted(name: str, after: Package) -> dict[str, Any]:
    """For each kind how many there are, how many were looked at, and in what how many of them would differ."""
    found: dict[str, Any] = {}
    for source in sources():
        total, ones = source.all(name, after)
        differing: Counter[str] = Counter()
        gains: Counter[str] = Counter()
        losses: Counter[str] = Counter()
        looked = changed = 0
        for one in ones:
            looked += 1
            differs = ways(one.before, one.after)
            changed += bool(differs)
            differing.update(differs)
            if "decision" in differs and one.before and one.after:
                gains.update(one.after.applies - one.before.applies)
                losses.update(one.before.applies - one.after.applies)
        found[source.kind] = {
            "all": total,
            "looked": looked,
            "changed": at_least(changed),
            "ways": {key: at_least(count) for key, count in differing.items()},
            "gain": {key: at_least(count) for key, count in gains.items()},
            "lose": {key: at_least(count) for key, count in losses.items()},
        }
    return found


def at_least(count: int) -> int:
    """A count as it may be told: 0, `FEWEST` or more; -1 for fewer than that."""
    return count if count == 0 or count >= FEWEST else -1


def listed(name: str, after: Package) -> dict[str, dict[str, Any]]:
    """By kind how many there are (``all``), how many were looked at, and the ids of those who would differ."""
    found: dict[str, dict[str, Any]] = {}
    for source in sources():
        total, ones = source.all(name, after)
        looked, ids = 0, []
        for one in ones:
            looked += 1
            if ways(one.before, one.after):
                ids.append(str(one.id))
        found[source.kind] = {"all": total, "looked": looked, "ids": sorted(ids)}
    return found
