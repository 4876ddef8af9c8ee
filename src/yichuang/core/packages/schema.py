"""What may stand in the files of a package: ``package.yaml``, ``law.yaml``, ``parameters.csv``, ``examples.yaml``.

Each class is one part of a file and the thing itself at the same time: what it says is what it is. Expressions stay
text here; the loader parses them against the package's facts.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from yichuang.core.packages.owing import Owable
from yichuang.core.packages.texts import Code, Key, Place, Ref, Strict, Text
from yichuang.core.packages.world import Format, Kind
from yichuang.core.rules.units import UnitName
from yichuang.core.words import N_

Laws = list[Ref]

MOST_MEMBERS = 20
"""So many members a list may have: rules look at place after place."""


class Option(Strict):
    """One answer of a choice: its words and, if they need it, what they mean."""

    label: Text
    help: Text | None = None


class Bounds(Strict):
    """The lawful least and most of an amount, as expressions over the package's facts."""

    least: str
    most: str
    law: Laws = Field(min_length=1)


class Suggestion(Strict):
    """An amount offered as an answer, computed by an expression."""

    label: Text
    value: str


class Shown(Strict):
    """An amount computed from an answer and shown beside it (the monthly contribution of a base)."""

    label: Text
    value: str
    law: Laws = Field(min_length=1)


class Guidance(Strict):
    """A sentence of the service guide with its articles."""

    text: Text
    law: Laws = Field(min_length=1)


class Phone(Strict):
    """A telephone number by whose it is."""

    name: Text
    number: str


class ServiceGuide(Strict):
    """办事指南: the items of GB/T 39046 that do not follow from the rules."""

    who: Guidance
    conditions: list[Guidance]
    steps: list[Text]
    fee: Guidance
    places: list[Text]
    phones: list[Phone]


class ValueText(Strict):
    """What a value is: of a fact, or of a fact of each member of a list. ``unit``: what a number is a number of."""

    key: Key
    type: Kind
    format: Format | None = None
    label: Text
    unit: UnitName | None = None
    options: dict[str, Option] = {}

    @model_validator(mode="after")
    def _number(self) -> ValueText:
        if self.unit and self.type not in ("integer", "decimal", "list"):
            raise ValueError(N_("a unit is of a number, or what the members of a list are counted as"))
        return self


class FieldText(ValueText):
    """A fact of each member of a list. ``optional``: it may be left empty, and then is known to be absent."""

    help: Text | None = None
    optional: bool = False

    @model_validator(mode="after")
    def _plain(self) -> FieldText:
        if self.type == "list":
            raise ValueError(N_("a member has no list of its own"))
        if bool(self.options) != (self.type == "choice"):
            raise ValueError(N_("a choice has options, and nothing else of a member has"))
        return self


