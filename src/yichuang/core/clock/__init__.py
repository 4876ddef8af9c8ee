"""What time is it, for everyone?

One clock for page, letter, message and interface: Asia/Shanghai. Nothing else in the code asks the system for the
time, and SQL never calls ``now()``, so a test (or the demo) can stand at any moment.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("yichuang_frozen_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in Asia/Shanghai."""
    return _frozen.get() or datetime.now(ZONE)


def today() -> date:
    """The legal day: the day in Beijing, which ends at 24:00 there (民法典 Art. 203)."""
    return now().date()


def legal_day(moment: datetime) -> date:
    """The legal day on which an aware ``moment`` falls."""
    return moment.astimezone(ZONE).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Let the clock stand at the aware moment ``at`` inside the block (this thread or task only)."""
    if at.tzinfo is None:
        raise ValueError("the clock needs an aware moment")
    token = _frozen.set(at.astimezone(ZONE))
    try:
        yield
    finally:
        _frozen.reset(token)
