"""The classes of this installation, read anew whenever the file changes."""

from __future__ import annotations

from yichuang.core import retention
from yichuang.core.retention import Class, Unreadable
from yichuang.platform.catalog.files import ContentFile

Classes = tuple[dict[str, Class], list[Unreadable]]


def _read(text: str) -> Classes:
    try:
        return retention.read(text)
    except Unreadable as error:
        return {}, [error]


_FILE: ContentFile[Classes] = ContentFile("retention.yaml", _read, absent=({}, []))


def classes() -> Classes:
    """The classes that can be read, and what is wrong with the others; a file that cannot be read has none."""
    return _FILE.now()
