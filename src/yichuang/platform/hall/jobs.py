"""What the worker does for the hall: the day ends."""

from __future__ import annotations

import logging

from yichuang.platform.exchange import periodic
from yichuang.platform.hall.commands import close_day
from yichuang.platform.hall.plan import planned

log = logging.getLogger(__name__)


def close() -> None:
    """After the hall has closed, what is left of its queue ends."""
    if planned() is not None and (done := close_day()):
        log.info("hall: %d tickets and shifts ended with the day", done)


periodic.register("hall.close", 60.0, close)
