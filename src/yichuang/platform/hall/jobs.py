"""What the worker does for the hall: the day ends, appointments are missed."""

from __future__ import annotations

import logging

from yichuang.platform.exchange import periodic
from yichuang.platform.hall.commands import call_off_all, close_day, miss_all
from yichuang.platform.hall.plan import planned

log = logging.getLogger(__name__)


def close() -> None:
    """After the hall has closed, what is left of its queue ends."""
    if planned() is not None and (done := close_day()):
        log.info("hall: %d tickets and shifts ended with the day", done)


def appointments() -> None:
    """Whoever did not come is told, and whoever has a time at which the hall will not be open."""
    hall = planned()
    if hall is None:
        return
    if called_off := call_off_all():
        log.info("hall: %d appointments were called off: the hall is not open then", called_off)
    if hall.appointments is not None and (missed := miss_all()):
        log.info("hall: %d appointments were missed", missed)


periodic.register("hall.close", 60.0, close)
periodic.register("hall.appointments", 60.0, appointments)
