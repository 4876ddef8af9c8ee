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

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from yichuang.core.packages.board import Board
from yichuang.core.packages.schema import Matter, Refusal
from yichuang.core.rules import UNKNOWN

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

State = Literal["applies", "open", "refused", "to-person", "undecided", "out"]


@dataclass
class Walk:
    """The facts taken so far (``taken``), and what is open then.

    ``assumed``: facts taken as answered though nobody knows how, for counting the steps to come.
    """

    package: Package
    board: Board
    taken: dict[str, object] = field(default_factory=dict)
    assumed: frozenset[str] = frozenset()
    open: list[str] = field(default_factory=list, init=False)
    states: dict[str, State] = field(default_factory=dict, init=False)
    refusals: list[Refusal] = field(default_factory=list, init=False)

    @property
    def known(self) -> Mapping[str, object]:
        """The facts taken, the parameters, and what derives from them."""
        return self.board.known

    def copy(self) -> Walk:
        """A walk of its own from here on."""
        further = Walk(self.package, self.board.copy(), dict(self.taken), self.assumed)
        further.open, further.states, further.refusals = self.open, self.states, self.refusals
        return further

    def run(self, facts: Mapping[str, object]) -> Walk:
        """Take every fact of ``facts`` that matters, in the package's order."""
        while True:
            self.look()
            available = next((key for key in self.open if key in facts), None)
            if available is None:
                return self
            self.taken[available] = facts[available]
            self.board.put(available, facts[available])

    def prune(self) -> None:
        """At the end, give back every fact taken on the way that the end does not rest on, the last asked first."""
        if self.open:
            return
        sent = {
            key
            for matter in self.package.matters.values()
            if self.states[matter.code] == "applies"
            for key in matter.sends
        }
        for key in reversed([key for key in self.package.facts if key in self.taken and key not in sent]):
            self.board.put(key, UNKNOWN)
            self.look()
            if self.open:
                self.board.put(key, self.taken[key])
            else:
                del self.taken[key]
        self.look()

    def value(self, place: str) -> object:
        """What the condition of a matter, refusal, referral or material comes to now."""
        return self.board.value(place)

    def places(self) -> list[str]:
        """The conditions behind the matters that are not out, each once."""
        places: dict[str, None] = {}
        for code, state in self.states.items():
            if state != "out":
                refusals, referrals = self.package.blockers(code)
                places |= dict.fromkeys([code, *(one.code for one in refusals), *(one.code for one in referrals)])
        return list(places)

    def look(self) -> None:
        """See what is decided and what is open with the facts on the board."""
        value = self.board.value
        general = self.package.general_refusals
        self.refusals = [one for one in general if value(one.code) is True]
        if self.refusals:
            self.states = dict.fromkeys(self.package.matters, "refused")
            self.open = []
            return
        names = {name for refusal in general for name in self.board.open(refusal.code)}
        self.states = {}
        for matter in self.package.matters.values():
            mine: set[str] = set()
            state = self.states[matter.code] = self._matter(matter, mine)
            if state == "applies" or (state == "open" and self.assumed and not mine - self.assumed):
                self._needed(matter, mine)
            names |= mine
        names -= self.assumed
        self.refusals = self._told()
        self.open = [key for key in self.package.facts if key in names] if names else []

    def _matter(self, matter: Matter, names: set[str]) -> State:
        """The state of one matter; ``names`` gets the facts that it leaves open."""
        value, still_open = self.board.value, self.board.open
        wanted = value(matter.code)
        if wanted is False:
            return "out"
        refusals, referrals = self.package.blockers(matter.code)
        values = [value(one.code) for one in refusals]
        names |= still_open(matter.code)
        if True in values:
            return "refused" if wanted is True else "open" if wanted is UNKNOWN else "undecided"
        referred = [value(one.code) for one in referrals]
        for refusal in refusals:
            names |= still_open(refusal.code)
        for referral in referrals if True not in referred else ():
            names |= still_open(referral.code)
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
        names |= self.board.roots(key for key in matter.sends if key not in self.known)
        for material in self.package.materials_of(matter.code):
            if material.when is not None:
                names |= self.board.open(material.code)

    def _told(self) -> list[Refusal]:
        """The refusals that hold and stop a matter that the person wants."""
        stopped = {code for code, state in self.states.items() if state == "refused"}
        if not stopped:
            return []
        value = self.board.value
        return [one for one in self.package.text.refusals if stopped & set(one.refuses) and value(one.code) is True]
