"""One way to write days, moments, money and citations, in each language (TRUST 13, UX 13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from yichuang.core.words import Sentence
from yichuang.faces.look import said
from yichuang.faces.look.templatetags import look


def test_it_works() -> None:
    with override("zh-hans"):
        assert said.day(date(2026, 12, 9)) == "2026年12月9日"
        assert said.money(81440) == "814.40元"
        assert said.money(407200) == "4072元"
        assert said.listed(["人社局", "医保局"]) == "人社局、医保局"
    with override("en"):
        assert said.day(date(2026, 12, 9)) == "9 December 2026"
        assert said.money(81440) == "814.40 yuan"
        assert said.listed(["A", "B"]) == "A, B"


def test_a_moment_is_beijing_time_whatever_zone_it_came_in() -> None:
    late = datetime(2026, 11, 25, 16, 30, tzinfo=UTC)
    with override("zh-hans"):
        assert said.moment(late) == "2026年11月26日 00:30"
        assert look.day(late) == "2026年11月26日"


def test_a_sentence_writes_its_days_the_one_way() -> None:
    inner = Sentence("since %(first)s", {"first": date(2026, 1, 2)})
    with override("en"):
        assert said.say(Sentence("Open %(inner)s.", {"inner": inner})) == "Open since 2 January 2026."


@pytest.mark.parametrize("filter", [look.day, look.moment, look.fen, look.said, look.masked_id, look.masked_phone])
def test_nothing_is_printed_for_nothing(filter: object) -> None:
    assert filter(None) == ""  # type: ignore[operator]


@dataclass
class Article:
    """A citation with its words."""

    zh: str
    en: str

    def words(self, language: str) -> str:
        return self.en if language == "en" else self.zh


def test_each_source_is_named_once() -> None:
    law = [
        Article("《民法典》第18条", "Civil Code Art. 18"),
        Article("《社会保险法》第10条", "Social Insurance Law Art. 10"),
        Article("《民法典》第19条", "Civil Code Art. 19"),
        Article("《某意见》", "Some Opinion"),
        Article("《民法典》第18条", "Civil Code Art. 18"),
    ]
    with override("zh-hans"):
        assert look.articles(law) == "《民法典》第18条、第19条，《社会保险法》第10条，《某意见》"
    with override("en"):
        assert look.articles(law) == "Civil Code Art. 18, 19; Social Insurance Law Art. 10; Some Opinion"


def test_what_is_typed_is_never_markup() -> None:
    assert "<b>" not in look.badge("<b>", "x")
    assert 'onload="' not in look.badge("x", '" onload="')
