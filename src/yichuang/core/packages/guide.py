"""情形引导: what a package asks one person, what it looks up, and what follows (最少必要原则).

A `Guide` is the answer for one set of facts on one legal date. It is pure: the same facts give the same guide, so a
page may be drawn from it, and filing may check again with it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from yichuang.core.packages.at_hand import SELF, STATED, UNTICKED, Known, SortedOut, is_answer, outside
from yichuang.core.packages.errors import AnswerError
from yichuang.core.packages.facts import Answer, Fact
from yichuang.core.packages.otherwise import MOST_FACTS, Way, otherwise
from yichuang.core.packages.questions import Asking, Question, Unverified
from yichuang.core.packages.schema import Figure, Material, Matter, Proof, Referral, Refusal
from yichuang.core.packages.steps import remaining
from yichuang.core.packages.tables import Row
from yichuang.core.packages.walk import State, Walk
from yichuang.core.rules import UNKNOWN, Reason

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

Outcome = Literal["ask", "look-up", "wait", "file", "refused", "to-person"]


@dataclass(frozen=True)
class Undecided:
    """A matter that goes to a person: by a referral of the package, or because a condition came to NULL."""

    matter: Matter
    department: str
    referral: Referral | None = None


@dataclass(frozen=True)
class Offer:
    """An add-on (联合办理): one tick. ``matters`` are what it brings, ``told`` why it cannot be had."""

    fact: Fact
    ticked: bool
    matters: tuple[Matter, ...]
    told: tuple[Refusal, ...] = ()

    @property
    def possible(self) -> bool:
        """Whether it can be ticked; what was ticked can be unticked in any case."""
        return self.ticked or not self.told


@dataclass(frozen=True, eq=False)
class Guide:
    """What is asked, looked up and decided. Facts go by their keys, in the order in which they are asked."""

    package: Package
    on: dt.date
    facts: Mapping[str, Known]
    _walk: Walk = field(repr=False)
    _sorted: SortedOut = field(repr=False)

    @cached_property
    def ask(self) -> tuple[Question, ...]:
        """The questions still open."""
        return tuple(self._asking.question(key) for key in self._questions)

    @cached_property
    def answered(self) -> tuple[Question, ...]:
        """The questions answered that still matter."""
        return tuple(self._asking.question(key) for key in self._answered)

    @cached_property
    def lookups(self) -> tuple[Fact, ...]:
        """The register facts wanted now, before the next question: its answer may make later ones needless."""
        facts, opened = self.package.facts, self._walk.open
        stop = opened.index(self._questions[0]) if self._questions else len(opened)
        settled = self._sorted.to_ask | self._sorted.waiting
        return tuple(facts[key] for key in opened[:stop] if facts[key].registry and key not in settled)

    @cached_property
    def offers(self) -> tuple[Offer, ...]:
        """The add-ons that would bring a matter, or would be refused one, once everything else is settled.

        Before that nobody can say which of them matter, so there are none.
        """
        ticked = {key for key in self.package.ticks if self._ticked(key)}
        settled = self if not ticked else self._with(dict.fromkeys(ticked, False))
        if not (settled.complete and (settled.matters or settled.undecided)):
            return ()
        return tuple(offer for key in self.package.ticks if (offer := self._offer(key, key in ticked)) is not None)

    def _offer(self, key: str, ticked: bool) -> Offer | None:
        there = self if ticked else self._with({key: True})
        states = {code: there._walk.states.get(code, "out") for code in self.package.ticks[key]}
        brought = [self.package.matters[code] for code, state in states.items() if state not in ("out", "refused")]
        refused = {code for code, state in states.items() if state == "refused"}
        told = tuple(one for one in there.refusals if refused & set(one.refuses))
        if not brought and not told and not ticked:
            return None
        return Offer(self.package.facts[key], ticked, tuple(brought), () if brought else told)

    def _ticked(self, key: str) -> bool:
        known = self._sorted.usable.get(key)
        return known is not None and known.value is True

    def _with(self, changed: Mapping[str, object]) -> Guide:
        """The guide as it would be if these were said."""
        facts = {**self.facts, **{key: Known(value, SELF) for key, value in changed.items()}}
        return guide(self.package, facts, self.on)

    @cached_property
    def at_hand(self) -> Mapping[str, object]:
        """Every value that can be used, whether or not it matters now."""
        return {key: known.value for key, known in self._sorted.usable.items()}

    def state_with(self, changed: Mapping[str, object], matter: str) -> State:
        """What would become of a matter if these facts were different; "refused", too, where one is not lawful."""
        key = tuple(sorted(changed.items()))
        if key not in self._would_be:
            facts = {**self.facts, **{key: Known(value, SELF) for key, value in changed.items()}}
            self._would_be[key] = _walked(self.package, facts, self.on)
        walk, sorted_out = self._would_be[key]
        standing, state = walk.board.standing, walk.states[matter]
        if state == "open" and standing.knows(("fate", matter)) and not standing.may_apply(matter):
            return "refused"
        return "refused" if changed.keys() & sorted_out.problems.keys() else state

    @cached_property
    def _would_be(self) -> dict[tuple[tuple[str, object], ...], tuple[Walk, SortedOut]]:
        return {}

    def otherwise(self, refusal: Refusal) -> Way:
        """What would have to be different for one of the matters that a refusal stops not to be refused.

        The fewest facts that the author marks changeable, of these a way that leaves nothing to an officer, then the
        last asked, each with its nearest value; none where there is no way.
        """
        stopped = [one.code for one in self._in_state("refused") if not refusal.refuses or one.code in refusal.refuses]
        place = self.package.places

        def weight(way: Way) -> tuple[int, bool, list[int]]:
            return len(way), way.by_officer, [-place[change.fact.key] for change in way]

        best = Way()
        for code in stopped:
            way = otherwise(self, code, len(best) or MOST_FACTS)
            if way and (not best or weight(way) < weight(best)):
                best = way
        return best

    @cached_property
    def waiting(self) -> tuple[Fact, ...]:
        """The facts that can only come from a register that does not answer."""
        return tuple(self.package.facts[key] for key in self._walk.open if key in self._sorted.waiting)

    @cached_property
    def values(self) -> Mapping[str, Known]:
        """Every known fact that the outcome rests on, with its source."""
        taken, known = self._walk.taken, self._walk.known
        usable = self._sorted.usable
        values = {key: usable[key] for key in taken if usable[key].source != UNTICKED}
        for key in self.package.derived:
            roots = self.package.roots(key)
            if key in known and roots and roots <= taken.keys():
                values[key] = Known(known[key], "derived")
        return values

    @cached_property
    def kept(self) -> Mapping[str, Known]:
        """`values`, and what registers hold of the items of matters that a person decides.

        Nothing else is shown, kept in a case, or sent.
        """
        wanted = {key for one in self.undecided for key in one.matter.sends if self.package.facts[key].registry}
        at_hand = {key: known for key, known in self._sorted.usable.items() if key in wanted}
        return {**at_hand, **self.values}

    @cached_property
    def matters(self) -> tuple[Matter, ...]:
        """The matters that apply for certain."""
        return self._in_state("applies")

    @cached_property
    def possible(self) -> tuple[Matter, ...]:
        """The matters that still may apply."""
        return self._in_state("open")

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """The refusals that hold and stop something that the person wants."""
        return tuple(self._walk.refusals)

    @cached_property
    def undecided(self) -> tuple[Undecided, ...]:
        """The matters that go to a person."""
        found = [Undecided(matter, matter.department) for matter in self._in_state("undecided")]
        for matter in self._in_state("to-person"):
            referrals = self.package.blockers(matter.code)[1]
            referral = next(one for one in referrals if self._walk.value(one.code) is True)
            found.append(Undecided(matter, referral.department, referral))
        return tuple(found)

    @cached_property
    def materials(self) -> tuple[Material, ...]:
        """The materials that the applying matters need; one with ``proved_by`` is not uploaded where a proof holds."""
        applying = {matter.code for matter in self.matters}
        return tuple(
            material
            for material in self.package.text.materials
            if (applying & set(material.matters) if material.matters else applying)
            if material.when is None or self._walk.value(material.code) is True
        )

    def wanted(self, level: int = 1, licences: Container[str] = ()) -> tuple[Material, ...]:
        """The materials that nothing proves and that must therefore be handed in.

        ``level``: how surely the applicant is known; ``licences``: the codes of the licences that they hold.
        """
        return tuple(one for one in self.materials if not self._proved(one, level, licences))

    def _proved(self, material: Material, level: int, licences: Container[str]) -> bool:
        return any(self._proves(proof, level, licences) for proof in material.proved_by)

    def _proves(self, proof: Proof, level: int, licences: Container[str]) -> bool:
        if proof.level is not None:
            return level >= proof.level
        if proof.licence is not None:
            return proof.licence in licences
        known = self._sorted.usable.get(proof.fact or "")
        return known is not None and known.value is not None and known.source not in STATED

    @cached_property
    def _papers(self) -> int:
        """How many materials may still have to be handed in, each on a page of its own."""
        possible = {one.code for one in (*self.matters, *self.possible)}
        return sum(
            bool(possible & set(one.matters) if one.matters else possible)
            and not self._proved(one, 1, ())
            and (one.when is None or self._walk.value(one.code) in (True, UNKNOWN))
            for one in self.package.text.materials
        )

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The dated figures behind the questions and the decisions."""
        return self._asking.figures_used([*self._answered, *self._questions])

    @property
    def next(self) -> Question | None:
        """The question to ask now; look-ups come first where they are allowed."""
        return self._asking.question(self._questions[0]) if self._questions else None

    @property
    def complete(self) -> bool:
        """Nothing left to ask, look up or wait for."""
        return not (self._questions or self.lookups or self.waiting)

    @property
    def outcome(self) -> Outcome:
        """What comes next for the person."""
        if not self.complete:
            return "look-up" if self.lookups else "ask" if self._questions else "wait"
        if self.matters:
            return "file"
        return "to-person" if self.undecided or not self.refusals else "refused"

    @cached_property
    def unverified(self) -> tuple[Unverified, ...]:
        """What decides something here and was not checked against its source, or is past its review."""
        places = dict.fromkeys(self._walk.places())
        sent: dict[str, None] = {}
        for matter in (*self.matters, *(one.matter for one in self.undecided)):
            places |= dict.fromkeys(self._papers_of(matter))
            sent |= dict.fromkeys(matter.sends)
        asked = [*self._answered, *self._questions]
        return self._asking.unverified(asked, places, sent)

    def unverified_of(self, matter: str) -> tuple[Unverified, ...]:
        """What was not checked of what decides one matter, its papers and what its department gets."""
        refusals, referrals = self.package.places_of(matter)
        one = self.package.matters[matter]
        return self._asking.unverified((), [matter, *refusals, *referrals, *self._papers_of(one)], one.sends)

    def _papers_of(self, matter: Matter) -> list[str]:
        return [one.code for one in self.package.materials_of(matter.code) if one.when is not None]

    def rests(self, key: str) -> tuple[Unverified, ...]:
        """What was not checked of what a value rests on."""
        return self._asking.unverified((), (), [key])

    @property
    def self_declared(self) -> tuple[str, ...]:
        """Facts that a register holds but that the person stated, because the register did not answer."""
        return tuple(
            key for key, known in self.values.items() if known.source == SELF and self.package.facts[key].registry
        )

    @cached_property
    def steps(self) -> int:
        """How many pages at most, materials and the check page included: "step 2 of 4". Never grows by answering."""
        return len(self._answered) + remaining(self._walk, self.package, self._sorted.to_ask) + self._papers + 1

    @property
    def step(self) -> int:
        """The page now: the next question, or the check page when nothing is open."""
        return self.steps if self.complete else len(self._answered) + 1

    @property
    def reasons(self) -> Mapping[str, Reason]:
        """Why each matter and refusal is as it is, by code, as a tree over the facts."""
        labels = self.package.labels
        known = self._walk.known
        return {code: rule.explain(known, labels) for code, rule in self.package.conditions.items()}

    @property
    def rows(self) -> Mapping[str, Row]:
        """By which row of its table each derived fact has its value, of those that a table derives."""
        return self._asking.rows

    def sends(self, matter: Matter | str) -> dict[str, object]:
        """Exactly what the department of a matter that applies gets. KeyError for a matter that does not apply."""
        code = matter if isinstance(matter, str) else matter.code
        applying = next((one for one in self.matters if one.code == code), None)
        if applying is None:
            raise KeyError(code)
        known = self._walk.known
        return {key: value for key in applying.sends if (value := known.get(key)) is not None}

    def sends_undecided(self, one: Undecided) -> dict[str, object]:
        """What the person who decides gets: of the items of its matter those that are at hand, and nothing else."""
        values = {key: self.kept[key].value for key in one.matter.sends if key in self.kept}
        return {key: value for key, value in values.items() if value is not None}

    def read(self, key: str, text: str) -> Answer:
        """An answer as a person wrote it, checked against the lawful bounds. Raises `AnswerError`."""
        fact = self.package.facts[key]
        value = fact.read(text, self.package.world.divisions)
        problem = outside(self.package, fact, value, self._walk.known)
        if problem is not None:
            raise AnswerError("bounds", problem.template, field=key, **dict(problem.params))
        return value

    @cached_property
    def _questions(self) -> list[str]:
        facts, to_ask = self.package.facts, self._sorted.to_ask
        return [key for key in self._walk.open if facts[key].asked or key in to_ask]

    @cached_property
    def _answered(self) -> list[str]:
        taken, usable = self._walk.taken, self._sorted.usable
        facts = self.package.facts
        return [key for key in self.package.order if key in taken and is_answer(facts[key], usable[key])]

    @cached_property
    def _asking(self) -> Asking:
        return Asking(self.package, self._walk, self._sorted.problems, self.on)

    def _in_state(self, state: State) -> tuple[Matter, ...]:
        return tuple(one for one in self.package.text.matters if self._walk.states.get(one.code) == state)


def guide(package: Package, facts: Mapping[str, Known], on: dt.date) -> Guide:
    """See `Package.guide`."""
    walk, sorted_out = _walked(package, facts, on)
    walk.prune()
    return Guide(package, on, facts, walk, sorted_out)


def _walked(package: Package, facts: Mapping[str, Known], on: dt.date) -> tuple[Walk, SortedOut]:
    board = package.days.board(on)
    sorted_out = SortedOut(package, facts, board.known)
    return Walk(package, board).run({key: known.value for key, known in sorted_out.usable.items()}), sorted_out
