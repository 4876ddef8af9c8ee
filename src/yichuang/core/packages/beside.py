"""What is wrong with files beside the packages that are read while an installation runs: its holiday notices, and its
words of the law. Where one cannot be read the installation goes on without it; whoever wrote it is told here."""

from __future__ import annotations

from yichuang.core.packages.errors import Finding
from yichuang.core.packages.files import validate
from yichuang.core.packages.marks import read_yaml
from yichuang.core.packages.texts import Strict, Text
from yichuang.core.packages.world import WORKDAYS
from yichuang.core.words import N_
from yichuang.core.workdays import read_notices

TERMS = "terms.yaml"


class _Term(Strict):
    term: Text
    means: Text


class _Terms(Strict):
    terms: list[_Term]


def check_workdays(text: str) -> list[Finding]:
    """What is wrong with the holiday notices of a ``workdays.yaml``."""
    marked = read_yaml(WORKDAYS, text)
    if not marked.findings:
        for one in read_notices(text)[1]:
            if one.grave:
                marked.note(one.path, "notice", one.sentence)
            else:
                marked.note(one.path, "worked-anyway", one.sentence)
    return marked.findings


def check_terms(text: str) -> list[Finding]:
    """What is wrong with the words of a ``terms.yaml``."""
    marked = read_yaml(TERMS, text)
    found = validate(_Terms, marked)
    seen: set[str] = set()
    for at, one in enumerate(found.terms if found else ()):
        for language, word in one.term.items():
            if f"{language} {word}" in seen:
                marked.find(("terms", at, "term", language), "twice", N_("“%(key)s” stands here twice."), key=word)
            seen.add(f"{language} {word}")
    return marked.findings
