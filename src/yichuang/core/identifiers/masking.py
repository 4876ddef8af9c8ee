"""How a personal value is shown where its whole is not needed: its owner knows it again, others learn little."""

from __future__ import annotations

import unicodedata

HIDDEN = "*"


def mask_id_number(value: str) -> str:
    """The first four and the last two characters: ``4301************8X``. Short values are hidden whole."""
    return _middle(value, 4, 2)


def mask_phone(value: str) -> str:
    """The first three and the last four digits: ``199****0001``. Short values are hidden whole."""
    return _middle(value, 3, 4)


def mask_name(value: str) -> str:
    """The first character of the name and, between blanks and dots, nothing else: ``张*``, ``阿***·***``, ``*``."""
    letters = [each for each in value if unicodedata.category(each)[0] != "M"]
    rest = "".join(each if each.isspace() or unicodedata.category(each)[0] == "P" else HIDDEN for each in letters[1:])
    return letters[0] + rest if HIDDEN in rest else HIDDEN * len(letters)


def _middle(value: str, first: int, last: int) -> str:
    hidden = len(value) - first - last
    return value[:first] + HIDDEN * hidden + value[-last:] if hidden >= 4 else HIDDEN * len(value)
