"""``workdays.yaml``: a notice that came, days of a place, and each mistake told with its entry."""

from __future__ import annotations

from datetime import date

import pytest

from yichuang.core.workdays import Calendar, NoticeError, read_calendar

NOTICE = """
years:
  2027:
    source: made up for this test
    rest: [2027-01-01, 2027-01-04, 2026-12-31]
    worked: [2027-01-30]
days:
  2027-08-16: {is: rest, source: this county}
  2027-01-30: {is: rest, source: this county}
"""


def test_a_notice_makes_its_year_known() -> None:
    calendar = read_calendar(NOTICE)
    assert not Calendar().known(date(2027, 3, 1))
    assert calendar.known(date(2027, 3, 1))
    assert (Calendar().known_until, calendar.known_until) == (date(2026, 12, 28), date(2027, 12, 28))
    worked = {day: calendar.is_workday(date.fromisoformat(day)) for day in ("2027-01-04", "2026-12-31", "2027-08-16")}
    assert set(worked.values()) == {False}
    assert not calendar.is_workday(date(2027, 1, 30)), "the place's own day stands above the notice"
    assert calendar.is_workday(date(2027, 1, 5))


def test_an_empty_file_is_what_is_built_in() -> None:
    for text in ("", "years: {}", "years:\ndays:\n"):
        assert read_calendar(text).known_until == Calendar().known_until


def test_a_gap_ends_what_is_known() -> None:
    assert read_calendar("years: {2028: {source: x}}").known_until == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("years: [", "line 1"),
        ("- 2027", "“years” and “days”"),
        ("holidays: {}", "“years” and “days”"),
        ("years: [2027]", "“years” names each year"),
        ("years: {next: {source: x}}", "next is no year"),
        ("years: {2027: {rest: [2027-01-01]}}", "2027: “source”"),
        ("years: {2027: [2027-01-01]}", "2027: “source”"),
        ("years: {2027: {source: x, of: []}}", "“of” is not known; there are: rest, source, worked"),
        ("years: {2027: {source: x, rest: [2028-01-01]}}", "2028-01-01 is not of this year"),
        ("years: {2027: {source: x, rest: [2026-12-28]}}", "2026-12-28 is not of this year"),
        ("years: {2027: {source: x, rest: [New Year]}}", "“New Year” is no day"),
        ("years: {2027: {source: x, rest: [2027-02-30]}}", "a date in it that is none"),
        ("years: {2027: {source: x, rest: [2027-01-04], worked: [2027-01-04]}}", "2027-01-04 stands twice"),
        ("days: [2027-01-01]", "“days” names each day"),
        ("days: {soon: {is: rest, source: x}}", "“soon” is no day"),
        ("days: {2027-01-01: {is: free, source: x}}", "“is” is “rest” or “worked”"),
        ("days: {2027-01-01: {is: rest}}", "2027-01-01: “source”"),
    ],
)
def test_what_is_wrong_is_told_with_its_entry(text: str, said: str) -> None:
    with pytest.raises(NoticeError) as raised:
        read_calendar(text)
    assert said in str(raised.value)
