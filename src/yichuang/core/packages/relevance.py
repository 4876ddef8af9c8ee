"""Which facts can still change anything: the package's outcomes as decision diagrams, compiled for a legal date.

For each matter one diagram says what becomes of it (`Fate`), for each condition one what it comes to. A fact matters
exactly while it stands in the reduced diagram of an outcome that is not decided (最少必要原则); the next question is
a look-up, whatever the rules are. Absence (NULL) is one of the ways in which a fact may turn out.

An outcome whose diagrams outgrow their bound, or whose facts cannot be cut exactly, falls back to "mentioned in what
is still open" and stands in ``inexact``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from yichuang.core.rules import UNKNOWN, Expression
from yichuang.core.rules.beside import Beside
from yichuang.core.rules.branching import Branching, Doubtful
from yichuang.core.rules.diagrams import TooLarge

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

Fate = Literal["stopped", "out", "refused", "to-person", "undecided", "applies"]
"""What becomes of a matter. "stopped": the whole package is refused."""


Outcome = tuple[Literal["condition", "fate", "stopped"], str]
"""What has a diagram: a condition by its code, the fate of a matter by the matter's, and `STOPPED`."""

STOPPED: Outcome = ("stopped", "")
"""Whether some refusal of the whole package holds."""


MOST_LOOKED_AT = 100_000
"""How many nodes may be made while people are looked at, each with answers of their own, before a day is begun anew."""


