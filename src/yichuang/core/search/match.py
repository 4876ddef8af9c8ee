"""How well a word that somebody typed meets a phrase: 1 where it stands there, less where it only sounds like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from yichuang.core.search.spelling import initials, is_han, pinyin, plain, syllables

#: What each way of meeting is worth; a match at the beginning is worth a little more.
AS_WRITTEN, WITHIN_A_SENTENCE, AS_SAID, AS_INITIALS, WITH_A_SLIP = 0.9, 0.85, 0.8, 0.7, 0.5
AT_THE_BEGINNING = 0.1
#: A slip is allowed in a word of so many characters, or of so many letters; below that everything would be near.
CHARACTERS_FOR_A_SLIP, LETTERS_FOR_A_SLIP = 3, 5


@dataclass(frozen=True)
class Phrase:
    """A text that can be found, spelled once."""

    text: str

    @cached_property
    def plain(self) -> str:
        """The text in one width and case, letters and digits alone."""
        return plain(self.text)

    @cached_property
    def pinyin(self) -> str:
        """How it is said, in one."""
        return pinyin(self.plain)

    @cached_property
    def initials(self) -> str:
        """The first letter of each syllable."""
        return initials(self.plain)

    @cached_property
    def beginnings(self) -> frozenset[int]:
        """Where in ``pinyin`` a syllable begins."""
        found, at = set(), 0
        for each in syllables(self.plain):
            found.add(at)
            at += len(each)
        return frozenset(found)


def words(query: str) -> list[str]:
    """The words of a query, as they are compared; what has no letter or digit says nothing."""
    return [word for word in map(plain, query.split()) if word]


def score(query: Iterable[str], phrases: Iterable[Phrase]) -> float:
    """How well ``phrases`` meet every word of ``query``: from 1 (at the beginning of one) down to 0 (one is missed)."""
    known = list(phrases)
    return min((max((_meets(word, phrase) for phrase in known), default=0.0) for word in query), default=0.0)


def _meets(word: str, phrase: Phrase) -> float:
    chinese = any(is_han(each) for each in word)
    if word in phrase.plain:
        return AS_WRITTEN + AT_THE_BEGINNING * phrase.plain.startswith(word)
    if len(phrase.plain) > 1 and phrase.plain in word:  # 我要办社保 meets 社保
        return WITHIN_A_SENTENCE
    if chinese and len(word) == 1:
        return 0.0  # a single character is meant as it is written: too much sounds alike
    said = pinyin(word) if chinese else word
    at = phrase.pinyin.find(said)
    while at >= 0 and at not in phrase.beginnings:
        at = phrase.pinyin.find(said, at + 1)
    if at >= 0 and (chinese or len(said) > 1):
        return AS_SAID + AT_THE_BEGINNING * (at == 0)
    if not chinese and word in phrase.initials:
        return AS_INITIALS + AT_THE_BEGINNING * phrase.initials.startswith(word)
    return _slips(word, said, phrase, chinese)


def _slips(word: str, said: str, phrase: Phrase, chinese: bool) -> float:
    if chinese and len(word) >= CHARACTERS_FOR_A_SLIP and distance(word, phrase.plain) <= 1:
        return WITH_A_SLIP
    if len(said) >= LETTERS_FOR_A_SLIP and distance(said, phrase.pinyin) <= 1:
        return WITH_A_SLIP
    return 0.0


def distance(word: str, text: str) -> int:
    """The fewest slips (a letter wrong, missing, too many, or two swapped) from ``word`` to some part of ``text``.

    Sellers' search with Damerau's swaps, in time proportional to the product of both lengths.
    """
    before, last = [0] * (len(text) + 1), [0] * (len(text) + 1)
    for row, letter in enumerate(word, 1):
        now = [row, *([0] * len(text))]
        for column, other in enumerate(text, 1):
            now[column] = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == text[column - 2] and word[row - 2] == other:
                now[column] = min(now[column], before[column - 2] + 1)
        before, last = last, now
    return min(last)
