"""The facts at hand, and what can be done with them: used, asked instead of a register that failed, waited for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yichuang.core.packages.facts import Fact, yuan
from yichuang.core.rules import UNKNOWN
from yichuang.core.words import N_, Sentence

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package

SELF = "self"
"""The source of what the person said."""

UNTICKED = "unticked"
"""The source of an add-on that nobody ticked: no, without anybody having said so."""

STATED = frozenset({SELF, "clerk"})
"""Sources that are somebody's word, the person's or that of the clerk who wrote it down, and no register's."""


@dataclass(frozen=True)
class Known:
    """A fact at hand: its value, who says so (a register's code, "self", "account", "clerk", "derived"), and when.

    ``None`` from a fact's own register means that the register does not have it; from a person, that they do not
    know. `UNKNOWN` from a register means that it was tried and did not answer.
    """

    value: object
    source: str
    at: dt.datetime | None = None


def outside(package: Package, fact: Fact, value: object, known: Mapping[str, object]) -> Sentence | None:
    """Why an amount is not lawful, naming the bounds; None when it is."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    limits = package.bounds_of(fact.key, known)
    if limits is not None and not limits[0] <= value <= limits[1]:
        least, most = (yuan(limit) for limit in limits)
        return Sentence(N_("The amount must be between %(least)s and %(most)s yuan."), {"least": least, "most": most})
    among = package.among_of(fact.key, known)
    if among is not None and value not in among:
        levels = ", ".join(yuan(level) for level in among)
        return Sentence(N_("The amount must be one of these, in yuan: %(levels)s."), {"levels": levels})
    return None


def is_answer(fact: Fact, known: Known) -> bool:
    """Whether what is known of a fact is somebody's answer to a question."""
    return not fact.tick and (fact.asked or known.source in STATED)


class SortedOut:
    """The facts at hand by what can be done with them: ``usable``, ``to_ask`` (the register failed), ``waiting``."""

    def __init__(self, package: Package, facts: Mapping[str, Known], start: Mapping[str, object]) -> None:
        self.usable: dict[str, Known] = {}
        self.to_ask: set[str] = set()
        self.waiting: set[str] = set()
        self.problems: dict[str, Sentence] = {}
        for key, known in facts.items():
            fact = package.facts.get(key)
            if fact is None or not (fact.asked or fact.registry):
                continue
            problem = outside(package, fact, known.value, start)
            if problem is not None:
                self.problems[key] = problem
            elif known.value is UNKNOWN:
                self._failed(fact)
            elif known.value is not None and not fact.holds(known.value):
                continue  # said to an earlier version, with other answers: as if it had not been said
            elif known.value is None and fact.registry and known.source == fact.registry:
                self._absent(fact, known)
            else:
                self.usable[key] = known
        for key in package.ticks:
            self.usable.setdefault(key, Known(False, UNTICKED))

    def _absent(self, fact: Fact, known: Known) -> None:
        if fact.if_absent is not None:
            absent = () if isinstance(fact.if_absent, list) else fact.if_absent
            self.usable[fact.key] = replace(known, value=absent)
        elif fact.if_down == "ask":
            self.to_ask.add(fact.key)
        else:
            self.usable[fact.key] = known

    def _failed(self, fact: Fact) -> None:
        if fact.registry:
            (self.to_ask if fact.if_down == "ask" else self.waiting).add(fact.key)
