"""What every typed value goes through first: forms of width made one, harmful characters refused."""

from __future__ import annotations

import unicodedata

from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.words import N_

_CHARACTERS = N_("This contains an invisible or control character. Please type it by hand instead of pasting it.")
_EMPTY = N_("Please fill this in.")

#: Comes along when one copies from a page or a file: soft hyphen, zero-width space, word joiner, byte order mark.
_WORTHLESS = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
#: Marks and embeddings of direction: with them a text reads differently from what it says.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Control characters, lone halves of a surrogate pair, separators of lines and paragraphs.
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})


def cleaned(text: str, field: str) -> str:
    """``text`` without blanks at both ends and without worthless characters.

    Raises IdentifierError 'characters' for control characters (NUL, line feed), marks of direction and characters
    that are none, and 'empty' when nothing is left.
    """
    text = text.translate(_WORTHLESS).strip()
    if any(_harmful(character) for character in text):
        raise IdentifierError("characters", _CHARACTERS, field=field)
    if not text:
        raise IdentifierError("empty", _EMPTY, field=field)
    return text


def compact(text: str, field: str) -> str:
    """``cleaned`` for numbers: full width made half width, capitals, without spaces and hyphens.

    Marks of direction come along with a number copied from an address book; here they cannot mislead.
    """
    bare = "".join(each for each in text if each not in _BIDI)
    folded = unicodedata.normalize("NFKC", cleaned(bare, field)).upper()
    return "".join(each for each in folded if not each.isspace() and unicodedata.category(each) != "Pd")


def _harmful(character: str) -> bool:
    point = ord(character)
    nothing = 0xFDD0 <= point <= 0xFDEF or point & 0xFFFE == 0xFFFE
    return nothing or character in _BIDI or unicodedata.category(character) in _REFUSED
