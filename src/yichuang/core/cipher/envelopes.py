"""Sealed values: which suite and key they need stands in front, and all of it is bound to where the value belongs."""

from __future__ import annotations

import os
import struct
from typing import NamedTuple

from yichuang.core.cipher.errors import CipherError
from yichuang.core.cipher.suites import NONCE_SIZE, TAG_SIZE, Suite, suite_named, suite_numbered

_VERSION = 1
#: Version 1 byte, suite 1 byte, key id 4 bytes, all of them authenticated.
_HEADER = struct.Struct(">BBI")
_START = _HEADER.size + NONCE_SIZE


class Opened(NamedTuple):
    """An envelope taken apart, still sealed."""

    suite: Suite
    key_id: int
    header: bytes
    nonce: bytes
    sealed: bytes


def seal(key: bytes, plain: bytes, *, suite: str, key_id: int, context: bytes) -> bytes:
    """An envelope: version (1 byte), suite (1), ``key_id`` (4), nonce (12), ciphertext with tag.

    ``context`` says where the value belongs (``b"table.column"``); it is not stored, and without it the envelope
    does not open. ``key`` has the suite's size. Raises CipherError 'suite', 'key-size'.
    """
    chosen = suite_named(suite)
    header = header_of(chosen, key_id)
    nonce = os.urandom(NONCE_SIZE)
    return header + nonce + chosen.box(key).seal(nonce, plain, header + context)


def unseal(key: bytes, envelope: bytes, *, context: bytes) -> bytes:
    """The plain text. Raises CipherError 'changed' when one bit of envelope, key or context is another, 'envelope'
    when it is none, 'suite' and 'key-size'.
    """
    parts = taken_apart(envelope)
    return parts.suite.box(key).open(parts.nonce, parts.sealed, parts.header + context)


def key_id_of(envelope: bytes) -> int:
    """The id of the key that an envelope needs: to see what a rotation has not reached yet."""
    return taken_apart(envelope).key_id


def header_of(suite: Suite, key_id: int) -> bytes:
    """The first six bytes of an envelope. Raises CipherError 'envelope' for an id that does not fit 4 bytes."""
    try:
        return _HEADER.pack(_VERSION, suite.number, key_id)
    except struct.error:
        raise CipherError("envelope", f"key id {key_id} does not fit into an envelope") from None


def taken_apart(envelope: bytes) -> Opened:
    """The parts of an envelope. Raises CipherError 'envelope', 'suite'."""
    if len(envelope) < _START + TAG_SIZE:
        raise CipherError("envelope", f"an envelope is longer than {len(envelope)} bytes")
    version, number, key_id = _HEADER.unpack_from(envelope)
    if version != _VERSION:
        raise CipherError("envelope", f"envelopes of version {version} are not known here")
    header, nonce = envelope[: _HEADER.size], envelope[_HEADER.size : _START]
    return Opened(suite_numbered(number), key_id, header, nonce, envelope[_START:])
