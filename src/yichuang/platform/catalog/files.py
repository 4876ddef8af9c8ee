"""Files of the folder of content that are read while the installation runs, and anew whenever they change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from django.conf import settings

Read = TypeVar("Read")


class ContentFile(Generic[Read]):
    """One file by its name. ``read`` makes something of any text that it may hold; ``absent`` stands for no file."""

    def __init__(self, name: str, read: Callable[[str], Read], absent: Read) -> None:
        self.name, self._read, self._absent = name, read, absent
        self._seen: tuple[tuple[Path, int], Read] | None = None

    def now(self) -> Read:
        """What the file says now; it is read only where it changed since."""
        path = Path(settings.CONTENT) / self.name
        try:
            version = (path, path.stat().st_mtime_ns)
        except FileNotFoundError:
            return self._absent
        seen = self._seen
        if seen is None or seen[0] != version:
            seen = self._seen = (version, self._read(path.read_text("utf-8")))
        return seen[1]
