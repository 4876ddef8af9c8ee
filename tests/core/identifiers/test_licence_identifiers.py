"""Identifiers of licences (证照标识, GB/T 36904): published samples hold, and a slip of one character is seen."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from yichuang.core.identifiers import IdentifierError, make_licence_identifier, parse_licence_identifier

SAMPLES = [
    "1.2.156.3005.2.11100000000013338W011.11110000000021135M.20230329701.003.Y",
    "1.2.156.3005.2.11100000000013338W009.11330105002500287C.2025052201.002.0",
]
ALPHABET = string.digits + string.ascii_uppercase
SERIALS = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=40)


@pytest.mark.parametrize("sample", SAMPLES)
def test_it_works(sample: str) -> None:
    assert parse_licence_identifier(f" {sample.lower()} ") == sample
    _, kind, issuer, serial, version, _ = sample.removeprefix("1.2.156.3005.2").split(".")
    assert make_licence_identifier(kind, issuer, serial, int(version)) == sample


@pytest.mark.parametrize(
    "text", ["", "1.2.156.3005.2", SAMPLES[0][2:], SAMPLES[0] + ".1", "1.2.156.3005.2.A.B.C.001.D"]
)
def test_what_has_another_form_is_none(text: str) -> None:
    with pytest.raises(IdentifierError):
        parse_licence_identifier(text)


@given(SERIALS, st.integers(1, 999), st.data())
def test_a_slip_is_noticed(serial: str, version: int, data: st.DataObject) -> None:
    made = make_licence_identifier("11439900000000019X001", "11439900000000019X", serial, version)
    assert mod_37_36.is_valid("".join(made.removeprefix("1.2.156.3005.2").split(".")))
    places = [at for at in range(len("1.2.156.3005.2."), len(made)) if made[at] != "."]
    at = data.draw(st.sampled_from(places))
    other = data.draw(st.sampled_from(ALPHABET.replace(made[at], "")))
    with pytest.raises(IdentifierError):
        parse_licence_identifier(made[:at] + other + made[at + 1 :])


def test_a_part_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="form of the standard"):
        make_licence_identifier("kind", "issuer", "1")
