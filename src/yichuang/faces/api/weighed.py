"""What the text of a draft changes, as it was weighed: for worked examples, open drafts, running cases and people."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ninja import Schema

from yichuang.core.packages.weighing import Way
from yichuang.core.words import Sentence
from yichuang.faces.api.schemas import Moment
from yichuang.faces.look.said import in_language, say
from yichuang.platform.catalog.models import Revision


class FateOut(Schema):
    """What becomes of somebody, by codes. ``reasons``: refusals and referrals; ``left``: facts still to be asked."""

    applies: list[str]
    to_person: list[str]
    reasons: list[str]
    papers: list[str]
    left: list[str]


class ExampleChangeOut(Schema):
    """A worked example that comes out otherwise, in what (the weightiest first), and how. Null: cannot be judged."""

    sentence: str
    ways: list[Way]
    before: FateOut | None
    after: FateOut | None


class ExamplesOut(Schema):
    """``all``: how many worked examples were looked at, of both versions."""

    all: int
    changed: list[ExampleChangeOut]


class CountedOut(Schema):
    """Open drafts, or running cases: how many, how many were looked at, how many would differ. −1: fewer than five.

    ``ways``: in what; ``gain``, ``lose``: by matter.
    """

    all: int
    looked: int
    changed: int
    ways: dict[Way, int]
    gain: dict[str, int]
    lose: dict[str, int]


class SumsOut(Schema):
    """An amount of all people together, in fen."""

    before: int
    after: int


class TallyOut(Schema):
    """How many people have a matter, gain or lose it, and of how many an officer decides. ``money``: by fact."""

    before: int
    after: int
    gain: int
    lose: int
    to_person_before: int
    to_person_after: int
    money: dict[str, SumsOut]


class PeopleOut(Schema):
    """What becomes of ``all`` invented people on a legal date, by matter.

    ``areas``: for each matter that changes, by the code of a division; ``by_place``: whether a rule speaks of a place,
    else people are spread evenly. ``error``: why rules cannot be judged over a table; then there is nobody.
    """

    on: date
    all: int
    by_place: bool
    matters: dict[str, TallyOut]
    areas: dict[str, dict[str, TallyOut]]
    error: str | None


class WeighedOut(Schema):
    """What the text of an ``edition`` changes; ``fresh``: still that text. ``concerned``: by kind, draft or case."""

    edition: int
    fresh: bool
    at: Moment
    examples: ExamplesOut
    concerned: dict[str, CountedOut]
    people: PeopleOut


def weighed_out(found: Revision) -> WeighedOut | None:
    """What was found when the draft was weighed; None where it was not, or could not be."""
    held = found.weighed
    if not held or "refused" in held:
        return None
    return WeighedOut(
        edition=held["edition"],
        fresh=held["edition"] == found.edition,
        at=held["at"],
        examples=ExamplesOut(
            all=held["examples"]["all"],
            changed=[
                ExampleChangeOut(**{**one, "sentence": in_language(one["sentence"])})
                for one in held["examples"]["changed"]
            ],
        ),
        concerned={kind: CountedOut(**one) for kind, one in held["concerned"].items()},
        people=_people(held["people"]),
    )


def _people(held: Mapping[str, Any]) -> PeopleOut:
    return PeopleOut(
        on=held["on"],
        all=held.get("all", 0),
        by_place=held.get("by_place", False),
        matters={code: _tally(one) for code, one in held.get("matters", {}).items()},
        areas={
            code: {area: _tally(one) for area, one in areas.items()} for code, areas in held.get("areas", {}).items()
        },
        error=say(Sentence(*held["error"])) if "error" in held else None,
    )


def _tally(held: Mapping[str, Any]) -> TallyOut:
    sums = {key: SumsOut(before=before, after=after) for key, (before, after) in held["money"].items()}
    return TallyOut(**{**held, "money": sums})


def unweighed_out(found: Revision) -> str | None:
    """Why the text as it stands could not be weighed."""
    refused = found.weighed.get("refused")
    return say(Sentence(*refused)) if refused and found.weighed["edition"] == found.edition else None
