"""What each kind of paper is made of: the keys of its data, language apart.

Data are kept as JSON. ``Words`` are a text in one language only (what somebody wrote), a text by language
(``{"zh-hans": …, "en": …}``), or a sentence of the catalogues with its parameters (``{"template": …, "params": …}``,
made of a ``core.words.Sentence`` by ``plain``). Times carry their zone, days are ISO dates, money is integer fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from yichuang.core.words import Sentence
from yichuang.platform.notices.errors import BadData, UnknownKind

LANGUAGES = ("zh-hans", "en")


def plain(value: object, *, inside: bool = False) -> object:
    """``value`` as JSON keeps it. Inside a sentence days and moments are tagged, so that its reader can write them."""
    if isinstance(value, Sentence):
        return {
            "template": value.template,
            "params": {key: plain(each, inside=True) for key, each in value.params.items()},
        }
    if isinstance(value, datetime):
        return {"moment": value.isoformat()} if inside else value.isoformat()
    if isinstance(value, date):
        return {"date": value.isoformat()} if inside else value.isoformat()
    if isinstance(value, Mapping):
        inside = inside or "template" in value
        return {str(key): plain(each, inside=inside) for key, each in value.items()}
    if isinstance(value, str) or not isinstance(value, Sequence):
        return value if isinstance(value, str | int | float | bool | None) else str(value)
    return [plain(each, inside=inside) for each in value]


def _words(value: object) -> object:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, dict):
        if "template" in value:
            if isinstance(value["template"], str) and isinstance(value.get("params", {}), dict):
                return value
        elif LANGUAGES[0] in value and all(isinstance(each, str) for each in value.values()):
            return value
    raise ValueError("no words: a text, a text by language with zh-hans, or a template with params")


Words = Annotated[object, AfterValidator(_words)]
"""Words of one language, of several, or a sentence of the catalogues; None is "" where they may lack."""


class Strict(BaseModel):
    """Exactly the declared keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Applicant(Strict):
    """Whose application it is. The receipt masks the name; the ID number is masked on every paper."""

    name: str
    id_number: str = ""


class Phone(Strict):
    """A number that answers questions."""

    name: Words
    number: str


class Ask(Strict):
    """How to ask."""

    phones: tuple[Phone, ...] = ()
    places: tuple[Words, ...] = ()


class Objection(Strict):
    """One sentence on how to object to an outcome, its source, and whether that source's text was read."""

    text: Words
    source: Words = ""
    verified: bool = True


class Payment(Strict):
    """What is to be paid, as the collector says; ``known`` is False until it answered."""

    known: bool
    amount_fen: int | None = None
    pay_by: date | None = None
    where: Words = ""
    covered_from: date | None = None


class Paper(Strict):
    """What all papers carry."""

    #: The paper's own number (``commands.new_number``).
    number: str
    issued_at: AwareDatetime
    case_number: str
    #: In whose name it is issued: stands in the letterhead and under the seal.
    issuer: Words
    #: What was applied for, as a whole.
    service: Words
    applicant: Applicant
    #: The page of the case: the square's target, and where the paper can be verified unless ``verify_url`` is given.
    url: str
    verify_url: str = ""
    ask: Ask = Ask()


class ReceiptPart(Strict):
    """One department's part and until when it has it; ``why`` is the one sentence of its clock."""

    matter: Words
    department: Words
    due_on: date | None = None
    why: Words = ""


class ReceiptFile(Strict):
    """A file that came with the filing: which paper it is, its bytes, and its SHA-256 in hex."""

    material: Words
    size: int
    sha256: str


class Receipt(Paper):
    """收件凭证: what was filed and who has it."""

    filed_at: AwareDatetime
    #: How it came: on the web, at a window.
    channel: Words = ""
    #: Who filed it for the applicant, as whoever reads it may see the name; empty where nobody did.
    agent: str = ""
    parts: tuple[ReceiptPart, ...] = Field(min_length=1)
    files: tuple[ReceiptFile, ...] = ()
    #: What happens next; empty for what always happens.
    next: tuple[Words, ...] = ()
    #: A signed note: that the filing will be sealed. Printed as it is.
    promise: str = ""


