"""The questions of a draft, and everything that stands on its check page or its refusal."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from django.utils.translation import gettext

from yichuang.core.packages import Choice, Citation, Guide, Matter, Package, Question, Refusal, yuan
from yichuang.core.rules import UNKNOWN, units
from yichuang.faces.look.said import chinese, in_language, listed, money, say
from yichuang.faces.present.facts import (
    Badge,
    Row,
    cited,
    department_name,
    source_badge,
    unverified_badge,
    unverified_labels,
    value_words,
)
from yichuang.faces.present.files import MaterialRow, material_rows
from yichuang.faces.present.service import Times, times
from yichuang.lines.applications.queries import Opened


@dataclass(frozen=True)
class Ways:
    """Where a face asks a question and takes an objection: the address of each, by draft and fact."""

    question: Callable[[str, str], str]
    objection: Callable[[str, str], str]


# --- a question ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OptionView:
    """An answer to press."""

    value: str
    label: str
    help: str
    side: str
    chosen: bool


@dataclass(frozen=True)
class QuestionPage:
    """What a question page shows. ``kind``: options, levels, county, date, money or text."""

    key: str
    text: str
    help: str
    kind: str
    step: int
    steps: int
    options: list[OptionView]
    side_label: str
    unverified: bool
    own_amount: bool
    own_value: str
    bounds: tuple[str, str] | None
    format: str
    unit: str
    why: str
    needed_by: str
    law: list[Citation]
    tried: str
    tried_name: str
    silent: bool
    counties: list[tuple[str, list[tuple[str, str]]]]
    problem: str


def find_question(guide: Guide, key: str) -> Question | None:
    """The question about a fact, open or answered; None when it is not asked in this situation."""
    return next((one for one in (*guide.ask, *guide.answered) if one.key == key), None)


def question_page(opened: Opened, question: Question, typed: str) -> QuestionPage:
    """The page of one question; ``typed`` is what was answered and not saved (yet)."""
    package, guide, fact = opened.published.package, opened.guide, question.fact
    register = package.world.registries.get(question.tried or "")
    owner = in_language(register.owner) if register else ""
    return QuestionPage(
        key=question.key,
        text=in_language(fact.ask),
        help=in_language(fact.help),
        kind=_kind(question),
        step=len(answered_before(guide, question.key)) + 1,
        steps=guide.steps,
        options=[_option(question, choice, typed) for choice in question.choices],
        side_label=next((in_language(one.amounts[0].label) for one in question.choices if one.amounts), ""),
        unverified=bool(question.unverified(guide.on)) and fact.type == "money",
        own_amount=fact.type == "money" and not question.only_choices,
        own_value=_own_value(question),
        bounds=(money(question.bounds[0]), money(question.bounds[1])) if question.bounds else None,
        format=fact.format or "",
        unit=in_language(units.words(fact.unit or "")) if fact.type != "list" else "",
        why=in_language(fact.why),
        needed_by=listed(department_name(package, code) for code in question.needed_by),
        law=cited(package, fact.law),
        tried=owner,
        tried_name=in_language(register.title) if register else "",
        silent=question.tried in opened.content.down(),
        counties=_counties(package)
        if "division" in (fact.format, *(one.format for one in fact.members.values()))
        else [],
        problem=say(question.problem) if question.problem else "",
    )


def answered_before(guide: Guide, key: str) -> list[str]:
    """The questions that were answered before this one is asked, in their order."""
    keys = [one.key for one in guide.answered]
    return keys[: keys.index(key)] if key in keys else keys


def _kind(question: Question) -> str:
    fact = question.fact
    if fact.format == "division":
        return "county"
    if question.choices:
        return "levels" if fact.among else "options"
    return fact.type if fact.type in ("date", "money", "list") else "text"


def _option(question: Question, choice: Choice, typed: str) -> OptionView:
    fact = question.fact
    help = in_language(choice.help)
    if fact.type == "money" and not fact.among:
        help = f"{in_language(fact.label)} {money(fact_value(question, choice.value))}"
    value = question.value
    chosen = choice.value == typed if typed else value is not UNKNOWN and fact_value(question, choice.value) == value
    side = money(choice.amounts[0].fen) if choice.amounts else ""
    return OptionView(choice.value, in_language(choice.label), help, side, chosen)


def _own_value(question: Question) -> str:
    """An amount that was answered and is none of those offered, as it is typed; empty otherwise."""
    value = question.value
    if question.fact.type != "money" or not isinstance(value, int):
        return ""
    offered = {fact_value(question, choice.value) for choice in question.choices}
    return "" if value in offered else yuan(value)


def fact_value(question: Question, text: str) -> int:
    """The value that a choice stands for."""
    return question.fact.read(text)  # type: ignore[return-value]  # choices are the package's own


def _counties(package: Package) -> list[tuple[str, list[tuple[str, str]]]]:
    """The counties of the installation's province by city, for a list that needs no typing."""
    divisions = package.world.divisions
    cities = [one for one in divisions.values() if one.parent in divisions and not divisions[one.parent].parent]
    return [
        (city.name, [(one.code, one.name) for one in divisions.values() if one.parent == city.code]) for city in cities
    ]


