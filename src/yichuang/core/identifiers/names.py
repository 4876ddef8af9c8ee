"""Names of people, as the law lets them be: of one letter or of forty, with a dot, with rare characters."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from yichuang.core.identifiers.errors import IdentifierError
from yichuang.core.identifiers.text import cleaned
from yichuang.core.words import N_

_SHAPE = N_("A name has at least one letter or character.")
_LENGTH = N_("This name is longer than %(most)s characters: please shorten it as on the card.")

#: Far above the longest name on a card; a bound at all so that nobody stores a book.
LONGEST = 200

#: The dot inside a name as keyboards give it, and the one as which it is compared (GB 18030 and the cards use U+00B7).
DOT = "\u00b7"
_DOTS = dict.fromkeys(map(ord, "\u2022\u2027\u2219\u22c5\u30fb\uff65\u0387.\uff0e\ufe52\u2024"), DOT)


@dataclass(frozen=True, slots=True)
class Name:
    """``shown``: as typed, for cards and letters. ``compared``: the form in which two names are one. Not in logs."""

    shown: str = field(repr=False)
    compared: str = field(repr=False)


def parse_name(text: str) -> Name:
    """The name in ``text``. Raises IdentifierError ('characters', 'empty', 'shape', 'length')."""
    shown = " ".join(cleaned(text, "name").split())
    if len(shown) > LONGEST:
        raise IdentifierError("length", _LENGTH, field="name", most=LONGEST)
    if not any(_is_letter(character) for character in shown):
        raise IdentifierError("shape", _SHAPE, field="name")
    return Name(shown, _compared(shown))


def _compared(shown: str) -> str:
    """One form for every way to write the same name: dots, width, capitals, variants, blanks between characters."""
    folded = unicodedata.normalize("NFKC", shown.translate(_DOTS)).translate(_DOTS).casefold()
    folded = unicodedata.normalize("NFC", "".join(each for each in folded if not _is_selector(each)))
    words = DOT.join(part.strip() for part in folded.split(DOT)).split()
    if any(each.upper() != each for each in folded):  # a script with capitals keeps its words apart
        return " ".join(words)
    return "".join(words)


def _is_letter(character: str) -> bool:
    """A letter, a private character (rare names in old registers), or one younger than this Unicode table."""
    return unicodedata.category(character)[0] == "L" or unicodedata.category(character) in ("Co", "Cn")


def _is_selector(character: str) -> bool:
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF
