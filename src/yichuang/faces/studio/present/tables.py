"""A package as readable tables: facts, matters, rules, papers, figures and examples, each with its law."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext, pgettext

from yichuang.core.packages import Citation, Example, Fact, Figure, Material, Matter, Package, Referral, Refusal
from yichuang.core.packages.schema import Proof, Value
from yichuang.core.packages.tables import Table
from yichuang.core.rules import says, units
from yichuang.faces.look.said import day, in_language, listed, money, number, say
from yichuang.faces.present.facts import cited, department_name
from yichuang.faces.present.service import Times, times


@dataclass(frozen=True)
class Rule:
    """A rule in words and as it is written."""

    words: str
    text: str


@dataclass(frozen=True)
class FactLine:
    """A fact: what it is called, where it comes from, what is asked and why, by which articles."""

    key: str
    label: str
    kind: str
    source: str
    rule: str
    options: tuple[str, ...]
    question: str
    why: str
    marks: tuple[str, ...]
    law: list[Citation]


@dataclass(frozen=True)
class MatterLine:
    """A matter: who works on it, when it applies, what is sent, by when it is done."""

    code: str
    title: str
    department: str
    rule: Rule
    sends: str
    gives: str
    times: Times
    law: list[Citation]


@dataclass(frozen=True)
class StopLine:
    """A refusal or referral: when, what it stops, what the person is told."""

    code: str
    title: str
    to_person: str
    rule: Rule
    stops: str
    reason: str
    go: str
    law: list[Citation]


@dataclass(frozen=True)
class MaterialLine:
    """A paper: for which matters, when, and what proves it without paper."""

    code: str
    title: str
    why: str
    matters: str
    rule: Rule | None
    proved_by: str
    law: list[Citation]


@dataclass(frozen=True)
class FigureLine:
    """A dated value with its article. ``now``: whether it is the one in force. ``sure``: checked, not past review."""

    name: str
    value: str
    since: date
    until: date | None
    now: bool
    sure: bool
    note: str
    law: list[Citation]


@dataclass(frozen=True)
class ArticleLine:
    """An article in our own words, whether its text was read, and why no rule names it where none does."""

    ref: str
    cited: str
    says: str
    verified: bool
    not_encoded: str


@dataclass(frozen=True)
class ExampleLine:
    """A worked example, and what follows."""

    position: int
    sentence: str
    on: date
    follows: str
    checked_by: str
    law: list[Citation]


@dataclass(frozen=True)
class TableLine:
    """A decision table: the fact that it gives, its columns in words, its rows with their numbers, values and law.

    The last of a row: whether every article of it was read.
    """

    key: str
    title: str
    first: bool
    columns: list[str]
    rows: list[tuple[int, list[tuple[str, str]], str, list[Citation], str, bool]]


@dataclass(frozen=True)
class Sheet:
    """Everything that the page of a package shows."""

    name: str
    title: str
    summary: str
    in_force: date
    facts: list[FactLine]
    matters: list[MatterLine]
    stops: list[StopLine]
    materials: list[MaterialLine]
    tables: list[TableLine]
    figures: list[FigureLine]
    articles: list[ArticleLine]
    examples: list[ExampleLine]
    #: How many figures in force are not confirmed.
    unsure: int


def sheet(package: Package, on: date) -> Sheet:
    """The tables of a package; what is dated is shown as of the legal date ``on``."""
    on = max(on, package.in_force)
    figures = [_figure(package, one, on) for ones in package.parameters.values() for one in ones]
    return Sheet(
        name=package.name,
        title=in_language(package.title),
        summary=in_language(package.summary),
        in_force=package.in_force,
        facts=[_fact(package, fact, on) for fact in package.facts.values()],
        matters=[_matter(package, one, on) for one in package.matters.values()],
        stops=[_stop(package, one) for one in stops_of(package)],
        materials=[_material(package, one) for one in package.materials.values()],
        tables=[_table(package, key, one) for key, one in package.tables.items()],
        figures=figures,
        articles=_articles(package),
        examples=[_example(package, at, one) for at, one in enumerate(package.examples)],
        unsure=sum(one.now and not one.sure for one in figures),
    )


def stops_of(package: Package) -> list[Refusal | Referral]:
    """What can stop a matter: refusals, then referrals."""
    found: list[Refusal | Referral] = [*package.text.refusals]
    return [*found, *package.text.referrals]


def rule_of(package: Package, place: str) -> Rule:
    """The condition of a matter, refusal, referral or material."""
    expression = package.conditions[place]
    return Rule(say(says(expression, package.labels, language())), expression.text)


def language() -> str:
    """The reader's language."""
    return get_language() or "zh-hans"


