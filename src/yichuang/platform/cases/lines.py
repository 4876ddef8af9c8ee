"""Lines of work lists: of each part what a list shows, read by one statement, and nothing opened that nobody reads.

A list of fifty parts as rows of six models cost ten times what the database needed for it (``yichuang bench desk``).
What stands here has the names of the models' own fields, so that a line reads alike wherever it came from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple
from uuid import UUID

from yichuang.platform.exchange.bulk import Numbered
from yichuang.platform.people.models import Department, Person
from yichuang.platform.people.queries.accounts import department_rows_cached
from yichuang.platform.vault.fields import SealedTextField


class Version(NamedTuple):
    """By whose rules a case was filed."""

    pk: UUID
    name: str
    version: int
    digest: str
    division_id: str


class Called(NamedTuple):
    """An official, by what colleagues see of them."""

    display: str


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a case is about; the name is opened when it is read."""

    sealed: bytes

    @property
    def name(self) -> str:
        """The name in clear."""
        return _name().opened(self.sealed)


@dataclass(frozen=True, slots=True)
class CaseOfLine:
    """The case of a part in a list."""

    number: str
    kind: str
    person: Named | None
    package_version: Version | None

    @property
    def whom(self) -> Named:
        """Whom it is about. Raises LookupError where nobody is named."""
        if self.person is None:
            raise LookupError(f"case {self.number} names nobody")
        return self.person

    @property
    def version(self) -> Version:
        """By whose rules it was filed. Raises LookupError where none were."""
        if self.package_version is None:
            raise LookupError(f"case {self.number} was filed by no package")
        return self.package_version


@dataclass(frozen=True, slots=True)
class Line:
    """A part in a list."""

    pk: UUID
    public_id: str
    matter: str
    state: str
    state_since: datetime
    due_on: date | None
    amber_on: date | None
    department_id: UUID
    holder_id: UUID | None
    holder: Called | None
    raised_to: Called | None
    owed_until: date | None
    case: CaseOfLine

    @property
    def department(self) -> Department:
        """Whose part it is, as departments were some seconds ago at most."""
        known = {each.pk: each for each in department_rows_cached()}
        return known.get(self.department_id) or Department.objects.get(pk=self.department_id)


def lines(ids: Sequence[UUID]) -> list[Line]:
    """The lines of these parts, in this order. Who may see them was decided when the ids were found. One query."""
    return [_line(row) for row in _statement().rows({"ids": list(ids)})] if ids else []


#: The columns of the statement that a line takes as they are, in their order.
_AS_THEY_ARE = (
    *("pk", "public_id", "matter", "state", "state_since", "due_on", "amber_on", "department_id", "holder_id"),
)


def _line(row: tuple[Any, ...]) -> Line:
    known: dict[str, Any] = dict(zip(_AS_THEY_ARE, row, strict=False))
    holder, raised, number, kind = row[9:13]
    return Line(
        **known,
        holder=None if holder is None else Called(holder),
        raised_to=None if raised is None else Called(raised),
        owed_until=row[19],
        case=CaseOfLine(
            number,
            kind,
            person=None if row[18] is None else Named(row[18]),
            package_version=None if row[13] is None else Version._make(row[13:18]),
        ),
    )


@lru_cache(maxsize=1)
def _statement() -> Numbered:
    return Numbered.read(files("yichuang.platform.cases").joinpath("sql/lines.sql").read_text("utf-8"))


@lru_cache(maxsize=1)
def _name() -> SealedTextField:
    return Person._meta.get_field("name")
