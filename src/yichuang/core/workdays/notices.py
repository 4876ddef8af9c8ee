"""Holiday notices that came after those built in, and single days of a place, as ``workdays.yaml`` declares them.

``years``: by year, the notice's number (``source``), the days that it takes off (``rest``) and has worked (``worked``).
``days``: single days of this place, ``rest`` or ``worked``, each with its ``source``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

import yaml

from yichuang.core.words import N_, Sentence
from yichuang.core.workdays.calendars import BUILT_IN, Calendar
from yichuang.core.workdays.errors import NoticeError

REST, WORKED = "rest", "worked"  # not “off”, which YAML takes for false
_NO_DAY = N_("workdays.yaml, %(entry)s: “%(day)s” is no day like 2026-12-01.")


Path: TypeAlias = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """What is wrong at a place of the file: its keys, and the number of an entry of a list from 0 on.

    ``grave``: the file cannot be used; else it can, but somebody meant another thing.
    """

    path: Path
    sentence: Sentence
    grave: bool = True


def read_calendar(text: str) -> Calendar:
    """The calendar that the notices of ``workdays.yaml`` make with those built in. Raises NoticeError."""
    calendar, problems = read_notices(text)
    if calendar is None:
        first = next(one for one in problems if one.grave).sentence
        raise NoticeError(first.template, **first.params)
    return calendar


def read_notices(text: str) -> tuple[Calendar | None, list[Problem]]:
    """The calendar and everything that is wrong; none, where something is grave."""
    reading = _Reading()
    try:
        said = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reading.wrong((), N_("workdays.yaml, line %(line)s: this is no YAML."), line=mark.line + 1 if mark else 1)
        return None, reading.problems
    except ValueError:  # 2027-02-30
        reading.wrong((), N_("workdays.yaml: there is a date in it that is none."))
        return None, reading.problems
    reading.read(said)
    if any(one.grave for one in reading.problems):
        return None, reading.problems
    return Calendar(reading.overrides, reading.years), reading.problems


class _Reading:
    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.overrides: dict[date, bool] = {}
        self.years: list[int] = []

    def wrong(self, path: Path, template: str, /, *, grave: bool = True, **params: object) -> None:
        self.problems.append(Problem(path, Sentence(template, params), grave))

    def read(self, said: object) -> None:
        if not isinstance(said, dict) or set(said) - {"years", "days"}:
            others = [str(key) for key in said if key not in ("years", "days")] if isinstance(said, dict) else []
            self.wrong(tuple(others[:1]), N_("workdays.yaml has “years” and “days”, and nothing else."))
            return
        years, days = said.get("years") or {}, said.get("days") or {}
        if isinstance(years, dict):
            for year, notice in years.items():
                self._year(year, notice)
        else:
            self.wrong(("years",), N_("workdays.yaml: “years” names each year with its notice."))
        if isinstance(days, dict):
            for day, one in days.items():
                self._own(day, one)
        else:
            self.wrong(("days",), N_("workdays.yaml: “days” names each day."))

    def _year(self, year: object, notice: object) -> None:
        path = ("years", str(year))
        if type(year) is not int or not 2004 <= year <= 2200:
            self.wrong(path, N_("workdays.yaml: %(year)s is no year."), year=year)
            return
        if not self._sourced(path, year, notice, {REST, WORKED}) or not isinstance(notice, dict):
            return
        self.years.append(year)
        for what in (REST, WORKED):
            for at, day in self._days((*path, what), year, notice.get(what) or []):
                here = (*path, what, at)
                if day.year != year and (day.year, day.month, day.day >= 29) != (year - 1, 12, True):
                    template = N_(
                        "workdays.yaml, %(entry)s: %(day)s is not of this year, nor 29 to 31 December before it."
                    )
                    self.wrong(here, template, entry=year, day=str(day))
                elif day in self.overrides:
                    self.wrong(here, N_("workdays.yaml: %(day)s stands twice."), day=str(day))
                else:
                    self.overrides[day] = what == WORKED
                    if what == WORKED and BUILT_IN.is_workday(day):
                        template = N_("workdays.yaml, %(entry)s: %(day)s is worked anyway, it is no day of a weekend.")
                        self.wrong(here, template, grave=False, entry=year, day=str(day))

    def _own(self, day: object, one: object) -> None:
        path = ("days", str(day))
        if type(day) is not date:
            self.wrong(path, _NO_DAY, entry="days", day=str(day))
        elif self._sourced(path, str(day), one, {"is"}) and isinstance(one, dict):
            if one.get("is") not in (REST, WORKED):
                self.wrong((*path, "is"), N_("workdays.yaml, %(entry)s: “is” is “rest” or “worked”."), entry=str(day))
            self.overrides[day] = one.get("is") == WORKED  # a place's own day stands above the notice

    def _sourced(self, path: Path, entry: object, said: object, may: set[str]) -> bool:
        if not isinstance(said, dict) or not isinstance(said.get("source"), str) or not said["source"].strip():
            self.wrong(path, N_("workdays.yaml, %(entry)s: “source” names the notice."), entry=entry)
            return False
        keys = ", ".join(sorted({"source", *may}))
        for unknown in sorted(str(each) for each in set(said) - {"source", *may}):
            template = N_("workdays.yaml, %(entry)s: “%(key)s” is not known; there are: %(keys)s.")
            self.wrong((*path, unknown), template, entry=entry, key=unknown, keys=keys)
        return True

    def _days(self, path: Path, entry: object, said: object) -> Iterator[tuple[int, date]]:
        for at, each in enumerate(said if isinstance(said, list) else [said]):
            if type(each) is date:
                yield at, each
            else:
                self.wrong((*path, at), _NO_DAY, entry=entry, day=str(each))
