"""Papers that a part is taken on without (容缺受理): which may follow, by when, and what they hold back.

No national law gives a term: it is a dated figure of the package, with its source. What it does to the clock is the
package's, too (``pauses_on: [owed]``); without it the clock runs on, and the papers are there before its last day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from yichuang.core import clock
from yichuang.core.packages import Material, Matter, Package
from yichuang.core.workdays import due, parse_period
from yichuang.lines.applications.errors import NotOwable, NotOwedYet, OwedDay, PapersOwed
from yichuang.platform.cases.engine import Locked
from yichuang.platform.cases.kinds import Transition
from yichuang.platform.cases.lines import Line
from yichuang.platform.cases.models import Task
from yichuang.platform.catalog.calendar import calendar

#: What no part has before every owed paper is there; and what would move a clock that stands still for them.
RESULTS = frozenset({"grant", "refuse", "begin-special"})
_LONGER = frozenset({"ask-extension", "extend"})


@dataclass(frozen=True)
class Days:
    """On which day owed papers may be due: ``usual`` where nobody says otherwise, ``first`` and ``last`` its bounds."""

    first: date
    usual: date
    last: date

    def chosen(self, until: date | None) -> date:
        """The day that was chosen, or the usual one. Raises OwedDay."""
        if until is None:
            return self.usual
        if not self.first <= until <= self.last:
            raise OwedDay(self.first, self.last)
        return until


def owable(package: Package, matter: Matter, wanted: Sequence[Material]) -> list[Material]:
    """Those of ``wanted`` that the matter needs and that may follow later."""
    mine = {one.code for one in package.materials_of(matter.code)}
    return [one for one in wanted if one.owed is not None and one.code in mine]


def days(package: Package, matter: Matter, due_on: date | None, legal: date, today: date | None = None) -> Days:
    """The days for papers that are owed from ``today`` on. ``due_on``: the part's last day; ``legal``: whose figures.

    Raises NotOwable where the package gives no term, or the matter's last day comes too soon.
    """
    times, today = package.owing(legal), today or clock.today()
    if not times:
        raise NotOwable
    days = calendar()
    usual, last = (due(today, parse_period(times[name]), days).last_day for name in ("term", "longest"))
    if due_on is not None and "owed" not in matter.clock.pauses_on:
        margin = parse_period(times["before"])
        workdays = margin.unit == "workdays"
        latest = days.workdays_after(due_on, -margin.amount) if workdays else due_on - timedelta(days=margin.amount)
        last = min(last, latest)
    first = today + timedelta(days=1)
    if last < first:
        raise NotOwable("late")
    return Days(first, min(usual, last), last)


def shared(each: Sequence[Days]) -> Days:
    """One day for all: the bounds that every one of ``each`` has. Raises NotOwable."""
    first, last = max(one.first for one in each), min(one.last for one in each)
    if last < first:
        raise NotOwable("late")
    return Days(first, min(last, *(one.usual for one in each)), last)


def overdue(task: Task | Line) -> bool:
    """Whether the day is over on which owed papers were due."""
    return task.owed_until is not None and task.owed_until < clock.today()


def held_back(task: Task, verb: str) -> bool:
    """Whether papers that are owed, or not owed, hold this step back from the part as it stands."""
    if verb == "terminate":
        return task.state == "accepted" and not overdue(task)
    if task.owed_until is None:
        return False
    return verb in RESULTS or (verb in _LONGER and task.due_on is None)


def guard(held: Locked, task: Task, step: Transition) -> None:
    """No result before all is complete, and no end without a decision before the day is over. Raises Said."""
    if not held_back(task, step.verb):
        return
    if task.owed_until is None or step.verb == "terminate":
        raise NotOwedYet
    raise PapersOwed(task.owed_until)
