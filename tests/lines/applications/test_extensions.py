"""More time with the head's approval (行政许可法 Art. 42), and procedures that stop a clock (Art. 45)."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from tests.cast import Member, Town, signed_in, staff
from tests.lines.applications.permits import file_permit, publish_permit
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.core.access import NotAllowed
from yichuang.core.words import Said
from yichuang.faces.look.said import say
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import NoExtension, NoProcedure
from yichuang.lines.applications.models import Extension
from yichuang.platform.cases.errors import NotPossible, ReasonMissing
from yichuang.platform.cases.models import ClockLine, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice

ZONE = ZoneInfo("Asia/Shanghai")
FILED = datetime(2026, 11, 2, 10, tzinfo=ZONE)
#: 20 working days after 2 November 2026, and 10 more.
DUE, LONGER = date(2026, 11, 30), date(2026, 12, 14)
WHY = "要请专家到现场看路线。"


@pytest.fixture
def officer(county: Town) -> Member:
    return staff("税务经办一号")


@pytest.fixture
def head(county: Town) -> Member:
    return staff("税务负责人")


@pytest.fixture
def part(county: Town, resident: Member, officer: Member, tmp_path: Path) -> Task:
    """The part of a permit, taken on, on the day it was filed."""
    with clock.frozen(FILED):
        publish_permit(tmp_path)
        part = file_permit(resident)
        commands.accept(officer.actor, part.pk)
    part.refresh_from_db()
    return part


def on(day: int, month: int = 11) -> datetime:
    return FILED.replace(month=month, day=day)


def test_the_head_approves_and_the_applicant_is_told_why(
    part: Task, officer: Member, head: Member, resident: Member
) -> None:
    assert part.due_on == DUE
    with clock.frozen(on(20)):
        commands.ask_extension(officer.actor, part.pk, WHY)
        assert [one.task_id for one in queries.asked(head.actor)] == [part.pk]
        part.refresh_from_db()
        assert (part.due_on, part.reason) == (DUE, None), "asking moves nothing and tells nobody"
        done = commands.extend(head.actor, part.pk)
    assert (done.state, done.due_on, done.statutory_on) == ("accepted", LONGER, LONGER)
    assert not queries.asked(head.actor)
    [line] = ClockLine.objects.filter(task=part, verb="extend")
    assert (line.period, line.on) == ("10 workdays", date(2026, 11, 20))
    assert line.article == "《巡游规则》第1条"
    text = str(Message.objects.filter(case_id=part.case_id).latest("created_at").text)
    assert "2026年12月14日" in text
    assert WHY in text
    [paper] = Notice.objects.filter(task_id=part.pk, kind="extended")
    pdf = queries.paper_pdf(resident.actor, part.case.public_id, paper.number, "zh-hans")
    assert pdf.startswith(b"%PDF")
    with override("zh-hans"):
        [shown] = queries.case_view(resident.actor, part.case.public_id).parts
        assert shown.due is not None
        assert "2026年12月14日" in say(shown.due)
        page = signed_in(resident).get(f"/cases/{part.case.public_id}").content.decode()
    assert "延期告知书" in page
    assert WHY in page
    assert not broken_links(part.case_id)


def test_it_is_extended_once_and_asked_once_at_a_time(part: Task, officer: Member, head: Member) -> None:
    with clock.frozen(on(20)):
        commands.ask_extension(officer.actor, part.pk, WHY)
        with pytest.raises(NoExtension, match="waits"):
            commands.ask_extension(officer.actor, part.pk, WHY)
        commands.decline_extension(head.actor, part.pk, "先把材料看完。")
        part.refresh_from_db()
        assert part.due_on == DUE
        assert not Message.objects.filter(case_id=part.case_id, text__contains="延期").exists()
        commands.ask_extension(officer.actor, part.pk, WHY)
        commands.extend(head.actor, part.pk)
        with pytest.raises(NotPossible):
            commands.extend(head.actor, part.pk)
        with pytest.raises(NoExtension, match="once"):
            commands.ask_extension(officer.actor, part.pk, WHY)
    part.refresh_from_db()
    assert part.due_on == LONGER
    assert ClockLine.objects.filter(task=part, verb="extend").count() == 1


def test_too_late_is_too_late(part: Task, officer: Member, head: Member) -> None:
    with clock.frozen(on(30)):  # the last day itself
        commands.ask_extension(officer.actor, part.pk, WHY)
    with clock.frozen(on(1, month=12)):
        with pytest.raises(NoExtension, match="last day is over"):
            commands.extend(head.actor, part.pk)
        commands.decline_extension(head.actor, part.pk, "期限已过。")
        with pytest.raises(NoExtension, match="last day is over"):
            commands.ask_extension(officer.actor, part.pk, WHY)


def test_where_the_law_gives_none_none_is_offered(resident: Member, officer: Member, county: Town) -> None:
    part = part_of(file_case(resident), "hrss")
    mine = staff("人社经办一号")
    commands.accept(mine.actor, part.pk)
    with pytest.raises(NoExtension, match="no extension"):
        commands.ask_extension(mine.actor, part.pk, WHY)
    with pytest.raises(NoProcedure):
        commands.begin_special(mine.actor, part.pk, "hearing", WHY, clock.today())
    assert not queries.part_sheet(mine.actor, part.public_id).verbs & {"ask-extension", "begin-special", "extend"}


def test_who_may_and_who_may_not(part: Task, officer: Member, head: Member, department_head: Member) -> None:
    with clock.frozen(on(20)):
        for other in (department_head, staff("大厅负责人"), staff("人社经办一号")):
            with pytest.raises(NotAllowed):
                commands.ask_extension(other.actor, part.pk, WHY)
        with pytest.raises(ReasonMissing):
            commands.ask_extension(officer.actor, part.pk, "  ")
        with pytest.raises(Said, match="At most 60"):
            commands.ask_extension(officer.actor, part.pk, "长" * 61)
        commands.ask_extension(officer.actor, part.pk, WHY)
        for other in (officer, department_head, staff("大厅负责人")):
            with pytest.raises((NotAllowed, NotPossible)):
                commands.extend(other.actor, part.pk)
        assert not queries.asked(department_head.actor)
        assert {"extend", "decline-extension"} == queries.part_sheet(head.actor, part.public_id).verbs
        with pytest.raises(ReasonMissing):
            commands.decline_extension(head.actor, part.pk, "")


def test_nobody_decides_what_they_asked_for_themselves(part: Task, officer: Member, head: Member) -> None:
    with clock.frozen(on(20)):
        commands.ask_extension(officer.actor, part.pk, WHY)
        Extension.objects.update(asked_by_id=head.account_id)  # who was an officer when they asked
        with pytest.raises(Said, match="Somebody else"):
            commands.extend(head.actor, part.pk)
        assert "extend" not in queries.part_sheet(head.actor, part.public_id).verbs
        with pytest.raises(IntegrityError), transaction.atomic():
            Extension.objects.update(decided_by_id=head.account_id)


def test_the_clock_stands_still_from_the_notice_to_the_end(part: Task, officer: Member, resident: Member) -> None:
    with clock.frozen(on(9)):
        with pytest.raises(Said, match="from today on"):
            commands.begin_special(officer.actor, part.pk, "hearing", WHY, date(2026, 11, 1))
        with pytest.raises(NoProcedure):
            commands.begin_special(officer.actor, part.pk, "auction", WHY, date(2026, 11, 20))
        still = commands.begin_special(officer.actor, part.pk, "hearing", WHY, date(2026, 11, 20))
    assert (still.state, still.due_on) == ("special", None)
    [row] = queries.inbox(officer.actor, "special").rows
    assert row.pk == part.pk
    with override("zh-hans"):
        [shown] = queries.case_view(resident.actor, part.case.public_id).parts
        assert shown.due is not None
        assert "正在听证" in say(shown.due)
        assert "《巡游规则》第2条" in say(shown.due)
    [paper] = Notice.objects.filter(task_id=part.pk, kind="special")
    assert queries.paper_pdf(resident.actor, part.case.public_id, paper.number, "zh-hans").startswith(b"%PDF")
    for verb in (commands.grant, commands.refuse):
        with pytest.raises(NotPossible):
            verb(officer.actor, part.pk, "因为")
    with clock.frozen(on(16)):
        on_again = commands.end_special(officer.actor, part.pk)
    assert (on_again.state, on_again.due_on) == ("accepted", date(2026, 12, 7)), "five working days were left out"
    with clock.frozen(on(17)):
        commands.begin_special(officer.actor, part.pk, "expert-review", WHY, date(2026, 12, 20))
        commands.end_special(officer.actor, part.pk)
    assert Notice.objects.filter(task_id=part.pk, kind="special").count() == 2, "each procedure has its notice"
    assert not broken_links(part.case_id)


def test_the_pages_of_officer_and_head(part: Task, officer: Member, head: Member) -> None:
    with clock.frozen(on(20)):
        browser, chief = signed_in(officer), signed_in(head)
        here = f"/desk/parts/{part.public_id}"
        assert "提交负责人" in browser.get(here).content.decode()
        assert browser.post(f"{here}/ask-extension", {"reason": WHY}).status_code == 303
        assert "等负责人决定" in browser.get(here).content.decode()
        home = chief.get("/desk/").content.decode()
        assert here in home
        assert "领取" not in home
        assert WHY in chief.get(here).content.decode()
        assert chief.post(f"{here}/extend", {}).status_code == 303
        assert "2026年12月14日" in chief.get(here).content.decode()
        wrong = browser.post(f"{here}/begin-special", {"procedure": "hearing", "reason": WHY, "until": ""})
        assert "预计结束的日期" in wrong.content.decode()
        said = {"procedure": "hearing", "reason": WHY, "until": "2026-11-27"}
        assert browser.post(f"{here}/begin-special", said).status_code == 303
        assert "继续计时" in browser.get(here).content.decode()
        assert chief.post(f"{here}/grant", {"reason": "好"}).status_code == 403
