"""What an ID number itself says: the day of birth and the sex (GB 11643-1999)."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.identifiers import make_id_number
from yichuang.core.rules.functions import born_in, sex_in


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)), st.integers(1, 999))
def test_it_works(born: dt.date, serial: int) -> None:
    number = make_id_number("439900", born, serial)
    assert born_in(number) == born
    assert sex_in(number) == ("male" if serial % 2 else "female")


@pytest.mark.parametrize(
    "text", ["", "439900199001010", "43990019901301001X", "４３９９００１９９００１０１００１５", "x" * 18]
)
def test_what_is_no_number_says_nothing(text: str) -> None:
    assert born_in(text) is None


@given(st.text(max_size=20))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(born_in(text), dt.date | None)
    assert sex_in(text) in (None, "male", "female")
