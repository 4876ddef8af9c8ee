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
class _Person:
    """The facts of one person, with their types and labels."""

    facts: Facts
    types: Mapping[str, FactType]
    labels: Mapping[str, Label | Mapping[str, str]]


@dataclass(frozen=True, eq=False)
class Reason:
    """Part of a reason. ``result`` is what it comes to: true, false, None (NULL), `UNKNOWN`, or another value.

    ``form``: 'all' (every part holds, or one that does not), 'any' (one part that holds, or none), or 'leaf', which
    has no parts and speaks of the facts ``names``. ``parts`` are only those that decided. ``open`` are the facts that
    leave it open.
    """

    result: Result
    form: Form
    parts: tuple[Reason, ...]
    names: frozenset[str]
    open: frozenset[str]
    _node: Node = field(repr=False)
    _negated: bool = field(repr=False)
    _person: _Person = field(repr=False)

    def leaves(self) -> tuple[Reason, ...]:
        """The leaves that decided, in the order in which the rule has them."""
        return tuple(leaf for part in self.parts for leaf in part.leaves()) if self.parts else (self,)

    def sentence(self, language: str) -> Sentence:
        """The reason as one sentence without a full stop. Labels are those of ``language``; the words around them are
        English until somebody translates the sentence into the same language."""
        return joined([leaf._said(language) for leaf in self.leaves()])

    def _said(self, language: str) -> Sentence:
        person = self._person
        speaker = Speaker(Labels(person.labels, language), person.facts, person.types)
        if self.result is UNKNOWN:
            return speaker.unknown(self.open)
        if self.result is None:
            return speaker.absent(self.names)
        if isinstance(self.result, bool):
            return speaker.statement(self._node, holds=self.result != self._negated)
        return speaker.values(self.names)


def reason(root: Node, facts: Facts, labels: Mapping[str, Label | Mapping[str, str]]) -> Reason:
    """The reason of ``root`` for one person."""
    return _Explainer(_Person(facts, types_of(root), labels)).explain(root)


class _Explainer:
    """Walks down the parts that decided; NOT turns a part around instead of standing above it."""

    def __init__(self, person: _Person) -> None:
        self.person = person
        self.facts = person.facts

    def explain(self, node: Node, *, negated: bool = False) -> Reason:
        match node:
            case Not():
                return self.explain(node.children[0], negated=not negated)
            case And() | Or():
                return self._connective(node, negated)
            case Is() if node.children[0].type.kind == "boolean" and not isinstance(node.children[0], Fact):
                return self._test(node, negated)
            case Case():
                branches = node.branches(self.facts)
                conditions = [self.explain(one) for one, _ in branches if one is not None]
                return self._chosen(node, negated, conditions, [value for _, value in branches])
            case Coalesce():
                return self._chosen(node, negated, [], node.possible(self.facts))
        return self._make(node, negated, "leaf", [])

    def _connective(self, node: Node, negated: bool) -> Reason:
        """AND is told by the parts that fail, or by all; OR by those that hold, or by all."""
        parts = [self.explain(child, negated=negated) for child in node.children]
        result = _turned(node.run(self.facts), negated)
        decisive = [part for part in parts if part.result is result]
        form: Form = "all" if isinstance(node, And) != negated else "any"
        return self._make(node, negated, form, decisive)

    def _test(self, node: Node, negated: bool) -> Reason:
        """IS TRUE and the like are told by what they test."""
        inner = self.explain(node.children[0])
        return self._make(node, negated, "all", [inner])

    def _chosen(self, node: Node, negated: bool, conditions: Sequence[Reason], values: Sequence[Node]) -> Reason:
        """CASE and COALESCE are told by the conditions that chose, and by what was chosen."""
        chosen = [self.explain(value, negated=negated) for value in values if not isinstance(value, Constant)]
        parts = [*conditions, *chosen]
        if node.run(self.facts) is UNKNOWN:
            parts = [part for part in parts if part.result is UNKNOWN]
        return self._make(node, negated, "all", parts)

    def _make(self, node: Node, negated: bool, form: Form, parts: Sequence[Reason]) -> Reason:
        names = union(part.names for part in parts) if parts else node.names()
        return Reason(
            result=_turned(node.run(self.facts), negated),
            form=form if parts else "leaf",
            parts=tuple(parts),
            names=names,
            open=node.open(self.facts),
            _node=node,
            _negated=negated,
            _person=self.person,
        )


def _turned(result: Result, negated: bool) -> Result:
    return not result if negated and isinstance(result, bool) else result
