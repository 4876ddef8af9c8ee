"""JPEG (ITU-T T.81): the picture stays bit by bit, what the camera wrote beside it goes (Exif with GPS, XMP, IPTC).

How the picture is turned is kept, in an Exif of that one entry, since it would lie on its side otherwise.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from yichuang.core.uploads.errors import UploadRefused
from yichuang.core.uploads.pixels import check_pixels

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
#: Markers that stand alone, without a length.
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
_APPLICATION = range(0xE0, 0xF0)
_COMMENT = 0xFE
#: Application segments that a reader needs for the right colours: JFIF, the colour profile, Adobe's colour transform.
_NEEDED = ((0xE0, b"JFIF\x00"), (0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe"))
_EXIF = b"Exif\x00\x00"
_ORIENTATION = 0x0112


def clean(data: bytes, name: str) -> tuple[bytes, int]:
    """The picture alone, and one page. Raises UploadRefused 'broken', 'too-many-pixels'."""
    kept, turned, seen = [], 1, False
    for marker, segment in _segments(data, name):
        body = segment[4:]
        if marker in _FRAMES:
            if len(body) < 5:
                raise UploadRefused("broken", name)
            height, width = struct.unpack_from(">HH", body, 1)
            check_pixels(width, height, name)
            seen = True
        if marker == 0xE1 and body.startswith(_EXIF):
            turned = _turned(body[len(_EXIF) :])
        if marker == _COMMENT:
            continue
        if marker in _APPLICATION and not any(marker == one and body.startswith(begin) for one, begin in _NEEDED):
            continue
        kept.append(segment)
    if not seen:
        raise UploadRefused("broken", name)
    exif = _exif(turned) if turned != 1 else b""
    return b"\xff\xd8" + exif + b"".join(kept) + b"\xff\xd9", 1


def _segments(data: bytes, name: str) -> Iterator[tuple[int, bytes]]:
    """(marker, whole segment) up to the end of the picture, scans with what they hold. What follows the end is left."""
    place = 2
    while True:
        while data[place : place + 2] == b"\xff\xff":  # fill bytes
            place += 1
        if len(data) < place + 2 or data[place] != 0xFF:
            raise UploadRefused("broken", name)
        marker = data[place + 1]
        if marker == _EOI:
            return
        if marker in _ALONE:
            yield marker, data[place : place + 2]
            place += 2
            continue
        if len(data) < place + 4 or marker in (0, _SOI):
            raise UploadRefused("broken", name)
        end = place + 2 + int.from_bytes(data[place + 2 : place + 4])
        if end < place + 4 or end > len(data):
            raise UploadRefused("broken", name)
        if marker == _SOS:
            end = _end_of_scan(data, end, name)
        yield marker, data[place:end]
        place = end


def _end_of_scan(data: bytes, place: int, name: str) -> int:
    """Where the next marker begins that is neither a stuffed byte nor a restart."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise UploadRefused("broken", name)
        if data[place + 1] == 0xFF:
            place += 1
        elif data[place + 1] == 0 or 0xD0 <= data[place + 1] < 0xD8:
            place += 2
        else:
            return place


def _turned(tiff: bytes) -> int:
    """The orientation (1 to 8) that an Exif block gives; 1 where it gives none."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    start: int = struct.unpack_from(order + "I", tiff, 4)[0]
    if start + 2 > len(tiff):
        return 1
    for number in range(struct.unpack_from(order + "H", tiff, start)[0]):
        place = start + 2 + 12 * number
        if place + 12 > len(tiff):
            return 1
        tag, kind, count, value = struct.unpack_from(order + "HHIH", tiff, place)
        if (tag, kind, count) == (_ORIENTATION, 3, 1):
            return value if 1 <= value <= 8 else 1
    return 1


def _exif(turned: int) -> bytes:
    """A segment that says how the picture is turned, and nothing else."""
    tiff = struct.pack(">2sHIHHHIHHI", b"MM", 42, 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)
    body = _EXIF + tiff
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2) + body
