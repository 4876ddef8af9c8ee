"""Words of the law that a page uses, with what they mean: ``terms.yaml`` of the content, read anew when it changes."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import yaml
from django.utils.html import strip_tags

from yichuang.faces.look.said import in_language
from yichuang.platform.catalog.files import ContentFile

log = logging.getLogger(__name__)
FILE = "terms.yaml"


@dataclass(frozen=True)
class Term:
    """A word and its meaning, each by language."""

    term: Mapping[str, str]
    means: Mapping[str, str]


def read_terms(text: str) -> tuple[Term, ...]:
    """The terms of a ``terms.yaml``. Raises ValueError with the number of the entry that has no term or no meaning."""
    found = []
    for number, entry in enumerate((yaml.safe_load(text) or {}).get("terms") or [], 1):
        term, means = (entry.get(name) if isinstance(entry, dict) else None for name in ("term", "means"))
        if not (isinstance(term, dict) and isinstance(means, dict) and term.get("zh-hans") and means.get("zh-hans")):
            raise ValueError(f"{FILE}, entry {number}: “term” and “means” are texts by language")
        found.append(Term(term, means))
    return tuple(found)


def _read(text: str) -> tuple[Term, ...]:
    try:
        return read_terms(text)
    except (ValueError, AttributeError, yaml.YAMLError) as error:
        log.error("no term is explained: %s", error)
        return ()


_TERMS: ContentFile[tuple[Term, ...]] = ContentFile(FILE, _read, absent=())


def terms() -> tuple[Term, ...]:
    """All terms; none where the file is absent or cannot be read, which the log says."""
    return _TERMS.now()


def used_in(markup: str) -> list[tuple[str, str]]:
    """The terms that a piece of a page uses, in the reader's language, each with its meaning, as they come first."""
    text = strip_tags(markup)
    found = [(in_language(one.term), in_language(one.means)) for one in terms()]
    return sorted((each for each in found if each[0] in text), key=lambda each: text.index(each[0]))
