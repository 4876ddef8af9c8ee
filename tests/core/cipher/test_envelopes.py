"""A sealed value opens with its own key in its own place, and with nothing else."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.cipher import SUITES, CipherError, key_id_of, seal, unseal
from yichuang.core.cipher.suites import suite_named

PLACE = b"cases_case.facts"

suites = st.sampled_from(SUITES)


def key_of(suite: str) -> bytes:
    return os.urandom(suite_named(suite).key_size)


@pytest.mark.parametrize("suite", SUITES)
def test_it_works(suite: str) -> None:
    key = key_of(suite)
    envelope = seal(key, "试例".encode(), suite=suite, key_id=7, context=PLACE)
    assert unseal(key, envelope, context=PLACE) == "试例".encode()
    assert key_id_of(envelope) == 7


@pytest.mark.parametrize(("suite", "number"), [("international", 1), ("sm", 2)])
def test_the_layout_never_changes(suite: str, number: int) -> None:
    envelope = seal(key_of(suite), b"12345", suite=suite, key_id=0x01020304, context=PLACE)
    assert envelope[:6] == bytes([1, number, 1, 2, 3, 4])
    assert len(envelope) == 6 + 12 + 5 + 16


@given(suites, st.binary(max_size=200), st.binary(max_size=20), st.integers(0, 2**32 - 1))
def test_what_was_sealed_is_opened(suite: str, plain: bytes, context: bytes, key_id: int) -> None:
    key = key_of(suite)
    assert unseal(key, seal(key, plain, suite=suite, key_id=key_id, context=context), context=context) == plain


@given(suites, st.binary(max_size=40), st.data())
def test_every_flipped_bit_is_found(suite: str, plain: bytes, data: st.DataObject) -> None:
    key = key_of(suite)
    envelope = bytearray(seal(key, plain, suite=suite, key_id=1, context=PLACE))
    bit = data.draw(st.integers(0, len(envelope) * 8 - 1))
    envelope[bit // 8] ^= 1 << bit % 8
    with pytest.raises(CipherError):
        unseal(key, bytes(envelope), context=PLACE)


@given(suites, st.integers(0, 60))
def test_a_shortened_envelope_is_refused(suite: str, size: int) -> None:
    key = key_of(suite)
    envelope = seal(key, bytes(40), suite=suite, key_id=1, context=PLACE)
    with pytest.raises(CipherError):
        unseal(key, envelope[:size], context=PLACE)


@pytest.mark.parametrize("suite", SUITES)
def test_another_place_is_refused(suite: str) -> None:
    key = key_of(suite)
    envelope = seal(key, b"x", suite=suite, key_id=1, context=PLACE)
    with pytest.raises(CipherError) as caught:
        unseal(key, envelope, context=b"people_person.name")
    assert caught.value.code == "changed"


@pytest.mark.parametrize("suite", SUITES)
def test_another_key_is_refused(suite: str) -> None:
    envelope = seal(key_of(suite), b"x", suite=suite, key_id=1, context=PLACE)
    with pytest.raises(CipherError) as caught:
        unseal(key_of(suite), envelope, context=PLACE)
    assert caught.value.code == "changed"


@pytest.mark.parametrize("suite", SUITES)
def test_equal_values_look_different(suite: str) -> None:
    key = key_of(suite)
    assert len({seal(key, b"x", suite=suite, key_id=1, context=PLACE) for _ in range(500)}) == 500


@pytest.mark.parametrize(
    ("envelope", "code"),
    [
        (b"", "envelope"),
        (bytes(33), "envelope"),
        (bytes([2, 1]) + bytes(60), "envelope"),
        (bytes([1, 9]) + bytes(60), "suite"),
    ],
)
def test_what_is_no_envelope_is_refused(envelope: bytes, code: str) -> None:
    with pytest.raises(CipherError) as caught:
        unseal(bytes(32), envelope, context=PLACE)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("suite", "size", "key_id", "code"),
    [
        ("rot13", 32, 1, "suite"),
        ("international", 16, 1, "key-size"),
        ("sm", 32, 1, "key-size"),
        ("sm", 16, 2**32, "envelope"),
        ("sm", 16, -1, "envelope"),
    ],
)
def test_what_cannot_be_sealed_is_refused(suite: str, size: int, key_id: int, code: str) -> None:
    with pytest.raises(CipherError) as caught:
        seal(bytes(size), b"x", suite=suite, key_id=key_id, context=PLACE)
    assert caught.value.code == code


def test_an_error_tells_nothing_of_the_value() -> None:
    key = key_of("sm")
    envelope = seal(key, "试例".encode(), suite="sm", key_id=1, context=PLACE)
    with pytest.raises(CipherError) as caught:
        unseal(key, envelope, context=b"elsewhere")
    assert envelope.hex() not in str(caught.value)
    assert key.hex() not in repr(caught.value)
