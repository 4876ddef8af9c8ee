"""A parsed expression: what it comes to for one person, what is still open, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from yichuang.core.rules.errors import Origin
from yichuang.core.rules.kinds import Facts, FactType, Result, Schema
from yichuang.core.rules.members import Over
from yichuang.core.rules.parsing import parse_tree
from yichuang.core.rules.phrases import Label
from yichuang.core.rules.reasons import Reason, reason
from yichuang.core.rules.tree import Call, Constant, Node
from yichuang.core.workdays import BUILT_IN, Calendar


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

    @property
    def by_calendar(self) -> bool:
        """Whether it goes by working days."""
        return any(isinstance(node, Call) and node.calendar is not None for node in self._root.within())

    def unnoticed(self, facts: Facts) -> tuple[int, ...]:
        """The years without a known holiday notice on whose working days the answer hangs."""
        return tuple(sorted(set(_unnoticed(self._root, facts))))

    def explain(self, facts: Facts, labels: Mapping[str, Label | Mapping[str, str]]) -> Reason:
        """Why it is as it is: what made it true or false, or what leaves it open, with the facts' labels."""
        return reason(self._root, facts, labels)

    def compile(self) -> Callable[[Facts], Result]:
        """The one function behind `evaluate`, for many people at once."""
        return self._root.run


def _unnoticed(node: Node, facts: Facts) -> Iterator[int]:
    if isinstance(node, Call):
        yield from node.unnoticed(facts)
    if isinstance(node, Over):
        members = node.members.run(facts)
        for seen in node.seen(facts, members) if isinstance(members, tuple | list) else ():
            for child in node.children[1:]:
                yield from _unnoticed(child, seen)
        return
    for child in node.children:
        yield from _unnoticed(child, facts)


def parse(
    text: str,
    schema: Schema,
    *,
    origin: Origin = Origin(),  # noqa: B008
    expects: FactType | None = None,
    calendar: Calendar = BUILT_IN,
) -> Expression:
    """Read an expression against the facts of ``schema``. Raises `RuleError`.

    ``expects``: the type that it must come to. Literals then follow it (``3000`` for money is 300,000 fen), and any
    other type is an error. Without it the expression is of the type that it has by itself. ``calendar``: which days
    are worked; without it those of the notices that are built in.
    """
    root = parse_tree(text, schema, origin, expects, calendar)
    return Expression(text, origin, root.type, root.names(), root)
