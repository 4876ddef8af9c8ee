"""The two suites. Each is a cipher with associated data, a digest of 32 bytes and a keyed digest of 32 bytes.

International: AES-256-GCM (NIST SP 800-38D), SHA-256, HMAC. 国密: SM4-GCM (GB/T 32907, RFC 8998), SM3 (GB/T 32905),
HMAC. Nonces have 12 bytes, tags 16. A nonce is random, so one key seals at most 2**32 values (SP 800-38D § 8.3):
rotate before.
"""

from __future__ import annotations

import hashlib
import hmac
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives import hmac as keyed_hashes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yichuang.core.cipher.errors import CipherError

NONCE_SIZE = 12
TAG_SIZE = 16
DIGEST_SIZE = 32


class Box(ABC):
    """One key, ready to seal and open. Safe to share between threads."""

    @abstractmethod
    def seal(self, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        """Ciphertext and tag."""

    @abstractmethod
    def open(self, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        """The plain text; raises CipherError 'changed' where anything was altered."""


class _InternationalBox(Box):
    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        return self._cipher.encrypt(nonce, plain, associated)

    def open(self, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        try:
            return self._cipher.decrypt(nonce, sealed, associated)
        except InvalidTag:
            raise _changed() from None


class _SmBox(Box):
    def __init__(self, key: bytes) -> None:
        self._key = algorithms.SM4(key)

    def seal(self, nonce: bytes, plain: bytes, associated: bytes) -> bytes:
        worker = Cipher(self._key, modes.GCM(nonce)).encryptor()
        worker.authenticate_additional_data(associated)
        return worker.update(plain) + worker.finalize() + worker.tag

    def open(self, nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
        text, tag = sealed[:-TAG_SIZE], sealed[-TAG_SIZE:]
        worker = Cipher(self._key, modes.GCM(nonce, tag)).decryptor()
        worker.authenticate_additional_data(associated)
        try:
            return worker.update(text) + worker.finalize()
        except InvalidTag:
            raise _changed() from None


def _changed() -> CipherError:
    return CipherError("changed", "the value was changed, or belongs to another key or context")


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def _hmac_sha256(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, "sha256")


def _sm3(data: bytes) -> bytes:
    worker = hashes.Hash(hashes.SM3())
    worker.update(data)
    return worker.finalize()


def _hmac_sm3(key: bytes, data: bytes) -> bytes:
    worker = keyed_hashes.HMAC(key, hashes.SM3())
    worker.update(data)
    return worker.finalize()


class Suite:
    """A suite by its name outside and its number inside envelopes. Numbers are never given anew."""

    by_name: ClassVar[dict[str, Suite]] = {}
    by_number: ClassVar[dict[int, Suite]] = {}

    def __init__(
        self,
        name: str,
        number: int,
        key_size: int,
        box: Callable[[bytes], Box],
        digest: Callable[[bytes], bytes],
        keyed_digest: Callable[[bytes, bytes], bytes],
    ) -> None:
        self.name, self.number, self.key_size = name, number, key_size
        self.digest, self.keyed_digest, self._box = digest, keyed_digest, box
        Suite.by_name[name] = Suite.by_number[number] = self

    def box(self, key: bytes) -> Box:
        """The key, ready for use. Raises CipherError 'key-size'."""
        if len(key) != self.key_size:
            raise CipherError("key-size", f"suite {self.name!r} needs keys of {self.key_size} bytes, not {len(key)}")
        return self._box(key)


Suite("international", 1, 32, _InternationalBox, _sha256, _hmac_sha256)
Suite("sm", 2, 16, _SmBox, _sm3, _hmac_sm3)

#: The names of the suites that there are.
SUITES: tuple[str, ...] = tuple(Suite.by_name)


def suite_named(name: str) -> Suite:
    """The suite of that name; raises CipherError 'suite'."""
    try:
        return Suite.by_name[name]
    except KeyError:
        raise CipherError("suite", f"there is no suite {name!r}") from None


def suite_numbered(number: int) -> Suite:
    """The suite with that number in an envelope; raises CipherError 'suite'."""
    try:
        return Suite.by_number[number]
    except KeyError:
        raise CipherError("suite", f"there is no suite with the number {number}") from None
