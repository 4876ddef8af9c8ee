"""What may stand in ``ratings.yaml``: reasons, the days for putting right, repeated causes, published figures.

Needs neither Django nor a database, so that the checker can read it.
"""

from __future__ import annotations

from datetime import date

from pydantic import Field

from yichuang.core.packages.errors import Finding
from yichuang.core.packages.files import validate
from yichuang.core.packages.marks import Marked, read_yaml
from yichuang.core.packages.texts import Code, Day, Strict, Text
from yichuang.core.words import N_
from yichuang.core.workdays import PeriodError, parse_period

FILE = "ratings.yaml"


class Reason(Strict):
    """What can be ticked for a bad rating; ``offered``: whether it still can."""

    code: Code = Field(alias="reason")
    title: Text
    offered: bool = True


class Term(Strict):
    """How long a bad rating may wait for its answer ("15 workdays"), in force from a day on."""

    since: Day = Field(alias="from")
    period: str
    source: str = Field(min_length=1)
    verified: bool


class Repeats(Strict):
    """From how many ``times`` within how many ``days`` on a cause is a repeated one."""

    times: int = Field(ge=2, le=999)
    days: int = Field(ge=1, le=366)
    source: str = Field(min_length=1)
    verified: bool


class Asked(Strict):
    """For how many ``days`` the address works by which somebody rates without signing in."""

    days: int = Field(ge=1, le=366)
    source: str = Field(min_length=1)
    verified: bool


class Published(Strict):
    """Over how many ``days`` figures are published, and the ``least`` number that is told."""

    days: int = Field(ge=1, le=366)
    least: int = Field(ge=2, le=100)
    source: str = Field(min_length=1)
    verified: bool


class Plan(Strict):
    """How this installation is rated."""

    reasons: list[Reason] = Field(min_length=1, max_length=20)
    rectify: list[Term] = Field(min_length=1)
    repeats: Repeats
    asked: Asked
    published: Published

    def term(self, day: date) -> Term:
        """The term in force on ``day``; before the first one, the first."""
        held = [each for each in self.rectify if each.since <= day]
        return held[-1] if held else self.rectify[0]

    @property
    def offered(self) -> list[Reason]:
        """The reasons that can be ticked."""
        return [each for each in self.reasons if each.offered]


def read(text: str) -> tuple[Plan | None, list[Finding]]:
    """The plan in the text of ``ratings.yaml``, or None with everything that is wrong, by line."""
    marked = read_yaml(FILE, text)
    plan = validate(Plan, marked)
    if plan is not None:
        _check(plan, marked)
    return (plan if not marked.findings else None), marked.findings


def _check(plan: Plan, marked: Marked) -> None:
    seen: set[str] = set()
    for at, reason in enumerate(plan.reasons):
        if reason.code in seen:
            marked.find(("reasons", at, "reason"), "twice", N_("“%(key)s” stands here twice."), key=reason.code)
        seen.add(reason.code)
    before: date | None = None
    for at, term in enumerate(plan.rectify):
        if before is not None and term.since <= before:
            marked.find(("rectify", at, "from"), "value", N_("Terms stand here by their days, the oldest first."))
        before = term.since
        try:
            parse_period(term.period)
        except PeriodError:
            words = N_("“%(period)s” is no period: write for example “15 workdays”.")
            marked.find(("rectify", at, "period"), "value", words, period=term.period)
