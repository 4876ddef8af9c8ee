"""How commands speak: one sentence at a time, in Chinese where the terminal's language is, else in English."""

from __future__ import annotations

import gettext
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path

from yichuang.core.words import N_, Sentence, plain
from yichuang.project.catalogues import LANGUAGE

SOURCE = Path(__file__).resolve().parents[1]


def chinese() -> bool:
    """Whether YICHUANG_LANGUAGE, else the language of the terminal, is Chinese."""
    names = ("YICHUANG_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").startswith("zh")


@cache
def _catalogue() -> gettext.NullTranslations:
    """All compiled catalogues of the house as one: a sentence of any room may end up on the terminal."""
    whole: gettext.NullTranslations = gettext.NullTranslations()
    for folder in sorted(SOURCE.glob("**/locale")):
        one = gettext.translation("django", folder, languages=[LANGUAGE], fallback=True)
        one.add_fallback(whole)
        whole = one
    return whole


def in_words(sentence: Sentence) -> str:
    """The sentence in the terminal's language."""
    if not chinese():
        return str(sentence)
    params = sentence.params.items()
    return _catalogue().gettext(sentence.template) % {name: _shown(value) for name, value in params}


def _shown(value: object) -> object:
    if isinstance(value, Mapping):
        return value["zh-hans"]
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return in_words(value) if isinstance(value, Sentence) else plain(value)


def said(template: str, **params: object) -> str:
    """``template`` (marked with ``N_``) in the terminal's language."""
    return in_words(Sentence(template, params))


def padded(text: str, width: int) -> str:
    """``text`` with blanks up to ``width`` columns, one at least; a Chinese character takes two."""
    taken = sum(2 if ord(character) > 0x2E7F else 1 for character in text)
    return text + " " * max(1, width - taken)


def tell(text: str = "") -> None:
    """Print one line at once, so that a log shows it when it happens."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def complain(text: str) -> None:
    """Print one line for the reader of errors."""
    sys.stdout.flush()
    sys.stderr.write(f"{text}\n")


def forget_reader() -> None:
    """Whoever read what we print has gone: print into nothing, so that the end is as clean as any other."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextmanager
def step(name: str) -> Iterator[list[str]]:
    """Show that a step of that (translated) name begins, and how long it took; the block may append what it found."""
    begun = time.monotonic()
    sys.stdout.write(f"  {name} … ")
    sys.stdout.flush()
    found: list[str] = []
    try:
        yield found
    except BaseException:
        tell()
        raise
    took = said(N_("%(seconds)s s"), seconds=f"{time.monotonic() - begun:.1f}")
    tell(", ".join([*found, took]))
