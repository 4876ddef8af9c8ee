"""A question as a face shows it: its words, why it is asked, what can be answered, and what each answer costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from yichuang.core.packages.facts import Fact, yuan
from yichuang.core.packages.schema import Figure, Laws
from yichuang.core.packages.tables import Row
from yichuang.core.packages.walk import Walk
from yichuang.core.rules import UNKNOWN
from yichuang.core.words import Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

_YES = {"zh-hans": "是", "en": "Yes"}
_NO = {"zh-hans": "否", "en": "No"}


@dataclass(frozen=True)
class Amount:
    """A sum in fen that follows from an answer, with its label and articles."""

    label: Mapping[str, str]
    fen: int
    law: Laws


@dataclass(frozen=True)
class Choice:
    """One answer: the text to send back (``value``), its words, and what follows from it."""

    value: str
    label: Mapping[str, str]
    help: Mapping[str, str] | None = None
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True)
class Unverified:
    """What decides something here and was not checked against its source: a dated figure, a row of a table, or the
    working days of a year whose holiday notice is not known.

    ``key``: the fact that has its value from it; empty for working days. ``row``: the row of the fact's decision table.
    """

    key: str
    figure: Figure | None = None
    row: Row | None = None
    year: int | None = None


@dataclass(frozen=True)
class Question:
    """A fact that the person is asked.

    ``needed_by``: departments that get the answer, or whose matters depend on it. ``tried``: the register that was
    asked first and did not answer; the answer is then marked self-declared. ``bounds`` in fen, both inclusive;
    ``only_choices``: nothing but the choices can be answered. ``value`` is `UNKNOWN` while unanswered; ``amounts``
    follow from it. ``unread``: rows of decision tables behind them whose articles nobody read. ``problem``:
    why an earlier answer no longer stands.
    """

    fact: Fact
    needed_by: tuple[str, ...]
    tried: str | None
    choices: tuple[Choice, ...]
    only_choices: bool
    bounds: tuple[int, int] | None
    value: object
    amounts: tuple[Amount, ...]
    figures: tuple[Figure, ...]
    unread: tuple[Row, ...]
    problem: Sentence | None

    @property
    def key(self) -> str:
        """The fact's key."""
        return self.fact.key

    @property
    def self_declared(self) -> bool:
        """Whether the answer stands in for a register's."""
        return self.tried is not None

    def unverified(self, on: dt.date) -> tuple[Figure | Row, ...]:
        """Figures behind this question that are not verified, or past their review; rows whose articles nobody read."""
        return (*(figure for figure in self.figures if not figure.sure(on)), *self.unread)


