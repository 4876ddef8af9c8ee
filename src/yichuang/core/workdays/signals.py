"""Green, amber, red: how near the day is. No law sets the threshold; ours is one third of the time (a default)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, TypeAlias

from yichuang.core.workdays.calendars import DAY, Calendar
from yichuang.core.workdays.dues import Pause

Signal: TypeAlias = Literal["green", "amber", "red"]


def signal(today: date, amber_on: date | None, due_on: date | None) -> Signal:
    """Red after the due day, amber from ``amber_on`` on, else green; green where nothing is due (it stands still)."""
    if due_on is not None and today > due_on:
        return "red"
    return "amber" if due_on is not None and amber_on is not None and today >= amber_on else "green"


def amber_from(
    start: date, due_on: date, calendar: Calendar, pauses: Sequence[Pause] = (), left: int | None = None
) -> date:
    """The first day on which no more than a third of the working days, or no more than one, are left after it.

    ``left``: no more than so many instead, as a matter declares. Between ``start`` (not counted) and ``due_on``; paused
    days are none. Never before ``start`` nor after ``due_on``.
    """
    counted = [
        day
        for day in (start + DAY * step for step in range(1, (due_on - start).days + 1))
        if calendar.is_workday(day) and not any(day in pause for pause in pauses)
    ]
    left = max(len(counted) // 3, 1) if left is None else left
    return counted[-left - 1] if len(counted) > left else min(start, due_on)
