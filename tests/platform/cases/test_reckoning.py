"""WD-16: a day that hangs on a coming notice is marked provisional, and reckoned anew when the notice is there."""

from __future__ import annotations

import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from tests.cast import Member, Town, signed_in
from tests.walks.people import file_case, part_of, system_of
from yichuang.core import clock
from yichuang.core.packages import WORKDAYS
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Event, Task
from yichuang.platform.cases.reckoning import reckon

pytestmark = pytest.mark.django_db
FILED = datetime(2026, 12, 30, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
NOTICE = "years: {2027: {source: made up for this test, rest: [2026-12-31, 2027-01-04]}}"


@pytest.fixture
def workdays(settings: Settings, tmp_path: Path) -> Path:
    """The file of notices of an installation whose content is a copy."""
    content = tmp_path / "content"
    shutil.copytree(settings.CONTENT, content)
    settings.CONTENT = content
    return content / WORKDAYS


def days(task: Task) -> tuple[date | None, bool]:
    task.refresh_from_db()
    return task.due_on, task.provisional


def page(client: Client, case: str) -> str:
    return client.get(f"/cases/{case}").content.decode()


def test_an_open_clock_follows_the_notice(county: Town, resident: Member, workdays: Path) -> None:
    with clock.frozen(FILED):
        case = file_case(resident)
    tasks = list(Task.objects.filter(case=case))
    before = {task.pk: days(task) for task in tasks}
    assert {provisional for _, provisional in before.values()} == {True}
    client = signed_in(resident)
    assert "2027年放假安排公布前，此日期为暂定" in page(client, case.public_id)
    assert reckon() == 0, "no notice, nothing to do"

    workdays.write_text(NOTICE)
    with clock.frozen(FILED):
        assert reckon() == len(tasks)
    for task in tasks:
        moved, provisional = days(task)
        assert not provisional
        assert moved is not None
        assert moved > (before[task.pk][0] or date.min), "two days of its span are taken off"
    assert "暂定" not in page(client, case.public_id)
    events = Event.objects.filter(case=case, verb="clock-reckoned")
    assert {event.task_id for event in events} == {task.pk for task in tasks}
    assert reckon() == 0


def test_what_stands_still_follows_when_it_goes_on_and_what_has_ended_does_not(
    county: Town, resident: Member, workdays: Path
) -> None:
    with clock.frozen(FILED):
        case = file_case(resident)
        still, ended = part_of(case, "hrss"), part_of(case, "medical")
        commands.supplement(system_of(still), still.pk, ["请写明现在的工作"], "材料不全。")
        commands.accept(system_of(ended), ended.pk)
        commands.refuse(system_of(ended), ended.pk, "不符合条件。")
    workdays.write_text(NOTICE)
    assert reckon() == 0
    with clock.frozen(FILED.replace(day=31)):
        commands.resubmit(resident.actor, still.pk, ["送餐员"])
    moved, provisional = days(still)
    assert not provisional
    assert moved is not None
    assert not days(ended)[1]


def test_a_file_that_cannot_be_read_stops_nobody(
    county: Town, resident: Member, workdays: Path, caplog: pytest.LogCaptureFixture
) -> None:
    workdays.write_text("years: [")
    with clock.frozen(FILED):
        case = file_case(resident)
    assert days(Task.objects.filter(case=case)[0])[1]
    assert "line 1" in caplog.text
