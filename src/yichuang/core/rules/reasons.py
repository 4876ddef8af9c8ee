"""Why a rule is as it is: the parts that decided, down to the facts, and the same as a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from yichuang.core.rules.kinds import UNKNOWN, Facts, FactType, Result
from yichuang.core.rules.phrases import Label, Labels, Speaker, joined, types_of
from yichuang.core.rules.tree import And, Case, Coalesce, Constant, Fact, Is, Node, Not, Or, union
from yichuang.core.words import Sentence

Form: TypeAlias = Literal["all", "any", "leaf"]


@dataclass(frozen=True)
class Person:
    """The facts of one person, with their types and labels."""

    facts: Facts
    types: Mapping[str, FactType]
    labels: Mapping[str, Label | Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class Shape:
    """What a reason consists of, for everybody of whom the same parts of a rule hold. See `Reason`.

    ``node`` is the part of the rule, ``negated`` whether it is told turned around.
    """

    result: Result
    form: Form
    parts: tuple[Shape, ...]
    names: frozenset[str]
    open: frozenset[str]
    node: Node = field(repr=False)
    negated: bool = field(repr=False)


@dataclass(frozen=True, eq=False, slots=True)
class Reason:
    """Part of a reason. ``result`` is what it comes to: true, false, None (NULL), `UNKNOWN`, or another value.

    ``form``: 'all' (every part holds, or one that does not), 'any' (one part that holds, or none), or 'leaf', which
    has no parts and speaks of the facts ``names``. ``parts`` are only those that decided. ``names`` are the facts that
    made it so: known alone, they give the same result. ``open`` are the facts that leave it open.
    """

    _shape: Shape
    _person: Person = field(repr=False)

    @property
    def result(self) -> Result:
        """What it comes to."""
        return self._shape.result

    @property
    def form(self) -> Form:
        """How its parts make it."""
        return self._shape.form

    @property
    def parts(self) -> tuple[Reason, ...]:
        """The parts that decided."""
        return tuple(Reason(part, self._person) for part in self._shape.parts)

    @property
    def names(self) -> frozenset[str]:
        """The facts that made it so."""
        return self._shape.names

    @property
    def open(self) -> frozenset[str]:
        """The facts that leave it open."""
        return self._shape.open

    def leaves(self) -> tuple[Reason, ...]:
        """The leaves that decided, in the order in which the rule has them."""
        parts = self.parts
        return tuple(leaf for part in parts for leaf in part.leaves()) if parts else (self,)

    def sentence(self, language: str) -> Sentence:
        """The reason as one sentence without a full stop. Labels are those of ``language``; the words around them are
        English until somebody translates the sentence into the same language."""
        speaker = Speaker(Labels(self._person.labels, language), self._person.facts, self._person.types)
        if self.result is UNKNOWN:
            return speaker.unknown(self.open)
        leaves = self.leaves()
        absent = union(leaf.names for leaf in leaves if leaf.result is None)
        said = [leaf._said(speaker) for leaf in leaves if leaf.result is not None]
        if absent or not said:
            said.append(speaker.absent(absent))
        return joined(list({str(clause): clause for clause in said}.values()))

    def _said(self, speaker: Speaker) -> Sentence:
        if isinstance(self.result, bool):
            return speaker.statement(self._shape.node, holds=self.result != self._shape.negated)
        return speaker.values(self.names)


def reason(root: Node, facts: Facts, labels: Mapping[str, Label | Mapping[str, str]]) -> Reason:
    """The reason of ``root`` for one person."""
    return Reason(shape(root, facts), Person(facts, types_of(root), labels))


def shape(root: Node, facts: Facts) -> Shape:
    """What the reason of ``root`` consists of for these facts."""
    return _Explainer(facts).explain(root)


class _Explainer:
    """Walks down the parts that decided; NOT turns a part around instead of standing above it."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    def explain(self, node: Node, *, negated: bool = False) -> Shape:
        match node:
            case Not():
                return self.explain(node.children[0], negated=not negated)
            case And() | Or():
                return self._connective(node, negated)
            case Is() if node.children[0].type.kind == "boolean" and not isinstance(node.children[0], Fact):
                return self._test(node, negated)
            case Case():
                return self._case(node, negated)
            case Coalesce():
                return self._coalesce(node, negated)
        return self._make(node, negated, "leaf", [])

    def _connective(self, node: Node, negated: bool) -> Shape:
        """AND is told by the parts that fail, or by all; OR by those that hold, or by all.

        NULL is told by the parts that are NULL, but rests on all: any other part, were it open, could still decide.
        """
        parts = [self.explain(child, negated=negated) for child in node.children]
        result = _turned(node.run(self.facts), negated)
        decisive = [part for part in parts if part.result is result]
        form: Form = "all" if isinstance(node, And) != negated else "any"
        return self._make(node, negated, form, decisive, rests_on=parts if result is None else decisive)

    def _test(self, node: Node, negated: bool) -> Shape:
        """IS TRUE and the like are told by what they test."""
        inner = self.explain(node.children[0])
        return self._make(node, negated, "all", [inner])

    def _case(self, node: Case, negated: bool) -> Shape:
        """CASE is told by the conditions that were passed over, the one that chose, and what it chose."""
        parts: list[Shape] = []
        for condition, value in node.branches(self.facts):
            if condition is not None:
                passed = condition.run(self.facts) is False
                parts.append(self.explain(condition, negated=passed))
            if value is not None:
                parts += self._chosen(value, negated)
        return self._of_parts(node, negated, parts)

    def _coalesce(self, node: Coalesce, negated: bool) -> Shape:
        """COALESCE is told by what was absent and by what stood in for it."""
        parts = [part for child in node.reached(self.facts) for part in self._chosen(child, negated)]
        return self._of_parts(node, negated, parts)

    def _chosen(self, value: Node, negated: bool) -> list[Shape]:
        return [] if isinstance(value, Constant) else [self.explain(value, negated=negated)]

    def _of_parts(self, node: Node, negated: bool, parts: Sequence[Shape]) -> Shape:
        if node.run(self.facts) is UNKNOWN:
            parts = [part for part in parts if part.result is UNKNOWN]
        return self._make(node, negated, "all", parts)

    def _make(
        self, node: Node, negated: bool, form: Form, parts: Sequence[Shape], rests_on: Sequence[Shape] = ()
    ) -> Shape:
        names = union(part.names for part in rests_on or parts) if parts else node.names()
        return Shape(
            result=_turned(node.run(self.facts), negated),
            form=form if parts else "leaf",
            parts=tuple(parts),
            names=names,
            open=node.open(self.facts),
            node=node,
            negated=negated,
        )


def _turned(result: Result, negated: bool) -> Result:
    return not result if negated and isinstance(result, bool) else result
