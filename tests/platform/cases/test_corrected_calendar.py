"""A corrected holiday notice: open clocks follow it, a line says which day it was, and whom it concerns is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from tests.cast import Member, Town, staff
from tests.lines.applications.permits import file_permit, publish_permit
from tests.lines.applications.test_extensions import DUE, WHY, on
from tests.platform.cases.test_reckoning import workdays
from yichuang.core import clock
from yichuang.core.workdays import BUILT_IN, read_calendar
from yichuang.faces.look.said import say
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases import reckoning
from yichuang.platform.cases.models import ClockLine, Event, FollowedCalendar, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.cases.reckoning import follow
from yichuang.platform.messages.models import Message

__all__ = ["workdays"]

pytestmark = pytest.mark.django_db
#: A day off that nobody knew of: 20 November 2026, a Friday.
CORRECTION = "days: {2026-11-20: {is: rest, source: made up for this test}}"


@pytest.fixture
def officer(county: Town) -> Member:
    return staff("税务经办一号")


@pytest.fixture
def part(county: Town, resident: Member, officer: Member, tmp_path: Path) -> Task:
    with clock.frozen(on(1)):
        assert follow() == 0, "of the first calendar there is nothing to follow"
    with clock.frozen(on(2)):
        publish_permit(tmp_path)
        part = file_permit(resident)
        commands.accept(officer.actor, part.pk)
    part.refresh_from_db()
    assert part.due_on == DUE
    return part


def corrected(workdays: Path, text: str = CORRECTION, day: int = 5) -> int:
    workdays.write_text(text)
    with clock.frozen(on(day)):
        return follow()


def test_the_calendar_has_a_fingerprint() -> None:
    assert read_calendar("").fingerprint == BUILT_IN.fingerprint
    other = read_calendar(CORRECTION)
    assert other.fingerprint == read_calendar(CORRECTION).fingerprint != BUILT_IN.fingerprint


def test_an_open_clock_follows_and_says_which_day_it_was(
    part: Task, workdays: Path, resident: Member, officer: Member
) -> None:
    assert corrected(workdays) == 1
    part.refresh_from_db()
    assert (part.due_on, part.statutory_on) == (date(2026, 12, 1), date(2026, 12, 1))
    [line] = ClockLine.objects.filter(task=part, verb="reckon")
    assert (line.was, line.on) == (DUE, date(2026, 11, 5))
    [event] = Event.objects.filter(case_id=part.case_id, verb="clock-reckoned")
    assert event.channel == "timer"
    with override("zh-hans"):
        [shown] = queries.case_view(resident.actor, part.case.public_id).parts
        assert shown.due is not None
        said = say(shown.due)
    assert "2026年12月1日" in said
    assert "原来是2026年11月30日" in said
    told = [each for each in Message.objects.filter(text__contains="") if "放假安排有变化" in str(each.text)]
    assert {each.to for each in told} == {resident.phone, officer.phone}
    assert all("2026年12月1日" in str(each.text) for each in told)
    assert len(told) == 2
    assert corrected(workdays) == 0, "once"
    assert not broken_links(part.case_id)


def test_taken_back_it_moves_back(part: Task, workdays: Path) -> None:
    corrected(workdays)
    assert corrected(workdays, "", day=6) == 1
    part.refresh_from_db()
    assert part.due_on == DUE
    assert [line.was for line in ClockLine.objects.filter(task=part, verb="reckon").order_by("position")] == [
        DUE,
        date(2026, 12, 1),
    ]


def test_what_stands_still_or_has_ended_or_is_not_touched_stays(
    part: Task, workdays: Path, resident: Member, officer: Member
) -> None:
    with clock.frozen(on(2)):
        ended, early = file_permit(resident), file_permit(resident)
        commands.accept(officer.actor, ended.pk)
        commands.grant(officer.actor, ended.pk)
    with clock.frozen(on(4)):
        commands.begin_special(officer.actor, part.pk, "hearing", WHY, date(2026, 11, 30))
        commands.decline(officer.actor, early.pk, "街上在修路。")
    assert corrected(workdays) == 0
    with clock.frozen(on(9)):
        commands.end_special(officer.actor, part.pk)
    part.refresh_from_db()
    assert part.due_on == date(2026, 12, 4), "three days of standing still, and the day off"


def test_it_goes_on_where_it_was_cut_off(
    part: Task, workdays: Path, resident: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(on(2)):
        others = [file_permit(resident) for _ in range(4)]
    monkeypatch.setattr(reckoning, "BATCH", 2)
    monkeypatch.setattr(reckoning, "BATCHES", 1)
    assert [corrected(workdays) for _ in range(4)] == [2, 2, 1, 0]
    assert FollowedCalendar.objects.latest("noticed_at").finished_at is not None
    days = set(Task.objects.filter(pk__in=[part.pk, *(each.pk for each in others)]).values_list("due_on", flat=True))
    assert days == {date(2026, 12, 1)}
    assert ClockLine.objects.filter(verb="reckon").count() == 5


def test_what_does_not_move_costs_no_statement_of_its_own(part: Task, workdays: Path, resident: Member) -> None:
    with clock.frozen(on(2)):
        for _ in range(4):
            file_permit(resident)
    far = "days: {2030-05-06: {is: rest, source: made up for this test}}"
    with CaptureQueriesContext(connection) as taken:
        assert corrected(workdays, far) == 0
    assert len(taken) <= 6, [each["sql"][:90] for each in taken]
