"""What a change of a package changes: for one person, and for the worked examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from yichuang.core.packages.errors import AnswerError, NotInForce
from yichuang.core.packages.examples import facts_of

if TYPE_CHECKING:
    from yichuang.core.packages.at_hand import Known
    from yichuang.core.packages.documents import Example
    from yichuang.core.packages.guide import Guide
    from yichuang.core.packages.package import Package

Way: TypeAlias = Literal["decision", "reasons", "papers", "questions", "items"]
"""In what somebody's outcome differs: what is decided, why it is refused, what is handed in, asked, or sent."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of somebody, by codes. ``left``: the facts that are still to be asked or looked up."""

    applies: frozenset[str]
    refused: frozenset[str]
    to_person: frozenset[str]
    reasons: frozenset[str]
    papers: frozenset[str]
    asked: frozenset[str]
    left: frozenset[str]
    sends: frozenset[tuple[str, str]]


def outcome(guide: Guide) -> Outcome:
    """What the guide decides."""
    applies = frozenset(one.code for one in guide.matters)
    return Outcome(
        applies=applies,
        refused=frozenset(one.code for one in guide._in_state("refused")),
        to_person=frozenset(one.matter.code for one in guide.undecided),
        reasons=frozenset(one.code for one in guide.refusals)
        | {one.referral.code for one in guide.undecided if one.referral is not None},
        papers=frozenset(one.code for one in guide.wanted()),
        asked=frozenset(one.key for one in guide.answered),
        left=frozenset(guide._walk.open),
        sends=frozenset((code, key) for code in applies for key in guide.sends(code)),
    )


def outcome_of(package: Package, facts: Mapping[str, Known], on: dt.date) -> Outcome | None:
    """What becomes of somebody by the law of ``on``; None before the package's first day."""
    try:
        return outcome(package.guide({key: known for key, known in facts.items() if key in package.facts}, on))
    except NotInForce:
        return None


def ways(before: Outcome | None, after: Outcome | None) -> tuple[Way, ...]:
    """In what two outcomes differ, the weightiest first; what is merely left to be asked counts as questions."""
    if before is None or after is None:
        return ("decision",) if before is not after else ()
    found: list[Way] = []
    settled = not after.left - before.left
    if (settled and (before.applies, before.to_person) != (after.applies, after.to_person)) or (
        settled and before.refused != after.refused
    ):
        found.append("decision")
    if settled and before.reasons != after.reasons:
        found.append("reasons")
    if before.papers != after.papers:
        found.append("papers")
    if before.asked | before.left != after.asked | after.left:
        found.append("questions")
    if settled and before.sends != after.sends and "decision" not in found:
        found.append("items")
    return tuple(found)


@dataclass(frozen=True)
class ExampleChange:
    """A worked example that comes out otherwise. None: it cannot be read, or the day is before the first one."""

    sentence: Mapping[str, str]
    on: dt.date
    before: Outcome | None
    after: Outcome | None

    @property
    def ways(self) -> tuple[Way, ...]:
        """In what it differs."""
        return ways(self.before, self.after)


def weigh_examples(before: Package, after: Package) -> tuple[int, list[ExampleChange]]:
    """How many examples were looked at, of both versions, and those that come out otherwise."""
    examples = {one.sentence["zh-hans"]: (package, one) for package in (after, before) for one in package.examples}
    changes = []
    for package, one in examples.values():
        given = {**package.worked.person, **one.given}
        change = ExampleChange(one.sentence, one.on, _run(before, given, one), _run(after, given, one))
        if change.ways:
            changes.append(change)
    return len(examples), changes


def _run(package: Package, given: Mapping[str, object], example: Example) -> Outcome | None:
    held = {key: value for key, value in given.items() if key in package.facts}
    try:
        return outcome_of(package, facts_of(package, held, example.down), example.on)
    except AnswerError:  # an answer that this version does not have
        return None
