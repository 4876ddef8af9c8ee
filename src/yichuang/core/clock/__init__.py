"""What time is it, for everyone?

One clock for page, letter, message and interface: Asia/Shanghai. Nothing else in the code asks the system for the
time, and SQL never calls ``now()``, so a test can stand at any moment, and the demo's clock can be put forward.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from yichuang.core.clock.forward import Ahead, put_forward

__all__ = ["ZONE", "ahead", "follow", "followed", "frozen", "legal_day", "now", "put_forward", "today"]

ZONE = ZoneInfo("Asia/Shanghai")

_frozen: ContextVar[datetime | None] = ContextVar("yichuang_frozen_clock", default=None)
#: The demo's: None in every other installation, whose clock is the machine's.
_ahead: Ahead | None = None


def now() -> datetime:
    """The present moment, aware, in Asia/Shanghai."""
    return _frozen.get() or datetime.now(ZONE) + ahead()


def ahead() -> timedelta:
    """How far this clock is ahead of the machine's: nothing, except in a demo whose clock was put forward."""
    return _ahead() if _ahead else timedelta(0)


def follow(path: Path | None) -> None:
    """Go by the file in which a demo keeps how far its clock is ahead; by the machine's clock alone for None."""
    global _ahead
    _ahead = Ahead(path) if path else None


def followed() -> Path | None:
    """The file that is followed, None where the clock is the machine's."""
    return _ahead.path if _ahead else None


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
