"""What every condition of a package comes to for the facts known so far, kept up to date one fact at a time.

Taking a fact changes only the conditions that mention it or what derives from it; a page of questions would otherwise
evaluate each rule of the package a dozen times.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from yichuang.core.rules import UNKNOWN

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package


class Board:
    """``known``: facts taken, parameters, and what derives from them. A missing fact is not yet known."""

    __slots__ = ("_open", "_package", "_values", "known")

    def __init__(self, package: Package, known: dict[str, object]) -> None:
        self.known = known
        self._package = package
        self._values: dict[str, object] = {}
        self._open: dict[str, frozenset[str]] = {}
        self._update(package.derived, package.conditions)

    def copy(self) -> Board:
        """A board of its own with the same facts."""
        other = object.__new__(Board)
        other.known = dict(self.known)
        other._package = self._package
        other._values = dict(self._values)
        other._open = dict(self._open)
        return other

    def put(self, key: str, value: object) -> None:
        """Take a fact; `UNKNOWN` takes it back."""
        if value is UNKNOWN:
            self.known.pop(key, None)
        else:
            self.known[key] = value
        self._update(*self._package.touched_by(key))

    def value(self, place: str) -> object:
        """What the condition of a matter, refusal, referral or material comes to now."""
        return self._values[place]

    def open(self, place: str) -> frozenset[str]:
        """The facts still to be had that are mentioned in what is open of a condition; derived ones are resolved."""
        if self._values[place] is not UNKNOWN:
            return frozenset()
        if place not in self._open:
            self._open[place] = self.roots(self._package.conditions[place].open_names(self.known))
        return self._open[place]

    def roots(self, names: Iterable[str]) -> frozenset[str]:
        """``names`` with each derived fact replaced by what it still waits for."""
        found: set[str] = set()
        for name in names:
            rule = self._package.derived.get(name)
            found |= {name} if rule is None else self.roots(rule.open_names(self.known))
        return frozenset(found)

    def _update(self, derived: Iterable[str], places: Iterable[str]) -> None:
        for key in derived:
            value = self._package.derived[key].evaluate(self.known)
            if value is UNKNOWN:
                self.known.pop(key, None)
            else:
                self.known[key] = value
        conditions = self._package.conditions
        for place in places:
            self._values[place] = conditions[place].evaluate(self.known)
            self._open.pop(place, None)
