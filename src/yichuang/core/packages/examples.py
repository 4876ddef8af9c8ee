"""The worked examples of a package, run: a sentence that a lawyer can read, and what really follows."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from yichuang.core.packages.at_hand import SELF, Known
from yichuang.core.packages.errors import AnswerError, Finding
from yichuang.core.packages.facts import Answer, Fact, written, yuan
from yichuang.core.packages.files import near
from yichuang.core.packages.guide import Guide
from yichuang.core.packages.marks import YamlPath
from yichuang.core.packages.texts import in_language
from yichuang.core.rules import UNKNOWN
from yichuang.core.words import N_, Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.documents import Example
    from yichuang.core.packages.package import Package

FILE = "examples.yaml"
NO_FACT, NO_MATTER = N_("There is no fact “%(code)s”."), N_("There is no matter “%(code)s”.")


def check_examples(package: Package) -> list[Finding]:
    """One finding for each thing that comes out otherwise than an example says, at the example's line."""
    lines = package.lines[FILE]
    findings = [_nothing(lines, ("person", key), NO_FACT, key, package.facts) for key in _strange(package)]
    if findings:
        return findings
    for at, example in enumerate(package.examples):
        unknown = [_nothing(lines, ("examples", at, *one[0]), *one[1:]) for one in _unknown(package, example)]
        line = lines.get(("examples", at), 1)
        findings += unknown or [Finding(FILE, line, "example", one) for one in problems_of(package, example)]
    return findings


def _strange(package: Package) -> list[str]:
    return [key for key in package.worked.person if key not in package.facts]


def _unknown(package: Package, example: Example) -> Iterator[tuple[YamlPath, str, str, Iterable[str]]]:
    """What an example names that is not there, or it would say less than it seems to: its place, and what there is."""
    text, facts = package.text, package.facts
    refusals, papers = [one.code for one in text.refusals], [one.code for one in text.materials]
    parts: tuple[tuple[str, Iterable[str], str, Iterable[str]], ...] = (
        ("given", example.given, NO_FACT, facts),
        ("down", example.down, N_("There is no register “%(code)s”."), package.world.registries),
        ("matters", example.matters, NO_MATTER, package.matters),
        ("to_person", example.to_person, NO_MATTER, package.matters),
        ("refusals", example.refusals, N_("There is no refusal “%(code)s”."), refusals),
        ("materials", example.materials, N_("There is no paper “%(code)s”."), papers),
        ("asks_at_most", example.asks_at_most or (), NO_FACT, facts),
        ("offers", example.offers or (), NO_FACT, facts),
        ("sends", example.sends, NO_MATTER, package.matters),
        ("shows", example.shows, NO_FACT, facts),
    )
    for part, codes, template, known in parts:
        for at, code in enumerate(codes):
            if code not in known:
                yield (part, code if isinstance(codes, Mapping) else at), template, code, known
    for matter, keys in example.sends.items():
        for at, key in enumerate(keys):
            if key not in facts:
                yield ("sends", matter, at), NO_FACT, key, facts


def _nothing(lines: Mapping[YamlPath, int], path: YamlPath, template: str, code: str, known: Iterable[str]) -> Finding:
    """The finding that a word names nothing, with the one that was probably meant."""
    what, meant = Sentence(template, {"code": code}), near(code, known)
    said = Sentence(N_("%(what)s Did you mean “%(near)s”?"), {"what": what, "near": meant}) if meant else what
    return Finding(FILE, lines.get(path, lines.get(path[:-1], 1)), "example", said)


def example_facts(package: Package, example: Example) -> dict[str, Known]:
    """The facts of an example as the guide takes them; registers that are up answer everything, if only "absent".

    Raises `AnswerError` where an answer is none.
    """
    usual = {
        key: value
        for key, value in package.worked.person.items()
        if key not in package.facts or package.facts[key].registry not in example.down
    }
    return facts_of(package, {**usual, **example.given}, example.down)


