"""``yichuang clock``: what time it is in the demo, and its clock put forward, so that days need not be waited for."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from yichuang.core import clock
from yichuang.core.clock.forward import MOST
from yichuang.core.packages import WORKDAYS
from yichuang.core.words import N_
from yichuang.core.workdays import BUILT_IN, Calendar, NoticeError, read_calendar
from yichuang.project.errors import ProjectError, UsageError
from yichuang.project.installation import demo_clock, var_directory
from yichuang.project.terminal import said, tell

_AMOUNT = re.compile(r"([0-9]{1,7})([mhdw])")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}


def main(argv: Sequence[str]) -> int:
    """0 when it was told, or put forward; ProjectError where this is no demo, or the clock would go back."""
    parser = argparse.ArgumentParser("yichuang clock", description=said(N_("the demo's clock: see it, put it forward")))
    way = parser.add_mutually_exclusive_group()
    advance = said(N_("by minutes, hours, days or working days: 90m, 3h, 2d, 5w"))
    way.add_argument("--advance", metavar="LENGTH", help=advance)
    way.add_argument("--to", metavar="MOMENT", help=said(N_("up to a day or a moment: 2026-12-08, 2026-12-08T09:00")))
    words = parser.parse_args(list(argv))
    path = demo_clock(var_directory())
    if path is None:
        raise ProjectError(
            "no-demo",
            N_("This is no demo, or none has run here yet: its clock is this machine's, and nobody puts it forward."),
        )
    clock.follow(path)
    before, calendar = clock.now(), _calendar()
    if words.advance or words.to:
        goal = _later(words.advance, before, calendar) if words.advance else _moment(words.to)
        if goal < before:
            raise ProjectError(
                "back", N_("The clock goes forward only. In the demo it is %(now)s."), now=f"{before:%Y-%m-%d %H:%M}"
            )
        try:
            clock.put_forward(path, goal - before)
        except ValueError:
            years = MOST.days // 366
            raise ProjectError(
                "too-far", N_("The clock goes %(years)s years ahead of this machine's, no further."), years=years
            ) from None
    _tell(before, calendar)
    return 0


def _tell(before: datetime, calendar: Calendar) -> None:
    """What time it is, how far ahead that is, and how many working days have begun since ``before``."""
    minutes = round(clock.ahead().total_seconds() / 60)
    now = clock.now()
    days = {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
    tell(said(N_("In the demo it is %(now)s."), now=f"{now:%Y-%m-%d %H:%M}"))
    tell(said(N_("Ahead of this machine's clock: %(days)s days, %(hours)s h, %(minutes)s min."), **days))
    if now.date() > before.date():
        passed = calendar.workdays_between(before.date(), now.date())
        tell(said(N_("Working days that have begun since: %(count)s."), count=passed))


def _later(text: str, now: datetime, calendar: Calendar) -> datetime:
    """``now`` and the length of time that ``text`` says; a number of working days leads to the same time of day."""
    found = _AMOUNT.fullmatch(text)
    try:
        if found and found[2] == "w":
            return datetime.combine(calendar.workdays_after(now.date(), int(found[1])), now.timetz())
        if found:
            return now + int(found[1]) * _UNITS[found[2]]
    except OverflowError:
        pass
    raise UsageError("no-length", N_("%(text)s is no length of time. Write 90m, 3h, 2d or 5w."), text=text)


def _moment(text: str) -> datetime:
    """The moment that ``text`` names, in Beijing's time where it says no other; a day begins at midnight."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            "no-moment", N_("%(text)s is no moment. Write 2026-12-08 or 2026-12-08T09:00."), text=text
        ) from None
    return found.astimezone(clock.ZONE) if found.tzinfo else found.replace(tzinfo=clock.ZONE)


def _calendar() -> Calendar:
    """The working days of this installation; those that are built in where its file cannot be read."""
    from django.conf import settings

    try:
        return read_calendar((Path(settings.CONTENT) / WORKDAYS).read_text("utf-8"))
    except (OSError, NoticeError):
        return BUILT_IN
