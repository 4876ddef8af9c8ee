"""The stand-ins' own clock: Asia/Shanghai, as every office in the county keeps it."""

import time
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def stamp(at: float | None = None) -> str:
    """A moment as ISO 8601 with the offset +08:00; `at` is in unix seconds, now by default."""
    return datetime.fromtimestamp(time.time() if at is None else at, ZONE).isoformat(timespec="milliseconds")


def today() -> date:
    """The day in Asia/Shanghai."""
    return datetime.now(ZONE).date()