class Relevance:
    """The diagrams of a package on one legal date; ``start`` holds one for each outcome."""

    def __init__(self, package: Package, on: dt.date) -> None:
        self._package = package
        self.beside: Beside
        self._known = package.start(on)
        # What is doubtful is so by the shape of the rules, on every day: it is cut but once.
        self.inexact = frozenset(package.days.doubtful)
        while True:
            try:
                self._compile()
                return
            except _Outgrown as error:
                self.inexact |= error.places

    @property
    def outgrown(self) -> bool:
        """Whether what was made while people were looked at takes more room than making all of it anew is worth."""
        return len(self.branching.diagrams) > self._compiled + MOST_LOOKED_AT

    def _compile(self) -> None:
        package = self._package
        kept = {place: rule for place, rule in package.conditions.items() if place not in self.inexact}
        self.branching = self._branching(kept)
        pattern = self.branching.pattern()
        twin = package.days.twins.get(pattern)
        if twin is not None and not twin.outgrown:
            self._like(twin)
            return
        self._build(kept)
        if pattern is not None:
            package.days.twins[pattern] = self

    def _like(self, twin: Relevance) -> None:
        """What another day's rules come to: boundaries lie elsewhere, and nothing else differs."""
        self.branching.adopt(twin.branching)
        own = {"_package", "_known", "inexact", "branching", "beside"}
        self.__dict__.update({name: value for name, value in twin.__dict__.items() if name not in own})
        self.beside = Beside(self.branching, twin.beside)

    def _build(self, kept: Mapping[str, Expression]) -> None:
        package = self._package
        self.start: dict[Outcome, int] = {}
        for place, rule in kept.items():
            try:
                self.start["condition", place] = self.branching.build(rule)
            except TooLarge:
                raise _Outgrown(place) from None
        for code in package.matters:
            try:
                fate = self._fate(code)
            except TooLarge:
                raise _Outgrown(code) from None
            if fate is not None:
                self.start["fate", code] = fate
        general = [one.code for one in package.general_refusals]
        if all(("condition", place) in self.start for place in general):
            self.start[STOPPED] = self.branching.diagrams.combine(lambda found: found is True, [self._any(general)])
        self.fates = {one: diagram for one, diagram in self.start.items() if one[0] != "condition"}
        self._names: dict[int, frozenset[str]] = {}
        #: What `Standing.fate` has read in a diagram.
        self.read: dict[int, tuple[object, bool, frozenset[str]]] = {}
        self.beside = Beside(self.branching)
        self._pseudo = self.beside.pseudo
        touched: dict[int, tuple[list[Outcome], list[Outcome]]] = {}
        for outcome, diagram in self.start.items():
            for variable in self.branching.diagrams.support(diagram):
                touched.setdefault(variable, ([], []))[outcome[0] == "condition"].append(outcome)
        self._touched: Mapping[int, tuple[Sequence[Outcome], Sequence[Outcome]]] = touched
        self.exact = STOPPED in self.start and all(("fate", code) in self.start for code in package.matters)
        #: The variables in which a fact shows that it matters, as bits.
        self.bits = {root: 1 << place for root, place in self.branching.place.items()}
        for at, pseudo in self.branching.pseudo.items():
            for root in pseudo.roots:
                self.bits[root] |= 1 << at
        self._fates = {key: self._fates_in(bits) for key, bits in self.bits.items()}
        self._compiled = len(self.branching.diagrams)

    def _fates_in(self, bits: int) -> tuple[Outcome, ...]:
        mask = self.branching.diagrams.mask
        return tuple(one for one, diagram in self.fates.items() if mask(diagram) & bits)

    def fates_of(self, key: str) -> tuple[Outcome, ...]:
        """The fates that depend on a fact."""
        return self._fates.get(key, ())

    def touched_by(self, variable: int) -> tuple[Sequence[Outcome], Sequence[Outcome]]:
        """The fates and the conditions that depend on a variable."""
        return self._touched.get(variable, ((), ()))

    def _branching(self, conditions: dict[str, Expression]) -> Branching:
        try:
            return self.cut(conditions, sure=True)
        except Doubtful as error:
            doubtful = {place for place, rule in conditions.items() if rule in error.expressions}
            self._package.days.doubtful.update(doubtful)
            raise _Outgrown(*doubtful) from None
        except TooLarge:
            widest = max(conditions, key=lambda place: len(self._package.mentioned(place)))
            raise _Outgrown(widest) from None

    def cut(self, conditions: Mapping[str, Expression], *, sure: bool = False) -> Branching:
        """The cells of the facts, cut for these conditions. Raises `TooLarge` and, if ``sure``, `Doubtful`."""
        facts, divisions = self._package.facts, sorted(self._package.world.divisions)
        roots = {key: fact.kind for key, fact in facts.items() if fact.derive is None and fact.parameter is None}
        hints = {key: divisions for key in roots if facts[key].format == "division"}
        needed = {name for rule in conditions.values() for name in rule.names}
        for name, rule in reversed([*self._package.derived.items()]):  # each stands after those that it needs
            if name in needed:
                needed |= rule.names
        derived = {name: rule for name, rule in self._package.derived.items() if name in needed}
        rules, folding = list(conditions.values()), self._package.days.folding
        return Branching(roots, derived, self._known, rules, hints, sure, folding=folding)

    def _fate(self, code: str) -> int | None:
        """The diagram of a matter; None where one of its conditions has none."""
        refusals, referrals = self._package.blockers(code)
        general = [one.code for one in self._package.general_refusals]
        own = [one.code for one in refusals if one.refuses]
        asked = [code, *general, *own, *(one.code for one in referrals)]
        if any(("condition", place) not in self.start for place in asked):
            return None
        diagrams = self.branching.diagrams
        parts = (
            self._any(general),
            self.start["condition", code],
            self._any(own),
            self._any([one.code for one in referrals]),
        )
        return diagrams.combine(fate_of, parts)

    def _any(self, places: Sequence[str]) -> int:
        """True where one of some conditions is true, else NULL where one is, else false."""
        diagrams = self.branching.diagrams
        whole = diagrams.end(False)
        for place in places:
            whole = diagrams.combine(either, (whole, self.start["condition", place]), True)
        return whole

    def standing(self) -> Standing:
        """Where somebody stands of whom nothing is known."""
        return Standing(self)

    def compares(self, diagram: int) -> bool:
        """Whether a comparison of two facts stands in a diagram: then what is open hangs on which of them are known."""
        return bool(self.branching.diagrams.mask(diagram) & self._pseudo)

    def names(self, mask: int, known: Container[str]) -> frozenset[str]:
        """The facts behind variables, which are bits; a pseudo-fact stands for those of its facts not known yet."""
        found = self._names.get(mask)
        if found is not None:
            return found
        names, pseudo = self.branching.names, self.branching.pseudo
        variables = [at for at in range(mask.bit_length()) if mask >> at & 1]
        plain = frozenset(name for at in variables if (name := names[at]) is not None)
        if not mask & self._pseudo:
            self._names[mask] = plain
            return plain
        compared = (root for at in variables if names[at] is None for root in pseudo[at].roots)
        return plain.union(root for root in compared if root not in known)


