"""Classes of data with their periods (保存期限), as ``retention.yaml`` declares them.

Each class is read by itself: one that cannot be read is a finding about that class, and the others stay in force.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import yaml

from yichuang.core.rules.months import MONTHS_A_YEAR, add_months
from yichuang.core.words import N_, Said

#: What becomes of a class once its period is over: handed over to the archive first, ended without, or gone by itself.
HAND_OVER, END, LAPSE = "archive", "end", "lapse"


class Unreadable(Said):
    """A class of ``retention.yaml`` by which nothing can be decided."""

    def __init__(self, name: str, template: str) -> None:
        super().__init__("unreadable-class", template, name=name)


@dataclass(frozen=True)
class Period:
    """How long something is kept, in force from a day on: calendar years and calendar days, both counted."""

    since: date
    years: int
    days: int
    source: str
    verified: bool

    def last_day(self, start: date) -> date:
        """The last day on which what began on ``start`` is kept.

        Years end on the day of the same number, or on the month's last day where there is none (民法典 Art. 202): from
        29 February one year is until 28 February. Raises OverflowError past the calendar's end.
        """
        return add_months(start, self.years * MONTHS_A_YEAR) + timedelta(days=self.days)


@dataclass(frozen=True)
class Class:
    """A class of data: what it is by language, what becomes of it, days of grace, and its periods, oldest first.

    What lapses (sessions) is of use for hours and ends by itself, without a proposal and without a grace (0).
    """

    name: str
    what: Mapping[str, str]
    then: str
    grace: int
    periods: tuple[Period, ...]

    def period_on(self, day: date) -> Period:
        """The period in force on ``day``; before the first one, the first. Raises IndexError for a class without."""
        known = [each for each in self.periods if each.since <= day]
        return known[-1] if known else self.periods[0]

    def rule(self, start: date, today: date) -> tuple[Period, date]:
        """By which period what began on ``start`` is kept, and until which day.

        Of the period in force then and the one in force today the later end counts: what is ended cannot be brought
        back, so a shorter period never takes hold of what was promised longer.
        """
        return max(((each, each.last_day(start)) for each in self._both(start, today)), key=lambda pair: pair[1])

    def is_past(self, start: date, today: date) -> bool:
        """Whether its period is over: true from the day after its last day."""
        return self.rule(start, today)[1] < today

    def newest_past(self, today: date) -> date:
        """The newest day of which the period in force today is over: no day after it can be past.

        Days up to it may still be kept, by the period under which they began: ask ``is_past`` of each.
        """
        return _newest_past(self.period_on(today), today)

    def past_by_any(self, today: date) -> date:
        """The newest day that is past by every period that this class ever had, and so are all days before it."""
        return min(_newest_past(each, today) for each in self.periods)

    def _both(self, start: date, today: date) -> Iterator[Period]:
        yield self.period_on(today)
        yield self.period_on(start)


def _newest_past(period: Period, today: date) -> date:
    """The newest day that is past by one period. Going back by years and days is off by leap days: hence the steps."""
    day = add_months(today, -period.years * MONTHS_A_YEAR) - timedelta(days=period.days) + timedelta(days=_OFF)
    while period.last_day(day) >= today:
        day -= timedelta(days=1)
    return day


#: By how many days adding a period and taking it away may differ, at most.
_OFF = 5


def read(text: str) -> tuple[dict[str, Class], list[Unreadable]]:
    """The classes of a ``retention.yaml``, and what is wrong with each that is missing among them.

    Raises Unreadable where the file as a whole cannot be read.
    """
    try:
        declared = yaml.safe_load(text)["classes"]
        named = [(str(name), each) for name, each in declared.items()]
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as error:
        raise Unreadable("", N_("The file of retention periods cannot be read.")) from error
    found: dict[str, Class] = {}
    wrong: list[Unreadable] = []
    for name, each in named:
        try:
            found[name] = _class(name, each)
        except Unreadable as error:
            wrong.append(error)
    return found, wrong


def _class(name: str, said: Any) -> Class:
    if not isinstance(said, dict):
        raise Unreadable(name, N_("%(name)s: nothing is said about this class."))
    then, what = said.get("then"), said.get("what")
    if then not in (HAND_OVER, END, LAPSE):
        raise Unreadable(name, N_("%(name)s: “then” is “archive”, “end” or “lapse”."))
    if then == LAPSE and "grace" in said:
        raise Unreadable(name, N_("%(name)s: what lapses has no grace."))
    grace = 0 if then == LAPSE else said.get("grace")
    if type(grace) is not int or grace < (then != LAPSE):
        raise Unreadable(name, N_("%(name)s: “grace” is a number of days, at least 1."))
    if not isinstance(what, dict) or not all(isinstance(each, str) and each for each in what.values()):
        raise Unreadable(name, N_("%(name)s: “what” names the class in each language."))
    periods = said.get("periods")
    if not isinstance(periods, list) or not periods:
        raise Unreadable(name, N_("%(name)s: no period is given."))
    read = sorted((_period(name, each) for each in periods), key=lambda each: each.since)
    if len({each.since for each in read}) < len(read):
        raise Unreadable(name, N_("%(name)s: two periods begin on the same day."))
    return Class(name, what, then, grace, tuple(read))


def _period(name: str, said: Any) -> Period:
    if not isinstance(said, dict) or type(said.get("from")) is not date:
        raise Unreadable(name, N_("%(name)s: each period says from which day on it holds."))
    years, days = said.get("years", 0), said.get("days", 0)
    if type(years) is not int or type(days) is not int or min(years, days) < 0 or not years + days > 0:
        raise Unreadable(name, N_("%(name)s: a period is a number of years or days, at least 1."))
    if years > 200 or days > 73_000:
        raise Unreadable(name, N_("%(name)s: a period is at most 200 years."))
    if not isinstance(said.get("source"), str) or not said["source"] or type(said.get("verified")) is not bool:
        raise Unreadable(name, N_("%(name)s: each period names its source, and whether that was verified."))
    return Period(said["from"], years, days, said["source"], said["verified"])
