"""Holiday notices that came after those built in, and single days of a place, as ``workdays.yaml`` declares them.

``years``: by year, the notice's number (``source``), the days that it takes off (``rest``) and has worked (``worked``).
``days``: single days of this place, ``rest`` or ``worked``, each with its ``source``.
"""

from __future__ import annotations

from datetime import date

import yaml

from yichuang.core.words import N_
from yichuang.core.workdays.calendars import Calendar
from yichuang.core.workdays.errors import NoticeError

REST, WORKED = "rest", "worked"  # not “off”, which YAML takes for false


def read_calendar(text: str) -> Calendar:
    """The calendar that the notices of ``workdays.yaml`` make with those built in. Raises NoticeError."""
    try:
        said = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise NoticeError(N_("workdays.yaml, line %(line)s: this is no YAML."), line=line) from None
    if not isinstance(said, dict) or set(said) - {"years", "days"}:
        raise NoticeError(N_("workdays.yaml has “years” and “days”, and nothing else."))
    overrides: dict[date, bool] = {}
    years = said.get("years") or {}
    if not isinstance(years, dict):
        raise NoticeError(N_("workdays.yaml: “years” names each year with its notice."))
    for year, notice in years.items():
        if type(year) is not int or not 2004 <= year <= 2200:
            raise NoticeError(N_("workdays.yaml: %(year)s is no year."), year=year)
        _sourced(year, notice, {REST, WORKED})
        for what in (REST, WORKED):
            for day in _days(year, notice.get(what) or []):
                if day.year != year and (day.year, day.month, day.day >= 29) != (year - 1, 12, True):
                    raise NoticeError(
                        N_("workdays.yaml, %(entry)s: %(day)s is not of this year, nor 29 to 31 December before it."),
                        entry=year,
                        day=str(day),
                    )
                _put(overrides, day, what == WORKED)
    days = said.get("days") or {}
    if not isinstance(days, dict):
        raise NoticeError(N_("workdays.yaml: “days” names each day."))
    for day, one in days.items():
        [day] = _days("days", [day])
        _sourced(str(day), one, {"is"})
        if one.get("is") not in (REST, WORKED):
            raise NoticeError(N_("workdays.yaml, %(entry)s: “is” is “rest” or “worked”."), entry=str(day))
        overrides[day] = one["is"] == WORKED  # a place's own day stands above the notice
    return Calendar(overrides, years)


def _sourced(entry: object, said: object, may: set[str]) -> None:
    if not isinstance(said, dict) or not isinstance(said.get("source"), str) or not said["source"].strip():
        raise NoticeError(N_("workdays.yaml, %(entry)s: “source” names the notice."), entry=entry)
    if unknown := sorted(str(each) for each in set(said) - {"source", *may}):
        raise NoticeError(
            N_("workdays.yaml, %(entry)s: “%(key)s” is not known; there are: %(keys)s."),
            entry=entry,
            key=unknown[0],
            keys=", ".join(sorted({"source", *may})),
        )


def _days(entry: object, said: object) -> list[date]:
    found = said if isinstance(said, list) else [said]
    for each in found:
        if type(each) is not date:
            words = N_("workdays.yaml, %(entry)s: “%(day)s” is no day like 2026-12-01.")
            raise NoticeError(words, entry=entry, day=str(each))
    return found


def _put(overrides: dict[date, bool], day: date, worked: bool) -> None:
    if day in overrides:
        raise NoticeError(N_("workdays.yaml: %(day)s stands twice."), day=str(day))
    overrides[day] = worked