class Standing:
    """The diagrams of a package as they are for the facts known so far: fates at once, conditions when looked at."""

    __slots__ = ("_cells", "_conditions", "_diagrams", "_facts", "_relevance", "_seen", "_uncut")

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance
        self._cells: dict[int, int] = {}
        self._facts: dict[str, object] = {}
        #: Known facts whose value fits no cell, as bits: what rests on one is judged by what is mentioned.
        self._uncut = 0
        self._diagrams = dict(relevance.fates)
        self._conditions: dict[Outcome, int] = {}
        #: The same for those only who can be, where facts are compared with one another.
        self._seen: dict[Outcome, int] = {}

    def copy(self) -> Standing:
        """One of its own with the same facts."""
        other = object.__new__(Standing)
        other._relevance, other._cells = self._relevance, dict(self._cells)
        other._facts, other._diagrams = dict(self._facts), dict(self._diagrams)
        other._conditions, other._seen = dict(self._conditions), dict(self._seen)
        other._uncut = self._uncut
        return other

    # --- facts -------------------------------------------------------------------------------------------------

    def put(self, key: str, value: object) -> None:
        """Take a fact; `UNKNOWN` takes it back."""
        branching = self._relevance.branching
        if key not in branching.place:
            return
        self._seen.clear()
        if key in self._facts:
            self._give_back(key)
        if value is UNKNOWN:
            return
        self._facts[key] = value
        self._restrict(branching.place[key], branching.cells[key].of(value))
        for place, pseudo in branching.pseudo.items():
            if key in pseudo.roots and self._facts.keys() >= set(pseudo.roots):
                self._restrict(place, branching.cell_of_pseudo(place, self._facts))

    def _restrict(self, variable: int, cell: int | None) -> None:
        if cell is None:
            self._uncut |= 1 << variable
            self._forget(variable)
            return
        self._cells[variable] = cell
        fates, conditions = self._relevance.touched_by(variable)
        restrict, diagrams = self._relevance.branching.diagrams.restrict, self._diagrams
        for one in fates:
            if one in diagrams:
                diagrams[one] = restrict(diagrams[one], variable, cell)
        if self._conditions:
            for one in conditions:
                self._conditions.pop(one, None)

    def _forget(self, variable: int) -> None:
        fates, conditions = self._relevance.touched_by(variable)
        for one in fates:
            self._diagrams.pop(one, None)
        for one in conditions:
            self._conditions.pop(one, None)

    def _give_back(self, key: str) -> None:
        """What rests on a fact is made anew from the others when it is looked at."""
        branching = self._relevance.branching
        del self._facts[key]
        own = branching.place[key]
        for variable in (own, *(at for at, pseudo in branching.pseudo.items() if key in pseudo.roots)):
            self._cells.pop(variable, None)
            self._uncut &= ~(1 << variable)
            self._forget(variable)

    def _now(self, outcome: Outcome) -> int | None:
        """The diagram of an outcome as it is now; None where there is none, or a value at hand does not fit it."""
        found = self._seen.get(outcome)
        if found is None and (found := self._held(outcome)) is not None and self._relevance.compares(found):
            found = self._seen[outcome] = self._relevance.beside.known(found, self._facts)
        return found

    def _held(self, outcome: Outcome) -> int | None:
        """The same for whatever can be thought of."""
        held = self._conditions if outcome[0] == "condition" else self._diagrams
        found = held.get(outcome)
        if found is None:
            start = self._relevance.start.get(outcome)
            if start is None or self._relevance.branching.diagrams.mask(start) & self._uncut:
                return None
            found = held[outcome] = self._under(start)
        return found

    def _under(self, diagram: int, without: int = 0) -> int:
        """A diagram as it is for the facts known, but for the variables ``without``, which are bits."""
        cells = self._cells
        if without:
            cells = {variable: cell for variable, cell in cells.items() if not without >> variable & 1}
        return self._relevance.branching.diagrams.under(diagram, cells)

    def _known(self, outcome: Outcome) -> int:
        found = self._now(outcome)
        if found is None:
            raise KeyError(outcome)
        return found

    @property
    def outgrown(self) -> bool:
        """See `Relevance.outgrown`."""
        return self._relevance.outgrown

    # --- outcomes ----------------------------------------------------------------------------------------------

    @property
    def exact(self) -> bool:
        """Whether every fate has a diagram that is good for the facts at hand."""
        return self._relevance.exact and not self._uncut

    def decides(self, key: str) -> bool:
        """Whether a fact can still change what becomes of a matter."""
        relevance = self._relevance
        bits, mask = relevance.bits.get(key, 0), relevance.branching.diagrams.mask
        for one in relevance.fates_of(key):
            diagram = self._diagrams.get(one)
            if diagram is not None and not mask(diagram) & bits:
                continue
            if mask(self._known(one)) & bits:
                return True
        return False

    def rests_on(self, key: str) -> bool:
        """Whether what becomes of some matter would be open again without a known fact."""
        relevance = self._relevance
        bits, mask = relevance.bits.get(key, 0), relevance.branching.diagrams.mask
        others = {name: value for name, value in self._facts.items() if name != key}
        found = (self._under(relevance.start[one], bits) for one in relevance.fates_of(key))
        return any(mask(relevance.beside.known(one, others)) & bits for one in found if mask(one) & bits)

    def knows(self, outcome: Outcome) -> bool:
        """Whether there is a diagram of an outcome, good for the facts at hand."""
        return self._now(outcome) is not None

    def value(self, outcome: Outcome) -> object:
        """What an outcome comes to; `UNKNOWN` while a fact can still change it. KeyError without a diagram."""
        diagram, diagrams = self._known(outcome), self._relevance.branching.diagrams
        return diagrams.value(diagram) if diagrams.decided(diagram) else UNKNOWN

    def open(self, outcome: Outcome) -> frozenset[str]:
        """The facts that can still change an outcome."""
        return self._relevance.names(self._relevance.branching.diagrams.mask(self._known(outcome)), self._facts)

    def open_of(self, outcomes: Iterable[Outcome]) -> frozenset[str]:
        """The facts that can still change any of some outcomes; those without a diagram are left out."""
        mask, found = self._relevance.branching.diagrams.mask, 0
        for outcome in outcomes:
            diagram = self._now(outcome)
            if diagram is not None:
                found |= mask(diagram)
        return self._relevance.names(found, self._facts)

    def fate(self, matter: str) -> tuple[object, bool, frozenset[str]] | None:
        """What becomes of a matter, whether it may still apply, what can still change that; None without a diagram."""
        outcome: Outcome = ("fate", matter)
        diagram = self._now(outcome)
        if diagram is None:
            return None
        found = self._relevance.read.get(diagram)
        if found is None:
            found = (self.value(outcome), self.may_apply(matter), self.open(outcome))
            if not self._relevance.compares(diagram):
                self._relevance.read[diagram] = found
        return found

    def may_apply(self, matter: str) -> bool:
        """Whether a matter may still apply."""
        return "applies" in self._relevance.branching.diagrams.values(self._known(("fate", matter)))


class _Outgrown(Exception):
    def __init__(self, *places: str) -> None:
        super().__init__(*places)
        self.places = frozenset(places)


def either(one: object, other: object) -> bool | None:
    """Whether one of two conditions is true; NULL where that is not known for certain."""
    if one is True or other is True:
        return True
    return None if one is None or other is None else False


def fate_of(stopped: object, wanted: object, refused: object, referred: object) -> Fate:
    """What becomes of a matter by its condition and what stops it, each true, false or NULL."""
    if stopped is True:
        return "stopped"
    if wanted is False:
        return "out"
    if refused is True:
        return "refused" if wanted is True else "undecided"
    if referred is True:
        return "to-person"
    return "undecided" if None in (stopped, wanted, refused, referred) else "applies"