# --- the check page ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recipient:
    """A department with the matter it gets and the items that go to it."""

    department: str
    matter: str
    items: str
    law: list[Citation]
    times: Times


@dataclass(frozen=True)
class Otherwise:
    """What would have to be different, one line for each fact: what is the person's to choose, and what must be so.

    ``by_officer``: the rules would then leave it to an officer.
    """

    wishes: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    by_officer: bool


@dataclass(frozen=True)
class Told:
    """A refusal or referral, in words: why, by which article, and where to go instead.

    ``department``: whose officer decides what no rule decides; it can be filed. Empty for a refusal.
    ``otherwise``: what would have to be different; None where nothing can be told.
    """

    title: str
    reason: str
    go: str
    law: list[Citation]
    department: str = ""
    otherwise: Otherwise | None = None


@dataclass(frozen=True)
class OfferView:
    """An add-on: one tick with one sentence; ``told`` says why it cannot be had, where it cannot."""

    key: str
    label: str
    help: str
    ticked: bool
    possible: bool
    told: list[Told]


@dataclass(frozen=True)
class Group:
    """What one register says."""

    source: Badge
    rows: list[Row]


@dataclass(frozen=True)
class CheckPage:
    """What the check page and the refusal page show."""

    title: str
    act: str
    answers: list[Row]
    registered: list[Group]
    recipients: list[Recipient]
    materials: list[MaterialRow]
    told: list[Told]
    offers: list[OfferView]
    unverified: list[str]
    step: int


