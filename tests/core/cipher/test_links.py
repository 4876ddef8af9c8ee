"""A chain of events: any change of header, payload, salt or order shows in every later hash."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.cipher import SUITES, CipherError, digest, fingerprint, link, salted_digest

SALT = bytes(range(16))
START = bytes(32)


def test_it_works() -> None:
    """By hand with the standard library alone, as a verifier elsewhere would."""
    payload = hashlib.sha256(b"\x00\x10" + SALT + b"payload").digest()
    assert salted_digest("international", SALT, b"payload") == payload
    assert (
        link("international", START, b"header", payload)
        == hashlib.sha256(b"\x01" + START + payload + b"header").digest()
    )


@pytest.mark.parametrize("suite", SUITES)
def test_all_have_32_bytes(suite: str) -> None:
    payload = salted_digest(suite, SALT, b"")
    assert len(digest(suite, b"")) == len(payload) == len(link(suite, START, b"", payload)) == 32


def test_a_fingerprint_can_be_reckoned_elsewhere() -> None:
    assert fingerprint(b"abc") == hashlib.sha256(b"abc").hexdigest()


@pytest.mark.parametrize("size", [0, 15, 256])
def test_a_salt_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="salt"):
        salted_digest("sm", bytes(size), b"payload")


@pytest.mark.parametrize(("prev", "payload"), [(b"", START), (START, b""), (bytes(33), START)])
def test_hashes_of_another_size_are_refused(prev: bytes, payload: bytes) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        link("sm", prev, b"header", payload)


def test_another_suite_is_refused() -> None:
    with pytest.raises(CipherError):
        digest("rot13", b"")


def chain(events: list[tuple[bytes, bytes]]) -> bytes:
    head = START
    for header, payload in events:
        head = link("sm", head, header, salted_digest("sm", SALT, payload))
    return head


events = st.lists(st.tuples(st.binary(max_size=8), st.binary(max_size=8)), max_size=5)


@given(events, events)
def test_different_chains_have_different_heads(
    one: list[tuple[bytes, bytes]], other: list[tuple[bytes, bytes]]
) -> None:
    assert (chain(one) == chain(other)) is (one == other)
