"""Amber, warnings, and what is overdue goes one person up: once, and it stays one part in every list (DIGIT 4)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from tests.cast import Member, Town, signed_in, staff
from tests.lines.applications.permits import CLOCK, file_permit, publish_permit
from tests.lines.applications.test_extensions import WHY, on
from yichuang.core import clock
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.signals import raise_overdue, warn
from yichuang.lines.applications.queries.cases import colour
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.platform.cases.models import Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Post

#: Due on 30 November; amber with 5 working days left, warnings with 5 and 2.
DECLARED = CLOCK.replace("statutory:", "amber: 5\n      warnings: [5, 2]\n      statutory:")


@pytest.fixture
def officer(county: Town) -> Member:
    return staff("税务经办一号")


@pytest.fixture
def head(county: Town) -> Member:
    return staff("税务负责人")


@pytest.fixture
def part(county: Town, resident: Member, officer: Member, tmp_path: Path) -> Task:
    with clock.frozen(on(2)):
        publish_permit(tmp_path, DECLARED)
        part = file_permit(resident)
        commands.accept(officer.actor, part.pk)
    part.refresh_from_db()
    return part


def told(member: Member) -> list[str]:
    return [str(each.text) for each in Message.objects.order_by("created_at", "id") if each.to == member.phone]


def at(moment: datetime) -> tuple[int, int]:
    with clock.frozen(moment):
        return warn(), raise_overdue()


@transaction.atomic
def cut_off(moment: datetime) -> None:
    """A run that is killed before what it did is written."""
    assert at(moment) == (0, 1)
    raise InterruptedError


def everywhere(actor: Member) -> list[Task]:
    return [row for which in LISTS for row in queries.inbox(actor.actor, which).rows]


def test_amber_begins_where_the_matter_says(part: Task) -> None:
    assert part.amber_on == date(2026, 11, 23)
    assert [colour(part, date(2026, 11, day)) for day in (20, 23, 30)] == ["green", "amber", "amber"]
    assert colour(part, date(2026, 12, 1)) == "red"


def test_a_mark_warns_once(part: Task, officer: Member) -> None:
    assert at(on(20)) == (0, 0), "six are left"
    assert at(on(23)) == (1, 0)
    assert at(on(23)) == (0, 0)
    assert at(on(25)) == (0, 0), "three are left: the next mark is two"
    assert at(on(27)) == (1, 0), "one is left, and nobody looked when two were"
    assert at(on(30)) == (0, 0)
    assert len(told(officer)) == 2
    assert "还有5个工作日" in told(officer)[0]
    assert "2026年11月30日" in told(officer)[0]
    assert Event.objects.filter(case_id=part.case_id, verb="warned").count() == 2


def test_where_nobody_holds_it_the_head_is_warned(part: Task, officer: Member, head: Member) -> None:
    Task.objects.filter(pk=part.pk).update(holder=None)
    at(on(23))
    assert (len(told(officer)), len(told(head))) == (0, 1)


def test_what_is_overdue_goes_one_person_up_once(part: Task, officer: Member, head: Member) -> None:
    tomorrow = on(1, month=12)
    assert at(on(30)) == (1, 0)
    assert at(tomorrow) == (0, 1)
    assert at(tomorrow) == (0, 0)
    assert [text for text in told(head) if "已超期" in text and part.case.number in text] == told(head)
    assert len(told(head)) == 1
    assert Event.objects.filter(case_id=part.case_id, verb="raised").count() == 1
    part.refresh_from_db()
    assert (part.raised_to_id, part.holder_id) == (head.account_id, officer.account_id)
    assert [row.pk for row in queries.inbox(head.actor, "accepted", mine=True).rows] == [part.pk]
    for reader in (officer, head):
        assert [row.pk for row in everywhere(reader)] == [part.pk], "one part in every list"
        assert sum(queries.counts(reader.actor).values()) == Task.objects.filter(department=part.department).count()
    with clock.frozen(tomorrow):
        row = signed_in(officer).get("/desk/?list=accepted").content.decode()
    assert "税务负责人" in row
    assert "已上报" in row
    assert not broken_links(part.case_id)


def test_cut_off_in_between_nobody_is_told_twice(part: Task, head: Member) -> None:
    """What the run did before it was killed is whole, and the rest is as it was."""
    for _ in range(2):
        with pytest.raises(InterruptedError):
            cut_off(on(1, month=12))
        assert told(head) == []
    assert at(on(1, month=12)) == (0, 1)
    assert len(told(head)) == 1


def test_a_day_that_moves_takes_it_down_again(part: Task, officer: Member, head: Member) -> None:
    at(on(27))
    with clock.frozen(on(30)):
        commands.ask_extension(officer.actor, part.pk, WHY)
        Task.objects.filter(pk=part.pk).update(raised_at=clock.now(), raised_to=head.account_id)
        commands.extend(head.actor, part.pk)
    part.refresh_from_db()
    assert (part.raised_at, part.raised_to_id, part.warned_left) == (None, None, None)
    with clock.frozen(on(14, month=12)):
        assert warn() == 1, "the new day has marks of its own"


def test_without_a_head_the_head_of_the_hall_is_next(part: Task, head: Member) -> None:
    Post.objects.filter(account=head.account_id).update(to_day=date(2026, 11, 1))
    at(on(1, month=12))
    part.refresh_from_db()
    assert part.raised_to_id == staff("大厅负责人").account_id


def test_what_ended_or_stands_still_is_left_alone(part: Task, officer: Member) -> None:
    with clock.frozen(on(9)):
        commands.begin_special(officer.actor, part.pk, "hearing", WHY, date(2026, 12, 20))
    assert at(on(1, month=12)) == (0, 0)
    with clock.frozen(on(1, month=12)):
        commands.end_special(officer.actor, part.pk)
        commands.grant(officer.actor, part.pk)
    assert at(on(31, month=12)) == (0, 0)