def kind_words(kind: str, unit: str | None = None) -> str:
    """What a type is called, and the unit of a number."""
    words = {
        "boolean": pgettext("type", "yes or no"),
        "choice": pgettext("type", "a choice"),
        "integer": pgettext("type", "a whole number"),
        "decimal": pgettext("type", "a number"),
        "money": pgettext("type", "an amount"),
        "date": pgettext("type", "a day"),
        "text": pgettext("type", "text"),
        "list": pgettext("type", "a list"),
    }.get(kind, kind)
    if not unit:
        return words
    return pgettext("type", "%(kind)s (%(unit)s)") % {"kind": words, "unit": in_language(units.words(unit))}


def source_words(package: Package, fact: Fact) -> str:
    """Where a fact comes from, in words."""
    if fact.derive is not None:
        return gettext("Worked out by a rule")
    if fact.parameter is not None:
        return gettext("Figure: %(name)s") % {"name": fact.parameter}
    register = package.world.registries.get(fact.registry or "")
    if register is not None:
        title = in_language(register.title)
        if fact.if_down == "wait":
            return gettext("Register: %(title)s") % {"title": title}
        return gettext("Register: %(title)s; asked where it has nothing or is down") % {"title": title}
    return gettext("Asked of the person")


def _fact(package: Package, fact: Fact, on: date) -> FactLine:
    figure = package.figure(fact.parameter, on) if fact.parameter else None
    marks = [gettext("may be told as what would have to be different")] if fact.changeable else []
    marks += [gettext("an add-on to tick")] if fact.tick else []
    if figure is not None:
        marks.append(gettext("now: %(value)s") % {"value": figure_words(figure.type, figure.value, figure.unit)})
    if fact.bounds is not None:
        marks.append(f"{fact.bounds.least} … {fact.bounds.most}")
    return FactLine(
        key=fact.key,
        label=in_language(fact.label),
        kind=kind_words(fact.type, fact.unit),
        source=source_words(package, fact),
        rule=fact.derive or "",
        options=(
            *(in_language(one.label) for one in fact.options.values()),
            *(in_language(one.label) for one in fact.members.values()),
        ),
        question=in_language(fact.ask) if fact.ask else "",
        why=in_language(fact.why) if fact.why else "",
        marks=tuple(marks),
        law=cited(package, fact.law),
    )


def _labels(package: Package, keys: Iterable[str]) -> str:
    return listed(in_language(package.facts[key].label) for key in keys)


def _titles(package: Package, codes: Iterable[str]) -> str:
    return listed(in_language(package.matters[code].title) for code in codes)


def _matter(package: Package, matter: Matter, on: date) -> MatterLine:
    licences = package.world.licences
    return MatterLine(
        code=matter.code,
        title=in_language(matter.title),
        department=department_name(package, matter.department),
        rule=rule_of(package, matter.code),
        sends=_labels(package, matter.sends),
        gives=listed(in_language(licences[one.licence].title) for one in matter.gives),
        times=times(package, matter, on),
        law=cited(package, matter.law),
    )


def _stop(package: Package, one: Refusal | Referral) -> StopLine:
    codes = one.refuses if isinstance(one, Refusal) else one.refers
    return StopLine(
        code=one.code,
        title=in_language(one.title),
        to_person=department_name(package, one.department) if isinstance(one, Referral) else "",
        rule=rule_of(package, one.code),
        stops=_titles(package, codes) if codes else gettext("everything"),
        reason=in_language(one.reason),
        go=in_language(one.go),
        law=cited(package, one.law),
    )


