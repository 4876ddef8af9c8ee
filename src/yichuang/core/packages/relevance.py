"""Which facts can still change anything: the package's outcomes as decision diagrams, compiled for a legal date.

For each matter one diagram says what becomes of it (`Fate`), for each condition one what it comes to. A fact matters
exactly while it stands in the reduced diagram of an outcome that is not decided (最少必要原则); the next question is
a look-up, whatever the rules are. Absence (NULL) is one of the ways in which a fact may turn out.

An outcome whose diagrams outgrow their bound, or whose facts cannot be cut exactly, falls back to "mentioned in what
is still open" and stands in ``inexact``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from yichuang.core.rules import UNKNOWN, Expression, FactType
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


class Relevance:
    """The diagrams of a package on one legal date; ``start`` holds one for each outcome."""

    def __init__(self, package: Package, on: dt.date) -> None:
        self._package = package
        self._known = package.start(on)
        # What is doubtful is so by the shape of the rules, on every day: it is cut but once.
        self.inexact = frozenset(package.doubtful)
        while True:
            try:
                self._compile()
                return
            except _Outgrown as error:
                self.inexact |= error.places

    def _compile(self) -> None:
        package = self._package
        kept = {place: rule for place, rule in package.conditions.items() if place not in self.inexact}
        self.branching = self._branching(kept)
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
        self._touched: dict[int, list[Outcome]] = {}
        for outcome, diagram in self.start.items():
            for variable in self.branching.diagrams.support(diagram):
                self._touched.setdefault(variable, []).append(outcome)

    def touched_by(self, variable: int) -> Sequence[Outcome]:
        """The outcomes that depend on a variable."""
        return self._touched.get(variable, ())

    def _branching(self, conditions: dict[str, Expression]) -> Branching:
        try:
            return self.cut(conditions, sure=True)
        except Doubtful as error:
            doubtful = {place for place, rule in conditions.items() if rule in error.expressions}
            self._package.doubtful.update(doubtful)
            raise _Outgrown(*doubtful) from None
        except TooLarge:
            widest = max(conditions, key=lambda place: len(self._package.mentioned(place)))
            raise _Outgrown(widest) from None

    def cut(self, conditions: Mapping[str, Expression], *, sure: bool = False) -> Branching:
        """The cells of the facts, cut for these conditions. Raises `TooLarge` and, if ``sure``, `Doubtful`."""
        facts, divisions = self._package.facts, sorted(self._package.world.divisions)
        roots = {
            key: FactType(fact.type, tuple(fact.options) if fact.type == "choice" else ())
            for key, fact in facts.items()
            if fact.derive is None and fact.parameter is None
        }
        hints = {key: divisions for key in roots if facts[key].format == "division"}
        needed = {name for rule in conditions.values() for name in rule.names}
        for name, rule in reversed([*self._package.derived.items()]):  # each stands after those that it needs
            if name in needed:
                needed |= rule.names
        derived = {name: rule for name, rule in self._package.derived.items() if name in needed}
        return Branching(roots, derived, self._known, list(conditions.values()), hints, sure)

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

    def names(self, support: frozenset[int], known: Container[str]) -> frozenset[str]:
        """The facts behind variables; a pseudo-fact stands for those of its facts that are not known yet."""
        names, pseudo = self.branching.names, self.branching.pseudo
        found: set[str] = set()
        for variable in support:
            name = names[variable]
            if name is not None:
                found.add(name)
            else:
                found |= {root for root in pseudo[variable].roots if root not in known}
        return frozenset(found)


class Standing:
    """The diagrams of a package as they are for the facts known so far."""

    __slots__ = ("_cells", "_diagrams", "_facts", "_relevance")

    def __init__(self, relevance: Relevance) -> None:
        self._relevance = relevance
        self._cells: dict[int, int] = {}
        self._facts: dict[str, object] = {}
        self._diagrams = dict(relevance.start)

    def copy(self) -> Standing:
        """One of its own with the same facts."""
        other = object.__new__(Standing)
        other._relevance, other._cells = self._relevance, dict(self._cells)
        other._facts, other._diagrams = dict(self._facts), dict(self._diagrams)
        return other

    # --- facts -------------------------------------------------------------------------------------------------

    def put(self, key: str, value: object) -> None:
        """Take a fact; `UNKNOWN` takes it back."""
        branching = self._relevance.branching
        if key not in branching.place:
            return
        if key in self._facts:
            self._give_back(key)
        if value is UNKNOWN:
            return
        self._facts[key] = value
        variable, cell = branching.place[key], branching.cells[key].of(value)
        if cell is None:
            # The cut was not fine enough for this value: what rests on it is judged by what is mentioned.
            for one in self._relevance.touched_by(variable):
                self._diagrams.pop(one, None)
        else:
            self._restrict(variable, cell)
        for place, pseudo in branching.pseudo.items():
            if key in pseudo.roots and self._facts.keys() >= set(pseudo.roots):
                self._restrict(place, branching.cell_of_pseudo(branching.evaluate(pseudo.atom, self._facts)))

    def _restrict(self, variable: int, cell: int) -> None:
        self._cells[variable] = cell
        restrict = self._relevance.branching.diagrams.restrict
        for one in self._relevance.touched_by(variable):
            if one in self._diagrams:
                self._diagrams[one] = restrict(self._diagrams[one], variable, cell)

    def _give_back(self, key: str) -> None:
        """What rests on a fact is made anew from the others."""
        relevance, branching = self._relevance, self._relevance.branching
        del self._facts[key]
        gone = [branching.place[key], *(at for at, pseudo in branching.pseudo.items() if key in pseudo.roots)]
        for variable in gone:
            self._cells.pop(variable, None)
        uncut = {branching.place[one] for one in self._facts} - self._cells.keys()
        for one in {one for variable in gone for one in relevance.touched_by(variable)}:
            diagram = relevance.start[one]
            support = branching.diagrams.support(diagram)
            if support & uncut:
                continue
            for variable in support & self._cells.keys():
                diagram = branching.diagrams.restrict(diagram, variable, self._cells[variable])
            self._diagrams[one] = diagram

    # --- outcomes ----------------------------------------------------------------------------------------------

    def knows(self, outcome: Outcome) -> bool:
        """Whether there is a diagram of an outcome, good for the facts at hand."""
        return outcome in self._diagrams

    def value(self, outcome: Outcome) -> object:
        """What an outcome comes to; `UNKNOWN` while a fact can still change it. KeyError without a diagram."""
        diagram, diagrams = self._diagrams[outcome], self._relevance.branching.diagrams
        return diagrams.value(diagram) if diagrams.decided(diagram) else UNKNOWN

    def open(self, outcome: Outcome) -> frozenset[str]:
        """The facts that can still change an outcome."""
        support = self._relevance.branching.diagrams.support(self._diagrams[outcome])
        return self._relevance.names(support, self._facts)

    def may_apply(self, matter: str) -> bool:
        """Whether a matter may still apply."""
        return "applies" in self._relevance.branching.diagrams.values(self._diagrams["fate", matter])


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
