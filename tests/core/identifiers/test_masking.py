"""What is shown where the whole value is not needed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.identifiers import mask_id_number, mask_name, mask_phone


def test_it_works() -> None:
    assert mask_id_number("43010219900307008X") == "4301************8X"
    assert mask_phone("19900000001") == "199****0001"
    assert mask_name("试例") == "试*"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("欧", "*"),
        ("欧阳试例", "欧***"),
        ("阿依古丽·试例江", "阿***·***"),
        ("Test O", "T*** *"),
        ("\U00020bb7试", "\U00020bb7*"),
        ("辻\U000e0100例", "辻*"),
        ("", ""),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize("value", ["", "1", "123456", "1234567"])
def test_short_values_are_hidden_whole(value: str) -> None:
    assert set(mask_id_number(value)) <= {"*"}
    assert set(mask_phone(value)) <= {"*"}


@given(st.from_regex(r"[0-9]{17}[0-9X]", fullmatch=True))
def test_a_masked_number_hides_birth_date_and_order(number: str) -> None:
    assert mask_id_number(number)[4:16] == "*" * 12


@given(st.text(alphabet="试例阿江甲乙\U00020bb7ABcd", max_size=20))
def test_no_more_than_one_letter_of_a_name_is_left(name: str) -> None:
    assert len(mask_name(name).replace("*", "")) <= 1
