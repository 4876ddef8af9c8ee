"""One way to write days, moments and money, and sentences in their reader's language."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from tests.platform.notices.samples import WHY, data, text
from yichuang.core.words import Sentence
from yichuang.platform.notices.data import plain
from yichuang.platform.notices.typesetting import typeset
from yichuang.platform.notices.words import day, labels, moment, money, say


def test_it_works() -> None:
    assert day(date(2026, 12, 9), "zh-hans") == "2026年12月9日"
    assert day(date(2026, 12, 9), "en") == "9 December 2026"
    assert money(81440, "zh-hans") == "814.40元"
    assert money(407200, "en") == "4072 yuan"
    assert money(5, "zh-hans") == "0.05元"


def test_a_moment_is_beijing_time_wherever_it_comes_from() -> None:
    late = datetime(2026, 12, 31, 16, 5, tzinfo=UTC)
    assert moment(late, "zh-hans") == "2027年1月1日 00:05"
    assert moment(late, "en") == "1 January 2027 00:05"
    printed = text(typeset("receipt", data("receipt", filed_at=late, issued_at=late), "zh-hans"))
    assert printed.count("2027年1月1日00:05") == 2
    assert "2026年12月31日" not in printed


def test_a_sentence_is_kept_without_a_language_and_said_in_each() -> None:
    kept = json.loads(json.dumps(plain(WHY)))
    with override("zh-hans"):
        assert say(kept, "zh-hans") == "最迟2026年12月9日：自2026年11月25日的次日起X。"
    with override("en"):
        assert say(kept, "en") == "Due 9 December 2026: X after 25 November 2026." == str(WHY)


def test_a_moment_and_words_of_a_language_inside_a_sentence() -> None:
    sentence = Sentence(
        "%(a)s, %(b)s", {"a": datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "b": {"zh-hans": "乙", "en": "b"}}
    )
    with override("en"):
        assert say(plain(sentence), "en") == "2 January 2026 11:04, b"


def test_what_was_written_in_one_language_stays() -> None:
    assert say("已经参保", "en") == "已经参保"
    assert say({"zh-hans": "只有中文"}, "en") == "只有中文"
    assert say(None, "en") == ""


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_label_is_said(language: str) -> None:
    assert all(labels(language).values())
    assert set(labels("zh-hans")) == set(labels("en"))


def test_no_english_on_a_chinese_paper() -> None:
    for kind in ("receipt", "letter", "supplement", "declined", "accepted"):
        english = {words for words in labels("en").values() if len(words) > 2}
        printed = text(typeset(kind, data(kind), "zh-hans"))
        assert not [words for words in english if words.replace(" ", "") in printed]
