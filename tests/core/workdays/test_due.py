"""The last day, by the law and by the notices of 2018, 2025 and 2026."""

from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from yichuang.core import clock
from yichuang.core.workdays import Calendar, Due, Pause, Period, due, parse_period
from yichuang.core.workdays.calendars import DAY
from yichuang.core.workdays.periods import Unit

CALENDAR = Calendar({})


def of(start: str, period: str, *pauses: Pause) -> Due:
    return due(date.fromisoformat(start), parse_period(period), CALENDAR, pauses)


def last(start: str, period: str, *pauses: Pause) -> str:
    return of(start, period, *pauses).last_day.isoformat()


def test_it_works() -> None:
    """行政许可法 Art. 82: working days; National Day 2025 with its two adjusted weekends."""
    assert last("2025-09-24", "10 workdays") == "2025-10-14"


def test_calendar_days_that_end_in_a_holiday_roll_to_the_day_after_it() -> None:
    """社会保险法 Art. 58, 民法典 Art. 203."""
    ends = of("2025-09-05", "30 days")
    assert (ends.nominal, ends.last_day) == (date(2025, 10, 5), date(2025, 10, 9))
    assert not ends.provisional


def test_a_fixed_day_does_not_roll() -> None:
    assert last("2025-09-05", "30 days fixed") == "2025-10-05"


def test_an_adjusted_working_sunday_does_not_roll() -> None:
    assert last("2025-08-29", "30 days") == "2025-09-28"


