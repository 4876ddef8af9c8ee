"""Mobile numbers: shape only, any segment. All of them are constructed."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.identifiers import IdentifierError, parse_phone


def test_it_works() -> None:
    assert parse_phone("19900000001") == "19900000001"


@pytest.mark.parametrize("segment", ["166", "191", "192", "162", "165", "171", "197"])
def test_no_segment_is_refused(segment: str) -> None:
    assert parse_phone(f"{segment}00000001") == f"{segment}00000001"


@pytest.mark.parametrize(
    "typed",
    [
        " 199 0000 0001 ",
        "199-0000-0001",
        "+8619900000001",
        "+86 199 0000 0001",
        "008619900000001",
        "8619900000001",
        "(+86) 199.0000.0001",
        "１９９０００００００１",
        "＋８６ 19900000001",
        "\u202d199 0000 0001\u202c",
        "199\u20110000\u20130001",
    ],
)
def test_one_number_however_it_is_typed(typed: str) -> None:
    assert parse_phone(typed) == "19900000001"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1990000000", "length"),
        ("199000000011", "length"),
        ("12900000001", "shape"),
        ("29900000001", "shape"),
        ("0731-0000000", "shape"),
        ("+85219900000001", "shape"),
        ("1990000000a", "shape"),
        ("١٩٩٠٠٠٠٠٠٠١", "shape"),
        ("199\x000000001", "characters"),
        ("", "empty"),
    ],
)
def test_it_is_refused(typed: str, code: str) -> None:
    with pytest.raises(IdentifierError) as caught:
        parse_phone(typed)
    assert (caught.value.code, caught.value.field) == (code, "phone")


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_number_is_taken_with_and_without_its_country(number: str) -> None:
    assert parse_phone(number) == parse_phone(f"86{number}") == parse_phone(f"+86 {number}") == number


@given(st.text(max_size=20))
def test_any_text_is_taken_or_refused(text: str) -> None:
    with suppress(IdentifierError):
        assert parse_phone(text).isascii()
