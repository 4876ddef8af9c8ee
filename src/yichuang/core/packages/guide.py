"""情形引导: what a package asks one person, what it looks up, and what follows (最少必要原则).

A `Guide` is the answer for one set of facts on one legal date. It is pure: the same facts give the same guide, so a
page may be drawn from it, and filing may check again with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from yichuang.core.packages.errors import AnswerError
from yichuang.core.packages.facts import Answer, Fact, yuan
from yichuang.core.packages.questions import Asking, Question
from yichuang.core.packages.schema import Figure, Material, Matter, Referral, Refusal
from yichuang.core.packages.steps import remaining
from yichuang.core.packages.walk import State, Walk
from yichuang.core.rules import UNKNOWN, Reason
from yichuang.core.words import N_, Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

SELF = "self"
"""The source of what the person said."""

STATED = frozenset({SELF, "clerk"})
"""Sources that are somebody's word, the person's or that of the clerk who wrote it down, and no register's."""

Outcome = Literal["ask", "look-up", "wait", "file", "refused", "to-person"]


@dataclass(frozen=True)
class Known:
    """A fact at hand: its value, who says so (a register's code, "self", "account", "clerk", "derived"), and when.

    ``None`` from a fact's own register means that the register does not have it; from a person, that they do not
    know. `UNKNOWN` from a register means that it was tried and did not answer.
    """

    value: object
    source: str
    at: dt.datetime | None = None


@dataclass(frozen=True)
class Undecided:
    """A matter that goes to a person: by a referral of the package, or because a condition came to NULL."""

    matter: Matter
    department: str
    referral: Referral | None = None


@dataclass(frozen=True)
class Guide:
    """What is asked, looked up and decided. Tuples are in the package's own order; facts are named by their keys.

    ``ask``: questions still open, the first is ``next``. ``answered``: questions answered that still matter.
    ``lookups``: register facts wanted now, before the next question. ``waiting``: register facts that can only come
    from a register that does not answer. ``matters`` apply for certain, ``possible`` still may. ``values``: every
    known fact that matters, with its source; nothing else is shown, kept in a case or sent.
    """

    package: Package
    on: dt.date
    facts: Mapping[str, Known]
    ask: tuple[Question, ...]
    answered: tuple[Question, ...]
    lookups: tuple[Fact, ...]
    waiting: tuple[Fact, ...]
    matters: tuple[Matter, ...]
    possible: tuple[Matter, ...]
    refusals: tuple[Refusal, ...]
    undecided: tuple[Undecided, ...]
    materials: tuple[Material, ...]
    values: Mapping[str, Known]
    figures: tuple[Figure, ...]
    _walk: Walk = field(repr=False, compare=False)
    _to_ask: frozenset[str] = field(repr=False, compare=False)

    @property
    def next(self) -> Question | None:
        """The question to ask now; look-ups come first where they are allowed."""
        return self.ask[0] if self.ask else None

    @property
    def complete(self) -> bool:
        """Nothing left to ask, look up or wait for."""
        return not (self.ask or self.lookups or self.waiting)

    @property
    def outcome(self) -> Outcome:
        """What comes next for the person."""
        if not self.complete:
            return "look-up" if self.lookups else "ask" if self.ask else "wait"
        if self.matters:
            return "file"
        return "to-person" if self.undecided or not self.refusals else "refused"

    @property
    def unverified(self) -> tuple[Figure, ...]:
        """The figures used here that were not checked against their source, or are past their review."""
        return tuple(figure for figure in self.figures if not figure.sure(self.on))

    @property
    def self_declared(self) -> tuple[str, ...]:
        """Facts that a register holds but that the person stated, because the register did not answer."""
        return tuple(
            key for key, known in self.values.items() if known.source == SELF and self.package.facts[key].registry
        )

    @cached_property
    def steps(self) -> int:
        """How many pages at most, the check page included: "step 2 of 4". Never grows by answering."""
        return len(self.answered) + remaining(self._walk, self.package, self._to_ask) + 1

    @property
    def step(self) -> int:
        """The page now: the next question, or the check page when nothing is open."""
        return len(self.answered) + 1

    @property
    def reasons(self) -> Mapping[str, Reason]:
        """Why each matter and refusal is as it is, by code, as a tree over the facts."""
        labels = self.package.labels
        known = self._walk.known
        return {code: rule.explain(known, labels) for code, rule in self.package.conditions.items()}

    def sends(self, matter: Matter | str) -> dict[str, object]:
        """Exactly what the department of a matter that applies gets. KeyError for a matter that does not apply."""
        code = matter if isinstance(matter, str) else matter.code
        applying = next((one for one in self.matters if one.code == code), None)
        if applying is None:
            raise KeyError(code)
        known = self._walk.known
        return {key: value for key in applying.sends if (value := known.get(key)) is not None}

    def read(self, key: str, text: str) -> Answer:
        """An answer as a person wrote it, checked against the lawful bounds. Raises `AnswerError`."""
        fact = self.package.facts[key]
        value = fact.read(text, self.package.world.divisions)
        problem = outside(self.package, fact, value, self._walk.known)
        if problem is not None:
            raise AnswerError("bounds", problem.template, field=key, **dict(problem.params))
        return value


