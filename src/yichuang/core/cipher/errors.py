"""What can go wrong with envelopes, for the program, and with key files, for the one who runs the installation."""

from __future__ import annotations

from typing import Literal, TypeAlias

from yichuang.core.words import Said

CipherCode: TypeAlias = Literal["changed", "envelope", "key-size", "suite", "unknown-key"]


class CipherError(Exception):
    """A value that cannot be sealed or opened. ``code`` says why, never with any of the value:

    'changed' it was altered, or belongs to another key or context · 'envelope' this is no envelope · 'key-size' the
    key does not fit the suite · 'suite' no such suite · 'unknown-key' sealed with a key that is not held here.
    """

    def __init__(self, code: CipherCode, message: str) -> None:
        self.code = code
        super().__init__(message)


class KeyFileError(Said):
    """A key file that cannot be used: 'missing', 'open' (others may read it) or 'broken'. Says what to do."""
