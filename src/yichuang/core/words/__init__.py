"""Sentences for people, before anyone knows in which language they will be read.

Source strings are English. ``N_`` marks a string for the catalogue; a ``Sentence`` is such a string with its
parameters, translated by whoever shows it. Parameters that are dates, sums, texts by language or sentences themselves
are formatted by the reader's side too, so that one way of writing holds everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


def N_(text: str) -> str:  # noqa: N802 - the gettext world knows it by this name
    """Mark ``text`` as a message of the catalogue; returns it unchanged."""
    return text


def plain(value: object) -> object:
    """``value`` as English text where it is no plain text or number yet."""
    if isinstance(value, date):
        return f"{value.day} {value:%B} {value.year}"
    if isinstance(value, Mapping):
        return value.get("en") or next(iter(value.values()), "")
    return str(value) if isinstance(value, Sentence) else value


@dataclass(frozen=True)
class Sentence:
    """An English template in ``%(name)s`` form with its parameters. ``str()`` gives the English."""

    template: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template % {name: plain(value) for name, value in self.params.items()}


class Said(Exception):
    """An error whose reader is a person: a code for the program, a sentence for the reader, a field if it has one."""

    def __init__(self, code: str, template: str, *, field: str | None = None, **params: object) -> None:
        self.code = code
        self.sentence = Sentence(template, params)
        self.field = field
        super().__init__(str(self.sentence))
