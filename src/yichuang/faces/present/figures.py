"""Published figures: what was counted, over which days, and the share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from yichuang.core import clock
from yichuang.platform.messages.queries import FIGURE_DAYS, Handed, handed


@dataclass(frozen=True)
class MessagesHanded:
    """Text messages over ``days`` until ``until``."""

    days: int
    until: datetime
    numbers: Handed

    @property
    def percent(self) -> str:
        """The share in time, with one digit after the point; empty where nothing was due."""
        share = self.numbers.per_mille
        return "" if share is None else f"{share // 10}.{share % 10}"


def messages_handed() -> MessagesHanded:
    """The figure as of now."""
    now = clock.now()
    return MessagesHanded(FIGURE_DAYS, now, handed(now - timedelta(days=FIGURE_DAYS), now))
