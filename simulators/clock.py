"""The stand-ins' own clock: Asia/Shanghai, as every office in the county keeps it.

The demo's clock can be put forward: then `YICHUANG_DEMO_CLOCK` names the file that says by how many seconds.
"""

import os
import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_version: tuple[int, int] | None = None
_ahead = 0


def unix() -> float:
    """The present moment in unix seconds."""
    return time.time() + ahead()


def ahead() -> int:
    """By how many seconds the clock is ahead of the machine's; the file is read only where it has changed."""
    global _ahead, _version
    try:
        if path := os.environ.get("YICHUANG_DEMO_CLOCK"):
            found = os.stat(path)
            version = (found.st_ino, found.st_mtime_ns)
            if version != _version:
                with open(path) as file:
                    _ahead = max(_ahead, int(file.read()))
                _version = version
    except (OSError, ValueError):
        pass  # as it stood
    return _ahead


def stamp(at: float | None = None) -> str:
    """A moment as ISO 8601 with the offset +08:00; `at` is in unix seconds, now by default."""
    return datetime.fromtimestamp(unix() if at is None else at, ZONE).isoformat(timespec="milliseconds")


def today() -> date:
    """The day in Asia/Shanghai."""
    return datetime.fromtimestamp(unix(), ZONE).date()
