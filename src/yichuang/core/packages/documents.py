"""The files of a package as a whole: ``package.yaml``, ``law.yaml``, ``examples.yaml``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from pydantic import Field

from yichuang.core.packages.facts import Fact
from yichuang.core.packages.owing import Owing
from yichuang.core.packages.schema import Laws, Material, Matter, Referral, Refusal, ServiceGuide
from yichuang.core.packages.texts import Code, Day, Key, Strict, Text


class PackageText(Strict):
    """``package.yaml``."""

    code: Code = Field(alias="package")
    title: Text
    summary: Text
    in_force: Day
    audience: list[Literal["person", "organisation"]] = Field(min_length=1)
    one_at_a_time: bool = False
    life_stage: list[Code] = Field(min_length=1)
    keywords: dict[str, list[str]] = {}
    guide: ServiceGuide
    facts: dict[str, Fact]
    order: list[Key] = []
    refusals: list[Refusal] = []
    referrals: list[Referral] = []
    matters: list[Matter] = Field(min_length=1)
    materials: list[Material] = []
    owing: Owing | None = None
    never: list[list[Code]] = []


class Article(Strict):
    """An article in our own words. ``not_encoded`` says why no rule of the package names it."""

    says: Text
    verified: bool
    not_encoded: Text | None = None


class Source(Strict):
    """A law, regulation or document. ``until`` is its last day in force, if it has one."""

    key: Code
    title: Text
    number: Text
    in_force: Day
    until: Day | None = None
    articles: dict[str, Article] = Field(min_length=1)


class LawText(Strict):
    """``law.yaml``."""

    sources: dict[str, Source]


Given = str | bool | int | Decimal | float | dt.date | None
"""A value as YAML has it."""


class Example(Strict):
    """A worked example: a sentence, a date, facts, and what follows by which articles."""

    sentence: Text
    on: Day
    given: dict[str, Given | list[dict[Key, Given]]]
    down: list[Code] = []
    matters: list[Code] = []
    refusals: list[Code] = []
    to_person: list[Code] = []
    asks_at_most: list[Key] | None = None
    materials: list[Code] = []
    offers: list[Key] | None = None
    sends: dict[str, list[Key]] = {}
    shows: dict[str, str] = {}
    because: Laws = Field(min_length=1)
    checked_by: str


class ExamplesText(Strict):
    """``examples.yaml``. ``person`` holds the facts that every example starts from."""

    person: dict[str, str]
    examples: list[Example]