@dataclass(frozen=True)
class Asking:
    """Makes the questions of one walk."""

    package: Package
    walk: Walk
    problems: Mapping[str, Sentence]
    on: dt.date

    def question(self, key: str) -> Question:
        """The question about one fact."""
        fact = self.package.facts[key]
        value = self.walk.taken.get(key, UNKNOWN)
        levels = self.package.among_of(key, self.walk.known)
        choices = self._choices(fact, levels)
        return Question(
            fact=fact,
            needed_by=self.package.needed_by(key),
            tried=fact.registry,
            choices=choices,
            only_choices=fact.type in ("choice", "boolean") or levels is not None,
            bounds=self.package.bounds_of(key, self.walk.known),
            value=value,
            amounts=self.amounts(fact, value),
            figures=self.figures_used([key]),
            unread=self._unread_behind(key),
            problem=self.problems.get(key),
        )

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """By which row of its table each fact has its value."""
        return self.package.rows(self.walk.known)

    def _unread_behind(self, key: str) -> tuple[Row, ...]:
        if not self.package.tables:
            return ()
        rows = (self.rows.get(one) for one in self.package.tables_behind(self.package.names_behind(key)))
        return tuple(row for row in rows if row is not None and not self.package.sure_of_row(row))

    def amounts(self, fact: Fact, value: object) -> tuple[Amount, ...]:
        """What follows from ``value``, as far as it can be computed."""
        if value is UNKNOWN or value is None:
            return ()
        known = {**self.walk.known, fact.key: value}
        computed = [(shown, rule.evaluate(known)) for shown, rule in self.package.shows_of(fact.key)]
        return tuple(Amount(shown.label, fen, shown.law) for shown, fen in computed if isinstance(fen, int))

    def figures_used(self, keys: Iterable[str]) -> tuple[Figure, ...]:
        """The dated figures behind these questions and behind the conditions of what is not out, in their order."""
        names = {name for key in keys for name in self.package.names_behind(key)} | self._figures_decided_by()
        parameters = {self.package.facts[name].parameter for name in names if name in self.package.facts}
        parameters |= {fact.among for key in keys if (fact := self.package.facts[key]).among}
        return tuple(
            figure
            for name in self.package.parameters
            if name in parameters and (figure := self.package.figure(name, self.on)) is not None
        )

    def _figures_decided_by(self) -> set[str]:
        """The parameters without which some condition of what is not out would be open."""
        package, places = self.package, set(self.walk.places())
        found: set[str] = set()
        for key, fact in package.facts.items():
            if fact.parameter is None:
                continue
            touched = set(package.touched_by(key)[1]) & places
            if not touched:
                continue
            board = self.walk.board
            if any(board.value(one) is not UNKNOWN and board.would_hang_on(key, one) for one in touched):
                found.add(key)
        return found

    def unverified(self, asked: Iterable[str], places: Iterable[str], sent: Iterable[str]) -> tuple[Unverified, ...]:
        """What was not checked of what decides these conditions and the values sent, and of what these questions show.

        A figure decides what would be open without it, or what would not be known; so does the row of a table.
        """
        package, asked = self.package, set(asked)
        shown = package.all_behind(name for key in asked for name in package.names_behind(key))
        decided = [place for place in places if self.walk.value(place) is not UNKNOWN]
        given = [key for key in sent if key in self.walk.known]
        found = []
        for key, fact in package.facts.items():
            one = self._unsure(key, fact)
            if one is not None and (key in shown or self._decides(key, decided, given)):
                found.append(one)
            levels = package.figure(fact.among, self.on) if fact.among and key in asked else None
            if levels is not None and not levels.sure(self.on):
                found.append(Unverified(key, figure=levels))
        found += [Unverified("", year=year) for year in self._unnoticed(shown, decided, given)]
        return tuple(found)

    def _unnoticed(self, shown: Iterable[str], decided: Iterable[str], given: Iterable[str]) -> list[int]:
        """The years without a known holiday notice on whose working days this rests."""
        package = self.package
        if not package.by_calendar:
            return []
        places = [package.conditions[one] for one in decided]
        names = package.all_behind({*shown, *given, *(name for rule in places for name in rule.names)})
        rules = [*places, *(rule for key, rule in package.derived.items() if key in names)]
        return sorted({year for rule in rules for year in rule.unnoticed(self.walk.known)})

    def _unsure(self, key: str, fact: Fact) -> Unverified | None:
        """The figure or the row by which a fact has its value, where that was not checked."""
        figure = self.package.figure(fact.parameter, self.on) if fact.parameter else None
        if figure is not None and not figure.sure(self.on):
            return Unverified(key, figure=figure)
        row = self.rows.get(key)
        return Unverified(key, row=row) if row is not None and not self.package.sure_of_row(row) else None

    def _decides(self, key: str, places: Iterable[str], sent: Iterable[str]) -> bool:
        derived, touched = self.package.touched_by(key)
        places, sent = set(places) & set(touched), set(sent) & {key, *derived}
        if not places and not sent:
            return False
        without = self.walk.board.without(key)
        conditions = self.package.conditions
        return bool(sent - without.keys()) or any(conditions[one].evaluate(without) is UNKNOWN for one in places)

    def _choices(self, fact: Fact, levels: tuple[int, ...] | None) -> tuple[Choice, ...]:
        if fact.type == "boolean" and not fact.options:
            return (Choice("true", _YES), Choice("false", _NO))
        if fact.options:
            return tuple(Choice(value, option.label, option.help) for value, option in fact.options.items())
        if levels is not None:
            return tuple(
                self._sum(fact, {"zh-hans": f"{yuan(fen)}元", "en": f"{yuan(fen)} yuan"}, fen) for fen in levels
            )
        limits = self.package.bounds_of(fact.key, self.walk.known)
        offered: dict[int, Choice] = {}
        for suggestion, rule in self.package.suggestions_of(fact.key):
            fen = rule.evaluate(self.walk.known)
            if isinstance(fen, int) and (limits is None or limits[0] <= fen <= limits[1]):
                offered.setdefault(fen, self._sum(fact, suggestion.label, fen))
        return tuple(offered.values())

    def _sum(self, fact: Fact, label: Mapping[str, str], fen: int) -> Choice:
        return Choice(yuan(fen), label, None, self.amounts(fact, fen))
