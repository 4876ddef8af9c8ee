"""Numbers of persons: taken as they are typed, refused with the part that is wrong. All of them are constructed."""

from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core import clock
from yichuang.core.identifiers import IdentifierError, OldNumberError, make_id_number, parse_id_number

ENDS_IN_X = "43010219900307008X"


def refused(text: str) -> IdentifierError:
    with pytest.raises(IdentifierError) as caught:
        parse_id_number(text)
    assert caught.value.field == "id_number"
    return caught.value


def test_it_works() -> None:
    number = parse_id_number(ENDS_IN_X)
    assert (number.value, number.birth_date, number.sex, number.kind) == (
        ENDS_IN_X,
        date(1990, 3, 7),
        "female",
        "citizen",
    )


@pytest.mark.parametrize(
    "typed",
    [
        ENDS_IN_X,
        "43010219900307008x",
        " 43010219900307008X ",
        "430102 19900307 008X",
        "430102-19900307-008X",
        "４３０１０２１９９００３０７００８Ｘ",
        "430102\u300019900307\u2003008x",
        "\ufeff43010219900307008X\n",
        "\u202d43010219900307008X\u202c",
    ],
)
def test_one_person_however_it_is_typed(typed: str) -> None:
    assert parse_id_number(typed) == parse_id_number(ENDS_IN_X)


@pytest.mark.parametrize("typed", ["320219197001010014", "460100197701010010"])
def test_a_withdrawn_division_is_never_refused(typed: str) -> None:
    assert parse_id_number(typed).kind == "citizen"


@pytest.mark.parametrize("typed", ["810000199001010019", "820000199001010010", "830000199001010012"])
def test_residence_permits_are_taken(typed: str) -> None:
    number = parse_id_number(typed)
    assert (number.kind, number.birth_date) == ("residence-permit", date(1990, 1, 1))


@pytest.mark.parametrize("typed", ["CAN430185061201", "can430185061201"])
def test_the_old_card_of_a_foreign_resident_is_taken(typed: str) -> None:
    number = parse_id_number(typed)
    assert (number.value, number.birth_date, number.sex) == ("CAN430185061201", date(1985, 6, 12), None)
    assert number.kind == "permanent-resident"


def test_the_century_of_an_old_card_is_the_later_one_that_does_not_lie_ahead() -> None:
    with clock.frozen(datetime(2026, 11, 25, tzinfo=clock.ZONE)):
        assert parse_id_number("CAN430126112501").birth_date == date(2026, 11, 25)
        assert parse_id_number("CAN430126112601").birth_date == date(1926, 11, 26)
        assert parse_id_number("CAN430100022901").birth_date == date(2000, 2, 29)


def test_the_new_card_of_a_foreign_resident_is_taken() -> None:
    assert parse_id_number(make_id_number("943840", date(1985, 6, 12), 12)).kind == "permanent-resident"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("430102199003070080", "check"),
        ("430102199003070081", "check"),
        ("43010219900307008", "length"),
        ("4301021990030700", "length"),
        ("4301021990030700800", "length"),
        ("430102199002290013", "birth-date"),
        ("430102199013010013", "birth-date"),
        ("430102000000000013", "birth-date"),
        ("430102010001010013", "birth-date"),
        ("430102209912310013", "birth-date"),
        ("abcdefghijklmno", "shape"),
        ("430102050229001", "birth-date"),
        ("CAN43018506120", "length"),
        ("CAN430185023001", "birth-date"),
        ("4301021990030X0080", "shape"),
        ("四三〇一〇二一九九〇〇三〇七〇〇八", "length"),
        ("٤٣٠١٠٢١٩٩٠٠٣٠٧٠٠٨X", "shape"),
        ("430102\x0019900307008X", "characters"),
        ("", "empty"),
        (" \u3000 ", "empty"),
    ],
)
def test_it_is_refused_and_the_part_is_named(typed: str, code: str) -> None:
    assert refused(typed).code == code


def test_who_is_born_today_has_a_number_and_who_is_born_tomorrow_has_none() -> None:
    with clock.frozen(datetime(2026, 11, 25, tzinfo=clock.ZONE)):
        assert parse_id_number(make_id_number("439900", date(2026, 11, 25), 1)).birth_date == date(2026, 11, 25)
        assert refused(make_id_number("439900", date(2026, 11, 26), 1)).code == "birth-date"
        assert parse_id_number(make_id_number("439900", date(1876, 1, 1), 1)).birth_date == date(1876, 1, 1)
        assert refused(make_id_number("439900", date(1875, 12, 31), 1)).code == "birth-date"


def test_the_length_that_was_typed_is_said() -> None:
    assert str(refused("43010219900307008").sentence) == "An ID number has 18 characters; this one has 17."


def test_an_old_number_is_recognised_and_the_new_one_shown() -> None:
    error = refused("430102700101001")
    assert isinstance(error, OldNumberError)
    assert (error.code, error.number) == ("old-form", "430102197001010017")
    assert "430102197001010017" in str(error.sentence)


def test_nothing_personal_gets_into_logs() -> None:
    number = parse_id_number(ENDS_IN_X)
    assert ENDS_IN_X[6:] not in f"{number} {number!r}"
    assert "1990" not in repr(number)
    for typed in ("430102700101001", "430102199003070080", "43010219900307008"):
        assert typed[6:14] not in f"{refused(typed)} {refused(typed)!r}"


@pytest.mark.parametrize(("region", "serial"), [("4399", 1), ("４３９９００", 1), ("439900", 1000), ("439900", -1)])
def test_invented_numbers_are_refused(region: str, serial: int) -> None:
    with pytest.raises(ValueError, match="region"):
        make_id_number(region, date(1990, 1, 1), serial)


@given(
    st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999), st.from_regex(r"[1-8][0-9]{5}", fullmatch=True)
)
def test_every_number_that_is_made_is_read_again(born: date, serial: int, region: str) -> None:
    number = parse_id_number(make_id_number(region, born, serial))
    assert number.birth_date == born
    assert number.sex == ("male" if serial % 2 else "female")


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_every_slip_in_one_digit_is_found(born: date, serial: int, place: int, by: int) -> None:
    number = make_id_number("439900", born, serial)
    slip = str((int(number[place]) + by) % 10)
    assert refused(number[:place] + slip + number[place + 1 :]).code in ("check", "birth-date")


@given(st.dates(date(1900, 1, 1), date(2020, 12, 31)), st.integers(0, 999), st.integers(0, 16))
def test_every_swap_of_neighbours_is_found(born: date, serial: int, place: int) -> None:
    number = make_id_number("439900", born, serial)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        assert refused(swapped).code in ("check", "birth-date", "shape")


@given(st.text(max_size=30) | st.text(alphabet="0123456789Xx ", min_size=14, max_size=20))
def test_any_text_is_taken_or_refused_with_a_sentence(text: str) -> None:
    with suppress(IdentifierError):
        number = parse_id_number(text)
        assert parse_id_number(number.value) == number
