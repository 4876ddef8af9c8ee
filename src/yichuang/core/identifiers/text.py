"""What every typed value goes through first: forms of width made one, harmful characters refused.

A value on one line (`cleaned`, `compact`, `brief`) loses blanks at its ends; a text in somebody's own words
(`written`) is kept as it was written. Nothing is cut: what is too long is refused, and its writer shortens it.
"""

from __future__ import annotations

import re
import unicodedata

from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.words import N_

_CHARACTERS = N_("This contains an invisible or control character. Please type it by hand instead of pasting it.")
_EMPTY = N_("Please fill this in.")
_TOO_LONG = N_("This is too long: %(count)s characters. At most %(most)s.")
_IN_LINE = N_("Line %(line)s has a character that cannot be seen or kept (%(point)s). Please take it out.")

#: The most characters of an answer in somebody's own words, and of one line.
LONGEST_TEXT, LONGEST_LINE = 100_000, 4_000
#: Every way in which programs end a line: a page sends CR LF, a text processor VT or U+2028.
_LINE_END = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")

#: Comes along when one copies from a page or a file: soft hyphen, zero-width space, word joiner, byte order mark.
_WORTHLESS = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
#: Marks and embeddings of direction: with them a text reads differently from what it says.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Control characters, lone halves of a surrogate pair, separators of lines and paragraphs.
_REFUSED = frozenset({"Cc", "Cs", "Zl", "Zp"})


#: What no text may hold: control characters, marks of direction, halves of a pair, characters that are none.
_NO_TEXT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)


def written(text: str, field: str, most: int = LONGEST_TEXT) -> str:
    """``text`` in somebody's own words as it is kept: unchanged, but for line ends, each of which becomes a line feed.

    Blanks stay, at the ends and inside; a text of nothing but blanks is "". Raises IdentifierError 'characters', which
    names line and code, and 'length'.
    """
    kept = _LINE_END.sub("\n", text)
    if len(kept) > most:
        raise IdentifierError("length", _TOO_LONG, field=field, count=len(kept), most=most)
    if wrong := _NO_TEXT.search(kept):
        line, point = kept.count("\n", 0, wrong.start()) + 1, f"U+{ord(wrong[0]):04X}"
        raise IdentifierError("characters", _IN_LINE, field=field, line=line, point=point)
    return kept if kept.translate(_WORTHLESS).strip() else ""


def brief(text: str, field: str, most: int = LONGEST_LINE) -> str:
    """``written`` without blanks at both ends: a number, a name, a line, a reason."""
    return written(text.strip(), field, most)


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
