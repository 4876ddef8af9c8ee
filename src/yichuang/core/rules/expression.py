"""A parsed expression: what it comes to for one person, what is still open, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from yichuang.core.rules.errors import Origin
from yichuang.core.rules.kinds import Facts, FactType, Result, Schema
from yichuang.core.rules.parsing import parse_tree
from yichuang.core.rules.phrases import Label
from yichuang.core.rules.reasons import Reason, reason
from yichuang.core.rules.tree import Constant, Node


@dataclass(frozen=True, eq=False)
class Expression:
    """A rule that has been read and checked. ``type`` is what it comes to, ``names`` every fact it mentions.

    Facts are a mapping from name to value (`FactType` says which Python type). A name that is missing, or has
    `UNKNOWN`, is not yet known; None is NULL, known to be absent. A value of the wrong Python type is a TypeError.
    """

    text: str
    origin: Origin
    type: FactType
    names: frozenset[str]
    _root: Node = field(repr=False)

    def evaluate(self, facts: Facts) -> Result:
        """The value, None for NULL, or `UNKNOWN` while it hangs on facts not yet known.

        Anything but `UNKNOWN` is final: no further fact, nor its absence, changes it.
        """
        return self._root.run(facts)

    def open_names(self, facts: Facts) -> frozenset[str]:
        """The facts mentioned in what is still open; none once the expression has its answer."""
        return self._root.open(facts)

    @property
    def constants(self) -> frozenset[object]:
        """The values that it mentions."""
        return frozenset(node.value for node in self._root.within() if isinstance(node, Constant))

    def explain(self, facts: Facts, labels: Mapping[str, Label | Mapping[str, str]]) -> Reason:
        """Why it is as it is: what made it true or false, or what leaves it open, with the facts' labels."""
        return reason(self._root, facts, labels)

    def compile(self) -> Callable[[Facts], Result]:
        """The one function behind `evaluate`, for many people at once."""
        return self._root.run


def parse(text: str, schema: Schema, *, origin: Origin = Origin(), expects: FactType | None = None) -> Expression:  # noqa: B008
    """Read an expression against the facts of ``schema``. Raises `RuleError`.

    ``expects``: the type that it must come to. Literals then follow it (``3000`` for money is 300,000 fen), and any
    other type is an error. Without it the expression is of the type that it has by itself.
    """
    root = parse_tree(text, schema, origin, expects)
    return Expression(text, origin, root.type, root.names(), root)
