"""One HTTP/1.1 answer, read from bytes as they come (RFC 9112), trusting nothing about the other side.

Our own, since a general client costs more time for one request than the whole delivery may (measured by
``yichuang bench delivery``); what it understands is what an answer to one POST can be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_HEAD = 16 * 1024
LONGEST_BODY = 1024 * 1024

_STATUS = re.compile(rb"HTTP/1\.([01]) (\d{3})(?: [^\r\n]*)?")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_SIZE = re.compile(rb"[0-9A-Fa-f]{1,8}")


class Garbled(Exception):
    """What came is no HTTP/1.1 answer of reasonable size."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer. ``kept``: the connection may carry the next request. ``retry_after``: seconds, if it said so."""

    status: int
    body: bytes
    kept: bool
    retry_after: int | None = None


@dataclass(slots=True)
class _Head:
    status: int
    kept: bool
    length: int | None
    chunked: bool
    retry_after: int | None


class Reader:
    """Reads one answer; make a new one for the next."""

    __slots__ = ("_buffer", "_chunks", "_head", "_left", "started")

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._head: _Head | None = None
        self._chunks: bytearray | None = None
        self._left = 0
        #: Whether a single byte has come: before that, a kept connection that breaks was simply an old one.
        self.started = False

    def feed(self, data: bytes) -> Reply | None:
        """Take what came; the answer once it is whole. Raises Garbled."""
        self.started = True
        self._buffer += data
        while self._head is None:
            end = self._buffer.find(b"\r\n\r\n")
            if end < 0 or end > LONGEST_HEAD:
                if len(self._buffer) > LONGEST_HEAD:
                    raise Garbled("head too long")
                return None
            head = _read_head(bytes(self._buffer[:end]))
            del self._buffer[: end + 4]
            if head.status >= 200:  # 1xx is a word on the way, the answer follows
                self._head = head
        return self._body(self._head)

    def ended(self) -> Reply:
        """The other side closed: the answer, if it was one that ends so. Raises Garbled if it was cut off."""
        head = self._head
        if head is None or head.chunked or head.length is not None:
            raise Garbled("cut off")
        return Reply(head.status, bytes(self._buffer), False, head.retry_after)

    def _body(self, head: _Head) -> Reply | None:
        if head.status in (204, 304):
            return self._reply(head, b"")
        if head.chunked:
            return self._chunked(head)
        if head.length is None:
            if len(self._buffer) > LONGEST_BODY:
                raise Garbled("body too long")
            return None
        if len(self._buffer) < head.length:
            return None
        body = bytes(self._buffer[: head.length])
        del self._buffer[: head.length]
        return self._reply(head, body)

    def _reply(self, head: _Head, body: bytes) -> Reply:
        # Bytes after the answer belong to no request of ours: such a connection is not used again.
        return Reply(head.status, body, head.kept and not self._buffer, head.retry_after)

    def _chunked(self, head: _Head) -> Reply | None:
        if self._chunks is None:
            self._chunks, self._left = bytearray(), -1
        while True:
            if self._left < 0:
                line = self._line()
                if line is None:
                    return None
                size = line.partition(b";")[0].strip()
                if not _SIZE.fullmatch(size):
                    raise Garbled("chunk size")
                self._left = int(size, 16)
                if self._left == 0:
                    return self._trailer(head)
                if len(self._chunks) + self._left > LONGEST_BODY:
                    raise Garbled("body too long")
            if len(self._buffer) < self._left + 2:
                return None
            if self._buffer[self._left : self._left + 2] != b"\r\n":
                raise Garbled("chunk end")
            self._chunks += self._buffer[: self._left]
            del self._buffer[: self._left + 2]
            self._left = -1

    def _trailer(self, head: _Head) -> Reply | None:
        """After the last chunk: trailer fields, which are skipped, and an empty line."""
        assert self._chunks is not None
        while (line := self._line()) is not None:
            if not line:
                return self._reply(head, bytes(self._chunks))
        # The last chunk's line is read again together with the rest when more has come.
        self._buffer[:0] = b"0\r\n"
        self._left = -1
        return None

    def _line(self) -> bytes | None:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > LONGEST_HEAD:
                raise Garbled("line too long")
            return None
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        return line


def _read_head(head: bytes) -> _Head:
    """Status line and the few fields that matter. Raises Garbled."""
    first, *lines = head.split(b"\r\n")
    status = _STATUS.fullmatch(first)
    if status is None:
        raise Garbled("status line")
    found = _Head(int(status[2]), status[1] == b"1", None, False, None)
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(name):
            raise Garbled("field")
        _take_field(found, name.lower(), value.strip())
    if found.chunked:
        found.length = None
    return found


def _take_field(head: _Head, name: bytes, value: bytes) -> None:
    if name == b"content-length":
        if not value.isdigit() or len(value) > 9 or int(value) > LONGEST_BODY:
            raise Garbled("length")
        if head.length not in (None, int(value)):
            raise Garbled("two lengths")
        head.length = int(value)
    elif name == b"transfer-encoding":
        if value.lower() != b"chunked" or head.chunked:
            raise Garbled("transfer encoding")
        head.chunked = True
    elif name == b"connection":
        words = value.lower()
        head.kept = b"close" not in words and (head.kept or b"keep-alive" in words)
    elif name == b"retry-after" and value.isdigit() and len(value) < 7:
        head.retry_after = int(value)
