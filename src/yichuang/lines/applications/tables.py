"""A service for organisations as a table: one column a question, one row an application."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from yichuang.core.packages import Fact, Known, Package, in_language
from yichuang.core.rules import units
from yichuang.core.sheets import Column, Form
from yichuang.core.words import N_, Sentence

#: How a cell is written down before its fact reads it.
_FORMS: Mapping[str, Form] = {"date": "date", "money": "amount", "integer": "integer", "decimal": "amount"}


def columns(package: Package, language: str) -> list[Column]:
    """The columns of the package's table: what is asked, then its add-ons. What a person types is what a cell holds.

    Every question must have its column, but for lists, which no cell holds: a row that needs one is told so. Which
    cells must be filled is decided row by row, by the guide.
    """
    needed = _always(package)
    asked = [fact for fact in package.facts.values() if fact.asked and fact.type != "list"]
    ordered = [fact for fact in asked if not fact.tick] + [fact for fact in asked if fact.tick]
    return [_column(package, fact, language, fact.key in needed) for fact in ordered]


def _column(package: Package, fact: Fact, language: str, required: bool) -> Column:
    divisions = package.world.divisions
    options = [in_language(option.label, language) for option in fact.options.values()]
    if fact.type == "boolean" and not options:
        options = [
            in_language(words, language) for words in ({"zh-hans": "是", "en": "yes"}, {"zh-hans": "否", "en": "no"})
        ]
    return Column(
        key=fact.key,
        title=in_language(fact.label, language),
        names=tuple(fact.label.values()),
        read=lambda text: fact.read(text, divisions),
        form=_FORMS.get(fact.type, "text"),
        required=required,
        unique=fact.format == "id_number",
        choices=tuple(options),
        example=_beside(fact, language),
    )


def _beside(fact: Fact, language: str) -> str:
    """What stands beside a column's title: the help to its question, and what a number is a number of."""
    help = in_language(fact.help, language) if fact.help else ""
    if not fact.unit:
        return help
    unit = in_language(units.words(fact.unit), language)
    return f"{help} ({unit})" if help else unit


def _always(package: Package) -> frozenset[str]:
    """What every application has to say: what is mentioned without any add-on."""
    brought = {code for codes in package.ticks.values() for code in codes}
    found: set[str] = set()
    for code, matter in package.matters.items():
        if code not in brought:
            sent = {root for key in matter.sends for root in package.roots(key)}
            found |= package.mentioned(code) | sent
    return frozenset(key for key in found if package.facts[key].asked and not package.facts[key].tick)


def obstacles(package: Package, known: Mapping[str, Known], on: date, language: str) -> list[tuple[str, Sentence]]:
    """What keeps one row from being filed: the fact whose cell is wrong (empty for the row), and the sentence."""
    guide = package.guide(known, on)
    needed = Sentence(N_("This is needed here. Please fill it in."))
    wrong = [(question.key, question.problem or needed) for question in guide.ask]
    if not wrong:
        said = [(in_language(one.title, language), in_language(one.reason, language)) for one in guide.refusals]
        wrong = [("", Sentence(N_("%(title)s: %(reason)s"), {"title": title, "reason": why})) for title, why in said]
    if not wrong and not (guide.complete and (guide.matters or guide.undecided)):
        wrong = [("", Sentence(N_("Nothing can be filed for this row. Please check it.")))]
    return wrong
