"""A package tried as anybody: what is asked of an invented person, what applies to them, and why."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, cast

from ninja import Schema
from pydantic import Field

from yichuang.core import clock
from yichuang.core.packages import Answer, Package
from yichuang.core.packages.examples import facts_of
from yichuang.core.packages.schema import MOST_MEMBERS
from yichuang.core.rules import UNKNOWN
from yichuang.core.words import N_, Said
from yichuang.faces.api.drafts import Member
from yichuang.faces.api.present import question_out, refused_out, unverified_out
from yichuang.faces.api.schemas import FactValue, QuestionOut, RefusedOut, Strict, UnverifiedOut
from yichuang.faces.present.trials import LONGEST, Somebody, from_example, roots, why

Text = Annotated[str, Field(max_length=LONGEST)]


class Invented(Strict):
    """An invented person: by fact what is given of them, of a list its members; or the one of a worked ``example``.

    ``on``: the legal date, without one today. ``down``: registers that do not answer. Nothing of it is kept.
    """

    given: dict[str, Text | Annotated[list[Member], Field(max_length=MOST_MEMBERS)]] = Field(default_factory=dict)
    on: date | None = None
    down: list[Annotated[str, Field(max_length=40)]] = Field(default_factory=list, max_length=50)
    example: int | None = Field(default=None, ge=0, lt=1000)


class AppliesOut(Schema):
    """A matter that applies: why, and the names of what its department gets."""

    matter: str
    department: str
    why: str
    sends: list[str]


class ToPersonOut(Schema):
    """A matter that a person decides: by a ``referral`` of the package, or null where the facts do not settle it."""

    matter: str
    department: str
    referral: str | None


class TableRowOut(Schema):
    """By which row of which decision table a fact has its value; the first row below the header is 2."""

    table: str
    row: int
    law: list[str]


class TrialOut(Schema):
    """What becomes of somebody. ``values``: each fact that mattered; ``reasons``: why something stops, by code.

    ``rows``: by which row of which decision table a fact has its value; ``why`` and ``reasons`` name it in words.
    """

    on: date
    outcome: str
    ask: list[QuestionOut]
    lookups: list[str]
    values: dict[str, FactValue]
    applies: list[AppliesOut]
    possible: list[str]
    refusals: list[RefusedOut]
    to_person: list[ToPersonOut]
    reasons: dict[str, str]
    rows: dict[str, TableRowOut]
    materials: list[str]
    unverified: list[UnverifiedOut]


def somebody(package: Package, body: Invented) -> Somebody:
    """The person of a call. Raises Said, which names the fact or the member that there is not."""
    if body.example is not None:
        if body.example >= len(package.examples):
            raise Said("no-example", N_("There is no such worked example."), field="example")
        return from_example(package, body.example)
    known = {fact.key for fact in roots(package)}
    for key in body.given:
        if key not in known:
            raise Said("no-fact", N_("This package asks nothing of this name."), field=f"given.{key}")
    for code in body.down:
        if code not in package.world.registries:
            raise Said("no-register", N_("There is no register of this name."), field="down")
    texts = {key: one if isinstance(one, str) else json.dumps(one) for key, one in body.given.items()}
    on = body.on or max(clock.today(), package.in_force)
    return Somebody({key: text for key, text in texts.items() if text.strip()}, on, tuple(body.down))


def trial_out(package: Package, who: Somebody) -> TrialOut:
    """What the guide says of somebody. Raises AnswerError, NotInForce."""
    guide = package.guide(facts_of(package, who.given, who.down), who.on)
    stops = [one.code for one in guide.refusals]
    stops += [one.referral.code for one in guide.undecided if one.referral is not None]
    return TrialOut(
        on=who.on,
        outcome=guide.outcome,
        ask=[question_out(one) for one in guide.ask],
        lookups=[fact.key for fact in guide.lookups],
        values={
            key: FactValue(package.facts[key].plain(cast("Answer | None", known.value)))
            for key, known in guide.values.items()
            if known.value is not UNKNOWN
        },
        applies=[
            AppliesOut(
                matter=one.code,
                department=one.department,
                why=why(guide, one.code),
                sends=list(guide.sends(one)),
            )
            for one in guide.matters
        ],
        possible=[one.code for one in guide.possible],
        refusals=[refused_out(guide, one) for one in guide.refusals],
        to_person=[
            ToPersonOut(
                matter=one.matter.code,
                department=one.department,
                referral=one.referral.code if one.referral else None,
            )
            for one in guide.undecided
        ],
        reasons={code: why(guide, code) for code in stops},
        rows={
            key: TableRowOut(table=package.tables[key].name, row=row.number, law=list(row.law))
            for key, row in guide.rows.items()
        },
        materials=[one.code for one in guide.wanted()],
        unverified=unverified_out(package, guide.unverified),
    )
