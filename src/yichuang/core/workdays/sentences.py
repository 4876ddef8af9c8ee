"""The words of a clock: clauses without full stop, put together at the end, so that each language sets its marks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yichuang.core.words import N_, Sentence
from yichuang.core.workdays.calendars import DAY, Calendar
from yichuang.core.workdays.dues import Pause
from yichuang.core.workdays.periods import Period, Unit

_FULL_STOP = N_("%(text)s.")
_AND_THEN = N_("%(text)s. %(then)s")
_CITED = N_("%(text)s (%(article)s)")

_AFTER = N_("%(period)s after %(start)s")
_SAME_DAY = N_("on the spot, on %(start)s")
_FIRST_WORKDAY = N_("on the first working day from %(start)s on")

_DUE = N_("Due %(due)s: %(span)s")
_WAS_DUE = N_("It was due %(due)s: %(span)s")
_STILL = N_("The clock has stood still since %(first)s: %(reason)s")
_RUNS = N_("It runs for %(span)s, the days it stands still left out")
_ENDED = N_("Ended on %(on)s: %(reason)s")
_ANEW = N_("Counted anew from %(start)s on: %(reason)s")
_EXTENDED = N_("Extended by %(period)s on %(on)s: %(reason)s")
_RECKONED = N_("Reckoned anew on %(on)s, it was %(was)s before: %(reason)s")
_LEFT_OUT = N_("Not counted: %(period)s from %(first)s to %(last)s, %(reason)s")
_LEFT_OUT_DAY = N_("Not counted: %(first)s, %(reason)s")
_ROLLED = N_("%(nominal)s is a day of rest, so the next working day counts (Civil Code Art. 203)")
_PROVISIONAL = N_("This day is provisional until the holiday notice for %(year)s is published")


def span(period: Period, start: date, last_day: date) -> Sentence:
    """How long from when."""
    if period.amount:
        return Sentence(_AFTER, {"period": period.words(), "start": start})
    return Sentence(_SAME_DAY if start == last_day else _FIRST_WORKDAY, {"start": start})


def due(last_day: date, length: Sentence, article: str) -> Sentence:
    """When it is due, and why then."""
    return _cited(Sentence(_DUE, {"due": last_day, "span": length}), article)


def was_due(last_day: date, length: Sentence, article: str) -> Sentence:
    """When it had been due."""
    return _cited(Sentence(_WAS_DUE, {"due": last_day, "span": length}), article)


def stands_still(first: date, reason: Sentence, article: str) -> Sentence:
    """Since when and why it stands still."""
    return _cited(Sentence(_STILL, {"first": first, "reason": reason}), article)


def runs_for(length: Sentence, article: str) -> Sentence:
    """What it will run for when it goes on."""
    return _cited(Sentence(_RUNS, {"span": length}), article)


def ended(on: date, reason: Sentence, article: str) -> Sentence:
    """When and why it ended."""
    return _cited(Sentence(_ENDED, {"on": on, "reason": reason}), article)


def anew(start: date, reason: Sentence) -> Sentence:
    """Why it is counted from a later day."""
    return Sentence(_ANEW, {"start": start, "reason": reason})


def extended(period: Period, on: date, reason: Sentence, article: str) -> Sentence:
    """By how much it was extended, and why."""
    return _cited(Sentence(_EXTENDED, {"period": period.words(), "on": on, "reason": reason}), article)


def reckoned(on: date, was: date, reason: Sentence) -> Sentence:
    """That the calendar changed while it ran: which day it had been, and why it is another one."""
    return Sentence(_RECKONED, {"on": on, "was": was, "reason": reason})


def left_out(pause: Pause, unit: Unit, calendar: Calendar, reason: Sentence, article: str) -> Sentence:
    """The days that a closed pause took out, in the unit of the clock: told in writing (行政许可法 Art. 45)."""
    last = pause.last or pause.first
    if last == pause.first:
        return _cited(Sentence(_LEFT_OUT_DAY, {"first": last, "reason": reason}), article)
    before = pause.first - DAY
    count = calendar.workdays_between(before, last) if unit == "workdays" else (last - before).days
    words = Period(count, "workdays" if unit == "workdays" else "days").words()
    params = {"period": words, "first": pause.first, "last": last, "reason": reason}
    return _cited(Sentence(_LEFT_OUT, params), article)


def rolled(nominal: date) -> Sentence:
    """Why the day is a later one than counted."""
    return Sentence(_ROLLED, {"nominal": nominal})


def provisional(year: int) -> Sentence:
    """That the day may still change. The year as text: it is a name, not a quantity to be grouped."""
    return Sentence(_PROVISIONAL, {"year": str(year)})


def joined(clauses: Sequence[Sentence]) -> Sentence:
    """All clauses as one text."""
    text = Sentence(_FULL_STOP, {"text": clauses[-1]})
    for clause in reversed(clauses[:-1]):
        text = Sentence(_AND_THEN, {"text": clause, "then": text})
    return text


def _cited(text: Sentence, article: str) -> Sentence:
    """``article`` is a message id (the law that the house itself stands on), or a citation that a package wrote."""
    cited = Sentence(article.replace("%", "%%"))
    return Sentence(_CITED, {"text": text, "article": cited}) if article else text