@pytest.mark.parametrize(
    ("start", "period", "expected"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),  # no 31 February; that Saturday is worked
        ("2022-08-31", "3 months", "2022-11-30"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2025-11-15", "2 months", "2026-01-15"),
        ("2025-12-31", "2 months", "2026-02-28"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start: str, period: str, expected: str) -> None:
    """民法典 Art. 202."""
    assert last(start, period) == expected


def test_excluded_days_do_not_count() -> None:
    """行政许可法 Art. 45: expert review; 28 September, a worked Sunday, is one of the eight."""
    review = Pause(date(2025, 9, 22), date(2025, 9, 30))
    assert last("2025-09-15", "20 workdays") == "2025-10-17"
    assert last("2025-09-15", "20 workdays", review) == "2025-10-29"


def test_objection_within_five_working_days_over_the_spring_festival() -> None:
    """信访工作条例 Art. 23."""
    assert last("2026-02-12", "5 workdays") == "2026-02-26"


def test_what_is_filed_on_a_day_of_rest_counts_from_the_next_working_day() -> None:
    assert last("2025-10-05", "5 workdays") == "2025-10-14"


def test_december_follows_the_next_years_notice() -> None:
    assert last("2018-12-27", "2 workdays") == "2018-12-29"


def test_a_year_without_a_notice_gives_a_provisional_day() -> None:
    assert of("2026-12-24", "10 workdays") == Due(date(2027, 1, 8), date(2027, 1, 8), provisional=True)


def test_the_day_is_reckoned_again_when_the_notice_is_there() -> None:
    notice = Calendar({date(2027, 1, 4): False, date(2027, 1, 9): True}, years=[2027])
    ends = due(date(2026, 12, 24), parse_period("10 workdays"), notice)
    assert (ends.last_day, ends.provisional) == (date(2027, 1, 9), False)


@pytest.mark.parametrize(
    ("start", "period", "provisional"),
    [
        ("2026-12-01", "10 workdays", False),
        ("2026-12-25", "1 workday", False),
        ("2026-12-28", "1 workday", True),  # 29 December may follow the notice for 2027
        ("2026-12-18", "30 days", True),
        ("2026-12-18", "30 days fixed", False),  # no calendar is asked
        ("2026-12-18", "1 month", True),
        ("2026-06-18", "6 months fixed", False),
        ("2027-03-01", "0 workdays", True),
        ("2003-12-01", "5 workdays", True),
    ],
)
def test_provisional_is_what_hangs_on_an_unpublished_notice(start: str, period: str, provisional: bool) -> None:
    assert of(start, period).provisional is provisional


@pytest.mark.parametrize(("start", "expected"), [("2026-11-25", "2026-11-25"), ("2026-11-28", "2026-11-30")])
def test_no_working_days_is_the_day_itself_or_the_next_that_is_worked(start: str, expected: str) -> None:
    assert last(start, "0 workdays") == expected


def test_paused_days_lengthen_days_and_months_too() -> None:
    week = Pause(date(2026, 3, 9), date(2026, 3, 15))
    assert last("2026-03-02", "10 days", week) == "2026-03-19"
    assert last("2026-03-02", "1 month", week) == "2026-04-09"
    assert last("2026-03-02", "1 month", Pause(date(2026, 4, 3), date(2026, 4, 9))) == "2026-04-02"


@pytest.mark.parametrize("day", ["2026-03-03", "2026-04-02"])
def test_a_pause_of_the_first_or_the_last_day_counts(day: str) -> None:
    one = date.fromisoformat(day)
    assert last("2026-03-02", "1 month fixed", Pause(one, one)) == "2026-04-03"


@pytest.mark.parametrize("day", ["2026-03-02", "2026-04-03"])
def test_a_pause_of_the_start_or_after_the_last_day_takes_nothing(day: str) -> None:
    one = date.fromisoformat(day)
    assert last("2026-03-02", "1 month fixed", Pause(one, one)) == "2026-04-02"


def test_a_second_pause_in_the_days_gained_counts_as_well() -> None:
    first, second = Pause(date(2026, 3, 9), date(2026, 3, 15)), Pause(date(2026, 4, 8), date(2026, 4, 9))
    assert last("2026-03-02", "1 month fixed", first, second) == "2026-04-11"


def test_a_roll_does_not_end_in_a_pause() -> None:
    assert last("2026-03-02", "5 days", Pause(date(2026, 3, 9), date(2026, 3, 10))) == "2026-03-11"


def test_pauses_that_overlap_are_taken_once() -> None:
    one, other = Pause(date(2025, 9, 22), date(2025, 9, 26)), Pause(date(2025, 9, 24), date(2025, 9, 30))
    assert last("2025-09-15", "20 workdays", one, other) == "2025-10-29"


def test_an_open_pause_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        of("2025-09-15", "20 workdays", Pause(date(2025, 9, 22), None))


def test_a_moment_is_refused() -> None:
    with pytest.raises(TypeError, match="date"):
        due(datetime(2025, 9, 15, 10, tzinfo=clock.ZONE), parse_period("1 day"), CALENDAR)


def test_the_legal_day_ends_at_midnight_in_beijing() -> None:
    """民法典 Art. 203: 30 seconds before is 31 March, 10 seconds after is 1 April."""
    before = datetime.fromisoformat("2026-03-31T23:59:30+08:00")
    after = datetime.fromisoformat("2026-04-01T00:00:10+08:00")
    assert [clock.legal_day(moment) for moment in (before, after)] == [date(2026, 3, 31), date(2026, 4, 1)]
    with clock.frozen(before):
        assert clock.today() == date(2026, 3, 31)


days = st.dates(date(2004, 1, 1), date(2026, 11, 30))
units: st.SearchStrategy[Unit] = st.sampled_from(["workdays", "days", "months", "years"])
periods = st.builds(Period, st.integers(0, 12), units, st.booleans())
pauses = st.lists(st.builds(lambda day, more: Pause(day, day + DAY * more), days, st.integers(0, 20)), max_size=3)


@given(days, st.integers(1, 60))
def test_so_many_working_days_lie_in_between(start: date, amount: int) -> None:
    ends = due(start, Period(amount, "workdays"), CALENDAR)
    assert CALENDAR.is_workday(ends.last_day)
    assert CALENDAR.workdays_between(start, ends.last_day) == amount


@given(days, periods, pauses)
def test_the_last_day_never_comes_before_the_start_nor_moves_back_by_a_pause(
    start: date, period: Period, stood: list[Pause]
) -> None:
    without, with_them = due(start, period, CALENDAR), due(start, period, CALENDAR, stood)
    assert start <= without.nominal <= without.last_day <= with_them.last_day
    if period.roll:
        assert CALENDAR.is_workday(with_them.last_day)


@given(days, st.integers(0, 11), units)
def test_a_longer_period_never_ends_earlier(start: date, amount: int, unit: Unit) -> None:
    shorter, longer = Period(amount, unit), Period(amount + 1, unit)
    assert due(start, shorter, CALENDAR).last_day <= due(start, longer, CALENDAR).last_day


@given(days, st.integers(1, 24))
def test_months_keep_their_day_where_the_month_has_it(start: date, amount: int) -> None:
    nominal = due(start, Period(amount, "months", roll=False), CALENDAR).last_day
    assert (nominal.year * 12 + nominal.month) - (start.year * 12 + start.month) == amount
    assert nominal.day == start.day or (nominal + DAY).day == 1


@given(days, st.integers(1, 30), days, st.integers(0, 30))
def test_each_paused_working_day_takes_one(start: date, amount: int, first: date, more: int) -> None:
    pause = Pause(first, first + DAY * more)
    ends = due(start, Period(amount, "workdays"), CALENDAR, [pause]).last_day
    assume(first <= ends)
    counted = [start + DAY * step for step in range(1, (ends - start).days + 1)]
    assert sum(CALENDAR.is_workday(day) and day not in pause for day in counted) == amount
