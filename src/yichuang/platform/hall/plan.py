"""The hall of this installation, as its ``hall.yaml`` says it now, and whether it is open."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime, timedelta

from yichuang.core import clock
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.catalog.files import ContentFile
from yichuang.platform.hall.errors import NoHall
from yichuang.platform.hall.layout import FILE, Plan, read

log = logging.getLogger(__name__)


def _read(text: str) -> Plan | None:
    found, findings = read(text)
    for each in findings:
        log.error("%s", each)
    return found


_FILE: ContentFile[Plan | None] = ContentFile(FILE, _read, absent=None)

#: The plan, or None where this installation has no queue, or none that can be read.
planned: Callable[[], Plan | None] = _FILE.now


def plan() -> Plan:
    """The hall's plan. Raises NoHall where there is none."""
    found = planned()
    if found is None:
        raise NoHall
    return found


def draws(now: datetime) -> bool:
    """Whether tickets are drawn now: on a day of opening, from a little before it until the last hours end."""
    hall, day = plan(), clock.legal_day(now)
    if not opens_on(day):
        return False
    return hall.opens(day) - timedelta(minutes=hall.queue.early) <= now < hall.closes(day)


def opens_on(day: date) -> bool:
    """Whether the hall opens on ``day``: on each, or on working days alone."""
    return plan().open_on == "every-day" or calendar().is_workday(day)
