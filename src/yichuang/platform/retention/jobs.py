"""What the worker does about retention, again and again: it searches, once a day, a bounded stretch at a time."""

from __future__ import annotations

from yichuang.platform.exchange import periodic
from yichuang.platform.retention.ending import end_ordered
from yichuang.platform.retention.sweeping import sweep

#: Batches of one class in one run: the other work of the thread waits no longer.
MOST = 5


def search() -> None:
    """Go on with today's search."""
    sweep(MOST)


def end() -> None:
    """End some of what was ordered to end."""
    end_ordered()


periodic.register("retention.search", 60.0, search)
periodic.register("retention.end", 10.0, end)
