"""The classes of this installation, read anew whenever the file changes."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yichuang.core import retention
from yichuang.core.retention import Class, Unreadable


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[dict[str, Class], list[Unreadable]]:
    try:
        return retention.read(path.read_text("utf-8"))
    except Unreadable as error:
        return {}, [error]


def classes() -> tuple[dict[str, Class], list[Unreadable]]:
    """The classes that can be read, and what is wrong with the others; a file that cannot be read has none."""
    path = Path(settings.CONTENT) / "retention.yaml"
    return _read(path, path.stat().st_mtime_ns if path.exists() else 0) if path.exists() else ({}, [])
