"""Green, amber, red."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.workdays import Calendar, Pause, amber_from, signal
from yichuang.core.workdays.calendars import DAY

CALENDAR = Calendar()
START, DUE = date(2026, 11, 25), date(2026, 12, 9)


def test_it_works() -> None:
    amber = amber_from(START, DUE, CALENDAR)
    assert amber == date(2026, 12, 4)  # three of ten working days are left after it
    assert [signal(day, amber, DUE) for day in (date(2026, 12, 3), amber, DUE, DUE + DAY)] == [
        "green",
        "amber",
        "amber",
        "red",
    ]


@pytest.mark.parametrize(
    ("start", "due_on", "amber"),
    [
        ("2026-11-25", "2026-11-25", "2026-11-25"),  # on the spot
        ("2026-11-25", "2026-11-26", "2026-11-25"),  # one working day is left from the first
        ("2026-11-25", "2026-11-27", "2026-11-26"),
        ("2025-09-24", "2025-10-14", "2025-10-10"),  # over National Day; 11, 13, 14 October are left
    ],
)
def test_a_third_or_one_working_day(start: str, due_on: str, amber: str) -> None:
    assert amber_from(date.fromisoformat(start), date.fromisoformat(due_on), CALENDAR) == date.fromisoformat(amber)


def test_paused_days_are_not_time_left() -> None:
    review = Pause(date(2025, 9, 22), date(2025, 9, 30))
    assert amber_from(date(2025, 9, 15), date(2025, 10, 29), CALENDAR, [review]) == date(2025, 10, 21)


def test_a_clock_that_stands_still_is_green() -> None:
    assert signal(DUE, None, None) == "green"


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(0, 120))
def test_amber_lies_between_start_and_due_and_no_later_than_a_third(start: date, length: int) -> None:
    due_on = start + DAY * length
    amber = amber_from(start, due_on, CALENDAR)
    assert start <= amber <= due_on
    total, left = CALENDAR.workdays_between(start, due_on), CALENDAR.workdays_between(amber, due_on)
    assert left * 3 <= total or left <= 1
    if amber > start:
        earlier = CALENDAR.workdays_between(amber - DAY, due_on)
        assert earlier * 3 > total
        assert earlier > 1


@given(st.dates(date(2024, 1, 1), date(2026, 6, 30)), st.integers(0, 60), st.integers(-10, 80))
def test_the_colour_never_goes_back(start: date, length: int, at: int) -> None:
    order = ["green", "amber", "red"]
    due_on = start + DAY * length
    amber = amber_from(start, due_on, CALENDAR)
    today, tomorrow = start + DAY * at, start + DAY * (at + 1)
    assert order.index(signal(today, amber, due_on)) <= order.index(signal(tomorrow, amber, due_on))
