"""What still matters: the walk of one person through a package, one fact at a time.

A fresh person is asked, in the order in which the package declares its facts, only what is mentioned in what is
still open. The walk does that with the facts already at hand: it takes the first open fact that is known, looks
again, and stops where nothing open is known. What it never takes no longer matters: it is neither shown nor sent,
and it stays where it was in case a changed answer brings it back.

Values follow the rules' meaning: a missing fact is not yet known, None is known to be absent. A matter applies when
its condition is true and no refusal or referral of it is; a condition that is neither true nor false when all its
facts are known makes the matter undecided, which a person decides, never a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from yichuang.core.packages.facts import Fact
from yichuang.core.packages.schema import Matter, Referral, Refusal
from yichuang.core.rules import UNKNOWN, Expression

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

State = Literal["applies", "open", "refused", "to-person", "undecided", "out"]


@dataclass
class Walk:
    """The facts taken so far (``taken``), with what derives from them (``known``), and what is open then.

    ``assumed``: facts taken as answered though nobody knows how, for counting the steps to come.
    """

    package: Package
    known: dict[str, object]
    taken: dict[str, object] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    open: list[str] = field(default_factory=list, init=False)
    states: dict[str, State] = field(default_factory=dict, init=False)
    refusals: list[Refusal] = field(default_factory=list, init=False)
    _values: dict[str, object] = field(default_factory=dict, init=False)

    def run(self, facts: Mapping[str, object]) -> Walk:
        """Take every fact of ``facts`` that matters, in the package's order."""
        while True:
            self._look()
            available = next((key for key in self.open if key in facts), None)
            if available is None:
                return self
            self.taken[available] = self.known[available] = facts[available]

    def value(self, place: str) -> object:
        """What the condition of a matter, refusal, referral or material comes to now."""
        if place not in self._values:
            self._values[place] = self.package.conditions[place].evaluate(self.known)
        return self._values[place]

    def places(self) -> list[str]:
        """The conditions behind the matters that are not out, each once."""
        places: dict[str, None] = {}
        for code, state in self.states.items():
            if state != "out":
                refusals, referrals = self.package.blockers(code)
                places |= dict.fromkeys([code, *(one.code for one in refusals), *(one.code for one in referrals)])
        return list(places)

    def _look(self) -> None:
        self._values.clear()
        self.package.derive_into(self.known)
        self.states = {}
        self.refusals = [
            one for one in self.package.refusals.values() if not one.refuses and self.value(one.code) is True
        ]
        if self.refusals:
            self.states = dict.fromkeys(self.package.matters, "refused")
            self.open = []
            return
        names: set[str] = set()
        for refusal in self.package.refusals.values():
            if not refusal.refuses:
                names |= self._open(refusal.code)
        for matter in self.package.matters.values():
            mine: set[str] = set()
            state = self.states[matter.code] = self._matter(matter, mine)
            if state == "applies" or (state == "open" and self.assumed and not mine):
                self._needed(matter, mine)
            names |= mine
        self.refusals = self._told()
        self.open = self._in_order(names)

    def _matter(self, matter: Matter, names: set[str]) -> State:
        """The state of one matter; ``names`` gets the facts that it leaves open."""
        wanted = self.value(matter.code)
        if wanted is False:
            return "out"
        blockers: tuple[list[Refusal], list[Referral]] = self.package.blockers(matter.code)
        refusals, referrals = blockers
        values = [self.value(one.code) for one in refusals]
        if True in values:
            names |= self._open(matter.code)
            return "refused" if wanted is True else "open" if wanted is UNKNOWN else "undecided"
        referred = [self.value(one.code) for one in referrals]
        for place in [
            matter.code,
            *(one.code for one in refusals),
            *(one.code for one in referrals if True not in referred),
        ]:
            names |= self._open(place)
        if wanted is UNKNOWN or UNKNOWN in values:
            return "open"
        if True in referred:
            return "to-person"
        if UNKNOWN in referred:
            return "open"
        if None in [wanted, *values, *referred]:
            return "undecided"
        # What a department needs and nobody has cannot be sent: a person sees to it.
        return "undecided" if any(self.known.get(key, key) is None for key in matter.sends) else "applies"

    def _needed(self, matter: Matter, names: set[str]) -> None:
        for key in matter.sends:
            names |= self._roots({key} - self.known.keys())
        for material in self.package.materials_of(matter.code):
            if material.when is not None:
                names |= self._open(material.code)

    def _told(self) -> list[Refusal]:
        """The refusals that hold and stop a matter that the person wants."""
        stopped = {code for code, state in self.states.items() if state == "refused"}
        return [
            one for one in self.package.refusals.values() if stopped & set(one.refuses) and self.value(one.code) is True
        ]

    def _open(self, place: str) -> set[str]:
        if self.value(place) is not UNKNOWN:
            return set()
        return self._roots(self.package.conditions[place].open_names(self.known))

    def _roots(self, names: Iterable[str]) -> set[str]:
        """``names`` with each derived fact replaced by what it still waits for."""
        found: set[str] = set()
        for name in names:
            expression: Expression | None = self.package.derived.get(name)
            found |= {name} if expression is None else self._roots(expression.open_names(self.known))
        return found - self.assumed

    def _in_order(self, names: set[str]) -> list[str]:
        facts: Mapping[str, Fact] = self.package.facts
        return [key for key in facts if key in names]
