"""What still matters: the walk of one person through a package, one fact at a time.

A fresh person is asked, in the package's order (`ordering`), only what can still change an outcome (`Relevance`). The
walk does that with the facts already at hand: it takes the first open fact that is known, looks again, and stops where
nothing open is known. What it never takes no longer matters: it is neither shown nor sent, and it stays where it was in
case a changed answer brings it back.

Values follow the rules' meaning: a missing fact is not yet known, None is known to be absent. A matter applies when
its condition is true and no refusal or referral of it is; a condition that is neither true nor false when all its
facts are known makes the matter undecided, which a person decides, never a refusal.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, cast

from yichuang.core.packages.board import Board
from yichuang.core.packages.relevance import STOPPED
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
    #: The facts that can still change a matter, or that are missing of what it sends, by the matter's code.
    _open_in: dict[str, set[str]] = field(default_factory=dict, init=False)
    _names: set[str] = field(default_factory=set, init=False)
    #: Whether ``states`` and ``_open_in`` hold what the board says.
    _fresh: bool = field(default=False, init=False)
    _found: set[str] = field(default_factory=set, init=False)

    @property
    def known(self) -> Mapping[str, object]:
        """The facts taken, the parameters, and what derives from them."""
        return self.board.known

    def copy(self, assumed: frozenset[str] = frozenset()) -> Walk:
        """A walk of its own from here on, with ``assumed`` taken as answered, too."""
        further = Walk(self.package, self.board.copy(), dict(self.taken), self.assumed | assumed)
        further.open, further.states, further.refusals = self.open, dict(self.states), self.refusals
        further._open_in, further._names = dict(self._open_in), self._names
        further._fresh = self._fresh and not assumed
        return further

    def run(self, facts: Mapping[str, object]) -> Walk:
        """Take every fact of ``facts`` that matters, in the package's order."""
        places, taken = self.package.places, self.taken
        if self.board.standing.exact:
            self._take_deciding(facts)
        if not self._fresh:
            self._scan(self.package.text.matters)
        while True:
            left = (key for key in self._names if key in facts and key not in taken)
            available = min(left, key=places.__getitem__, default=None)
            if available is None:
                break
            taken[available] = facts[available]
            self._put(available, facts[available])
        self.open = sorted((self._names - self.assumed) & places.keys(), key=places.__getitem__)
        self._tell()
        return self

    def _take_deciding(self, facts: Mapping[str, object]) -> None:
        """What can still change a fate is taken in one go, without looking at anything in between: whether it can
        hangs on what is known, not on the order in which that was said."""
        board, standing, taken = self.board, self.board.standing, self.taken
        for key in self.package.order:
            if key not in facts or key in taken or not standing.decides(key):
                continue
            taken[key] = facts[key]
            board.put(key, facts[key])
            self._fresh = False
            if not standing.exact:  # by a value that fits no cell
                return

    def prune(self) -> None:
        """At the end, give back every fact taken on the way that the end does not rest on, the last asked first."""
        if self.open:
            return
        sent = {key for one in self.package.text.matters if self.states[one.code] == "applies" for key in one.sends}
        for key in reversed([key for key in self.package.order if key in self.taken and key not in sent]):
            if self.board.standing.exact and self.board.standing.rests_on(key):
                continue
            self.board.put(key, UNKNOWN)
            self._scan(self._touched_by(key))
            if self._names:
                self._put(key, self.taken[key])
            else:
                del self.taken[key]
        self._tell()

    def _put(self, key: str, value: object) -> None:
        """Take a fact, or give it back, and look again at what it touches."""
        self.board.put(key, value)
        self._scan(self._touched_by(key))

    def _touched_by(self, key: str) -> Sequence[Matter]:
        """The matters to look at again after a fact has changed."""
        return self.package.matters_touched_by(key) if self._fresh else self.package.text.matters

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

    def _scan(self, matters: Iterable[Matter]) -> None:
        """What is decided of ``matters``, the others being as they were; ``_names`` are the facts that can still change
        anything, or that are missing of what is sent."""
        value, general, standing = self.board.value, self.package.general_refusals, self.board.standing
        if any(value(one.code) is True for one in general):
            self.states = dict.fromkeys(self.package.matters, "refused")
            self._names, self._fresh = set(), False
            return
        for matter in matters:
            self._found = self._open_in[matter.code] = set()
            self.states[matter.code] = self._state(matter)
        if standing.knows(STOPPED):
            first = standing.open(STOPPED)
        else:
            first = frozenset().union(*(self.board.open(one.code) for one in general))
        self._names = set(first).union(*self._open_in.values())
        self._fresh = True

    def _state(self, matter: Matter) -> State:
        """The state of one matter; the facts that can still change it are added to ``_found``."""
        code = matter.code
        read = self.board.standing.fate(code)
        if read is None:
            return self._as_mentioned(matter)
        fate, may_apply, names = read
        if fate is UNKNOWN:
            return self._open(matter, names, may_apply)
        if fate == "applies":
            return self._applying(matter)
        if fate == "stopped":  # and no reason is certain yet
            general = [one.code for one in self.package.general_refusals]
            return self._open(matter, frozenset().union(*(self.board.open(one) for one in general)), False)
        if fate in ("refused", "to-person"):
            # Decided; but the reason must be certain, too, before it is told.
            refusals, referrals = self.package.places_of(code)
            blockers = refusals if fate == "refused" else referrals
            if not any(self.value(one) is True for one in blockers):
                return self._open(matter, frozenset().union(*(self.board.open(one) for one in blockers)), False)
        return cast("State", fate)

    def _open(self, matter: Matter, names: frozenset[str], may_apply: bool) -> State:
        self._found |= names
        if may_apply and self.assumed and not names - self.assumed:
            self._needed(matter)
        return "open"

    def _applying(self, matter: Matter) -> State:
        if any(self.known.get(key, key) is None for key in matter.sends):
            return "undecided"  # what a department needs and nobody has cannot be sent: a person sees to it
        self._needed(matter)
        return "applies"

    def _as_mentioned(self, matter: Matter) -> State:
        """The state of a matter without a diagram: what is mentioned in what is open may change it."""
        value = self.board.value
        wanted = value(matter.code)
        if wanted is False:
            return "out"
        refusals, referrals = self.package.places_of(matter.code)
        values = [value(one) for one in refusals]
        opened = [matter.code] if wanted is UNKNOWN else []
        if True in values:
            if opened:
                return self._open(matter, self.board.open(matter.code), False)
            return "refused" if wanted is True else "undecided"
        referred = [value(one) for one in referrals]
        if UNKNOWN in values:
            opened += [one for one, is_it in zip(refusals, values, strict=True) if is_it is UNKNOWN]
        if UNKNOWN in referred and True not in referred:
            opened += [one for one, is_it in zip(referrals, referred, strict=True) if is_it is UNKNOWN]
        if opened:
            return self._open(matter, frozenset().union(*(self.board.open(one) for one in opened)), True)
        if True in referred:
            return "to-person"
        if wanted is None or None in values or None in referred:
            return "undecided"
        return self._applying(matter)

    def _needed(self, matter: Matter) -> None:
        """What is missing of what a matter sends, and of what decides its materials."""
        missing = [key for key in matter.sends if key not in self.known]
        if missing:
            self._found |= self.board.roots(missing)
        for one in self.package.materials_of(matter.code):
            if one.when and self.value(one.code) is UNKNOWN:
                self._found |= self.board.open(one.code)

    def _tell(self) -> None:
        """The refusals that hold: those of everything, or those that stop a matter that the person wants."""
        value = self.board.value
        self.refusals = [one for one in self.package.general_refusals if value(one.code) is True]
        stopped = {code for code, state in self.states.items() if state == "refused"}
        if not self.refusals and stopped:
            told = (one for one in self.package.text.refusals if stopped & set(one.refuses))
            self.refusals = [one for one in told if value(one.code) is True]
