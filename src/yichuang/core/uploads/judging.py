"""A file judged by its first bytes, then read to its end by the rules of its own kind."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from yichuang.core.uploads import jpeg, pdf, png
from yichuang.core.uploads.errors import KIND_WORDS, UploadRefused

MOST_BYTES = 20 * 1024 * 1024
"""No file is larger, whatever a package allows."""

KINDS = ("photo", "pdf")


@dataclass(frozen=True)
class Clean:
    """What is kept of a file: its bytes, its media type by content, a fitting ending, how many pages it has."""

    data: bytes
    media_type: str
    ending: str
    pages: int


@dataclass(frozen=True)
class _Type:
    kind: str
    begins: bytes
    media_type: str
    ending: str
    clean: Callable[[bytes, str], tuple[bytes, int]]


_TYPES = (
    _Type("photo", b"\xff\xd8\xff", "image/jpeg", "jpg", jpeg.clean),
    _Type("photo", b"\x89PNG\r\n\x1a\n", "image/png", "png", png.clean),
    _Type("pdf", b"%PDF-", "application/pdf", "pdf", pdf.clean),
)
#: What kinds of content are kept: nothing else is ever sent on.
MEDIA_TYPES = tuple(each.media_type for each in _TYPES)


def judged(data: bytes, name: str, *, kinds: Collection[str] = KINDS, most_bytes: int = MOST_BYTES) -> Clean:
    """What is kept of a file called ``name``. Raises UploadRefused.

    ``kinds``: of ``KINDS``, what is wanted here; ``most_bytes``: how large it may be.
    """
    if not data:
        raise UploadRefused("empty", name)
    if len(data) > most_bytes:
        raise UploadRefused("too-large", name, most=most_bytes // 1024**2)
    found = next((each for each in _TYPES if data.startswith(each.begins)), None)
    if found is None or found.kind not in kinds:
        raise UploadRefused("type", name, kinds=KIND_WORDS[frozenset(kinds)])
    kept, pages = found.clean(data, name)
    return Clean(kept, found.media_type, found.ending, pages)
