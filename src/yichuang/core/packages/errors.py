"""What is wrong with a package, said to its author by file and line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from yichuang.core.packages.kinds import KINDS, Severity
from yichuang.core.packages.texts import in_language
from yichuang.core.words import N_, Said, Sentence


@dataclass(frozen=True)
class Trait:
    """A fact of somebody in words: its label and its value, by language."""

    key: str
    label: Mapping[str, str]
    value: Mapping[str, str]

    def words(self, language: str) -> str:
        """ "出生日期：2010-11-26" or "Date of birth: 2010-11-26"."""
        mark = "：" if language.startswith("zh") else ": "
        return f"{in_language(self.label, language)}{mark}{in_language(self.value, language)}"


@dataclass(frozen=True)
class Finding:
    """One thing to mend in a file of a package. ``line`` counts from 1; 0 means the file as a whole.

    ``person``: somebody whom it concerns, by the facts that make it so. ``suggestion``: text to paste into the file.
    ``row``: the row of a decision table as a spreadsheet counts, so that the first below the header is 2; 0 elsewhere.
    """

    file: str
    line: int
    code: str
    message: Sentence
    person: tuple[Trait, ...] = ()
    suggestion: str = ""
    row: int = 0

    @property
    def severity(self) -> Severity:
        """Whether it is wrong for certain, or somebody should look."""
        return KINDS[self.code].severity

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class PackageError(Said):
    """A package that cannot be loaded. ``findings`` lists everything that is wrong, in order of file and line."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        unique = {str(one): one for one in findings}
        self.findings = sorted(unique.values(), key=lambda one: (one.file, one.line, one.code, str(one.message)))
        super().__init__("package", N_("The package has %(count)s findings."), count=len(self.findings))

    def __str__(self) -> str:
        return "\n".join([str(self.sentence), *map(str, self.findings)])


class WorldError(PackageError):
    """Files beside the packages that cannot be loaded: departments, registers, divisions."""


class NotInForce(Said):
    """The package is asked about a legal date before its first day."""


class AnswerError(Said):
    """An answer that cannot be read. ``field`` is the fact's key."""
