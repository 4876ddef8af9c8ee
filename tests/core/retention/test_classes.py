"""How long a class is kept: month ends, leap years, periods that change, and files in which one class is wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.retention import Class, Period, Unreadable, read

DAY = timedelta(days=1)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


def period(since: date = date(2026, 1, 1), years: int = 0, days: int = 0) -> Period:
    return Period(since, years, days, "a law", verified=True)


PERIODS = st.builds(
    lambda since, years, days: period(since, years, days + (0 if years else 1)),
    DAYS,
    st.integers(0, 40),
    st.integers(0, 800),
)
CLASSES = st.lists(PERIODS, min_size=1, max_size=4, unique_by=lambda each: each.since).map(
    lambda held: Class("c", {"en": "c"}, "end", 7, tuple(sorted(held, key=lambda each: each.since)))
)


@pytest.mark.parametrize(
    ("start", "years", "days", "last"),
    [
        (date(2026, 3, 12), 10, 0, date(2036, 3, 12)),
        (date(2024, 2, 29), 1, 0, date(2025, 2, 28)),
        (date(2024, 2, 29), 4, 0, date(2028, 2, 29)),
        (date(2096, 2, 29), 4, 0, date(2100, 2, 28)),  # 2100 is no leap year
        (date(2023, 2, 28), 1, 0, date(2024, 2, 28)),
        (date(2026, 12, 31), 3, 0, date(2029, 12, 31)),
        (date(2024, 2, 28), 0, 2, date(2024, 3, 1)),
        (date(2025, 2, 28), 0, 1, date(2025, 3, 1)),
        (date(2026, 6, 30), 0, 183, date(2026, 12, 30)),
    ],
)
def test_the_last_day(start: date, years: int, days: int, last: date) -> None:
    held = Class("c", {"en": "c"}, "end", 7, (period(date(1900, 1, 1), years, days),))
    assert held.rule(start, last)[1] == last
    assert not held.is_past(start, last)
    assert held.is_past(start, last + DAY)


@given(CLASSES, DAYS, DAYS)
def test_what_is_past_stays_past_unless_a_longer_period_comes(held: Class, start: date, today: date) -> None:
    if held.is_past(start, today) and held.period_on(today) == held.period_on(today + DAY):
        assert held.is_past(start, today + DAY)


@given(CLASSES, DAYS, DAYS)
def test_the_later_of_two_periods_counts(held: Class, start: date, today: date) -> None:
    last = held.rule(start, today)[1]
    assert last == max(each.last_day(start) for each in (held.period_on(start), held.period_on(today)))
    assert last > start


@given(CLASSES, DAYS, st.integers(-800, 800))
def test_no_day_after_the_newest_past_is_past_and_no_day_up_to_the_oldest_is_kept(
    held: Class, today: date, off: int
) -> None:
    newest, oldest = held.newest_past(today), held.past_by_any(today)
    assert oldest <= newest < today
    assert not held.is_past(newest + DAY * max(1, off), today)
    assert held.is_past(oldest - DAY * max(0, off), today)
    assert all(each.last_day(oldest) < today for each in held.periods)
    assert not all(each.last_day(oldest + DAY) < today for each in held.periods)


@given(CLASSES, DAYS, DAYS)
def test_a_later_start_never_ends_earlier_under_one_period(held: Class, start: date, today: date) -> None:
    if held.period_on(start) == held.period_on(start + DAY):
        assert held.rule(start, today)[1] <= held.rule(start + DAY, today)[1]


GOOD = """
  good:
    what: {zh-hans: 好, en: good}
    then: end
    grace: 7
    periods:
      - {from: 2030-01-01, years: 2, source: a law, verified: true}
      - {from: 2026-01-01, days: 30, source: a law, verified: false}
"""


def test_a_file_is_read_oldest_period_first() -> None:
    found, wrong = read(f"classes:{GOOD}")
    assert wrong == []
    assert [each.since.year for each in found["good"].periods] == [2026, 2030]
    assert found["good"].period_on(date(2020, 1, 1)).days == 30  # before the first: the first
    assert found["good"].rule(date(2026, 5, 1), date(2026, 6, 1))[1] == date(2026, 5, 31)


def test_what_lapses_has_no_grace() -> None:
    one = "{what: {en: a}, then: lapse, periods: [{from: 2026-01-01, days: 1, source: b, verified: true}]}"
    found, wrong = read(f"classes: {{one: {one}}}")
    assert (found["one"].then, found["one"].grace, wrong) == ("lapse", 0, [])


def bad(**said: object) -> str:
    """A class in one line, sound but for what is said."""
    period = {"from": "2026-01-01", "days": 1, "source": "a", "verified": "true"} | {
        key: value for key, value in said.items() if key not in ("then", "grace", "periods")
    }
    one = ", ".join(f"{key}: {value}" for key, value in period.items() if value is not None)
    periods = said.get("periods", f"[{{{one}}}]")
    return (
        f"bad: {{what: {{en: b}}, then: {said.get('then', 'end')}, grace: {said.get('grace', 7)}, periods: {periods}}}"
    )


@pytest.mark.parametrize(
    "bad",
    [
        "bad:",
        bad(then="burn"),
        bad(then="lapse"),  # with a grace
        bad(grace=0),
        bad(grace="yes"),
        bad(periods="[]"),
        bad(**{"from": None}),
        bad(days=None),
        bad(days=-3),
        bad(years=9999),
        bad(source=None),
        bad(verified=None),
        "bad: {then: end, grace: 7, periods: []}",
    ],
)
def test_one_class_that_cannot_be_read_leaves_the_others_in_force(bad: str) -> None:
    found, wrong = read(f"classes:{GOOD}  {bad}\n")
    assert list(found) == ["good"]
    [each] = wrong
    assert str(each).startswith("bad: ")


@pytest.mark.parametrize("text", ["", "classes: 3", "nothing: {}", "classes: [", "[]"])
def test_a_file_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read(text)
