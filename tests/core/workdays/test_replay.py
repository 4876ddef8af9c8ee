"""A clock is what its ledger says: each kind of line, each ledger that cannot be, and the one sentence."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.words import Sentence
from yichuang.core.workdays import Calendar, LedgerError, Line, Pause, Verb, parse_period, replay
from yichuang.core.workdays.calendars import DAY

CALENDAR = Calendar()
ARTICLE = "社会保险经办条例 Art. 6"


def line(verb: Verb, on: str, period: str = "", reason: str = "a reason", article: str = "", clock: str = "s") -> Line:
    day = date.fromisoformat(on)
    return Line(clock, verb, day, parse_period(period) if period else None, Sentence(reason), article)


START = line("start", "2026-11-25", "10 workdays", "the application was received", ARTICLE)
PAUSE = line("pause", "2026-11-27", reason="an item is missing", article="行政许可法 Art. 45")
RESUME = line("resume", "2026-12-02", reason="the item has come")


def test_it_works() -> None:
    state = replay([START], CALENDAR)
    assert (state.due_on, state.provisional, state.state) == (date(2026, 12, 9), False, "running")
    assert (state.started_on, state.paused_workdays, state.pauses) == (date(2026, 11, 25), 0, ())
    assert str(state.sentence) == (
        "Due 9 December 2026: 10 working days after 25 November 2026 (社会保险经办条例 Art. 6)."
    )


def test_while_it_stands_still_nothing_is_due() -> None:
    state = replay([START, PAUSE], CALENDAR)
    assert (state.due_on, state.state) == (None, "paused")
    assert state.pauses == (Pause(date(2026, 11, 27), None),)
    assert str(state.sentence) == (
        "The clock has stood still since 27 November 2026: an item is missing (行政许可法 Art. 45). It runs for "
        "10 working days after 25 November 2026, the days it stands still left out (社会保险经办条例 Art. 6)."
    )


def test_it_goes_on_and_says_the_length_of_the_pause() -> None:
    """行政许可法 Art. 45: the time taken is told in writing."""
    state = replay([START, PAUSE, RESUME], CALENDAR)
    assert (state.due_on, state.state, state.paused_workdays) == (date(2026, 12, 14), "running", 3)
    assert str(state.sentence) == (
        "Due 14 December 2026: 10 working days after 25 November 2026 (社会保险经办条例 Art. 6). Not counted: 3 "
        "working days from 27 November 2026 to 1 December 2026, an item is missing (行政许可法 Art. 45)."
    )


def test_expert_review_over_national_day() -> None:
    lines = [
        line("start", "2025-09-15", "20 workdays"),
        line("pause", "2025-09-22"),
        line("resume", "2025-10-01"),
    ]
    state = replay(lines, CALENDAR)
    assert (state.due_on, state.paused_workdays) == (date(2025, 10, 29), 8)


def test_a_pause_of_no_day_takes_nothing() -> None:
    state = replay([START, PAUSE, line("resume", "2026-11-27")], CALENDAR)
    assert (state.due_on, state.paused_workdays, state.pauses) == (date(2026, 12, 9), 0, ())
    assert "Not counted" not in str(state.sentence)


def test_a_pause_of_one_day_is_said_as_one_day() -> None:
    state = replay([START, PAUSE, line("resume", "2026-11-28")], CALENDAR)
    assert state.paused_workdays == 1
    assert "Not counted: 27 November 2026, an item is missing" in str(state.sentence)


def test_days_left_out_of_a_clock_in_days_are_said_in_days() -> None:
    lines = [line("start", "2026-03-02", "30 days"), line("pause", "2026-03-06"), line("resume", "2026-03-10")]
    state = replay(lines, CALENDAR)
    assert (state.due_on, state.paused_workdays) == (date(2026, 4, 7), 2)
    assert "Not counted: 4 days from 6 March 2026 to 9 March 2026, a reason." in str(state.sentence)


def test_an_extension_is_added_and_said() -> None:
    """行政许可法 Art. 42."""
    extension = line("extend", "2026-12-03", "10 workdays", "the head agreed", "行政许可法 Art. 42")
    state = replay([START, extension], CALENDAR)
    assert state.due_on == date(2026, 12, 23)
    assert "Extended by 10 working days on 3 December 2026: the head agreed (行政许可法 Art. 42)." in str(
        state.sentence
    )


def test_an_extension_in_another_unit_follows_the_first_period() -> None:
    """信访工作条例 Art. 34: 60 days and up to 30 more; here a month and ten working days."""
    lines = [line("start", "2026-01-31", "1 month"), line("extend", "2026-02-10", "10 workdays")]
    assert replay(lines, CALENDAR).due_on == date(2026, 3, 13)


def test_two_extensions_by_a_month_do_not_lose_days() -> None:
    lines = [line("start", "2026-01-31", "1 month"), line("extend", "2026-02-10", "1 month")]
    assert replay(lines, CALENDAR).due_on == date(2026, 3, 31)


def test_a_roll_is_said() -> None:
    state = replay([line("start", "2025-09-05", "30 days", article="社会保险法 Art. 58")], CALENDAR)
    assert state.due_on == date(2025, 10, 9)
    assert str(state.sentence) == (
        "Due 9 October 2025: 30 days after 5 September 2025 (社会保险法 Art. 58). 5 October 2025 is a day of rest, so "
        "the next working day counts (Civil Code Art. 203)."
    )


def test_a_provisional_day_is_said() -> None:
    state = replay([line("start", "2026-12-24", "10 workdays")], CALENDAR)
    assert (state.due_on, state.provisional) == (date(2027, 1, 8), True)
    assert "This day is provisional until the holiday notice for 2027 is published." in str(state.sentence)


def test_on_the_spot() -> None:
    assert str(replay([line("start", "2026-11-25", "0 workdays")], CALENDAR).sentence) == (
        "Due 25 November 2026: on the spot, on 25 November 2026."
    )
    assert str(replay([line("start", "2026-11-28", "0 workdays")], CALENDAR).sentence) == (
        "Due 30 November 2026: on the first working day from 28 November 2026 on."
    )


def test_it_ends_and_the_day_that_had_to_be_met_stays() -> None:
    state = replay([START, line("stop", "2026-12-03", reason="granted")], CALENDAR)
    assert (state.due_on, state.state) == (date(2026, 12, 9), "stopped")
    assert str(state.sentence) == (
        "Ended on 3 December 2026: granted. It was due 9 December 2026: 10 working days after 25 November 2026 "
        "(社会保险经办条例 Art. 6)."
    )


def test_it_may_end_while_it_stands_still() -> None:
    state = replay([START, PAUSE, line("stop", "2026-12-02", reason="withdrawn")], CALENDAR)
    assert (state.due_on, state.state, state.paused_workdays) == (date(2026, 12, 14), "stopped", 3)


def test_a_pause_after_the_day_cannot_undo_that_it_is_overdue() -> None:
    late = line("pause", "2026-12-11", reason="an item is missing")
    state = replay([START, late], CALENDAR)
    assert (state.due_on, state.state) == (date(2026, 12, 9), "paused")
    assert "Due 9 December 2026" in str(state.sentence)
    assert "stood still since 11 December 2026" in str(state.sentence)
    resumed = replay([START, late, line("resume", "2026-12-15")], CALENDAR)
    assert (resumed.due_on, resumed.paused_workdays) == (date(2026, 12, 9), 0)


def test_a_pause_from_the_due_day_on_moves_it() -> None:
    assert replay([START, line("pause", "2026-12-09")], CALENDAR).due_on is None


def test_a_restart_counts_anew() -> None:
    again = line("restart", "2026-12-07", reason="it was sent back")
    state = replay([START, PAUSE, RESUME, line("stop", "2026-12-03"), again], CALENDAR)
    assert (state.due_on, state.started_on, state.paused_workdays) == (date(2026, 12, 21), date(2026, 12, 7), 0)
    assert state.state == "running"
    assert "Counted anew from 7 December 2026 on: it was sent back." in str(state.sentence)


def test_a_restart_may_have_another_period() -> None:
    assert replay([START, line("restart", "2026-12-07", "5 workdays")], CALENDAR).due_on == date(2026, 12, 14)


def test_a_reason_with_a_percent_sign_is_shown_as_it_is() -> None:
    half = Line("s", "pause", date(2026, 11, 27), None, Sentence("%(text)s", {"text": "50 % is missing"}), "")
    assert "50 % is missing" in str(replay([START, half], CALENDAR).sentence)


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([], "empty"),
        ([PAUSE], "start"),
        ([line("restart", "2026-11-25", "10 workdays")], "start"),
        ([START, START], "start"),
        ([START, line("pause", "2026-11-27", clock="promised")], "clock"),
        ([START, line("pause", "2026-11-24")], "order"),
        ([START, PAUSE, PAUSE], "paused"),
        ([START, RESUME], "running"),
        ([START, PAUSE, RESUME, RESUME], "running"),
        ([START, line("stop", "2026-12-02"), line("pause", "2026-12-03")], "stopped"),
        ([START, line("stop", "2026-12-02"), line("stop", "2026-12-03")], "stopped"),
        ([line("start", "2026-11-25")], "period"),
        ([START, line("extend", "2026-11-26")], "period"),
    ],
)
def test_a_ledger_that_cannot_be_is_refused(lines: list[Line], code: str) -> None:
    with pytest.raises(LedgerError) as caught:
        replay(lines, CALENDAR)
    assert caught.value.code == code


gaps = st.lists(st.integers(0, 12), max_size=8)


def alternating(steps: list[int]) -> list[Line]:
    lines, day = [START], START.on
    for number, step in enumerate(steps):
        day += DAY * step
        lines.append(line("resume" if number % 2 else "pause", day.isoformat()))
    return lines


@given(gaps)
def test_the_days_counted_are_always_the_period(steps: list[int]) -> None:
    lines = alternating(steps)
    state = replay(lines, Calendar(years=range(2027, 2030)))
    if state.due_on is None:
        assert state.state == "paused"
        return
    days = [START.on + DAY * step for step in range(1, (state.due_on - START.on).days + 1)]
    closed = [pause for pause in state.pauses if pause.last]
    assert sum(CALENDAR.is_workday(day) and not any(day in pause for pause in closed) for day in days) == 10


@given(gaps)
def test_the_sentence_names_the_day(steps: list[int]) -> None:
    state = replay(alternating(steps), CALENDAR)
    assert str(state.sentence).endswith(".")
    if state.due_on:
        assert f"{state.due_on.day} {state.due_on:%B} {state.due_on.year}" in str(state.sentence)


@given(gaps)
def test_a_further_line_never_moves_the_day_to_an_earlier_one(steps: list[int]) -> None:
    lines = alternating(steps)
    days = [replay(lines[:count], CALENDAR).due_on for count in range(1, len(lines) + 1)]
    known = [day for day in days if day]
    assert known == sorted(known)
