"""Files sealed piece by piece, so that one of any length is sealed and opened in little memory.

Layout: "YCS", version (1 byte), suite (1), then pieces of 64 KiB of plain text, each with its tag. The nonce of a
piece is its number and whether it is the last, so no piece can be moved, left out, doubled or cut off unseen. A key
therefore seals one file and no second one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from yichuang.core.cipher.errors import CipherError
from yichuang.core.cipher.suites import NONCE_SIZE, TAG_SIZE, Box, suite_named, suite_numbered

PIECE = 64 * 1024
_MAGIC, _VERSION = b"YCS", 1
_HEADER_SIZE = len(_MAGIC) + 2
_MOST_PIECES = 2**32


class StreamSealer:
    """Seals what comes in any portions. ``context`` is bound to every piece and not stored."""

    def __init__(self, key: bytes, *, suite: str, context: bytes) -> None:
        """Raises CipherError 'suite', 'key-size'."""
        chosen = suite_named(suite)
        self._box = chosen.box(key)
        self._header = _MAGIC + bytes((_VERSION, chosen.number))
        self._context, self._held, self._number = context, bytearray(), 0
        self._begun = False

    def update(self, data: bytes) -> bytes:
        """What can be written now; the last piece waits for ``finish``."""
        self._held += data
        sealed = bytearray()
        if not self._begun:
            self._begun = True
            sealed += self._header
        while len(self._held) > PIECE:
            sealed += self._piece(bytes(self._held[:PIECE]), last=False)
            del self._held[:PIECE]
        return bytes(sealed)

    def finish(self) -> bytes:
        """The end; nothing may follow."""
        return self.update(b"") + self._piece(bytes(self._held), last=True)

    def _piece(self, plain: bytes, *, last: bool) -> bytes:
        nonce = _nonce(self._number, last)
        self._number += 1
        return self._box.seal(nonce, plain, self._header + self._context)


def seal_stream(key: bytes, portions: Iterable[bytes], *, suite: str, context: bytes) -> Iterator[bytes]:
    """The sealed form of ``portions`` joined. Raises CipherError 'suite', 'key-size'."""
    sealer = StreamSealer(key, suite=suite, context=context)
    for portion in portions:
        yield sealer.update(portion)
    yield sealer.finish()


def open_stream(key: bytes, file: BinaryIO, *, context: bytes) -> Iterator[bytes]:
    """The plain pieces of a sealed file, each proved before it is given out.

    Raises CipherError 'changed' at the first piece that is not as it was sealed, or where the end is missing;
    'envelope' for what is no sealed file, 'suite', 'key-size'.
    """
    header = file.read(_HEADER_SIZE)
    if len(header) < _HEADER_SIZE or header[:3] != _MAGIC or header[3] != _VERSION:
        raise CipherError("envelope", "this is no sealed file")
    box = suite_numbered(header[4]).box(key)
    yield from _pieces(box, file, header + context)


def _pieces(box: Box, file: BinaryIO, associated: bytes) -> Iterator[bytes]:
    number, piece = 0, file.read(PIECE + TAG_SIZE)
    while True:
        following = file.read(PIECE + TAG_SIZE)
        if len(piece) < TAG_SIZE:
            raise CipherError("changed", "the end of the file is missing")
        yield box.open(_nonce(number, not following), piece, associated)
        if not following:
            return
        number, piece = number + 1, following


def _nonce(number: int, last: bool) -> bytes:
    if number >= _MOST_PIECES:
        raise CipherError("envelope", "a sealed file has at most 256 TiB")
    return number.to_bytes(NONCE_SIZE - 1) + bytes((last,))
