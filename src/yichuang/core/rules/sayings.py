"""What a rule says, whoever it is about: "age is at least 16, and (work is flexible, or in school: no)"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yichuang.core.rules.expression import Expression
from yichuang.core.rules.phrases import Label, Labels, Speaker, types_of
from yichuang.core.rules.tree import And, Fact, Is, Node, Not, Or
from yichuang.core.words import N_, Sentence


def says(expression: Expression, labels: Mapping[str, Label], language: str) -> Sentence:
    """A yes-or-no rule as one sentence without a full stop; labels are those of ``language``.

    What has no words of its own (a CASE, say) is told by the facts that it rests on: the text stays the rule.
    """
    root = expression._root
    return _Saying(Speaker(Labels(labels, language), {}, types_of(root))).of(root, holds=True, within=None)


@dataclass(frozen=True)
class _Saying:
    speaker: Speaker

    def of(self, node: Node, *, holds: bool, within: type[Node] | None) -> Sentence:
        """``within``: And or Or around it; the other one inside it is put into brackets."""
        match node:
            case Not():
                return self.of(node.children[0], holds=not holds, within=within)
            case And() | Or():
                # What is not "this and that" is "not this, or not that".
                kind = And if isinstance(node, And) == holds else Or
                parts = [self.of(child, holds=holds, within=kind) for child in node.children]
                return _bracketed(_chained(parts, kind), within, kind)
            case Is() if node.wanted is not None:
                return self._test(node, holds, within)
        return self.speaker._statement(node, holds)

    def _test(self, node: Is, holds: bool, within: type[Node] | None) -> Sentence:
        """IS TRUE says what it tests; IS NOT TRUE holds, too, where that is not on record."""
        inner = node.children[0]
        if node.negated != holds:
            return self.of(inner, holds=node.wanted is True, within=within)
        parts = [self.of(inner, holds=node.wanted is not True, within=Or), self._not_recorded(inner)]
        return _bracketed(_chained(parts, Or), within, Or)

    def _not_recorded(self, node: Node) -> Sentence:
        if isinstance(node, Fact):
            return Sentence(N_("%(left)s: not on record"), {"left": self.speaker.labels.fact(node.name)})
        return Sentence(N_("that is not on record"))


def _chained(parts: Sequence[Sentence], kind: type[Node]) -> Sentence:
    first, *more = parts
    if not more:
        return first
    template = N_("%(one)s, and %(more)s") if kind is And else N_("%(one)s, or %(more)s")
    return Sentence(template, {"one": first, "more": _chained(more, kind)})


def _bracketed(said: Sentence, within: type[Node] | None, kind: type[Node]) -> Sentence:
    return said if within in (None, kind) else Sentence(N_("(%(inner)s)"), {"inner": said})
