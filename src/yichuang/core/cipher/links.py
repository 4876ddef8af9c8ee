"""Digests and the links of a chain of events, simple enough to be checked with any hash library.

Each kind of digest begins with a byte of its own (0 payload, 1 link), so that one can never pass for the other.
"""

from __future__ import annotations

from yichuang.core.cipher.suites import DIGEST_SIZE, suite_named

_PAYLOAD, _LINK = b"\x00", b"\x01"


def digest(suite: str, data: bytes) -> bytes:
    """The plain digest of ``data``: 32 bytes."""
    return suite_named(suite).digest(data)


def fingerprint(data: bytes) -> str:
    """64 hexadecimal digits by which the same bytes are known again, the same in every installation.

    For the bodies of signed requests, the text of packages, names of files: whatever others must reckon, too.
    """
    return suite_named("international").digest(data).hex()


def salted_digest(suite: str, salt: bytes, payload: bytes) -> bytes:
    """The digest that stands for a payload in its event: digest of 0, the salt's length (1 byte), salt, payload.

    With the salt erased nobody can find the payload again by guessing. Raises ValueError for a salt of less than 16
    or more than 255 bytes.
    """
    if not 16 <= len(salt) <= 255:
        raise ValueError(f"a salt has 16 to 255 bytes, not {len(salt)}")
    return suite_named(suite).digest(_PAYLOAD + bytes((len(salt),)) + salt + payload)


def link(suite: str, prev: bytes, header: bytes, payload_digest: bytes) -> bytes:
    """The hash of an event: digest of 1, the hash before it (32 bytes; zeros at the start), the payload's salted
    digest (32 bytes), the header. Raises ValueError for another size.
    """
    if len(prev) != DIGEST_SIZE or len(payload_digest) != DIGEST_SIZE:
        raise ValueError(f"hashes have {DIGEST_SIZE} bytes, not {len(prev)} and {len(payload_digest)}")
    return suite_named(suite).digest(_LINK + prev + payload_digest + header)
