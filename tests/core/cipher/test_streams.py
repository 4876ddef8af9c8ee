"""A sealed file opens whole or not at all: no piece changed, moved, doubled, left out or cut off passes."""

from __future__ import annotations

import os
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.cipher import SUITES, CipherError, StreamSealer, open_stream, seal_stream
from yichuang.core.cipher.streams import PIECE
from yichuang.core.cipher.suites import TAG_SIZE, suite_named

HEADER = 5
LENGTHS = st.sampled_from([0, 1, PIECE - 1, PIECE, PIECE + 1, 2 * PIECE, 3 * PIECE + 7])


def key_of(suite: str) -> bytes:
    return bytes(range(suite_named(suite).key_size))


def sealed(plain: bytes, suite: str = "international", context: bytes = b"here") -> bytes:
    return b"".join(seal_stream(key_of(suite), [plain], suite=suite, context=context))


def opened(file: bytes, suite: str = "international", context: bytes = b"here") -> bytes:
    return b"".join(open_stream(key_of(suite), BytesIO(file), context=context))


@given(st.sampled_from(SUITES), LENGTHS, st.lists(st.integers(0, 4 * PIECE), max_size=5))
def test_what_was_sealed_in_any_portions_opens(suite: str, length: int, cuts: list[int]) -> None:
    plain = os.urandom(length)
    places = sorted({0, length, *(cut for cut in cuts if cut < length)})
    sealer = StreamSealer(key_of(suite), suite=suite, context=b"here")
    file = b"".join(sealer.update(plain[a:b]) for a, b in pairwise(places)) + sealer.finish()
    assert opened(file, suite) == plain
    pieces = max(1, -(-length // PIECE))
    assert len(file) == HEADER + length + pieces * TAG_SIZE


@given(st.integers(0, 3 * PIECE + 7 + HEADER + 4 * TAG_SIZE - 1), st.integers(0, 7))
def test_one_bit_anywhere_is_noticed(place: int, bit: int) -> None:
    file = bytearray(sealed(bytes(3 * PIECE + 7)))
    file[place] ^= 1 << bit
    with pytest.raises(CipherError):
        opened(bytes(file))


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 0, 1, 2], [0, 2], [0, 1], [1, 2], [0, 1, 2, 2], []])
def test_pieces_moved_doubled_left_out_or_cut_off_are_noticed(order: list[int]) -> None:
    file, size = sealed(b"a" * PIECE + b"b" * PIECE + b"c"), PIECE + TAG_SIZE
    pieces = [file[HEADER + number * size : HEADER + (number + 1) * size] for number in range(3)]
    assert opened(file[:HEADER] + b"".join(pieces)) == b"a" * PIECE + b"b" * PIECE + b"c"
    with pytest.raises(CipherError) as error:
        opened(file[:HEADER] + b"".join(pieces[number] for number in order))
    assert error.value.code == "changed"


def test_another_place_key_or_thing_is_refused() -> None:
    with pytest.raises(CipherError, match="changed"):
        opened(sealed(b"x"), context=b"there")
    with pytest.raises(CipherError, match="no sealed file"):
        opened(b"%PDF-1.7 and so on")
    with pytest.raises(CipherError, match="no sealed file"):
        opened(b"")
