"""PDF (ISO 32000): kept as it is, or refused. Nothing in it may run, start, send, or carry another file.

Names may be written with escapes and objects packed together (object streams), so both are undone before names are
looked for. Pictures and pages are not unpacked.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from yichuang.core.uploads.errors import UploadRefused

MOST_UNPACKED = 32 * 1024 * 1024
"""How many bytes all packed objects of a file may have, unpacked."""

#: What a script, a start of another program, an attached file, a film or a form that sends itself need (§ 12.6, 7.11).
_ACTIVE = re.compile(
    rb"/(JavaScript|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|GoToE|Rendition)(?![A-Za-z0-9_])"
)
_LOCKED = re.compile(rb"/Encrypt(?![A-Za-z0-9_])")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z0-9_])")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"stream\r?\n")
_PACKED = re.compile(rb"/ObjStm(?![A-Za-z0-9_])")
#: How far before the word "stream" its dictionary is looked for.
_DICTIONARY = 4096
_MOST_STREAMS = 50_000


def clean(data: bytes, name: str) -> tuple[bytes, int]:
    """The file and its number of pages. Raises UploadRefused 'broken', 'locked', 'active', 'unpacks'."""
    if b"%%EOF" not in data[-2048:]:
        raise UploadRefused("broken", name)
    pages = 0
    for text in _texts(data, name):
        if _LOCKED.search(text):
            raise UploadRefused("locked", name)
        if _ACTIVE.search(text):
            raise UploadRefused("active", name)
        pages += len(_PAGE.findall(text))
    if not pages:
        raise UploadRefused("broken", name)
    return data, pages


def _texts(data: bytes, name: str) -> Iterator[bytes]:
    """The file, then its packed objects, names without escapes."""
    yield _plain(data)
    left = MOST_UNPACKED
    for number, found in enumerate(_STREAM.finditer(data)):
        if number > _MOST_STREAMS:
            raise UploadRefused("unpacks", name)
        before = data[max(0, found.start() - _DICTIONARY) : found.start()]
        dictionary = _plain(before[before.rfind(b" obj") + 1 :])
        if not _PACKED.search(dictionary):
            continue
        if b"/FlateDecode" not in dictionary:
            if b"/Filter" in dictionary:
                raise UploadRefused("unpacks", name)
            continue  # it lies open, and was read with the file
        text = _unpacked(data[found.end() : data.find(b"endstream", found.end())], left, name)
        left -= len(text)
        yield _plain(text)


def _unpacked(packed: bytes, most: int, name: str) -> bytes:
    worker = zlib.decompressobj()
    try:
        text = worker.decompress(packed, most + 1)
    except zlib.error:
        raise UploadRefused("broken", name) from None
    if len(text) > most:
        raise UploadRefused("unpacks", name)
    if not worker.eof:
        raise UploadRefused("broken", name)
    return text


def _plain(text: bytes) -> bytes:
    return _ESCAPE.sub(lambda found: bytes((int(found[1], 16),)), text)