def check_page(opened: Opened, ways: Ways, objected: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> CheckPage:
    """The page on which everything stands that will be filed, or that led to a refusal.

    ``objected``: where objections stand, lines by fact, shown beside what the register says.
    """
    package, guide = opened.published.package, opened.guide
    answers = [_answer_row(opened, one, ways) for one in guide.answered]
    return CheckPage(
        title=in_language(package.title),
        act=listed(in_language(matter.short) for matter in (*guide.matters, *(one.matter for one in guide.undecided))),
        answers=answers,
        registered=_registered(opened, ways, objected),
        recipients=_recipients(guide, package),
        materials=material_rows(opened),
        told=told(guide),
        offers=offers(guide),
        unverified=unverified_labels(package, guide.unverified),
        step=guide.steps,
    )


def _registered(opened: Opened, ways: Ways, objected: Mapping[str, tuple[str, ...]]) -> list[Group]:
    """What registers say and what is used of it, register by register, each line with its way to object."""
    package, guide = opened.published.package, opened.guide
    asked = {one.key for one in guide.answered}
    groups: dict[str, Group] = {}
    for key, known in guide.kept.items():
        fact = package.facts[key]
        badge = source_badge(package, known.source, fact)
        if key in asked or not fact.registry or badge is None:
            continue
        url = ways.objection(opened.draft.public_id, key)
        value = value_words(package, fact, known.value)
        row = Row(key, in_language(fact.label), value, extra=objected.get(key, ()), url=url)
        groups.setdefault(badge.words, Group(badge, [])).rows.append(row)
    return list(groups.values())


def _answer_row(opened: Opened, question: Question, ways: Ways) -> Row:
    package, guide = opened.published.package, opened.guide
    known = guide.values[question.key]
    badges: list[Badge | None] = [source_badge(package, known.source, question.fact)]
    if question.amounts and question.unverified(guide.on):
        badges.append(unverified_badge())
    return Row(
        key=question.key,
        label=in_language(question.fact.label),
        value=value_words(package, question.fact, known.value),
        extra=tuple(f"{in_language(one.label)} {money(one.fen)}" for one in question.amounts),
        badges=tuple(filter(None, badges)),
        url=ways.question(opened.draft.public_id, question.key),
    )


def _recipients(guide: Guide, package: Package) -> list[Recipient]:
    """Who gets what: of what applies, then of what a person decides."""
    found = [_recipient(guide, package, matter, matter.department, guide.sends(matter)) for matter in guide.matters]
    for one in guide.undecided:
        found.append(_recipient(guide, package, one.matter, one.department, guide.sends_undecided(one)))
    return found


def _recipient(
    guide: Guide, package: Package, matter: Matter, department: str, sent: Mapping[str, object]
) -> Recipient:
    return Recipient(
        department=department_name(package, department),
        matter=in_language(matter.short),
        items=listed(_item(guide, key, value) for key, value in sent.items()),
        law=cited(package, matter.law),
        times=times(package, matter, guide.on),
    )


def _item(guide: Guide, key: str, value: object) -> str:
    """What an item that is sent is called. One that was worked out stands nowhere else: it has its value, and the
    articles of the row where a table says it."""
    package, fact = guide.package, guide.package.facts[key]
    label = in_language(fact.label)
    if fact.derive is None:
        return label
    said = f"{label} {value_words(package, fact, value)}"
    sure = not guide.rests(key)
    if key not in guide.rows:
        return said if sure else gettext("%(item)s (not yet verified)") % {"item": said}
    law = listed(one.words("zh-hans" if chinese() else "en") for one in cited(package, guide.rows[key].law))
    whole = gettext("%(item)s (by %(law)s)") if sure else gettext("%(item)s (by %(law)s, not yet verified)")
    return whole % {"item": said, "law": law}


def offers(guide: Guide) -> list[OfferView]:
    """The add-ons that this person may tick, and why others cannot be had."""
    package = guide.package
    return [
        OfferView(
            key=one.fact.key,
            label=in_language(one.fact.label),
            help=in_language(one.fact.help),
            ticked=one.ticked,
            possible=one.possible,
            told=[_refusal(package, each) for each in one.told],
        )
        for one in guide.offers
    ]


def _refusal(package: Package, one: Refusal) -> Told:
    return Told(in_language(one.title), in_language(one.reason), in_language(one.go), cited(package, one.law))


def _otherwise(guide: Guide, one: Refusal) -> Otherwise | None:
    """Each fact that would have to be different, and how."""
    changes = guide.otherwise(one)

    def lines(*, wished: bool) -> tuple[tuple[str, str], ...]:
        ones = ((change.fact, change.value) for change in changes if change.wished == wished)
        return tuple((in_language(fact.label), value_words(guide.package, fact, value)) for fact, value in ones)

    return Otherwise(lines(wished=True), lines(wished=False), changes.by_officer) if changes else None


def told(guide: Guide) -> list[Told]:
    """What cannot be had here and why, refusals first, then what goes to a person."""
    package = guide.package
    found = [replace(_refusal(package, one), otherwise=_otherwise(guide, one)) for one in guide.refusals]
    for one in guide.undecided:
        office = department_name(package, one.department)
        if one.referral is not None:
            words = one.referral
            law = cited(package, words.law)
            found.append(Told(in_language(words.title), in_language(words.reason), in_language(words.go), law, office))
        else:
            title = in_language(one.matter.title)
            reason = gettext("What is on record does not settle it. An officer must look at it.")
            go = gettext("Please go to the window of: %(office)s.") % {"office": office}
            found.append(Told(title, reason, go, cited(package, one.matter.law), office))
    return found


# --- registers that do not answer ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Silent:
    """A register that does not answer, with what it was asked for."""

    title: str
    owner: str
    items: str
    since: str


def silent_registers(opened: Opened) -> list[Silent]:
    """The registers that did not answer, by their names."""
    package = opened.published.package
    found = []
    for code in sorted(opened.content.down()):
        register = package.world.registries.get(code)
        if register is not None:
            items = listed(in_language(fact.label) for fact in package.facts.values() if fact.registry == code)
            at = opened.content.registers[code].get("at", "")
            found.append(Silent(in_language(register.title), in_language(register.owner), items, at))
    return found
