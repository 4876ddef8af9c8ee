"""The clocks of a part: its ledger, replayed into due days and into the one sentence that everybody reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from yichuang.core.words import Sentence
from yichuang.core.workdays import (
    ClockState,
    Line,
    amber_from,
    parse_period,
    replay,
)
from yichuang.platform.cases.kinds import FILED
from yichuang.platform.cases.models import ClockLine
from yichuang.platform.catalog.calendar import calendar

STATUTORY, PROMISED = "statutory", "promised"


@dataclass(frozen=True)
class Due:
    """The days of a part: the one shown (promised if there is one), the statutory one, and when it turns amber."""

    due_on: date | None
    statutory_on: date | None
    amber_on: date | None
    provisional: bool


def summary(states: dict[str, ClockState], started: date, amber: int | None = None) -> Due:
    """The days that a part shows, from the states of its clocks. ``amber``: with how many working days left (ours)."""
    statutory, promised = states.get(STATUTORY), states.get(PROMISED)
    shown = promised or statutory
    due_on = shown.due_on if shown and shown.state == "running" else None
    return Due(
        due_on=due_on,
        statutory_on=statutory.due_on if statutory else None,
        amber_on=amber_from(started, due_on, calendar(), left=amber) if due_on else None,
        provisional=any(each.provisional for each in states.values()),
    )


def start(clocks: Iterable[tuple[str, str, str]], day: date, amber: int | None = None) -> Due:
    """The days of a part whose clocks start on ``day``."""
    reason = Sentence(FILED)
    states = {
        name: replay([Line(name, "start", day, parse_period(period), reason, article)], calendar())
        for name, period, article in clocks
    }
    return summary(states, day, amber)


def states(rows: Sequence[ClockLine]) -> dict[str, ClockState]:
    """The state of each clock of one part, from its ledger lines in order."""
    by_clock: dict[str, list[Line]] = {}
    for row in sorted(rows, key=lambda each: each.position):
        period = parse_period(row.period) if row.period else None
        line = Line(row.clock, row.verb, row.on, period, Sentence(row.reason), row.article, row.was)  # type: ignore[arg-type]
        by_clock.setdefault(row.clock, []).append(line)
    return {name: replay(lines, calendar()) for name, lines in by_clock.items()}
