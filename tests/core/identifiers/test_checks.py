"""The check characters agree with an independent library."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2, mod_37_36

from yichuang.core.identifiers import checks


def test_it_works() -> None:
    assert checks.mod_11_2("43010219900307008") == "X"
    assert checks.mod_37_36("A12425GABC1234002") == "M"


@given(st.from_regex(r"[0-9]{17}", fullmatch=True))
def test_persons(digits: str) -> None:
    assert checks.mod_11_2(digits) == mod_11_2.calc_check_digit(digits)


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=40))
def test_cases_and_licences(text: str) -> None:
    assert checks.mod_37_36(text) == mod_37_36.calc_check_digit(text)
