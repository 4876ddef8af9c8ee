"""Many expressions for one person as one function: facts are looked up once, and the interpreter is entered once.

Python source is written from the checked trees; nothing of an author's text stands in it but signs that we know, values
are handed over as objects. It serves whoever has every fact: comparisons then are true or false. Whoever lacks a fact,
and whatever is more than facts, literals and comparisons, is answered by `Expression.evaluate` as ever.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from yichuang.core.rules.expression import Expression
from yichuang.core.rules.kinds import Facts, Kind, Result
from yichuang.core.rules.phrases import types_of
from yichuang.core.rules.tree import And, Between, Compare, Constant, Fact, In, Node, Not, Or

_TYPES: dict[Kind, type] = {
    "boolean": bool,
    "integer": int,
    "money": int,
    "date": dt.date,
    "text": str,
    "choice": str,
    "decimal": Decimal,
}
_SIGNS = {"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def fused(expressions: Sequence[Expression]) -> Callable[[Facts], tuple[Result, ...]]:
    """One function for all ``expressions``: what each comes to, in their order."""
    writer = Writer()
    lines = [writer.line(expression) for expression in expressions]
    runs = [expression.compile() for expression in expressions]
    found: Callable[[Facts], tuple[Result, ...]] = writer.function(
        lines, lambda facts: tuple(run(facts) for run in runs)
    )
    return found


class Writer:
    """Writes expressions as Python; collects the facts and values that it needs."""

    def __init__(self) -> None:
        self.facts: dict[str, tuple[str, str]] = {}
        self.values: dict[str, Any] = {}

    def function(self, lines: Sequence[str], others: Callable[[Facts], Any]) -> Callable[[Facts], Any]:
        """The function that answers with a tuple of ``lines``, or with ``others`` to whoever lacks a fact."""
        needed = self.facts
        whole = " and ".join(f"type({variable}) is {kind}" for variable, kind in needed.values()) or "True"
        source = "\n".join(
            (
                "def run(facts):",
                "    get = facts.get",
                *(f"    {variable} = get({name!r})" for name, (variable, _) in needed.items()),
                f"    if {whole}:",
                f"        return ({' '.join(f'{line},' for line in lines)})",
                "    return others(facts)",
            )
        )
        names: dict[str, Any] = {**self.values, "others": others}
        exec(compile(source, "<rules>", "exec"), names)  # noqa: S102 - written above, from checked trees
        found: Callable[[Facts], Any] = names["run"]
        return found

    def line(self, expression: Expression) -> str:
        """One expression; a call of its own function where it is more than comparisons."""
        root = expression._root
        if not plain(root):
            return f"{self.value(expression.compile())}(facts)"
        self.need(root)
        return self.written(root)

    def need(self, root: Node) -> None:
        """The facts of an expression are looked up, and their types are looked at."""
        for name, kind in types_of(root).items():
            self.facts.setdefault(name, (f"f{len(self.facts)}", self.value(_TYPES[kind.kind])))

    def value(self, value: Any) -> str:
        """The name of a value in the source."""
        return next((name for name, one in self.values.items() if one is value), None) or self._new(value)

    def _new(self, value: Any) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return name

    def written(self, node: Node) -> str:
        """A part that is only facts, literals and comparisons."""
        parts = [self.written(child) for child in node.children]
        match node:
            case Fact():
                return self.facts[node.name][0]
            case Constant():
                # Small whole numbers are quicker as such than looked up.
                return repr(node.value) if type(node.value) is int else self.value(node.value)
            case And():
                return f"({' and '.join(parts)})"
            case Or():
                return f"({' or '.join(parts)})"
            case Not():
                return f"(not {parts[0]})"
            case Compare():
                return f"({parts[0]} {_SIGNS[node.sign]} {parts[1]})"
            case Between():
                return f"({parts[1]} <= {parts[0]} <= {parts[2]})"
        return f"({parts[0]} in ({', '.join(parts[1:])},))"


def plain(node: Node) -> bool:
    """Whether a part is only facts, literals and comparisons that Python's own signs say rightly."""
    if isinstance(node, Fact):
        return node.type.kind != "decimal"  # which may be no number
    if isinstance(node, Constant):
        return node.value is not None
    return isinstance(node, And | Or | Not | Compare | Between | In) and all(plain(child) for child in node.children)
