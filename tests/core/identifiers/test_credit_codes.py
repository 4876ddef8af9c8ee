"""Credit codes of organisations."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from yichuang.core.identifiers import IdentifierError, parse_credit_code
from yichuang.core.identifiers.checks import CREDIT_ALPHABET, mod_31


def test_it_works() -> None:
    assert parse_credit_code("91110000600037341L") == "91110000600037341L"


def test_a_remainder_of_nought_wraps_to_nought() -> None:
    assert parse_credit_code("91430100MA4L004760") == "91430100MA4L004760"


@pytest.mark.parametrize("typed", ["91110000600037341l", " 9111 0000 6000 3734 1L ", "９１１１０００06000-3734-1Ｌ"])
def test_one_code_however_it_is_typed(typed: str) -> None:
    assert parse_credit_code(typed) == "91110000600037341L"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91110000600037342L", "check"),
        ("111111111111111111", "check"),
        ("9111000060003734", "length"),
        ("9111000060003734IL", "shape"),
        ("9111000060003734中L", "shape"),
        ("", "empty"),
    ],
)
def test_it_is_refused(typed: str, code: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_credit_code(typed)
    assert (caught.value.code, caught.value.field) == (code, "credit_code")


@given(st.from_regex(r"[0-9]{8}", fullmatch=True), st.text(alphabet=CREDIT_ALPHABET, min_size=9, max_size=9))
def test_the_check_is_the_standard_one(first: str, rest: str) -> None:
    assert mod_31(first + rest) == uscc.calc_check_digit(first + rest)
