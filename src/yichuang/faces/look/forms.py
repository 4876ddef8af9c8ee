"""What is wrong with a form, for the page to say: on top, and again beside the field."""

from __future__ import annotations

from dataclasses import dataclass

from yichuang.core.words import Said
from yichuang.faces.look.said import say


@dataclass(frozen=True)
class Problem:
    """A sentence for the reader, and the id of the field that it is about; empty when it is about the whole page."""

    words: str
    field: str = ""


def problem_of(error: Said, fields: frozenset[str] = frozenset()) -> Problem:
    """The problem that a command's refusal is. A field that the page does not have makes it one of the whole page."""
    field = error.field or ""
    return Problem(say(error.sentence), field if field in fields else "")
