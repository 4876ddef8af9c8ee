"""When is it due?

Working days and calendar days, months and years as the law counts them, clocks that stand still and go on, and the one
sentence that page, letter, message and interface all print. Legal days only, never hours: a day ends at midnight in
Beijing (民法典 Art. 203).
"""

from yichuang.core.workdays.calendars import BUILT_IN, Calendar
from yichuang.core.workdays.dues import Due, Pause, due
from yichuang.core.workdays.errors import LedgerError, NoticeError, PeriodError
from yichuang.core.workdays.ledger import ClockState, Line, State, Verb, replay
from yichuang.core.workdays.notices import read_calendar, read_notices
from yichuang.core.workdays.periods import Period, Unit, parse_period
from yichuang.core.workdays.signals import Signal, amber_from, signal

__all__ = [
    "BUILT_IN",
    "Calendar",
    "ClockState",
    "Due",
    "LedgerError",
    "Line",
    "NoticeError",
    "Pause",
    "Period",
    "PeriodError",
    "Signal",
    "State",
    "Unit",
    "Verb",
    "amber_from",
    "due",
    "parse_period",
    "read_calendar",
    "read_notices",
    "replay",
    "signal",
]
