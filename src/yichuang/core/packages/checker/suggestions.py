"""A person written as a worked example that holds: to be pasted in, read, and signed by somebody."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import yaml

from yichuang.core.packages.checker.people import People, rows_of, trait, values_in, written
from yichuang.core.packages.documents import Example
from yichuang.core.packages.examples import problems_of
from yichuang.core.packages.texts import LANGUAGES, in_language

if TYPE_CHECKING:
    from yichuang.core.packages.facts import Fact
    from yichuang.core.packages.guide import Guide

NOBODY = "nobody yet"
"""Who has checked an example that was suggested."""


def example_for(people: People, facts: Mapping[str, Any], shown: Mapping[str, Any] | None = None) -> str:
    """The example of somebody as YAML; nothing where it could not be written so that it holds.

    ``shown``: the facts that its sentence tells, all of ``facts`` unless given.
    """
    example = example_of(people, facts, shown)
    return "" if problems_of(people.package, example) else _text(example)


def example_of(people: People, facts: Mapping[str, Any], shown: Mapping[str, Any] | None = None) -> Example:
    """The example of somebody, whether or not it holds."""
    package = people.package
    whole = people.whole(facts)
    down = sorted(
        {
            str(fact.registry)
            for key, value in facts.items()
            if value is None and (fact := package.facts[key]).registry and fact.if_down == "ask"
        }
    )
    guide = people.guided(facts)
    taken = {key for key, one in guide.values.items() if one.source != "derived"} | facts.keys()
    taken |= {key for key, fact in package.facts.items() if fact.registry in down and key in whole}
    assumed = values_in(package, _example(people.on, {}, guide, down, {}))
    given = {
        key: _plain(package.facts[key], whole[key])
        for key in package.facts
        if key in taken and key in whole and assumed.get(key, _MISSING) != whole[key]
    }
    return _example(people.on, given, guide, down, shown if shown is not None else facts)


_MISSING = object()


def _example(on: dt.date, given: Mapping[str, Any], guide: Guide, down: list[str], shown: Mapping[str, Any]) -> Example:
    package = guide.package
    laws = [ref for one in guide.matters for ref in one.law]
    laws += [ref for refusal in guide.refusals for ref in refusal.law]
    laws += [ref for one in guide.undecided for ref in (one.referral.law if one.referral else one.matter.law)]
    laws = laws or [ref for key in shown for ref in package.facts[key].law] or package.text.guide.who.law
    words = {language: _sentence(guide, shown, language) for language in LANGUAGES}
    return Example.model_construct(
        sentence=words,
        on=on,
        given=dict(given),
        down=down,
        matters=[one.code for one in guide.matters],
        refusals=[one.code for one in guide.refusals],
        to_person=[one.matter.code for one in guide.undecided],
        materials=[one.code for one in guide.wanted()],
        because=list(dict.fromkeys(laws)),
        checked_by=NOBODY,
    )


def _sentence(guide: Guide, shown: Mapping[str, Any], language: str) -> str:
    facts = guide.package.facts
    told = [trait(facts[key], shown[key]).words(language) for key in facts if key in shown]
    outcome = [in_language(one.short, language) for one in guide.matters]
    outcome += [in_language(one.title, language) for one in guide.refusals]
    outcome += [in_language(one.matter.short, language) for one in guide.undecided]
    told = told or [guide.on.isoformat()]
    comma, arrow, stop = ("，", "→", "。") if language.startswith("zh") else (", ", " → ", ".")
    return comma.join(told) + arrow + (comma.join(outcome) or "–") + stop


def _plain(fact: Fact, value: Any) -> object:
    """A value as examples hold it: bare where YAML has its type, else as text."""
    if value is None or isinstance(value, bool) or (fact.type in ("integer", "date")):
        return value
    return rows_of(value, fact) if isinstance(value, tuple) else written(value, fact)


def _text(example: Example) -> str:
    parts: dict[str, object] = {"sentence": dict(example.sentence), "on": example.on, "given": dict(example.given)}
    for key in ("down", "matters", "refusals", "to_person", "materials"):
        if getattr(example, key):
            parts[key] = getattr(example, key)
    parts |= {"because": list(example.because), "checked_by": example.checked_by}
    lines = []
    for key, value in parts.items():
        flow = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
        lines.append(f"    {key}: {flow.removesuffix('...' + chr(10)).strip()}")
    return "  - " + "\n".join(lines).lstrip() + "\n"
