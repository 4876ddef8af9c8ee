"""Quiet hours: when nobody's phone is made to ring for what can wait until the morning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from yichuang.core.clock import ZONE


@dataclass(frozen=True)
class QuietHours:
    """From ``begin`` until ``end``, in Asia/Shanghai; over midnight if ``end`` is earlier."""

    begin: time
    end: time

    @classmethod
    def of(cls, written: str) -> QuietHours | None:
        """Read ``22:00-07:00``; None for ``none``. Raises ValueError."""
        if written == "none":
            return None
        begin, dash, end = written.partition("-")
        made = cls(time.fromisoformat(begin), time.fromisoformat(end)) if dash else None
        if made is None or made.begin == made.end:
            raise ValueError("quiet hours are written as 22:00-07:00, or none")
        return made


def not_before(moment: datetime, quiet: QuietHours | None) -> datetime:
    """``moment``, or the end of the quiet hours in which it lies."""
    if quiet is None:
        return moment
    local = moment.astimezone(ZONE)
    at, over_midnight = local.time(), quiet.end < quiet.begin
    inside = (at >= quiet.begin or at < quiet.end) if over_midnight else quiet.begin <= at < quiet.end
    if not inside:
        return moment
    end = local.replace(hour=quiet.end.hour, minute=quiet.end.minute, second=0, microsecond=0)
    return end + timedelta(days=1) if over_midnight and at >= quiet.begin else end
