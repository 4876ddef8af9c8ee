"""Periods as authors of packages write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.workdays import Period, PeriodError, parse_period


def test_it_works() -> None:
    assert parse_period("10 workdays") == Period(10, "workdays")


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("1 workday", Period(1, "workdays")),
        ("0 workdays", Period(0, "workdays")),
        ("30 days", Period(30, "days")),
        (" 3  months ", Period(3, "months")),
        ("1 year", Period(1, "years")),
        ("30 days fixed", Period(30, "days", roll=False)),
    ],
)
def test_each_unit(text: str, period: Period) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "shape"),
        ("10", "shape"),
        ("ten days", "shape"),
        ("10 weeks", "shape"),
        ("-1 days", "shape"),
        ("1.5 days", "shape"),
        ("10 Workdays", "shape"),
        ("１０ days", "shape"),
        ("10 workdays 2 days", "shape"),
        ("101 years", "amount"),
        ("999999 days", "amount"),
    ],
)
def test_it_is_refused(text: str, code: str) -> None:
    with pytest.raises(PeriodError) as caught:
        parse_period(text)
    assert caught.value.code == code
    assert str(caught.value.sentence)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 workday", "1 working day"),
        ("10 workdays", "10 working days"),
        ("0 days", "0 days"),
        ("1 month", "1 month"),
        ("2 years", "2 years"),
    ],
)
def test_it_reads_as_people_say_it(text: str, words: str) -> None:
    assert str(parse_period(text).words()) == words


@given(st.integers(0, 100), st.sampled_from(["workdays", "days", "months", "years"]), st.booleans())
def test_what_is_written_is_read(amount: int, unit: str, roll: bool) -> None:
    period = Period(amount, unit, roll or unit == "workdays")  # type: ignore[arg-type]
    assert parse_period(str(period)) == period