def outside(package: Package, fact: Fact, value: object, known: Mapping[str, object]) -> Sentence | None:
    """Why an amount is not lawful, naming the bounds; None when it is."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    limits = package.bounds_of(fact.key, known)
    if limits is not None and not limits[0] <= value <= limits[1]:
        least, most = (yuan(limit) for limit in limits)
        return Sentence(N_("The amount must be between %(least)s and %(most)s yuan."), {"least": least, "most": most})
    among = package.among_of(fact.key, known)
    if among is not None and value not in among:
        levels = ", ".join(yuan(level) for level in among)
        return Sentence(N_("The amount must be one of these, in yuan: %(levels)s."), {"levels": levels})
    return None


def guide(package: Package, facts: Mapping[str, Known], on: dt.date) -> Guide:
    """See `Package.guide`."""
    start = package.start(on)
    sorted_out = _SortedOut(package, facts, start)
    usable = {key: known.value for key, known in sorted_out.usable.items()}
    walk = _pruned(package, start, Walk(package, dict(start)).run(usable))
    questions = [key for key in walk.open if package.facts[key].asked or key in sorted_out.to_ask]
    # Later look-ups wait for the question before them: its answer may make them needless.
    stop = walk.open.index(questions[0]) if questions else len(walk.open)
    settled = sorted_out.to_ask | sorted_out.waiting
    lookups = [key for key in walk.open[:stop] if package.facts[key].registry and key not in settled]
    values = {key: sorted_out.usable[key] for key in walk.taken}
    answered = [key for key in package.facts if key in values and _is_answer(package.facts[key], values[key])]
    asking = Asking(package, walk, facts, sorted_out.problems, on)
    return Guide(
        package=package,
        on=on,
        facts=facts,
        ask=tuple(asking.question(key) for key in questions),
        answered=tuple(asking.question(key) for key in answered),
        lookups=tuple(package.facts[key] for key in lookups),
        waiting=tuple(package.facts[key] for key in walk.open if key in sorted_out.waiting),
        matters=_in_state(package, walk, "applies"),
        possible=_in_state(package, walk, "open"),
        refusals=tuple(walk.refusals),
        undecided=_undecided(package, walk),
        materials=_materials(package, walk),
        values=values | _derived(package, walk),
        figures=asking.figures_used([*answered, *questions]),
        _walk=walk,
        _to_ask=frozenset(sorted_out.to_ask),
    )


def _is_answer(fact: Fact, known: Known) -> bool:
    return fact.asked or known.source in STATED


def _pruned(package: Package, start: Mapping[str, object], walk: Walk) -> Walk:
    """At the end, without every fact taken on the way that the end does not rest on (the last asked goes first)."""
    if walk.open:
        return walk
    for key in reversed([key for key in package.facts if key in walk.taken]):
        fewer = Walk(package, dict(start), {one: value for one, value in walk.taken.items() if one != key})
        fewer.known |= fewer.taken
        if not fewer.run({}).open:
            walk = fewer
    return walk


class _SortedOut:
    """The facts at hand by what can be done with them: ``usable``, ``to_ask`` (the register failed), ``waiting``."""

    def __init__(self, package: Package, facts: Mapping[str, Known], start: Mapping[str, object]) -> None:
        self.usable: dict[str, Known] = {}
        self.to_ask: set[str] = set()
        self.waiting: set[str] = set()
        self.problems: dict[str, Sentence] = {}
        for key, known in facts.items():
            fact = package.facts.get(key)
            if fact is None or not (fact.asked or fact.registry):
                continue
            problem = outside(package, fact, known.value, start)
            if problem is not None:
                self.problems[key] = problem
            elif known.value is UNKNOWN:
                self._failed(fact)
            elif known.value is not None and not fact.holds(known.value):
                continue  # said to an earlier version, with other answers: as if it had not been said
            elif known.value is None and fact.registry and known.source == fact.registry:
                self._absent(fact, known)
            else:
                self.usable[key] = known

    def _absent(self, fact: Fact, known: Known) -> None:
        if fact.if_absent is not None:
            self.usable[fact.key] = replace(known, value=fact.if_absent)
        elif fact.if_down == "ask":
            self.to_ask.add(fact.key)
        else:
            self.usable[fact.key] = known

    def _failed(self, fact: Fact) -> None:
        if fact.registry:
            (self.to_ask if fact.if_down == "ask" else self.waiting).add(fact.key)


def _in_state(package: Package, walk: Walk, state: State) -> tuple[Matter, ...]:
    return tuple(matter for matter in package.matters.values() if walk.states.get(matter.code) == state)


def _undecided(package: Package, walk: Walk) -> tuple[Undecided, ...]:
    found = [Undecided(matter, matter.department) for matter in _in_state(package, walk, "undecided")]
    for matter in _in_state(package, walk, "to-person"):
        referral = next(one for one in package.blockers(matter.code)[1] if walk.value(one.code) is True)
        found.append(Undecided(matter, referral.department, referral))
    return tuple(found)


def _materials(package: Package, walk: Walk) -> tuple[Material, ...]:
    applying = {matter.code for matter in _in_state(package, walk, "applies")}
    return tuple(
        material
        for material in package.materials.values()
        if (not material.matters and applying) or applying & set(material.matters)
        if material.when is None or walk.value(material.code) is True
    )


def _derived(package: Package, walk: Walk) -> dict[str, Known]:
    """Facts that follow from what was taken, and only from that."""
    taken = walk.taken.keys()
    return {
        key: Known(walk.known[key], "derived")
        for key in package.derived
        if key in walk.known and package.roots(key) and package.roots(key) <= taken
    }
