"""Sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from yichuang.core.words import Sentence


def day(value: date) -> str:
    """A day, the one way it is written: 2026年12月9日, or 9 December 2026."""
    if (get_language() or "zh-hans").startswith("zh"):
        return f"{value.year}年{value.month}月{value.day}日"
    return date_format(value, "j F Y")


def say(sentence: Sentence | str) -> str:
    """A sentence in the active language, its days written the one way."""
    if isinstance(sentence, str):
        return gettext(sentence)
    return gettext(sentence.template) % {name: _param(value) for name, value in sentence.params.items()}


def _param(value: object) -> object:
    if isinstance(value, Sentence):
        return say(value)
    return day(value) if isinstance(value, date) else value


def in_language(texts: Mapping[str, str] | str | None) -> str:
    """The text of the active language out of {"zh-hans": …, "en": …}; Chinese where the language has none."""
    if not texts:
        return ""
    if isinstance(texts, str):
        return texts
    language = get_language() or "zh-hans"
    return texts.get(language) or texts.get(language.split("-")[0]) or texts["zh-hans"]
