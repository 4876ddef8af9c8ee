"""Findings for people, for programs (JSON) and for code review (SARIF 2.1.0, OASIS 2020)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from yichuang.core.packages import KINDS, Finding
from yichuang.core.words import N_
from yichuang.project.terminal import chinese, in_words, said

FORMATS = ("text", "json", "sarif")
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True)
class Placed:
    """A finding and the folder of its package."""

    folder: Path
    finding: Finding

    @property
    def path(self) -> Path:
        """The file in which it stands."""
        return self.folder / self.finding.file


def report(found: Sequence[Placed], form: str) -> str:
    """Everything found, in one of `FORMATS`; text has no line break at its end."""
    if form == "json":
        return json.dumps([_plain(one) for one in found], ensure_ascii=False, indent=2)
    if form == "sarif":
        return json.dumps(sarif(found), ensure_ascii=False, indent=2)
    return "\n".join(line for one in found for line in _lines(one))


def failed(found: Iterable[Placed]) -> bool:
    """Whether something is wrong for certain."""
    return any(one.finding.severity == "error" for one in found)


def _lines(one: Placed) -> Iterable[str]:
    finding = one.finding
    severity = said(N_("error")) if finding.severity == "error" else said(N_("warning"))
    yield f"{one.path}:{finding.line}: {severity} [{finding.code}] {in_words(finding.message)}"
    if finding.person:
        yield "    " + said(N_("for example: %(person)s"), person=_person(finding))
    if finding.suggestion:
        yield "    " + said(N_("to be pasted into examples.yaml, read and signed:"))
        yield finding.suggestion.rstrip("\n")


def _person(finding: Finding) -> str:
    return ("；" if chinese() else "; ").join(trait.words(_language()) for trait in finding.person)


def _language() -> str:
    return "zh-hans" if chinese() else "en"


def _plain(one: Placed) -> dict[str, Any]:
    finding = one.finding
    return {
        "file": one.path.as_posix(),
        "line": finding.line,
        "code": finding.code,
        "severity": finding.severity,
        "message": in_words(finding.message),
        "person": [{"fact": trait.key, "words": trait.words(_language())} for trait in finding.person],
        "suggestion": finding.suggestion,
    }


def sarif(found: Sequence[Placed]) -> dict[str, Any]:
    """One run of the checker as a SARIF log."""
    codes = sorted({one.finding.code for one in found})
    rules = [
        {
            "id": code,
            "shortDescription": {"text": said(KINDS[code].what)},
            "defaultConfiguration": {"level": KINDS[code].severity},
        }
        for code in codes
    ]
    driver = {"name": "yichuang check", "version": version("yichuang"), "rules": rules}
    return {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": [_result(one, codes) for one in found]}],
    }


def _result(one: Placed, codes: Sequence[str]) -> dict[str, Any]:
    finding = one.finding
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(one.path.as_posix())}}
    if finding.line > 0:  # 0 is the file as a whole
        place["region"] = {"startLine": finding.line}
    text = in_words(finding.message)
    if finding.person:
        text = f"{text} " + said(N_("for example: %(person)s"), person=_person(finding))
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": codes.index(finding.code),
        "level": finding.severity,
        "message": {"text": text},
        "locations": [{"physicalLocation": place}],
    }
    if finding.suggestion:
        result["properties"] = {"suggestion": finding.suggestion}
    return result
