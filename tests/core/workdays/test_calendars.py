"""Working days as the notices have them, mended by an administrator."""

from datetime import date

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.workdays import Calendar

CALENDAR = Calendar()


def test_it_works() -> None:
    assert CALENDAR.is_workday(date(2025, 9, 28))  # a Sunday, worked for National Day
    assert not CALENDAR.is_workday(date(2025, 10, 8))
    assert CALENDAR.next_workday_on_or_after(date(2025, 10, 1)) == date(2025, 10, 9)


@pytest.mark.parametrize("day", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"])
def test_the_adjusted_weekends_of_2026_are_worked(day: str) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day))


@given(st.dates(date(2004, 1, 1), date(2026, 12, 31)))
def test_it_agrees_with_its_source(day: date) -> None:
    assert CALENDAR.is_workday(day) == chinese_calendar.is_workday(day)


@pytest.mark.parametrize(
    ("day", "worked"),
    [("2027-01-01", False), ("2027-01-04", True), ("2027-01-09", False), ("2027-10-01", True), ("1999-01-01", False)],
)
def test_a_year_without_a_notice_has_its_weekends_and_new_year(day: str, worked: bool) -> None:
    assert CALENDAR.is_workday(date.fromisoformat(day)) is worked
    assert not CALENDAR.known(date.fromisoformat(day))


@pytest.mark.parametrize(
    ("day", "known"),
    [("2004-01-01", True), ("2018-12-29", True), ("2026-12-28", True), ("2026-12-29", False), ("2003-12-31", True)],
)
def test_the_last_days_of_december_are_known_with_the_next_notice(day: str, known: bool) -> None:
    assert CALENDAR.known(date.fromisoformat(day)) is known


def test_an_administrator_has_the_last_word() -> None:
    mended = Calendar({date(2026, 11, 25): False, date(2027, 1, 2): True})
    assert not mended.is_workday(date(2026, 11, 25))
    assert mended.is_workday(date(2027, 1, 2))
    assert mended.known(date(2027, 1, 2))
    assert not mended.known(date(2027, 1, 3))


def test_a_whole_year_can_be_added() -> None:
    added = Calendar({date(2027, 10, 1): False}, years=[2027])
    assert added.known(date(2027, 6, 15))
    assert added.known(date(2026, 12, 31))
    assert not added.known(date(2027, 12, 31))


def test_a_calendar_does_not_change_with_the_table_it_was_made_of() -> None:
    table = {date(2026, 11, 25): False}
    made = Calendar(table)
    table.clear()
    assert not made.is_workday(date(2026, 11, 25))


def test_working_days_between() -> None:
    assert CALENDAR.workdays_between(date(2025, 9, 24), date(2025, 10, 14)) == 10
    assert CALENDAR.workdays_between(date(2025, 10, 14), date(2025, 10, 14)) == 0
    assert CALENDAR.workdays_between(date(2025, 10, 14), date(2025, 9, 24)) == 0
