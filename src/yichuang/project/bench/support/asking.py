"""Sixty facts and forty drawn rules, and two ways to find the next question: decision diagrams, and z3."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from yichuang.core.packages import Package, World, load
from yichuang.core.packages.relevance import Relevance, Standing
from yichuang.core.packages.world import Department
from yichuang.core.rules import Expression, FactType

ON = dt.date(2026, 11, 30)
OPTIONS = ("a", "b", "c", "d")
KINDS = (FactType("boolean"), FactType("integer"), FactType("choice", OPTIONS))


@dataclass(frozen=True)
class Questions:
    """Facts by name, and a package in which every rule is the condition of a matter and everything is asked."""

    schema: Mapping[str, FactType]
    package: Package

    @property
    def conditions(self) -> Mapping[str, Expression]:
        """The rules."""
        return self.package.conditions

    def relevance(self) -> Relevance:
        """The diagrams of the rules, made anew."""
        return Relevance(self.package, ON)


def drawn(facts: int = 60, rules: int = 40, seed: int = 5) -> Questions:
    """Rules of three to six literals each, over yes-or-no facts, whole numbers and choices by turns."""
    draw = random.Random(seed)
    found = {f"f{place:02}": KINDS[place % 3] for place in range(facts)}

    def literal(name: str) -> str:
        match found[name].kind:
            case "boolean":
                return draw.choice(("{}", "not {}")).format(name)
            case "integer":
                return f"{name} {draw.choice(('<', '>=', '='))} {draw.randint(1, 60)}"
        return f"{name} {draw.choice(('=', '<>'))} '{draw.choice(OPTIONS)}'"

    def rule() -> tuple[str, list[str]]:
        # What is asked together belongs together: a rule's facts are neighbours.
        first = draw.randrange(facts - 10)
        names = draw.sample(sorted(found)[first : first + 10], draw.randint(3, 6))
        parts = [literal(name) for name in names]
        half = len(parts) // 2
        return f"({' and '.join(parts[:half])}) or ({' and '.join(parts[half:])})", names

    return Questions(found, _package(found, {f"r{place:02}": rule() for place in range(rules)}))


def _package(schema: Mapping[str, FactType], rules: Mapping[str, tuple[str, list[str]]]) -> Package:
    """The rules in a package's files: all are matters of one department."""
    said = {"zh-hans": "某", "en": "it"}
    told = {"text": said, "law": ["act/1"]}
    facts: dict[str, Any] = {}
    for name, one in schema.items():
        facts[name] = {"type": one.kind, "label": said, "ask": said, "why": said, "law": ["act/1"]}
        if one.options:
            facts[name]["options"] = {option: {"label": said} for option in one.options}
    named = {name for _, names in rules.values() for name in names}
    matters = [
        {
            "matter": code,
            "title": said,
            "short": said,
            "item_code": code,
            "department": "office",
            "kind": "licence",
            "when": text,
            "clock": {"promised": "5 workdays", "law": ["act/1"]},
            "sends": [min(names), *(name for name in facts if name not in named and not place)],
            "result": said,
            "law": ["act/1"],
        }
        for place, (code, (text, names)) in enumerate(rules.items())
    ]
    head = {"package": "drawn", "title": said, "summary": said, "in_force": ON, "audience": ["person"]}
    guide = {"who": told, "conditions": [], "steps": [], "fee": told, "places": [], "phones": []}
    law = {"title": said, "number": said, "in_force": ON, "articles": {"1": {"says": said, "verified": False}}}
    files = {
        "package.yaml": {**head, "life_stage": ["any"], "guide": guide, "facts": facts, "matters": matters},
        "law.yaml": {"sources": {"act": law}},
        "examples.yaml": {"person": {}, "examples": []},
    }
    texts = {name: yaml.dump(text, Dumper=_Plain, allow_unicode=True) for name, text in files.items()}
    office = Department(code="office", name=said, duty=said, copy_order=[], objection=[])
    columns = "name,type,from,to,value,law,verified,review_by,note\n"
    return load({**texts, "parameters.csv": columns, "README.md": "Drawn."}, World({"office": office}))


class _Plain(yaml.SafeDumper):
    """Without aliases, which packages may not have."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def answers(questions: Questions, seed: int) -> dict[str, object]:
    """Somebody's answers."""
    draw = random.Random(seed)

    def answer(fact: FactType) -> object:
        match fact.kind:
            case "boolean":
                return draw.random() < 0.5
            case "integer":
                return draw.randint(0, 70)
        return draw.choice(fact.options)

    return {name: answer(fact) for name, fact in questions.schema.items()}


def next_question(questions: Questions, standing: Standing) -> str | None:
    """The first fact, in their order, that can still change what becomes of a matter."""
    return min(standing.open_of(("fate", code) for code in questions.conditions), default=None)


def walked(questions: Questions, relevance: Relevance, given: Mapping[str, object]) -> Iterator[tuple[str, Standing]]:
    """The questions that somebody is asked, each with where they stood when it was found."""
    standing = relevance.standing()
    while (asked := next_question(questions, standing)) is not None:
        yield asked, standing
        standing.put(asked, given[asked])
