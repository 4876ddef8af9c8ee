"""Those who hold the installation's keys and never give them out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from yichuang.core.cipher.envelopes import header_of, taken_apart
from yichuang.core.cipher.errors import CipherError
from yichuang.core.cipher.files import create_private, locked, read_private, replace_private
from yichuang.core.cipher.rings import Ring
from yichuang.core.cipher.suites import NONCE_SIZE

#: What an envelope holds is part of its context: a sealed value never passes for a wrapped key.
_KEY, _VALUE = b"key\x00", b"value\x00"


class KeyHolder(Protocol):
    """Keys that work where they lie: in a file, on a token, in a certified module."""

    @property
    def suite(self) -> str:
        """The suite in which new values are sealed."""

    def new_data_key(self) -> bytes:
        """A fresh random key of the suite's size, for one case."""

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """The data key in an envelope that only this holder opens, bound to ``context``."""

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The data key again. Raises CipherError 'changed', 'unknown-key', 'envelope', 'suite'."""

    def seal_value(self, text: str, context: bytes) -> bytes:
        """One short value in an envelope of its own, bound to ``context``."""

    def open_value(self, envelope: bytes, context: bytes) -> str:
        """The value again. Raises CipherError as ``unwrap``."""

    def blind(self, purpose: str, value: str) -> bytes:
        """32 bytes by which equal values are found without being read. Differs by ``purpose``; compare nothing else."""


class FileKeyHolder:
    """Software keys in a JSON file of mode 0600.

    The file has key-wrapping keys by id, the newest in force, and one key for blind indexes, which is never rotated,
    since every index would have to be made anew. Another process's rotation is noticed at the first envelope that
    needs the new key.
    """

    def __init__(self, path: Path) -> None:
        """Read the file. Raises KeyFileError 'missing', 'open', 'broken'."""
        self._path = path
        self._ring = Ring.read(path, read_private(path))

    @classmethod
    def create(cls, path: Path, suite: str) -> FileKeyHolder:
        """Make the file with fresh keys. Raises FileExistsError where it is already there, CipherError 'suite'."""
        create_private(path, Ring.fresh(suite).written())
        return cls(path)

    def __repr__(self) -> str:
        return f"FileKeyHolder({str(self._path)!r})"

    @property
    def suite(self) -> str:
        """The suite in which new values are sealed."""
        return self._ring.current.suite.name

    @property
    def key_id(self) -> int:
        """The id of the key in force."""
        return self._ring.current.key_id

    def add_key(self, suite: str | None = None) -> int:
        """Put a fresh key in force, of another suite if one is named; returns its id. Older ones go on opening."""
        with locked(self._path):
            ring = Ring.read(self._path, read_private(self._path)).with_fresh_key(suite or self.suite)
            replace_private(self._path, ring.written())
        self._ring = ring
        return ring.current.key_id

    def new_data_key(self) -> bytes:
        """A fresh random key of the suite's size, for one case."""
        return os.urandom(self._ring.current.suite.key_size)

    def wrap(self, data_key: bytes, context: bytes) -> bytes:
        """The data key in an envelope of the key in force, bound to ``context``."""
        return self._seal(data_key, _KEY + context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The data key again. Raises CipherError 'changed', 'unknown-key', 'envelope', 'suite'."""
        return self._open(wrapped, _KEY + context)

    def rewrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The same data key under the key in force; what it encrypts stays as it is. Unchanged if already there."""
        if taken_apart(wrapped).key_id == self.key_id:
            return wrapped
        return self.wrap(self.unwrap(wrapped, context), context)

    def seal_value(self, text: str, context: bytes) -> bytes:
        """One short value in an envelope of the key in force, bound to ``context``."""
        return self._seal(text.encode(), _VALUE + context)

    def open_value(self, envelope: bytes, context: bytes) -> str:
        """The value again. Raises CipherError 'changed', 'unknown-key', 'envelope', 'suite'."""
        return self._open(envelope, _VALUE + context).decode()

    def blind(self, purpose: str, value: str) -> bytes:
        """32 bytes by which equal values are found without being read; other bytes for another purpose."""
        named = purpose.encode()
        return self._ring.blind(len(named).to_bytes(2) + named + value.encode())

    def _seal(self, plain: bytes, context: bytes) -> bytes:
        key = self._ring.current
        header, nonce = header_of(key.suite, key.key_id), os.urandom(NONCE_SIZE)
        return header + nonce + key.box.seal(nonce, plain, header + context)

    def _open(self, envelope: bytes, context: bytes) -> bytes:
        parts = taken_apart(envelope)
        if parts.key_id not in self._ring.keys:
            self._ring = Ring.read(self._path, read_private(self._path))
        key = self._ring.keys.get(parts.key_id)
        if key is None:
            raise CipherError("unknown-key", f"key {parts.key_id} is not held here")
        if key.suite is not parts.suite:
            raise CipherError("changed", f"key {parts.key_id} is of another suite")
        return key.box.open(parts.nonce, parts.sealed, parts.header + context)