Outcome = Literal["granted", "refused", "declined", "withdrawn", "terminated"]


class LetterPart(Strict):
    """One part's outcome with its reason, what it gave, what is to be paid, and how to object."""

    matter: Words
    department: Words
    outcome: Outcome
    reason: Words = ""
    result: Words = ""
    #: The number at the department, and the province's (办件编号).
    receipt_number: str = ""
    provincial_number: str = ""
    decided_on: date | None = None
    payment: Payment | None = None
    objections: tuple[Objection, ...] = ()


class Letter(Paper):
    """办结告知书: the combined letter, each part with its own outcome."""

    filed_at: AwareDatetime
    parts: tuple[LetterPart, ...] = Field(min_length=1)


class OnePart(Paper):
    """What the papers about one part carry."""

    matter: Words
    department: Words
    receipt_number: str = ""
    provincial_number: str = ""
    filed_at: AwareDatetime
    #: The articles it rests on.
    law: tuple[Words, ...] = ()


class Item(Strict):
    """One thing to supplement: what, why it is needed, how to supply it."""

    what: Words
    why: Words = ""
    how: Words = ""


def _item(value: object) -> object:
    return {"what": value} if isinstance(value, str) or (isinstance(value, dict) and "what" not in value) else value


class Supplement(OnePart):
    """一次性告知书: everything that is missing, told once (行政许可法 Art. 32)."""

    items: tuple[Annotated[Item, BeforeValidator(_item)], ...] = Field(min_length=1)
    reason: Words = ""
    until: date | None = None
    #: The sentence of the clock that stands still, and what follows if nothing comes.
    clock: Words = ""
    consequence: Words = ""


class Owed(OnePart):
    """容缺受理告知单: taken on, which papers follow, by when and how, what follows if they do not come."""

    items: tuple[Annotated[Item, BeforeValidator(_item)], ...] = Field(min_length=1)
    until: date
    how: Words
    consequence: Words
    accepted_on: date
    due_on: date | None = None
    #: The sentence of the clock: that it runs on, or stands still.
    why: Words = ""


class Declined(OnePart):
    """不予受理告知书: why it is not taken on, where to go instead, how to object."""

    ground: Words = ""
    reason: Words
    go: Words = ""
    objections: tuple[Objection, ...] = ()


class Accepted(OnePart):
    """受理通知书: taken on, and until when it is decided."""

    accepted_on: date
    #: Why it counts as accepted, where nobody took it on.
    basis: Words = ""
    due_on: date | None = None
    why: Words = ""


class Extended(OnePart):
    """延期告知书: that the head approved more time, why, and the new day (行政许可法 Art. 42)."""

    reason: Words
    period: Words
    before: date | None = None
    due_on: date | None = None
    why: Words = ""


class Special(OnePart):
    """特别程序告知书: which procedure goes on, until when about, and that its time is not counted (Art. 45)."""

    procedure: Words
    reason: Words
    until: date
    clock: Words = ""


class Licence(Paper):
    """证照: that something was granted, and to whom. ``service`` is what the licence is called."""

    matter: Words
    result: Words = ""


KINDS: Mapping[str, type[Paper]] = {
    "receipt": Receipt,
    "letter": Letter,
    "supplement": Supplement,
    "owed": Owed,
    "declined": Declined,
    "accepted": Accepted,
    "extended": Extended,
    "special": Special,
    "licence": Licence,
}


def paper(kind: str, data: Mapping[str, object]) -> Paper:
    """The checked data of a paper. Raises UnknownKind, or BadData with the places that are wrong."""
    model = KINDS.get(kind)
    if model is None:
        raise UnknownKind(kind)
    try:
        return model.model_validate(plain(data))
    except ValidationError as error:
        places = ", ".join(f"{'.'.join(map(str, each['loc']))} ({each['type']})" for each in error.errors())
        raise BadData(f"{kind}: {places}") from None