def facts_of(package: Package, given: Mapping[str, object], down: Container[str]) -> dict[str, Known]:
    """Somebody's facts as the guide takes them: what is given, from its register or from the person.

    A register in ``down`` says nothing; any other says "absent" of what is not given. Raises `AnswerError`.
    """
    facts: dict[str, Known] = {}
    for key, fact in package.facts.items():
        if fact.registry:
            facts[key] = Known(UNKNOWN if fact.registry in down else None, fact.registry)
    for key, value in given.items():
        fact = package.facts[key]
        silent = fact.registry in down
        facts[key] = Known(_value(package, fact, value), SELF if fact.asked or silent else str(fact.registry))
    return facts


def _value(package: Package, fact: Fact, value: object) -> Answer | None:
    if value is None:
        return None
    if isinstance(value, list):
        rows = [{key: written(one) for key, one in member.items()} for member in value]
        return fact.read(json.dumps(rows), package.world.divisions)
    return fact.read(written(value), package.world.divisions)


def problems_of(package: Package, example: Example) -> list[Sentence]:
    """What comes out otherwise than an example says."""
    unknown = [key for key in [*_strange(package), *example.given] if key not in package.facts]
    if unknown:
        return [Sentence(NO_FACT, {"code": unknown[0]})]
    try:
        guide = package.guide(example_facts(package, example), example.on)
    except AnswerError as error:
        return [Sentence(N_("“%(key)s”: %(problem)s"), {"key": error.field, "problem": error.sentence})]
    problems: list[Sentence] = []
    _left_open(problems, guide)
    _compare(problems, N_("matters"), example.matters, [one.code for one in guide.matters])
    _compare(problems, N_("refusals"), example.refusals, [one.code for one in guide.refusals])
    _compare(problems, N_("matters for a person"), example.to_person, [one.matter.code for one in guide.undecided])
    _compare(problems, N_("materials"), example.materials, [one.code for one in guide.wanted()])
    if example.offers is not None:
        possible = [one.fact.key for one in guide.offers if not one.ticked and one.possible]
        _compare(problems, N_("add-ons offered"), example.offers, possible)
    _asks(problems, example, guide)
    for code, keys in example.sends.items():
        _compare(
            problems,
            N_("items sent"),
            keys,
            list(guide.sends(code)) if code in {one.code for one in guide.matters} else [],
        )
    _compare_amounts(problems, example.shows, guide)
    applying = {one.code for one in guide.matters}
    for group in package.text.never:
        if set(group) <= applying:
            problems.append(Sentence(N_("%(codes)s must never meet, but do."), {"codes": ", ".join(group)}))
    sentence = in_language(example.sentence, "zh-hans")
    return [
        Sentence(N_("Example “%(sentence)s”: %(problem)s"), {"sentence": sentence, "problem": one}) for one in problems
    ]


def _left_open(problems: list[Sentence], guide: Guide) -> None:
    left = [question.key for question in guide.ask] + [fact.key for fact in (*guide.lookups, *guide.waiting)]
    if left:
        problems.append(Sentence(N_("left open: %(keys)s."), {"keys": ", ".join(left)}))


def _compare(problems: list[Sentence], what: str, expected: list[str], found: list[str]) -> None:
    if sorted(expected) != sorted(found):
        params = {
            "what": Sentence(what),
            "expected": ", ".join(expected) or "–",
            "found": ", ".join(found) or "–",
        }
        problems.append(Sentence(N_("%(what)s: expected %(expected)s, found %(found)s."), params))


def _asks(problems: list[Sentence], example: Example, guide: Guide) -> None:
    if example.asks_at_most is None:
        return
    surplus = [question.key for question in guide.answered if question.key not in example.asks_at_most]
    if surplus:
        problems.append(Sentence(N_("asked needlessly: %(keys)s."), {"keys": ", ".join(surplus)}))


def _compare_amounts(problems: list[Sentence], expected: Mapping[str, str], guide: Guide) -> None:
    found = {question.key: [yuan(amount.fen) for amount in question.amounts] for question in guide.answered}
    for key, amount in expected.items():
        _compare(problems, N_("amounts"), [amount], found.get(key, []))
