"""Sixty facts and forty drawn rules, and two ways to find the next question: decision diagrams, and z3."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from yichuang.core.packages.relevance import Relevance, Standing
from yichuang.core.rules import Expression, FactType, parse

if TYPE_CHECKING:
    from yichuang.core.packages import Package

ON = dt.date(2026, 11, 30)
OPTIONS = ("a", "b", "c", "d")


@dataclass(frozen=True)
class Fact:
    """A fact as `Relevance` looks at it."""

    type: str
    options: tuple[str, ...] = ()
    derive: None = None
    parameter: None = None
    format: None = None


@dataclass(frozen=True)
class Questions:
    """The rules, as a package of matters without refusals, referrals or parameters."""

    facts: dict[str, Fact]
    conditions: dict[str, Expression]
    derived: dict[str, Expression] = field(default_factory=dict)
    general_refusals: tuple[()] = ()
    doubtful: set[str] = field(default_factory=set)
    world: Any = field(default_factory=lambda: SimpleNamespace(divisions=()))

    @property
    def matters(self) -> dict[str, Expression]:
        """Every rule is the condition of a matter."""
        return self.conditions

    def start(self, on: dt.date) -> dict[str, object]:
        """What is known of everyone."""
        return {"today": on}

    def blockers(self, matter: str) -> tuple[tuple[()], tuple[()]]:
        """Nothing refuses."""
        return (), ()

    def mentioned(self, place: str) -> frozenset[str]:
        """The facts of a rule."""
        return self.conditions[place].names

    @property
    def schema(self) -> dict[str, FactType]:
        """The types of the facts."""
        return {name: FactType(one.type, one.options) for name, one in self.facts.items()}  # type: ignore[arg-type]

    def relevance(self) -> Relevance:
        """The diagrams of the rules."""
        return Relevance(cast("Package", self), ON)


def drawn(facts: int = 60, rules: int = 40, seed: int = 5) -> Questions:
    """Rules of three to six literals each, over yes-or-no facts, whole numbers and choices by turns."""
    draw = random.Random(seed)
    kinds = [Fact("boolean"), Fact("integer"), Fact("choice", OPTIONS)]
    found = {f"f{place:02}": kinds[place % 3] for place in range(facts)}

    def literal(name: str) -> str:
        match found[name].type:
            case "boolean":
                return draw.choice(("{}", "not {}")).format(name)
            case "integer":
                return f"{name} {draw.choice(('<', '>=', '='))} {draw.randint(1, 60)}"
        return f"{name} {draw.choice(('=', '<>'))} '{draw.choice(OPTIONS)}'"

    def rule() -> str:
        # What is asked together belongs together: a rule's facts are neighbours.
        first = draw.randrange(facts - 10)
        parts = [literal(name) for name in draw.sample(sorted(found)[first : first + 10], draw.randint(3, 6))]
        half = len(parts) // 2
        return f"({' and '.join(parts[:half])}) or ({' and '.join(parts[half:])})"

    schema = Questions(found, {}).schema
    return Questions(found, {f"r{place:02}": parse(rule(), schema) for place in range(rules)})


def answers(questions: Questions, seed: int) -> dict[str, object]:
    """Somebody's answers."""
    draw = random.Random(seed)

    def answer(fact: Fact) -> object:
        match fact.type:
            case "boolean":
                return draw.random() < 0.5
            case "integer":
                return draw.randint(0, 70)
        return draw.choice(fact.options)

    return {name: answer(fact) for name, fact in questions.facts.items()}


def next_question(questions: Questions, standing: Standing) -> str | None:
    """The first fact, in their order, that can still change what becomes of a matter."""
    return min(standing.open_of(("fate", code) for code in questions.matters), default=None)


def walked(questions: Questions, relevance: Relevance, given: Mapping[str, object]) -> Iterator[tuple[str, Standing]]:
    """The questions that somebody is asked, each with where they stood when it was found."""
    standing = relevance.standing()
    while (asked := next_question(questions, standing)) is not None:
        yield asked, standing
        standing.put(asked, given[asked])