class FactText(ValueText):
    """A fact as written: where it comes from and why it is needed. See `Fact` for what can be done with it.

    ``tick``: an add-on (联合办理, chosen or not): never asked as a question, offered as one tick where it would bring a
    matter, and no as long as nobody ticks it.

    ``derive``: an expression, or ``table NAME``; ``hit``: whether one row of the table at most may hold ('unique', as
    without it), or the first that holds decides.

    ``members``: of a list, the facts of each member; ``at_most``: how many members there may be; ``member``:
    what one is called.

    ``changeable``: may be told to whoever is refused as what would have to be different; ``wish`` where that is theirs
    to choose, and not how things are. ``topic``: what is asked in
    one go, without another topic in between. ``likely``: how many people give each answer, of those who are asked.
    """

    place: Place | None = Field(default=None, alias="from")
    derive: str | None = None
    hit: Literal["unique", "first"] | None = None
    ask: Text | None = None
    help: Text | None = None
    why: Text | None = None
    if_down: Literal["ask", "wait"] = "wait"
    tick: bool = False
    changeable: bool | Literal["wish"] = False
    topic: Code | None = None
    likely: dict[str, int] = {}
    if_absent: str | bool | int | list[str] | None = None
    members: dict[Key, FieldText] = {}
    at_most: int | None = Field(default=None, ge=1, le=MOST_MEMBERS)
    member: Text | None = None
    bounds: Bounds | None = None
    among: Key | None = None
    suggest: list[Suggestion] = []
    shows: list[Shown] = []
    law: Laws = Field(min_length=1)

    @property
    def registry(self) -> str | None:
        """The register that holds the fact, if one does."""
        source = self.place.partition(".")[0] if self.place else None
        return None if source == "parameters" else source

    @property
    def parameter(self) -> str | None:
        """The dated parameter that the fact is, if it is one."""
        source, _, key = (self.place or "").partition(".")
        return key if source == "parameters" else None

    @property
    def asked(self) -> bool:
        """Whether it is the person who is asked first."""
        return self.place is None and self.derive is None

    @property
    def _is_birth(self) -> bool:
        return bool({self.key, (self.place or "").rpartition(".")[2]} & {"birth_date", "sex"})

    @model_validator(mode="after")
    def _one_source(self) -> FactText:
        settled = self.derive is not None or bool(self.parameter)
        if (self.place is not None and self.derive is not None) or (settled and (self.ask or self.why)):
            raise ValueError(N_("a fact has one source: from, derive, or ask"))
        if self.hit and not (self.derive or "").startswith("table "):
            raise ValueError(N_("hit belongs to a fact that is derived by a table"))
        if self.asked and (self.ask is None or self.why is None):
            raise ValueError(N_("a fact that is asked has its question (ask) and its reason (why)"))
        if self.tick and not (self.asked and self.type == "boolean" and not self.options):
            raise ValueError(N_("a tick is a yes-or-no that the person is offered, without options"))
        if self.changeable and (self.type == "text" or self.derive is not None or self.parameter or self._is_birth):
            raise ValueError(
                N_("what is changeable is a fact that is asked or looked up and no text; birth date and sex never are")
            )
        return self

    @model_validator(mode="after")
    def _list(self) -> FactText:
        parts = [bool(self.members), self.at_most is not None, self.member is not None]
        if self.type != "list" and any(parts):
            raise ValueError(N_("members, at_most and member belong to a list"))
        if self.type == "list":
            if not all(parts):
                raise ValueError(
                    N_(
                        "a list says what each member has (members), how many there may be (at_most), and what "
                        "one is called (member)"
                    )
                )
            if self.derive is not None or self.parameter or self.tick or self.changeable or self.likely or self.among:
                raise ValueError(N_("a list is asked or looked up, and neither derived, nor a tick, nor changeable"))
            if self.options or self.bounds or self.format or self.suggest or self.shows:
                raise ValueError(N_("a list has members, and no options, bounds or format of its own"))
            if self.if_absent not in (None, []):
                raise ValueError(N_("a list that a register does not have may be empty: if_absent: []"))
        elif isinstance(self.if_absent, list):
            raise ValueError(N_("only a list is absent by being empty"))
        return self

    @model_validator(mode="after")
    def _sources(self) -> FactText:
        if self.topic and (self.derive is not None or self.parameter):
            raise ValueError(N_("only what is asked or looked up has a topic"))
        if self.changeable == "wish" and not self.asked:
            raise ValueError(N_("a wish is asked: what a register holds is no wish"))
        if self.registry and self.if_down == "ask" and (self.ask is None or self.why is None):
            raise ValueError(
                N_("a fact that may be asked when its register is down has its question (ask) and reason (why)")
            )
        return self


class Refusal(Strict):
    """Why matters cannot be had: those in ``refuses``, or all of the package when it names none."""

    code: Code = Field(alias="refusal")
    refuses: list[Code] = []
    when: str
    title: Text
    reason: Text
    go: Text
    law: Laws = Field(min_length=1)


class Referral(Strict):
    """When matters go to a person of ``department`` instead of being decided by rule."""

    code: Code = Field(alias="referral")
    refers: list[Code] = Field(min_length=1)
    when: str
    title: Text
    reason: Text
    go: Text
    department: Code
    law: Laws = Field(min_length=1)


class Extension(Strict):
    """By how much the head of the department may extend a clock once (延期): ``by`` as "10 workdays" or a parameter."""

    by: str
    law: Laws = Field(min_length=1)


#: 行政许可法 Art. 45: what its procedures take is not counted, and is told in writing.
Procedure = Literal["hearing", "tender", "auction", "inspection", "testing", "quarantine", "appraisal", "expert-review"]


class Special(Strict):
    """The procedures for which a clock stands still (特别程序) from their written notice to their end."""

    procedures: list[Procedure] = Field(min_length=1)
    law: Laws = Field(min_length=1)


