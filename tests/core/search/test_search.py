"""A service is found by characters, pinyin, initials, and with one slip (X-05)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.search import Phrase, grams_of_phrase, grams_of_query, score, words
from yichuang.core.search.match import distance

ENROLMENT = [Phrase(text) for text in ("参保一件事", "社会保险", "医保", "Social insurance enrolment")]
OTHERS = [Phrase(text) for text in ("营业执照", "生育登记", "Birth registration")]
FOUND = [
    "参保",
    "参保一件事",
    "一件事",
    "canbao",
    "canbaoyijianshi",
    "baoyijian",
    "cb",
    "cbyjs",
    "ＣＢ",
    "我要办医保",
    "社 保险",
    "参宝一件事",  # sounds alike
    "参保一件是",
    "参保件事",  # one left out
    "参保一一件事",  # one too many
    "保参一件事",  # two swapped
    "canbap",  # one letter wrong
    "cnabao",
    "social",
    "Insurence",
    "参保 social",
]


@pytest.mark.parametrize("query", FOUND)
def test_it_is_found(query: str) -> None:
    assert score(words(query), ENROLMENT) > 0
    assert score(words(query), OTHERS) == 0
    for word in words(query):
        assert grams_of_query(word) & set().union(*(grams_of_phrase(each.text) for each in ENROLMENT))


@pytest.mark.parametrize("query", ["", " ", "！？", "狗证", "gouzheng", "参", "公积金 参保", "q"])
def test_what_is_not_meant_is_not_found(query: str) -> None:
    assert score(words(query), OTHERS) == 0
    if query != "参":
        assert score(words(query), ENROLMENT) == 0


def test_what_is_written_comes_before_what_sounds_alike() -> None:
    written, said = [Phrase("医保")], [Phrase("一包")]
    assert score(words("医保"), written) > score(words("医保"), said) > 0


def test_a_syllable_is_met_at_its_beginning() -> None:
    assert score(words("anbao"), [Phrase("参保")]) == 0.5  # a slip, not a reading
    assert score(words("bao"), [Phrase("参保")]) == 0.8


@given(st.text(alphabet="参保医社一件事证照养老", min_size=2, max_size=8), st.data())
def test_any_part_of_a_title_finds_it(title: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(title) - 2))
    part = title[start : data.draw(st.integers(start + 2, len(title)))]
    assert score([part], [Phrase(title)]) >= 0.9
    assert grams_of_query(part) <= grams_of_phrase(title)


@given(st.text(alphabet="abcd", min_size=1, max_size=6), st.text(alphabet="abcd", max_size=8))
def test_the_distance_is_the_smallest_over_all_parts(word: str, text: str) -> None:
    parts = {text[a:b] for a in range(len(text) + 1) for b in range(a, len(text) + 1)}
    assert distance(word, text) == min(_between(word, part) for part in parts)


def _between(a: str, b: str) -> int:
    """The distance of two whole texts by its definition (a swap of neighbours counts one)."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            options = [table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a[i - 1] != b[j - 1])]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                options.append(table[i - 2, j - 2] + 1)
            table[i, j] = min(options)
    return table[len(a), len(b)]
