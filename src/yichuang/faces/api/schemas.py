"""What goes in and out of the interface."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, PlainSerializer, RootModel, WithJsonSchema

from yichuang.core.clock import ZONE
from yichuang.core.identifiers import LONGEST_LINE, LONGEST_TEXT
from yichuang.core.packages.facts import Plain
from yichuang.core.rules.units import UnitName

#: A moment as the interface says it: in Beijing time with its offset, as every page does, whatever it is kept in.
Moment = Annotated[
    datetime,
    PlainSerializer(lambda at: at.astimezone(ZONE).isoformat(), return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Strict(Schema):
    """A body in which every member is known; a surplus one is refused by name."""

    model_config = ConfigDict(extra="forbid")


class Problem(Schema):
    """What is wrong, for a program (``code``, ``field``) and for a person (``sentence``)."""

    code: str
    sentence: str
    field: str | None = None


class EndedProblem(Problem):
    """A case that was destroyed after its ``period``: what remains, nothing of what it said nor of whom it was."""

    number: str
    service: str
    filed_on: date
    concluded_on: date
    ended_at: Moment
    period: str
    source: str


class TokenProblem(Problem):
    """A refusal that says the same in the words of OAuth 2.0, too (RFC 6749 § 5.2, RFC 6750 § 3.1)."""

    error: str
    error_description: str


#: Refusals beside those that follow from who may call: with which status, and what stands in it.
ABSENT: dict[Any, Any] = {404: Problem}
CONFLICT: dict[Any, Any] = {409: Problem}
SLOWER: dict[Any, Any] = {429: Problem}
DOWN: dict[Any, Any] = {503: Problem}
NO_TOKEN: dict[Any, Any] = {400: Problem, 401: TokenProblem, 429: TokenProblem}


class Words(Strict):
    reason: str = Field(default="", max_length=LONGEST_TEXT)
    items: list[Annotated[str, Field(max_length=LONGEST_LINE)]] = Field(default_factory=list, max_length=50)
    answers: list[Annotated[str, Field(max_length=LONGEST_TEXT)]] = Field(default_factory=list, max_length=50)
    receipt_number: str = Field(default="", max_length=200)
    provincial_number: str = Field(default="", max_length=200)
    procedure: str = Field(default="", max_length=40)
    until: date | None = None
    ground: str = Field(default="conditions", max_length=20)
    go: str = Field(default="", max_length=LONGEST_TEXT)
    materials: list[Annotated[str, Field(max_length=60)]] = Field(default_factory=list, max_length=50)


class FactValue(RootModel[Plain]):
    """The value of a fact: days and decimals as text, amounts in fen, a list by its members; null where none is had."""


class UnverifiedOut(Schema):
    """What decides something and was not checked against its source: a ``parameter``, a ``row`` of a ``table``, or the
    working days of a ``year`` whose holiday notice is not known.

    ``fact``: whose value it gives, empty for a year; ``law``: the articles that it names.
    """

    fact: str
    label: str
    year: int | None
    parameter: str | None
    table: str | None
    row: int | None
    law: list[str]


class AmountOut(Schema):
    """An amount that follows from an answer."""

    label: str
    fen: int


class OptionOut(Schema):
    """One of the answers: send its ``value`` back."""

    value: str
    label: str


class ChoiceOut(OptionOut):
    """One of the answers, with the amounts that follow from it."""

    amounts: list[AmountOut]


class MemberFactOut(Schema):
    """What is asked of each member of a list; ``unit``: of a number; ``optional``: it may be left empty."""

    fact: str
    text: str
    kind: str
    unit: UnitName | None
    optional: bool
    options: list[OptionOut]


class QuestionOut(Schema):
    """A question; ``unit``: of a number. A list (kind ``list``) is answered by its members, ``at_most`` so many."""

    fact: str
    text: str
    kind: str
    unit: UnitName | None
    self_declared: bool
    options: list[ChoiceOut]
    members: list[MemberFactOut]
    at_most: int | None


class FileOut(Schema):
    """A file that was handed in. ``received_sha256``: of what arrived, before a photo's place and time were removed."""

    id: str
    media_type: str
    size: int
    pages: int
    sha256: str
    received_sha256: str
    material: str


class WantedOut(Schema):
    """A material that nothing proves: what its files may be, and which are there."""

    material: str
    title: str
    why: str
    accepts: list[str]
    pages: int
    megabytes: int
    files: list[FileOut]


class ChangeOut(Schema):
    """A fact that would have to be different, and the nearest value that would do. ``wish``: theirs to choose."""

    fact: str
    label: str
    value: bool | int | str | None
    words: str
    wish: bool


class RefusedOut(Schema):
    """Why something cannot be had, where to go instead, and what would have to be different (the fewest facts).

    ``by_officer``: if that were so, an officer would decide.
    """

    refusal: str
    title: str
    reason: str
    go: str
    law: list[str]
    otherwise: list[ChangeOut]
    by_officer: bool


class DraftOut(Schema):
    id: str
    service: str
    version: int
    ask: list[QuestionOut]
    values: dict[str, FactValue]
    sources: dict[str, str]
    registers: dict[str, str]
    matters: list[str]
    referred: list[str]
    refusals: list[RefusedOut]
    outcome: str
    complete: bool
    materials: list[WantedOut]
    case: str | None


class ClockOut(Schema):
    clock: str
    state: str
    due_on: date | None
    sentence: str


class PaymentOut(Schema):
    known: bool
    amount_fen: int | None
    pay_by: date | None
    where: str
    covered_from: date | None


class PartOut(Schema):
    task: str
    matter: str
    title: str
    department: str
    holder: str
    state: str
    due_on: date | None
    colour: str
    reached: str
    receipt_number: str
    provincial_number: str
    reason: str | None
    wanted: list[str]
    clocks: list[ClockOut]
    payment: PaymentOut | None


class OwedPaperOut(Schema):
    material: str
    title: str
    handed_in: bool


class OwedOut(Schema):
    """Papers that follow later. ``state``: offered, owed, or lapsed: their day is over, and they are still taken.

    ``left``: working days until that day; ``consequence``: what follows if they do not come.
    """

    task: str
    state: str
    until: date
    left: int
    papers: list[OwedPaperOut]
    consequence: str


class CaseOut(Schema):
    id: str
    number: str
    state: str
    outcome: str
    filed_at: Moment
    received: int
    departments: int
    parts: list[PartOut]
    files: list[FileOut]
    unverified: list[UnverifiedOut]
    owed: list[OwedOut]


class TaskRow(Schema):
    task: str
    number: str
    matter: str
    state: str
    due_on: date | None
    colour: str
    holder: str | None
    raised_to: str | None
    owed_until: date | None
