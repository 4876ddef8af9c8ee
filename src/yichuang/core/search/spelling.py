"""How a text is spelled for searching: without marks and width, and as it is said."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


def plain(text: str) -> str:
    """``text`` in one width and case, letters and digits alone: 参保（一件事） → 参保一件事."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(each for each in folded if unicodedata.category(each)[0] in "LN")


def is_han(character: str) -> bool:
    """Whether a character is Chinese, rare ones included."""
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"


@lru_cache(maxsize=4096)
def syllables(text: str) -> tuple[str, ...]:
    """How a plain text is said: a syllable without tone for each Chinese character, other letters as they are.

    A character without a known reading stands for itself.
    """
    from pypinyin import Style, lazy_pinyin  # its tables take as long to load as the pages; the worker needs none

    return tuple(lazy_pinyin(text, style=Style.NORMAL, errors="default"))


def pinyin(text: str) -> str:
    """The syllables of a plain text in one: 参保 → canbao."""
    return "".join(syllables(text))


def initials(text: str) -> str:
    """The first letter of each syllable: 参保 → cb."""
    return "".join(each[0] for each in syllables(text) if each)
