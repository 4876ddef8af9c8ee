"""What the worker does about retention, again and again: it searches, once a day, a bounded stretch at a time."""

from __future__ import annotations

import logging

from yichuang.core import clock
from yichuang.platform.exchange import periodic
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.keepers import Lapse, keepers
from yichuang.platform.retention.sweeping import sweep

log = logging.getLogger(__name__)

#: Batches of one class in one run: the other work of the thread waits no longer.
MOST = 5


def search() -> None:
    """Go on with today's search."""
    sweep(MOST)


def end() -> None:
    """End some of what was ordered to end."""
    end_ordered()


def lapse() -> None:
    """End what holds no more and nobody appraises: sessions, tokens of programs."""
    for each in keepers().values():
        if isinstance(each, Lapse) and (ended := each.end(clock.now())):
            log.info("%s: %d that hold no more are gone", each.klass, ended)


periodic.register("retention.search", 60.0, search)
periodic.register("retention.end", 10.0, end)
periodic.register("retention.lapse", 600.0, lapse)