class Clock(Strict):
    """The time for a matter: ``statutory`` and ``promised``, each as "10 workdays" or the name of a parameter.

    Where no law sets a time, ``statutory`` is left out and there is a promise. ``pauses_on``: the steps at which the
    clock stands still until they are answered; without them it runs on. ``amber``: with how many working days left it
    turns amber; ``warnings``: with how many left its officer is warned (both ours, no law's). ``extension`` and
    ``special``: what may be asked of the head, and what stops the clock; without them neither is offered.
    """

    statutory: str | None = None
    promised: str | None = None
    pauses_on: list[Literal["supplement", "owed"]] = []
    amber: int | None = Field(default=None, ge=1, le=60)
    warnings: list[Annotated[int, Field(ge=1, le=60)]] = [3, 1]
    extension: Extension | None = None
    special: Special | None = None
    law: Laws = Field(min_length=1)

    @property
    def times(self) -> list[str]:
        """Every time that it names, as "10 workdays" or the name of a parameter."""
        extension = self.extension.by if self.extension else None
        return [each for each in (self.promised, self.statutory, extension) if each]

    @model_validator(mode="after")
    def _some_time(self) -> Clock:
        if self.statutory is None and self.promised is None:
            raise ValueError(N_("a clock has a statutory time or a promised one"))
        return self


class Gives(Strict):
    """What a granted matter gives."""

    licence: Code


class Pays(Strict):
    """Who collects what becomes due."""

    collector: Code
    law: Laws = Field(min_length=1)


# GB/T 39046-2020 table of kinds of matters (事项类型).
MATTER_KINDS = {
    "licence": "01",
    "payment": "05",
    "confirmation": "07",
    "reward": "08",
    "other-power": "10",
    "public-service": "20",
}


class Matter(Strict):
    """One matter (事项): who handles it, when it applies, what that department gets, and by when it is done."""

    code: Code = Field(alias="matter")
    title: Text
    short: Text
    item_code: str = Field(min_length=1, max_length=50)
    department: Code
    kind: Literal["licence", "payment", "confirmation", "reward", "other-power", "public-service"]
    when: str
    clock: Clock
    sends: list[Key] = Field(min_length=1)
    gives: list[Gives] = []
    pays: Pays | None = None
    result: Text
    law: Laws = Field(min_length=1)


class Proof(Strict):
    """What proves a material without any paper.

    ``level``: an identity level reached by signing in; ``licence``: an electronic licence (电子证照) on record;
    ``fact``: what its register says itself, not somebody's word for it.
    """

    level: Literal[1, 2] | None = None
    licence: Code | None = None
    fact: Key | None = None

    @model_validator(mode="after")
    def _one(self) -> Proof:
        if [self.level, self.licence, self.fact].count(None) != 2:
            raise ValueError(N_("a proof is one of: level, licence, fact"))
        return self


class Material(Strict):
    """A paper that matters need. With ``proved_by`` nothing is uploaded where one of the proofs holds.

    ``accepts``: what its file may be; ``pages``: how many pages all its files may have together, each photo being
    one; ``megabytes``: how large one file may be. ``owed``: that it may follow later (容缺受理); no key paper may.
    """

    code: Code = Field(alias="material")
    title: Text
    why: Text
    help: Text | None = None
    matters: list[Code] = []
    when: str | None = None
    proved_by: list[Proof] = []
    accepts: list[Literal["photo", "pdf"]] = Field(default=["photo", "pdf"], min_length=1)
    pages: int = Field(default=10, ge=1, le=100)
    megabytes: int = Field(default=10, ge=1, le=20)
    owed: Owable | None = None
    law: Laws = Field(min_length=1)


ParameterKind = Literal["money", "decimal", "integer", "date", "text", "period", "money-list"]
Value = int | str | dt.date | Decimal | tuple[int, ...]


class Figure(Strict):
    """A dated value of a parameter, a number perhaps with its unit.

    Past ``review_by`` it still holds, but is marked to be confirmed.
    """

    name: Key
    type: ParameterKind
    since: dt.date
    until: dt.date | None
    value: Value
    unit: str = ""
    law: Ref
    verified: bool
    review_by: dt.date | None
    note: str

    def sure(self, on: dt.date) -> bool:
        """Whether the figure was checked against its source and is not past its review on that day."""
        return self.verified and (self.review_by is None or on <= self.review_by)
