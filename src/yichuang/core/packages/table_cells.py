"""What stands in one cell of a decision table: a value, a sign and a value, a range, or several of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from yichuang.core.packages.facts import Fact
from yichuang.core.rules import Origin
from yichuang.core.rules.building import Builder
from yichuang.core.rules.tree import Comparison, Node
from yichuang.core.words import N_

_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)
_SIGNED = re.compile(r"(<=|>=|<>|<|>|=)\s*(.*)", re.DOTALL)
_YES, _NO = ("true", "yes", "是"), ("false", "no", "否")
_ABSENT = "absent"


@dataclass(frozen=True)
class Column:
    """A column: its place, its heading, what it asks for, and the fact if it is no more than one."""

    at: int
    text: str
    subject: Node
    fact: Fact | None


class Cell:
    """Reads the text of one cell. Raises RuleError."""

    def __init__(self, text: str, column: Column) -> None:
        self.text, self.column = text, column
        self.build = Builder(text, Origin())

    def condition(self) -> Node:
        """What the cell asks of its column."""
        subject, build = self.column.subject, self.build
        if self.text == _ABSENT:
            return build.test(subject, None, negated=False)
        parts = list(self._parts())
        plain = [value for sign, value in parts if sign == "=" and isinstance(value, Node)]
        if len(plain) == len(parts) > 1:
            return build.membership(subject, plain)
        found = [self._part(sign, value) for sign, value in parts]
        return found[0] if len(found) == 1 else build.connective(found, conjunction=False)

    def _parts(self) -> Iterator[tuple[Comparison | Literal[".."], Node | tuple[Node, Node]]]:
        """What is written between semicolons: a sign and a value, or the two ends of a range."""
        at = 0
        for part in self.text.split(";"):
            begin, text = at + len(part) - len(part.lstrip()), part.strip()
            at += len(part) + 1
            ends = [end.strip() for end in text.split("..")]
            signed = _SIGNED.fullmatch(text)
            if len(ends) == 2 and self.column.subject.type.kind not in ("text", "choice", "boolean"):
                yield "..", (self.literal(ends[0], begin), self.literal(ends[1], begin))
            elif signed:
                yield signed[1], self.literal(signed[2], begin)  # type: ignore[misc]
            else:
                yield "=", self.literal(text, begin)

    def _part(self, sign: Comparison | Literal[".."], value: Node | tuple[Node, Node]) -> Node:
        subject, build = self.column.subject, self.build
        if isinstance(value, Node):
            assert sign != ".."
            return build.comparison(subject, value, sign)
        found = build.between(subject, *value)
        low, high = (one.run({}) for one in found.children[1:])
        if low > high:  # type: ignore[operator]
            raise build.error("number", 0, N_("This range is empty: its end comes before its beginning."))
        return found

    def literal(self, text: str, at: int) -> Node:
        """A value of the column's kind."""
        build, kind = self.build, self.column.subject.type.kind
        match kind:
            case "integer" | "decimal" | "money":
                if not _NUMBER.fullmatch(text):
                    raise build.error("number", at, N_("“%(text)s” is no number. Write 16 or 0.85."), text=text)
                number = build.literal(text.removeprefix("-"), is_text=False, at=at)
                return build.negative(number) if text.startswith("-") else number
            case "date":
                return build.date(text, at)
            case "boolean":
                if text.lower() not in (*_YES, *_NO):
                    raise build.error("option", at, N_("“%(text)s” is neither true nor false."), text=text)
                return build.constant(text.lower() in _YES, at)
        if not text:
            raise build.error("syntax", at, N_("Something is missing here."))
        return build.literal(self._code(text) if kind == "choice" else text, is_text=True, at=at)

    def _code(self, text: str) -> str:
        """The answer of a choice, by its code or by its label."""
        options = self.column.fact.options if self.column.fact else {}
        return next((code for code, one in options.items() if text in one.label.values()), text)
