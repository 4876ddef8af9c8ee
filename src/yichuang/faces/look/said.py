"""Sentences in the reader's language, and the one way in which days, moments and money are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext

from yichuang.core.clock import ZONE
from yichuang.core.packages.facts import yuan
from yichuang.core.rules import units
from yichuang.core.words import Sentence


def chinese() -> bool:
    """Whether the active language is Chinese, which is also the language where none is set."""
    return (get_language() or "zh-hans").startswith("zh")


def day(value: date) -> str:
    """A day, the one way it is written: 2026年12月9日, or 9 December 2026."""
    if isinstance(value, datetime):
        value = value.astimezone(ZONE).date()
    if chinese():
        return f"{value.year}年{value.month}月{value.day}日"
    return date_format(value, "j F Y")


def moment(value: datetime) -> str:
    """A moment in Beijing time, to the minute: 2026年12月9日 09:05, whatever zone the reader's device is in."""
    local = value.astimezone(ZONE)
    return f"{day(local.date())} {local:%H:%M}"


def money(fen: int) -> str:
    """An amount in fen as people write it: 4072元, 814.40元; 814.40 yuan."""
    return f"{yuan(fen)}元" if chinese() else f"{yuan(fen)} yuan"


def number(value: object, unit: str | None) -> str:
    """A number with its unit: 180个月, 20%; 180 months. A calendar year stands alone."""
    beside = in_language(units.words(unit or "", value))
    if not beside or unit == "calendar_year":
        return str(value)
    return f"{value}{beside}" if chinese() else f"{value} {beside}"


def say(sentence: Sentence | str) -> str:
    """A sentence in the active language, its days written the one way."""
    if isinstance(sentence, str):
        return gettext(sentence)
    return gettext(sentence.template) % {name: _param(value) for name, value in sentence.params.items()}


def _param(value: object) -> object:
    if isinstance(value, Sentence):
        return say(value)
    if isinstance(value, Mapping):
        return in_language(value)
    return day(value) if isinstance(value, date) else value


def in_language(texts: Mapping[str, str] | str | None) -> str:
    """The text of the active language out of {"zh-hans": …, "en": …}; Chinese where the language has none."""
    if not texts:
        return ""
    if isinstance(texts, str):
        return texts
    language = get_language() or "zh-hans"
    return texts.get(language) or texts.get(language.split("-")[0]) or texts["zh-hans"]


def listed(words: Iterable[str]) -> str:
    """Words one after another: 人社局、医保局; A, B."""
    return ("、" if chinese() else ", ").join(words)
