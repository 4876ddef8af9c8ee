"""Finding by what people type: characters, pinyin, initials, and with one slip."""

from yichuang.core.search.grams import grams_of_phrase, grams_of_query
from yichuang.core.search.match import Phrase, score, words

__all__ = ["Phrase", "grams_of_phrase", "grams_of_query", "score", "words"]
