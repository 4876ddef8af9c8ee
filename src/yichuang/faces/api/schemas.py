"""What goes in and out of the interface."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, PlainSerializer, WithJsonSchema

from yichuang.core.clock import ZONE
from yichuang.core.identifiers import LONGEST_LINE, LONGEST_TEXT
from yichuang.core.packages.schema import MOST_MEMBERS

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


class Phone(Strict):
    phone: str = Field(max_length=40)


class PhoneCode(Strict):
    phone: str = Field(max_length=40)
    code: str = Field(max_length=12)


class Identity(Strict):
    name: str = Field(max_length=200)
    id_number: str = Field(max_length=40)


Member = dict[str, Annotated[str, Field(max_length=LONGEST_TEXT)]]
"""One member of a list: for each of the question's ``members`` what is answered; what is optional may be left out."""


class Answers(Strict):
    """By fact, what is answered; of a list its members."""

    answers: dict[str, str | Annotated[list[Member], Field(max_length=MOST_MEMBERS)]]


class File(Strict):
    version: int


class Handover(Strict):
    code: str = Field(max_length=200)


class HandoverOut(Schema):
    code: str
    address: str
    expires_at: Moment


class Words(Strict):
    reason: str = Field(default="", max_length=LONGEST_TEXT)
    items: list[Annotated[str, Field(max_length=LONGEST_LINE)]] = Field(default_factory=list, max_length=50)
    answers: list[Annotated[str, Field(max_length=LONGEST_TEXT)]] = Field(default_factory=list, max_length=50)
    receipt_number: str = Field(default="", max_length=200)
    provincial_number: str = Field(default="", max_length=200)


class Rate(Strict):
    grade: int = Field(ge=1, le=5)
    reasons: list[str] = Field(default_factory=list, max_length=10)
    words: str = Field(default="", max_length=LONGEST_TEXT)
    part: str = Field(default="", max_length=40)


class RatingOut(Schema):
    grade: int
    reasons: list[str]
    due_on: date | None
    answered: bool
    answer: str | None


class Me(Schema):
    role: str
    level: int
    person: str | None
    department: str | None
    at_window: bool


class Service(Schema):
    name: str
    title: str
    version: int
    in_force: date


class MemberFactOut(Schema):
    """What is asked of each member of a list; ``optional``: it may be left empty."""

    fact: str
    text: str
    kind: str
    optional: bool
    options: list[dict[str, Any]]


class QuestionOut(Schema):
    """A question. A list (kind ``list``) is answered by its members, ``at_most`` so many."""

    fact: str
    text: str
    kind: str
    self_declared: bool
    options: list[dict[str, Any]]
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
    """Why something cannot be had, where to go instead, and what would have to be different (the fewest facts)."""

    refusal: str
    title: str
    reason: str
    go: str
    law: list[str]
    otherwise: list[ChangeOut]


class DraftOut(Schema):
    id: str
    service: str
    version: int
    ask: list[QuestionOut]
    values: dict[str, Any]
    sources: dict[str, str]
    registers: dict[str, str]
    matters: list[str]
    referred: list[str]
    refusals: list[RefusedOut]
    outcome: str
    complete: bool
    materials: list[WantedOut]
    case: str | None


class FiledOut(Schema):
    """``promise``: a signed note that the filing is in the log within a minute."""

    case: str
    number: str
    new: bool
    promise: str


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


class EventProof(Schema):
    """An event. ``index`` and ``path`` (RFC 9162 § 2.1.3) once it is sealed; salt and payload of the filing alone."""

    entry: str
    index: int | None
    path: list[str]
    suite: str
    previous: str
    content: str
    header: str
    salt: str | None = None
    payload: str | None = None


class ProofOut(Schema):
    """What ``check_proof.py`` reads. Hashes are hexadecimal, ``promise`` and ``checkpoint`` signed notes."""

    what: str
    number: str
    events: list[EventProof]
    promise: str
    checkpoint: str | None
    key: str


#: A number of leaves.
Size = Annotated[int, Field(ge=0, lt=2**62)]


class Sizes(Strict):
    old: Size
    new: Size


class ConsistencyOut(Schema):
    old: int
    new: int
    proof: list[str]


class CheckpointOut(Schema):
    size: int
    root: str
    time: int
    witnesses: list[str]


class CosignatureIn(Strict):
    size: Size
    line: str = Field(max_length=400)


class TaskRow(Schema):
    task: str
    number: str
    matter: str
    state: str
    due_on: date | None
    colour: str
    holder: str | None


class TaskPage(Schema):
    tasks: list[TaskRow]
    next: str | None


class Sheet(Schema):
    """``answers``: what the applicant wrote when something more was asked for, one for each of the part's ``wanted``.

    A text is as it was written; each of its line ends is a line feed.
    """

    part: PartOut
    items: list[dict[str, Any]]
    answers: list[str]


class CaseRow(Schema):
    id: str
    number: str
    state: str
    filed_at: Moment


class CasePage(Schema):
    cases: list[CaseRow]
    next: str | None


class OpenCaseProblem(Problem):
    """The open case that is there already."""

    case: str


class TokenIn(Schema):
    """As RFC 6749 § 4.4 and RFC 7523 § 2.2 have it; further fields, such as ``client_id``, are not read."""

    grant_type: str = Field(default="", max_length=100, description="client_credentials")
    client_assertion_type: str = Field(
        default="", max_length=100, description="urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    )
    client_assertion: str = Field(default="", max_length=8000, description="A JWT that the system's key signed")
    scope: str = Field(default="", max_length=400, description="Scopes, separated by spaces")


class TokenOut(Schema):
    access_token: str
    token_type: str
    expires_in: int
    scope: str


class RevokeIn(Schema):
    token: str = Field(default="", max_length=400)
    client_assertion_type: str = Field(default="", max_length=100)
    client_assertion: str = Field(default="", max_length=8000)


class Received(Schema):
    result: str
