"""PNG (ISO/IEC 15948): chunks that make the picture stay as they are, texts, times and Exif go."""

from __future__ import annotations

import struct
import zlib

from yichuang.core.uploads.errors import UploadRefused
from yichuang.core.uploads.pixels import check_pixels

_BEGIN = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"})
#: Bits a pixel has at each type of colour, for one bit of depth.
_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}


def clean(data: bytes, name: str) -> tuple[bytes, int]:
    """The picture alone, and one page. Raises UploadRefused 'broken', 'too-many-pixels', 'unpacks'."""
    kept, place, packed, rows = [_BEGIN], len(_BEGIN), [], 0
    while True:
        if len(data) < place + 12:
            raise UploadRefused("broken", name)
        length = int.from_bytes(data[place : place + 4])
        end = place + 12 + length
        kind, body = data[place + 4 : place + 8], data[place + 8 : end - 4]
        if end > len(data) or zlib.crc32(kind + body) != int.from_bytes(data[end - 4 : end]):
            raise UploadRefused("broken", name)
        if kind == b"IHDR":
            rows = _rows(body, name)
        elif kind == b"IDAT":
            packed.append(body)
        if kind in _KEPT:
            kept.append(data[place:end])
        place = end
        if kind == b"IEND":
            break
    if not rows or not packed:
        raise UploadRefused("broken", name)
    _unpacked(packed, rows, name)
    return b"".join(kept), 1


def _rows(header: bytes, name: str) -> int:
    """How many bytes the picture has unpacked; interlaced ones have a few more."""
    if len(header) != 13:
        raise UploadRefused("broken", name)
    width, height, depth, colour = struct.unpack_from(">IIBB", header)
    check_pixels(width, height, name)
    if colour not in _SAMPLES or depth not in (1, 2, 4, 8, 16):
        raise UploadRefused("broken", name)
    return int(((width * depth * _SAMPLES[colour] + 7) // 8 + 1) * height + 16 * (width + height))


def _unpacked(packed: list[bytes], most: int, name: str) -> None:
    """Raises UploadRefused 'unpacks' where more comes out than the picture has, 'broken' where nothing does."""
    worker, size = zlib.decompressobj(), 0
    try:
        for body in packed:
            rest = body
            while rest:
                size += len(worker.decompress(rest, 1024 * 1024))
                rest = worker.unconsumed_tail
                if size > most:
                    raise UploadRefused("unpacks", name)
    except zlib.error:
        raise UploadRefused("broken", name) from None
    if not worker.eof:
        raise UploadRefused("broken", name)
