"""What is wrong with an expression, said to its author with the place."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Literal, TypeAlias

from yichuang.core.words import N_, Said, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable

RuleCode: TypeAlias = Literal[
    "empty", "long", "deep", "character", "comment", "several", "quote", "bracket", "syntax", "unsupported", "brackets",
    "name", "function", "arguments", "type", "unit", "option", "date", "number", "divisor", "pattern",
    "exact",
]  # fmt: skip


_WIDEST = 200
"""How many characters of a line are shown, at most."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an expression stands: its file, and line and column of its first character, both from 1."""

    file: str = ""
    line: int = 1
    column: int = 1


class RuleError(Said):
    """An expression that cannot be taken. ``code``:

    'empty' nothing there · 'long', 'deep' past the bounds · 'character' a sign without meaning · 'comment' · 'several'
    more than one expression · 'quote', 'bracket' never closed · 'syntax' it cannot be read · 'unsupported' SQL that is
    no part of the rule language · 'brackets' it could be read in two ways · 'name', 'function' unknown · 'arguments'
    too few or many · 'type' values that do not go together · 'unit' units that do not · 'option' none of a
    choice's · 'date', 'number' not written as one · 'divisor' may be zero · 'pattern' of LIKE · 'exact' a back end
    has no exact form of it.

    ``problem`` is the bare sentence; ``sentence`` adds the column, the line of the expression, and a caret below.
    """

    def __init__(self, code: RuleCode, origin: Origin, text: str, at: int, problem: Sentence) -> None:
        before = text[:at]
        row = before.count("\n")
        inside = at - (before.rfind("\n") + 1)
        self.problem = problem
        self.file = origin.file
        self.line = origin.line + row
        self.column = inside + (origin.column if row == 0 else 1)
        self.expression = text
        shown, inside = _window(text.split("\n")[row].rstrip("\r"), inside)
        super().__init__(
            code,
            N_("%(problem)s (column %(column)s)\n%(line)s\n%(caret)s"),
            problem=problem,
            column=self.column,
            line="    " + shown,
            caret="    " + _blank(shown[:inside]) + "^",
        )

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.sentence}" if self.file else str(self.sentence)


def _window(line: str, inside: int) -> tuple[str, int]:
    """A line that is too long to be read, cut down to what stands around a place, and the place in it."""
    if len(line) <= _WIDEST:
        return line, inside
    start = max(0, min(inside - _WIDEST // 2, len(line) - _WIDEST))
    before, after = "…" if start else "", "…" if start + _WIDEST < len(line) else ""
    return f"{before}{line[start : start + _WIDEST]}{after}", inside - start + len(before)


def with_near(what: Sentence, word: str, known: Iterable[str]) -> Sentence:
    """``what``, and the known word that was probably meant."""
    near = get_close_matches(word.lower(), list(known), n=1)
    return Sentence(N_("%(what)s Did you mean “%(near)s”?"), {"what": what, "near": near[0]}) if near else what


def _blank(text: str) -> str:
    """As wide as ``text`` where Chinese characters take two columns."""
    wide = "　"
    return "".join("\t" if one == "\t" else wide if unicodedata.east_asian_width(one) in "WF" else " " for one in text)
