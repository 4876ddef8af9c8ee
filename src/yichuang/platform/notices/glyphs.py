"""Which characters can be printed, and what stands for the others.

A typesetter drops what its faces lack, in silence. A name is then wrong on an official paper and nobody knows. So the
faces' own tables are read, and a character that none of them has is printed as 〓 (the printers' mark for a missing
type) with a note that gives its code.
"""

from __future__ import annotations

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

from yichuang.platform.notices.errors import FontsMissing

MARK = "〓"
_CIRCLED = [chr(code) for code in range(0x2460, 0x2474)]
#: Characters without a shape of their own: they order, hide or turn what stands beside them, so they are shown.
_SHAPELESS = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def characters_of(font: bytes) -> frozenset[int]:
    """The code points that an OpenType font maps to a glyph (its ``cmap`` subtable of format 12).

    Raises FontsMissing for a font without such a table.
    """
    try:
        (tables,) = struct.unpack_from(">H", font, 4)
        directory = {
            font[at : at + 4]: struct.unpack_from(">I", font, at + 8)[0] for at in range(12, 12 + 16 * tables, 16)
        }
        start = directory[b"cmap"]
        (count,) = struct.unpack_from(">H", font, start + 2)
        for each in range(count):
            (offset,) = struct.unpack_from(">I", font, start + 4 + 8 * each + 4)
            (form,) = struct.unpack_from(">H", font, start + offset)
            if form == 12:
                return _segmented(font, start + offset)
    except (KeyError, struct.error) as error:
        raise FontsMissing("a face of the papers is no readable OpenType font") from error
    raise FontsMissing("a face of the papers has no table of characters beyond the basic plane")


def _segmented(font: bytes, at: int) -> frozenset[int]:
    (groups,) = struct.unpack_from(">I", font, at + 12)
    found: set[int] = set()
    for group in range(groups):
        first, last, glyph = struct.unpack_from(">III", font, at + 16 + 12 * group)
        found.update(range(first if glyph else first + 1, last + 1))  # glyph 0 is the empty box
    return frozenset(found)


@lru_cache(maxsize=4)
def printable(paths: tuple[Path, ...]) -> frozenset[int]:
    """The code points that at least one of these faces has."""
    return frozenset().union(*(characters_of(path.read_bytes()) for path in paths))


class Legible:
    """Replaces what cannot be printed, and remembers it, for one paper."""

    def __init__(self, available: frozenset[int]) -> None:
        self._available = available
        self._missing: dict[str, str] = {}

    def text(self, value: str) -> str:
        """``value`` as it can be printed; line breaks stay, a tab becomes a blank."""
        if value.isascii() and value.isprintable():
            return value
        value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        if all(self._has(each) for each in value):
            return value
        return "".join(each if self._has(each) else self._mark(each) for each in value)

    def over(self, value: object) -> object:
        """The same for every text of a sheet, however deep."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {key: self.over(each) for key, each in value.items()}
        if isinstance(value, list | tuple):
            return [self.over(each) for each in value]
        return value

    @property
    def missing(self) -> dict[str, str]:
        """Mark → code ("U+20BB7") of each character that was replaced, in the order of their coming."""
        return {mark: f"U+{ord(each):04X}" for each, mark in self._missing.items()}

    def _has(self, each: str) -> bool:
        if each == "\n":
            return True
        return ord(each) in self._available and unicodedata.category(each) not in _SHAPELESS

    def _mark(self, each: str) -> str:
        if each not in self._missing:
            count = len(self._missing)
            self._missing[each] = MARK + (_CIRCLED[count] if count < len(_CIRCLED) else f"({count + 1})")
        return self._missing[each]
