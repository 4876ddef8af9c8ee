"""The pieces by which candidates are found: pairs of characters, threes of pinyin letters, pairs of initials.

Pairs of characters find every title that holds the word; a segmenter of words was seen to lose half of them. Each
piece carries its kind, so that the letters of a pinyin never meet those of a title in Latin letters.
"""

from __future__ import annotations

from yichuang.core.search.spelling import initials, is_han, pinyin, plain


def _pieces(kind: str, text: str, size: int) -> set[str]:
    if not text:
        return set()
    if len(text) < size:
        return {f"{kind}:{text}"}
    return {f"{kind}:{text[at : at + size]}" for at in range(len(text) - size + 1)}


def grams_of_phrase(phrase: str) -> set[str]:
    """Every piece by which a phrase can be found."""
    text = plain(phrase)
    found = _pieces("p", pinyin(text), 3) | _pieces("i", initials(text), 2) | {f"i:{each}" for each in initials(text)}
    characters = "".join(each for each in text if is_han(each))
    return found | _pieces("c", text, 2) | {f"c:{each}" for each in characters}


def grams_of_query(word: str) -> set[str]:
    """The pieces of one word that somebody typed: what it says, what it sounds like, and what it may stand for."""
    text = plain(word)
    if any(is_han(each) for each in text):
        return _pieces("c", text, 2) | _pieces("p", pinyin(text), 3)
    # Letters may be pinyin, initials, or a word in Latin letters.
    return _pieces("p", text, 3) | _pieces("i", text, 2) | _pieces("c", text, 2)
