"""What every condition of a package comes to for the facts known so far, kept up to date one fact at a time.

Exactly, by the package's decision diagrams: a condition is decided as soon as no fact, nor its absence, can change
it. A condition without a diagram is judged by the rules' own three-valued meaning, and what is mentioned in it is open.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from yichuang.core.packages.relevance import Standing
from yichuang.core.rules import UNKNOWN

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package


class Board:
    """``known``: facts taken, parameters, and what derives from them. A missing fact is not yet known."""

    __slots__ = ("_open", "_package", "_roots", "_values", "known", "standing")

    def __init__(self, package: Package, known: dict[str, object], standing: Standing) -> None:
        self.known = known
        self.standing = standing
        self._package = package
        # What conditions without a diagram come to; what is mentioned in what is open of them and of derived facts.
        self._values: dict[str, object] = {}
        self._open: dict[str, frozenset[str]] = {}
        self._roots: dict[str, frozenset[str]] = {}
        self._derive(package.derived)

    def copy(self) -> Board:
        """A board of its own with the same facts."""
        other = object.__new__(Board)
        other.known = dict(self.known)
        other.standing = self.standing.copy()
        other._package = self._package
        other._open, other._roots, other._values = dict(self._open), dict(self._roots), dict(self._values)
        return other

    def put(self, key: str, value: object) -> None:
        """Take a fact; `UNKNOWN` takes it back."""
        if value is UNKNOWN:
            self.known.pop(key, None)
        else:
            self.known[key] = value
        derived, places = self._package.touched_by(key)
        for name in derived:
            self._roots.pop(name, None)
        for place in places:
            self._open.pop(place, None)
            self._values.pop(place, None)
        self._derive(derived)
        self.standing.put(key, value)

    def value(self, place: str) -> object:
        """What the condition of a matter, refusal, referral or material comes to now."""
        if self.standing.knows(("condition", place)):
            return self.standing.value(("condition", place))
        if place not in self._values:
            self._values[place] = self._package.conditions[place].evaluate(self.known)
        return self._values[place]

    def open(self, place: str) -> frozenset[str]:
        """The facts still to be had that can change a condition."""
        if self.standing.knows(("condition", place)):
            return self.standing.open(("condition", place))
        found = self._open.get(place)
        if found is None:
            found = self._open[place] = self.roots(self._package.conditions[place].open_names(self.known))
        return found

    def roots(self, names: Iterable[str]) -> frozenset[str]:
        """``names`` with each derived fact replaced by what it still waits for."""
        found: set[str] = set()
        for name in names:
            rule = self._package.derived.get(name)
            if rule is None:
                found.add(name)
                continue
            roots = self._roots.get(name)
            if roots is None:
                roots = self._roots[name] = self.roots(rule.open_names(self.known))
            found |= roots
        return frozenset(found)

    def would_hang_on(self, key: str, place: str) -> bool:
        """Whether a condition that is decided would be open without what is known of ``key``."""
        return self._package.conditions[place].evaluate(self.without(key)) is UNKNOWN

    def without(self, key: str) -> dict[str, object]:
        """What would be known without ``key``: the facts taken, and what derives from them."""
        known = {name: value for name, value in self.known.items() if name != key}
        for name in self._package.touched_by(key)[0]:
            if name == key:
                continue
            known.pop(name, None)
            value = self._package.derived[name].evaluate(known)
            if value is not UNKNOWN:
                known[name] = value
        return known

    def _derive(self, names: Iterable[str]) -> None:
        for key in names:
            value = self._package.derived[key].evaluate(self.known)
            if value is UNKNOWN:
                self.known.pop(key, None)
            else:
                self.known[key] = value
