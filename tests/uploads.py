"""Files as people and attackers send them, made here byte by byte."""

from __future__ import annotations

import struct
import zlib

EXIF = b"Exif\x00\x00" + struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, 0x0112, 3, 1, 6, 0, 0) + b"GPS 28.2278N 112.9389E"


def _segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + (len(body) + 2).to_bytes(2) + body


#: What makes the picture itself: tables, frame of 8 × 8, scan with a stuffed byte and a restart.
PICTURE = (
    _segment(0xDB, bytes(65))
    + _segment(0xC0, struct.pack(">BHHB", 8, 8, 8, 1) + b"\x01\x11\x00")
    + _segment(0xC4, bytes(20))
    + _segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    + b"\x12\xff\x00\x34\xff\xd0\x56"
)


def jpeg(note: bytes = b"", *, size: int = 0) -> bytes:
    """A photograph as a phone takes it, with its place and time; ``note`` makes it another one, ``size`` as large."""
    picture = PICTURE + note.replace(b"\xff", b"\xff\x00")
    picture += b"\x55" * max(0, size - len(picture))
    return b"\xff\xd8" + _segment(0xE0, b"JFIF\x00" + bytes(9)) + _segment(0xE1, EXIF) + picture + b"\xff\xd9"


def _chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4) + kind + body + zlib.crc32(kind + body).to_bytes(4)


def png(width: int = 2, height: int = 2, *, packed: bytes | None = None, note: bytes = b"") -> bytes:
    """A grey picture with a text beside it."""
    rows = packed if packed is not None else zlib.compress((b"\x00" + bytes(width)) * height)
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    text = _chunk(b"tEXt", b"Location\x00Changsha" + note)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + text + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def pdf(extra: bytes = b"", *, pages: int = 1, packed: bytes | None = None) -> bytes:
    """A PDF; ``extra`` stands among its objects, ``packed`` in an object stream."""
    page = b"3 0 obj\n<< /Type /Page /Parent 2 0 R >>\nendobj\n" * pages
    stream = b""
    if packed is not None:
        body = zlib.compress(packed)
        head = b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
        stream = head + body + b"\nendstream\nendobj\n"
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Count 1 >>\nendobj\n"
        + page
        + extra
        + stream
        + b"trailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
    )
