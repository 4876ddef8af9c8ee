"""What is wrong with a call, in words: the kinds of pydantic's findings, one sentence each."""

from __future__ import annotations

from yichuang.core.words import N_

_BY_KIND = (
    ("missing", N_("This is missing.")),
    ("extra_forbidden", N_("There is no such field. Leave it out.")),
    ("string_too_long", N_("This is too long.")),
    ("string_too_short", N_("This is too short.")),
    ("too_long", N_("There are too many of them.")),
    ("string", N_("This must be text, in quotation marks.")),
    ("int", N_("This must be a whole number.")),
    ("greater_than", N_("This number is too small.")),
    ("less_than", N_("This number is too large.")),
    ("bool", N_("This must be true or false.")),
    ("uuid", N_("This must be an id as the interface gave it.")),
    ("date", N_("This must be a day as 2026-03-01.")),
    ("list", N_("This must be a list.")),
    ("dict", N_("This must be a set of names with their values.")),
    ("model", N_("This must be a set of names with their values.")),
    ("literal_error", N_("This is none of the values that are possible here.")),
    ("enum", N_("This is none of the values that are possible here.")),
)


def wrong_in_words(kind: str) -> str:
    """The sentence, in English for the catalogue, for a kind of finding (``string_type``, ``missing`` …)."""
    found = next((words for start, words in _BY_KIND if kind.startswith(start)), None)
    return found or N_("This is not as it must be here.")
