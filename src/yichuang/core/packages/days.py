"""What a package is compiled to for each legal date, kept as long as it is worth it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable
from functools import cached_property
from typing import TYPE_CHECKING

from yichuang.core.packages.board import Board
from yichuang.core.packages.relevance import Relevance
from yichuang.core.rules.folding import Folding
from yichuang.core.rules.shapes import Shape

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

# Filing happens on one day at a time; old drafts and tests bring a few more.
_DAYS_KEPT = 64


class Days:
    """The decision diagrams of ``package``, by legal date."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._relevance: dict[dt.date, Relevance] = {}
        self._boards: dict[dt.date, Board] = {}
        #: Diagrams of some days by their pattern, for the days that have the same.
        self.twins: dict[Hashable, Relevance] = {}
        #: The conditions that no day's diagrams are exact for, as far as is known: filled by the first of them.
        self.doubtful: set[str] = set()

    def board(self, on: dt.date) -> Board:
        """A new board with what is known of everyone on a legal date."""
        day = self._boards.get(on)
        if day is None or day.standing.outgrown:
            if len(self._boards) > _DAYS_KEPT:
                self._boards.clear()
            day = self._boards[on] = Board(self._package, self._package.start(on), self.relevance(on).standing())
        return day.copy()

    def relevance(self, on: dt.date) -> Relevance:
        """The decision diagrams of a legal date."""
        found = self._relevance.get(on)
        if found is None or found.outgrown:
            if found is not None or len(self._relevance) > _DAYS_KEPT:
                self._relevance.clear()
                self.twins.clear()
            found = self._relevance[on] = Relevance(self._package, on)
        return found

    def forget(self) -> None:
        """Begin every day anew when it is next looked at."""
        self._boards.clear()
        self._relevance.clear()
        self.twins.clear()

    @cached_property
    def folding(self) -> Folding:
        """What follows from the shape of the rules alone, for the diagrams of every day."""
        package = self._package
        facts = package.facts.items()
        roots = {key: fact.kind for key, fact in facts if fact.derive is None and fact.parameter is None}
        return Folding(Shape(roots, {key: rule._root for key, rule in package.derived.items()}))