def _material(package: Package, one: Material) -> MaterialLine:
    return MaterialLine(
        code=one.code,
        title=in_language(one.title),
        why=in_language(one.why),
        matters=_titles(package, one.matters) if one.matters else gettext("every matter"),
        rule=rule_of(package, one.code) if one.when else None,
        proved_by=listed(_proof(package, proof) for proof in one.proved_by),
        law=cited(package, one.law),
    )


def _proof(package: Package, proof: Proof) -> str:
    if proof.level is not None:
        return gettext("signing in") if proof.level == 1 else gettext("having been seen at a window")
    if proof.licence is not None:
        return in_language(package.world.licences[proof.licence].title)
    return in_language(package.facts[proof.fact or ""].label)


def _table(package: Package, key: str, table: Table) -> TableLine:
    facts = package.facts
    names = [in_language(facts[one].label) if one in facts else one for one in table.columns]
    return TableLine(
        key=table.file,
        title=in_language(facts[key].label),
        first=table.hit == "first",
        columns=names,
        rows=[
            (
                row.number,
                [
                    (name, _cell(facts.get(column), cell))
                    for name, column, cell in zip(names, table.columns, row.cells, strict=True)
                ],
                _result(facts[key], row.value),
                cited(package, row.law),
                row.note,
                package.sure_of_row(row),
            )
            for row in table.rows
        ],
    )


def _cell(fact: Fact | None, cell: str) -> str:
    """A cell in words, where it is answers of a choice alone."""
    parts = [part.strip() for part in cell.split(";")]
    if fact is None or cell in ("", "-") or not set(parts) <= fact.options.keys():
        return "" if cell == "-" else cell
    return listed(in_language(fact.options[part].label) for part in parts)


def _result(fact: Fact, cell: str) -> str:
    """What follows from a row, a number with its unit."""
    words = _cell(fact, cell)
    return number(words, fact.unit) if words and fact.unit else words or gettext("a person decides")


def figure_words(kind: str, value: Value, unit: str = "") -> str:
    """A value of a parameter as people write it."""
    if isinstance(value, tuple):
        return listed(money(one) for one in value)
    if kind == "money" and isinstance(value, int):
        return money(value)
    return day(value) if isinstance(value, date) else number(value, unit)


def _figure(package: Package, figure: Figure, on: date) -> FigureLine:
    return FigureLine(
        name=figure.name,
        value=figure_words(figure.type, figure.value, figure.unit),
        since=figure.since,
        until=figure.until,
        now=package.figure(figure.name, on) is figure,
        sure=figure.sure(on),
        note=figure.note,
        law=cited(package, [figure.law]),
    )


def _articles(package: Package) -> list[ArticleLine]:
    refs = [f"{key}/{number}" for key, source in package.law.items() for number in source.articles]
    return [
        ArticleLine(
            ref=ref,
            cited=citation.words(language()),
            says=in_language(citation.article.says),
            verified=citation.verified,
            not_encoded=in_language(citation.article.not_encoded) if citation.article.not_encoded else "",
        )
        for ref in refs
        for citation in [package.cite(ref)]
    ]


def _example(package: Package, at: int, one: Example) -> ExampleLine:
    stops = {each.code: in_language(each.title) for each in stops_of(package)}
    follows = [_titles(package, [code for code in one.matters if code in package.matters])]
    follows += [stops.get(code, code) for code in one.refusals]
    to_person = _titles(package, [code for code in one.to_person if code in package.matters])
    if to_person:
        follows.append(gettext("an officer decides: %(matters)s") % {"matters": to_person})
    return ExampleLine(
        position=at,
        sentence=in_language(one.sentence),
        on=one.on,
        follows=listed(each for each in follows if each) or gettext("nothing"),
        checked_by=one.checked_by,
        law=cited(package, one.because),
    )


def numbered(text: str, marked: Mapping[int, object] | None = None) -> list[tuple[int, str, object]]:
    """The lines of a text with their numbers, and what stands against each."""
    held = marked or {}
    return [(at, line, held.get(at)) for at, line in enumerate(text.splitlines(), 1)]
