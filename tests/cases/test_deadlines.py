"""Real cases of kind 1: when is it due? Each as its entry in ``open.yaml`` says it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from tests.cases.entries import entries, entry
from yichuang.core import clock
from yichuang.core.workdays import Calendar, Pause, due, parse_period

CALENDAR = Calendar()


def words(period: str) -> str:
    """The period as a package writes it."""
    return period.replace("working days", "workdays").replace("calendar ", "")


def begun(case: Mapping[str, Any]) -> date:
    """The day on which it starts: the entries call it what it is."""
    given = case["input"]
    names = ("accepted_on", "accepted", "hired_on", "start", "received", "submitted")
    return date.fromisoformat(next(str(given[name]) for name in names if name in given)[:10])


def period(case: Mapping[str, Any]) -> str:
    given = case["input"]
    if "months" in given:
        return f"{given['months']} months"
    return words(given.get("period") or given["completeness_check"])


#: Entries that ask for more than one day, each with a test of its own.
OWN_TEST = ("WD-12", "WD-14", "WD-16")
#: Entries that ask for one day.
ONE_DAY = [each for each in entries("1-deadline") if each["id"] not in OWN_TEST]


@pytest.mark.parametrize("case", ONE_DAY, ids=lambda case: case["id"])
def test_the_last_day(case: Mapping[str, Any]) -> None:
    found = due(begun(case), parse_period(period(case)), CALENDAR)
    expected = case["expected"]
    wanted = str(expected.get("last_day") or expected["effective_last_day"])[:10]
    assert found.last_day == date.fromisoformat(wanted), case["why"]
    assert not found.provisional
    if "nominal_last_day" in expected:
        assert found.nominal == date.fromisoformat(expected["nominal_last_day"])


def test_the_legal_day_is_that_of_beijing() -> None:
    case = entry("WD-12")
    deadline = date.fromisoformat(case["input"]["deadline"])
    days = [clock.legal_day(datetime.fromisoformat(at)) for at in case["input"]["submitted_at"]]
    assert [str(day) for day in days] == [said.split()[0] for said in case["expected"]["filing_date"]]
    assert [day <= deadline for day in days] == [True, False]


def test_what_an_expert_needs_is_not_counted() -> None:
    case = entry("WD-14")
    given, expected = case["input"], case["expected"]
    start, length = begun(case), parse_period(words(given["period"]))
    first, _, last = given["excluded"].split(" (")[0].removesuffix(" inclusive").partition(" .. ")
    still = Pause(date.fromisoformat(first), date.fromisoformat(last))
    assert due(start, length, CALENDAR).last_day == date.fromisoformat(expected["without_pause"])
    assert due(start, length, CALENDAR, [still]).last_day == date.fromisoformat(expected["with_pause"])


def test_a_year_without_a_notice_is_provisional_and_never_an_error() -> None:
    case = entry("WD-16")
    found = due(begun(case), parse_period(words(case["input"]["period"])), CALENDAR)
    assert (found.last_day, found.provisional) == (date(2027, 1, 8), True)
    published = Calendar({date(2027, 1, 4): False}, years=[2027])
    again = due(begun(case), parse_period(words(case["input"]["period"])), published)
    assert (again.last_day, again.provisional) == (date(2027, 1, 11), False)
