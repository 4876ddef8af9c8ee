"""A clock as a ledger: each start, pause, extension and end is a line with its reason and article, never rewritten."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from yichuang.core.words import Sentence
from yichuang.core.workdays import sentences
from yichuang.core.workdays.calendars import DAY, Calendar
from yichuang.core.workdays.dues import Due, Pause, due_of_all
from yichuang.core.workdays.errors import LedgerError
from yichuang.core.workdays.periods import Period

Verb: TypeAlias = Literal["start", "pause", "resume", "extend", "reckon", "restart", "stop"]
State: TypeAlias = Literal["running", "paused", "stopped"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger of ``clock``.

    ``on`` is the legal day: of a start the one that is not counted, of a pause the first that is not counted, of a
    resumption the first that counts again. ``period`` goes with start and extend, and with a restart that has another
    one; ``was`` with a reckoning: the last day before the calendar changed. ``reason`` is a clause without full stop,
    ``article`` its legal basis or "".
    """

    clock: str
    verb: Verb
    on: date
    period: Period | None
    reason: Sentence
    article: str
    was: date | None = None


@dataclass(frozen=True, slots=True)
class ClockState:
    """Where a clock stands after its last line.

    ``due_on`` is None only while it stands still in time; one that was overdue before stays overdue. Of a stopped
    clock it is the day that had to be met. ``paused_workdays`` are the working days left out so far, an open pause
    apart. ``sentence`` is the one that everybody prints.
    """

    due_on: date | None
    provisional: bool
    state: State
    started_on: date
    paused_workdays: int
    sentence: Sentence
    pauses: tuple[Pause, ...] = ()


@dataclass
class _Run:
    """A clock from its start or restart on, as far as the lines have been read."""

    start: Line
    periods: list[Period]
    state: State = "running"
    #: Closed pauses with the line that opened each; none of no days.
    pauses: list[tuple[Pause, Line]] = field(default_factory=list)
    extensions: list[Line] = field(default_factory=list)
    reckonings: list[Line] = field(default_factory=list)
    opened: Line | None = None
    stopped: Line | None = None

    def apply(self, line: Line) -> None:
        if self.state == "stopped":
            raise LedgerError("stopped", f"clock {line.clock!r} has ended: {line.verb} comes too late")
        match line.verb:
            case "pause":
                if self.opened:
                    raise LedgerError("paused", f"clock {line.clock!r} stands still already")
                self.opened, self.state = line, "paused"
            case "resume":
                self._close(line)
                self.state = "running"
            case "extend":
                self.periods.append(_period_of(line))
                self.extensions.append(line)
            case "reckon":
                self.reckonings.append(line)
            case "stop":
                if self.opened:
                    self._close(line)
                self.stopped, self.state = line, "stopped"
            case _:
                raise LedgerError("start", f"clock {line.clock!r} has started already")

    def _close(self, line: Line) -> None:
        if self.opened is None:
            raise LedgerError("running", f"clock {line.clock!r} does not stand still")
        if line.on > self.opened.on:
            self.pauses.append((Pause(self.opened.on, line.on - DAY), self.opened))
        self.opened = None

    def due(self, calendar: Calendar) -> Due:
        return due_of_all(self.start.on, self.periods, calendar, [pause for pause, _ in self.pauses])


def replay(lines: Sequence[Line], calendar: Calendar) -> ClockState:
    """The state of one clock after ``lines``, in the order in which they were written. Raises LedgerError."""
    run = _read(lines)
    due = run.due(calendar)
    still = run.opened is not None and run.opened.on <= due.last_day
    run.pauses = [(pause, line) for pause, line in run.pauses if pause.first <= due.last_day]  # later ones took nothing
    pauses = [pause for pause, _ in run.pauses]
    return ClockState(
        due_on=None if still else due.last_day,
        provisional=due.provisional and not still,
        state=run.state,
        started_on=run.start.on,
        paused_workdays=sum(
            calendar.workdays_between(max(pause.first - DAY, run.start.on), pause.last)
            for pause in pauses
            if pause.last
        ),
        sentence=_sentence(run, due, calendar, still),
        pauses=(*pauses, *([Pause(run.opened.on, None)] if run.opened else [])),
    )


def _read(lines: Sequence[Line]) -> _Run:
    if not lines:
        raise LedgerError("empty", "a clock without a line")
    first = lines[0]
    if first.verb != "start":
        raise LedgerError("start", f"clock {first.clock!r} begins with {first.verb}")
    run, before = _Run(first, [_period_of(first)]), first
    for line in lines[1:]:
        if line.clock != first.clock:
            raise LedgerError("clock", f"lines of {first.clock!r} and {line.clock!r} in one ledger")
        if line.on < before.on:
            raise LedgerError("order", f"clock {line.clock!r}: {line.verb} on {line.on} after a line of {before.on}")
        if line.verb == "restart":
            run = _Run(line, [line.period or run.periods[0]])
        else:
            run.apply(line)
        before = line
    return run


def _period_of(line: Line) -> Period:
    if line.period is None:
        raise LedgerError("period", f"clock {line.clock!r}: {line.verb} without a period")
    return line.period


def _sentence(run: _Run, due: Due, calendar: Calendar, still: bool) -> Sentence:
    """The sentence that page, letter, message and interface print: the day, and why that day."""
    clauses: list[Sentence] = []
    span = sentences.span(run.periods[0], run.start.on, due.last_day)
    if run.stopped:
        clauses.append(sentences.ended(run.stopped.on, run.stopped.reason, run.stopped.article))
        clauses.append(sentences.was_due(due.last_day, span, run.start.article))
    elif run.opened and still:
        clauses.append(sentences.stands_still(run.opened.on, run.opened.reason, run.opened.article))
        clauses.append(sentences.runs_for(span, run.start.article))
    else:
        clauses.append(sentences.due(due.last_day, span, run.start.article))
        if run.opened:  # too late to move the day
            clauses.append(sentences.stands_still(run.opened.on, run.opened.reason, run.opened.article))
    if run.start.verb == "restart":
        clauses.append(sentences.anew(run.start.on, run.start.reason))
    clauses += [sentences.extended(_period_of(line), line.on, line.reason, line.article) for line in run.extensions]
    clauses += [sentences.reckoned(line.on, line.was, line.reason) for line in run.reckonings if line.was]
    for pause, line in run.pauses:
        clauses.append(sentences.left_out(pause, run.periods[0].unit, calendar, line.reason, line.article))
    if due.last_day != due.nominal and not still and run.periods[-1].unit != "workdays":
        clauses.append(sentences.rolled(due.nominal))
    if due.provisional and not still:
        clauses.append(sentences.provisional(calendar.notice_year(due.last_day)))
    return sentences.joined(clauses)
