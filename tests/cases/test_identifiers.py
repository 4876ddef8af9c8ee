"""Real cases of kind 2: is it well formed, and what is said where it is not? Each as ``open.yaml`` has it."""

from __future__ import annotations

import pytest

from tests.cases.entries import entry
from yichuang.core.identifiers import (
    IdentifierError,
    OldNumberError,
    parse_credit_code,
    parse_id_number,
    parse_name,
    parse_phone,
)


def refused(text: str) -> str:
    """The part of a person's number that is wrong."""
    with pytest.raises(IdentifierError) as told:
        parse_id_number(text)
    return told.value.code


def test_id_01_ending_x() -> None:
    numbers = entry("ID-01")["input"]["numbers"]
    assert {parse_id_number(number).value for number in numbers} == {"43010219900307008X"}


def test_id_02_the_wrong_part_is_named() -> None:
    numbers = entry("ID-02")["input"]["numbers"]
    assert [refused(number) for number in numbers] == ["check", "length", "birth-date"]


def test_id_04_a_region_withdrawn_long_ago() -> None:
    numbers = entry("ID-04")["input"]["numbers"]
    assert [parse_id_number(number).value for number in numbers] == numbers


def test_id_06_fifteen_characters() -> None:
    letters, impossible, old = entry("ID-06")["input"]["values"]
    assert [refused(letters), refused(impossible)] == ["shape", "birth-date"]
    with pytest.raises(OldNumberError) as told:
        parse_id_number(old)
    assert told.value.number == "430102197001010017"
    assert told.value.number in str(told.value.sentence)


def test_id_08_permits_of_hong_kong_macao_taiwan() -> None:
    numbers = entry("ID-08")["input"]["numbers"]
    assert {parse_id_number(number).kind for number in numbers} == {"residence-permit"}


def test_id_10_the_old_card_of_foreigners() -> None:
    capital, small, short, impossible = entry("ID-10")["input"]["values"]
    found = parse_id_number(capital)
    assert str(found.birth_date) == "1985-06-12"
    assert parse_id_number(small).value == found.value == capital
    assert [refused(short), refused(impossible)] == ["length", "birth-date"]


def test_id_12_the_check_of_a_company_code_wraps() -> None:
    wraps, sound, wrong, ones = entry("ID-12")["input"]["codes"]
    assert [parse_credit_code(wraps), parse_credit_code(sound)] == [wraps, sound]
    for code in (wrong, ones):
        with pytest.raises(IdentifierError):
            parse_credit_code(code)


def test_id_14_every_segment_of_mobile_numbers() -> None:
    numbers = entry("ID-14")["input"]["numbers"]
    assert [parse_phone(number) for number in numbers] == numbers


def test_id_16_five_dots_are_one() -> None:
    names = entry("ID-16")["input"]["names"]
    assert {parse_name(name).compared for name in names} == {"阿依古丽·试例江"}
    assert [parse_name(name).shown for name in names] == names


def test_id_18_names_of_one_letter() -> None:
    for name in entry("ID-18")["input"]["names"]:
        text = name.get("full") or f"{name['given']} {name['surname']}"
        assert parse_name(text).shown == text
