"""Case numbers: given out once, understood however people type them."""

import re
from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from yichuang.core.identifiers import IdentifierError, check_case_number, new_case_number

DAY = date(2026, 11, 25)


def test_it_works() -> None:
    number = new_case_number("430121", DAY)
    assert re.fullmatch(r"43012120261125[0-9A-HJKMNP-TV-Z]{9}", number)
    assert mod_37_36.is_valid(number)
    assert check_case_number(number) == number


def test_a_township_gives_numbers_of_its_county() -> None:
    assert new_case_number("430121102", DAY).startswith("43012120261125")


@pytest.mark.parametrize("division", ["", "4301", "43012X", "４３０１２１"])
def test_a_division_that_is_none_is_refused(division: str) -> None:
    with pytest.raises(ValueError, match="division"):
        new_case_number(division, DAY)


def test_numbers_do_not_meet() -> None:
    assert len({new_case_number("430121", DAY) for _ in range(5000)}) == 5000


def test_every_place_takes_every_character() -> None:
    numbers = [new_case_number("430121", DAY) for _ in range(2000)]
    for place in range(14, 22):
        assert {number[place] for number in numbers} == set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_gives_numbers(day: date) -> None:
    number = new_case_number("430121", day)
    assert number[6:14] == f"{day:%Y%m%d}"
    assert check_case_number(number) == number


def test_it_is_understood_however_it_is_typed() -> None:
    number = new_case_number("430121", DAY)
    lookalikes = number.replace("0", "O").replace("1", "l")
    for typed in (number.lower(), f" {number} ", f"{number[:6]}-{number[6:14]}-{number[14:]}", lookalikes):
        assert check_case_number(typed) == number
    assert check_case_number(number.replace("1", "I")) == number


@given(st.integers(0, 22), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_every_slip_in_one_character_is_found(place: int, slip: str) -> None:
    number = new_case_number("430121", DAY)
    if slip != number[place]:
        with pytest.raises(IdentifierError) as caught:
            check_case_number(number[:place] + slip + number[place + 1 :])
        assert caught.value.code in ("check", "shape", "date")


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("4301212026112500000000", "length"),
        ("43012120261125U0000000A", "shape"),
        ("ABCDEF20261125000000000", "shape"),
        ("43012120261325000000000", "date"),
        ("4301212026112500000000\x00", "characters"),
        ("", "empty"),
    ],
)
def test_it_is_refused(typed: str, code: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        check_case_number(typed)
    assert (caught.value.code, caught.value.field) == (code, "case_number")


@given(st.text(max_size=30))
def test_any_text_is_taken_or_refused(text: str) -> None:
    with suppress(IdentifierError):
        assert check_case_number(text)
