"""Somebody to try a package with: the facts as a form, and beside it what the guide asks and decides, and why."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.core.packages import (
    AnswerError,
    Citation,
    Fact,
    Guide,
    Known,
    NotInForce,
    Package,
    Referral,
    Refusal,
    yuan,
)
from yichuang.core.packages.examples import facts_of
from yichuang.core.rules import units
from yichuang.faces.look.forms import Problem
from yichuang.faces.look.said import in_language, listed, say
from yichuang.faces.present.drafts import Told, told
from yichuang.faces.present.facts import Row, cited, department_name, unverified_words, value_words
from yichuang.faces.present.trials import LONGEST, Somebody, because, roots, rows_behind

#: The name of the field for the legal date, and of the ticks for registers that do not answer.
DAY, DOWN = "on", "down"


@dataclass(frozen=True)
class FieldView:
    """One fact of the form. ``state``: 'wanted' (it is asked now), 'used' (it matters), or '' (it does not)."""

    key: str
    label: str
    kind: str
    options: list[tuple[str, str]]
    value: str
    state: str
    hint: str


@dataclass(frozen=True)
class Group:
    """Facts of one source. ``register``: its code, empty for what the person is asked."""

    register: str
    title: str
    down: bool
    fields: list[FieldView]


@dataclass(frozen=True)
class Decided:
    """A matter that applies: why, by which rows of decision tables, and what its department gets."""

    title: str
    department: str
    why: str
    rows: list[str]
    sends: str
    law: list[Citation]


@dataclass(frozen=True)
class Asked:
    """A question that is open: why it is asked, for whom, by which articles."""

    text: str
    why: str
    needed_by: str
    law: list[Citation]


@dataclass(frozen=True)
class GuideView:
    """What the guide says of somebody."""

    outcome: str
    asked: list[Asked]
    applies: list[Decided]
    possible: list[str]
    told: list[Told]
    reasons: list[tuple[str, str, list[str]]]
    papers: list[str]
    used: list[Row]
    unverified: list[str]


@dataclass(frozen=True)
class Trial:
    """The form and what comes of it; ``guide`` is None where an answer cannot be read."""

    on: str
    groups: list[Group]
    guide: GuideView | None
    problems: list[Problem] = field(default_factory=list)


def from_form(package: Package, posted: Mapping[str, str], down: list[str]) -> tuple[Somebody, list[Problem]]:
    """Whoever was typed in; a legal date that is none is today."""
    given = {fact.key: text for fact in roots(package) if (text := posted.get(fact.key, "").strip()[:LONGEST])}
    try:
        on, problems = date.fromisoformat(posted.get(DAY, "").strip()), []
    except ValueError:
        on, problems = clock.today(), [Problem(gettext("Please write the date as year, month, day: 1990-01-31."), DAY)]
    return Somebody(given, on, tuple(code for code in down if code in package.world.registries)), problems


def trial(package: Package, who: Somebody, problems: list[Problem]) -> Trial:
    """The form, filled in, and what comes of it."""
    guide = None
    try:
        if not problems:
            guide = package.guide(facts_of(package, who.given, who.down), who.on)
    except (AnswerError, NotInForce) as error:
        problems = [Problem(say(error.sentence), error.field or DAY)]
    return Trial(who.on.isoformat(), _groups(package, who, guide), guide_view(guide) if guide else None, problems)


def _groups(package: Package, who: Somebody, guide: Guide | None) -> list[Group]:
    wanted = {one.key for one in guide.ask} | {one.key for one in guide.lookups} if guide else set()
    used = set(guide.values) if guide else set()
    groups: dict[str, list[FieldView]] = {"": []}
    for fact in roots(package):
        state = "wanted" if fact.key in wanted else "used" if fact.key in used else ""
        groups.setdefault(fact.registry or "", []).append(_field(package, fact, who.given.get(fact.key, ""), state))
    registries = package.world.registries
    return [
        Group(code, in_language(registries[code].title) if code else "", code in who.down, fields)
        for code, fields in groups.items()
        if fields
    ]


def _field(package: Package, fact: Fact, value: str, state: str) -> FieldView:
    options: list[tuple[str, str]] = []
    if fact.type == "boolean":
        options = [(text, value_words(package, fact, text == "true")) for text in ("true", "false")]
    elif fact.type == "choice":
        options = [(code, value_words(package, fact, code)) for code in fact.options]
    elif levels := package.among_of(fact.key, package.start(max(clock.today(), package.in_force))):
        options = [(yuan(one), value_words(package, fact, one)) for one in levels]
    if options and value and value not in dict(options):
        options.append((value, value))
    hint = in_language(units.words(fact.unit or ""))
    if fact.type == "list":  # what can be typed: a member with every fact
        hint = json.dumps([dict.fromkeys(fact.members, "")], ensure_ascii=False)
    return FieldView(fact.key, in_language(fact.label), fact.type, options, value, state, hint)


def guide_view(guide: Guide) -> GuideView:
    """What the guide says, each thing with its reason."""
    package = guide.package

    stops: list[Refusal | Referral] = [*guide.refusals]
    stops += [one.referral for one in guide.undecided if one.referral is not None]
    return GuideView(
        outcome=guide.outcome,
        asked=[
            Asked(
                text=in_language(one.fact.ask),
                why=in_language(one.fact.why),
                needed_by=listed(department_name(package, code) for code in one.needed_by),
                law=cited(package, one.fact.law),
            )
            for one in guide.ask
        ],
        applies=[
            Decided(
                title=in_language(one.title),
                department=department_name(package, one.department),
                why=because(guide, one.code),
                rows=rows_behind(guide, one.code),
                sends=listed(in_language(package.facts[key].label) for key in guide.sends(one)),
                law=cited(package, one.law),
            )
            for one in guide.matters
        ],
        possible=[in_language(one.title) for one in guide.possible],
        told=told(guide),
        reasons=[(in_language(one.title), because(guide, one.code), rows_behind(guide, one.code)) for one in stops],
        papers=[in_language(one.title) for one in guide.wanted()],
        used=[_row(package, key, known) for key, known in guide.values.items()],
        unverified=unverified_words(package, guide.unverified),
    )


def _row(package: Package, key: str, known: Known) -> Row:
    fact = package.facts[key]
    return Row(key, in_language(fact.label), value_words(package, fact, known.value))
