"""The answers of 行政许可法 Art. 32 to an application, and what silence means: a licence counts as accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cast import Member, Town, signed_in, staff
from tests.lines.applications.permits import file_permit, publish_permit
from tests.lines.applications.test_extensions import on
from tests.platform.notices.samples import text
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.core.access import NotAllowed
from yichuang.core.words import Said
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.commands.intake import deem_accepted, last_day
from yichuang.platform.cases import engine
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.messages.models import Message
from yichuang.platform.notices.models import Notice


@pytest.fixture
def officer(county: Town) -> Member:
    return staff("税务经办一号")


@pytest.fixture
def part(county: Town, resident: Member, tmp_path: Path) -> Task:
    """The part of a permit, received on Monday 2 November 2026 and touched by nobody."""
    with clock.frozen(on(2)):
        publish_permit(tmp_path)
        return file_permit(resident)


def after(day: int, month: int = 11) -> int:
    with clock.frozen(on(day, month)):
        return deem_accepted()


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 9)),
        (date(2026, 11, 6), date(2026, 11, 13)),
        (date(2026, 9, 29), date(2026, 10, 12)),  # National Day from 1 to 7 October; 10 October is worked
    ],
)
def test_the_term_is_five_working_days(received: date, last: date) -> None:
    assert last_day(received) == last


def test_after_five_working_days_it_counts_as_accepted(part: Task, resident: Member) -> None:
    due = part.due_on
    assert after(9) == 0, "the last day itself"
    assert after(10) == 1
    assert after(10) == 0
    part.refresh_from_db()
    assert (part.state, part.due_on, part.holder_id) == ("accepted", due, None)
    [event] = Event.objects.filter(case_id=part.case_id, verb="deem-accepted")
    assert (event.actor_id, event.channel) == (None, "timer")
    [paper] = Notice.objects.filter(task_id=part.pk, kind="accepted")
    printed = text(queries.paper_pdf(resident.actor, part.case.public_id, paper.number, "zh-hans"))
    assert "受理通知书" in printed
    assert "2026年11月2日" in printed.partition("受理日期")[2][:20]
    assert "《行政许可法》第32条" in printed
    [said] = [str(each.text) for each in Message.objects.filter(case_id=part.case_id) if "算受理" in str(each.text)]
    assert part.case.number in said
    with clock.frozen(on(10)):
        page = signed_in(resident).get(f"/cases/{part.case.public_id}").content.decode()
    assert "依法从收件那天起算受理" in page
    assert not broken_links(part.case_id)


def test_whoever_answered_in_time_answered(part: Task, officer: Member, resident: Member) -> None:
    with clock.frozen(on(2)):
        others = [file_permit(resident) for _ in range(3)]
    with clock.frozen(on(9)):
        commands.accept(officer.actor, part.pk)
        commands.supplement(officer.actor, others[0].pk, ["路线图"], "")
        commands.decline(officer.actor, others[1].pk, "街上在修路。")
        commands.supplement(officer.actor, others[2].pk, ["路线图"], "")
        commands.resubmit(resident.actor, others[2].pk, ["在附件里"])
    assert after(30, 12) == 0
    states = [Task.objects.get(pk=each.pk).state for each in (part, *others)]
    assert states == ["accepted", "supplement", "declined", "open"]


def test_only_of_licences_the_law_says_so(county: Town, resident: Member) -> None:
    with clock.frozen(on(2)):
        case = file_case(resident)
    assert after(30, 12) == 0
    assert set(Task.objects.filter(case=case).values_list("state", flat=True)) == {"open"}


def test_nobody_may_make_the_law_s_step(part: Task, officer: Member, resident: Member) -> None:
    for member in (officer, resident, staff("税务负责人"), staff("大厅负责人")):
        with pytest.raises((NotAllowed, NotPossible)):
            engine.transition(part.pk, "deem-accepted", member.actor)
    with pytest.raises(NotPossible):
        engine.by_law(part.pk, "accept", {})


def test_what_is_not_ours_says_whose_it_is(part: Task, officer: Member, resident: Member) -> None:
    browser, here = signed_in(officer), f"/desk/parts/{part.public_id}"
    with clock.frozen(on(3)):
        said = {"reason": "由公安机关管。", "ground": "not-ours", "go": " "}
        refused = browser.post(f"{here}/decline", said).content.decode()
        assert "请写明应该找哪个部门" in refused
        assert "由公安机关管。" in refused, "what was typed is kept"
        with pytest.raises(Said, match="Choose why"):
            commands.decline(officer.actor, part.pk, "不办。", ground="whim")
        assert browser.post(f"{here}/decline", said | {"go": "县公安局治安大队"}).status_code == 303
        page = signed_in(resident).get(f"/cases/{part.case.public_id}").content.decode()
    assert "县公安局治安大队" in page
    [paper] = Notice.objects.filter(task_id=part.pk, kind="declined")
    printed = text(queries.paper_pdf(resident.actor, part.case.public_id, paper.number, "zh-hans"))
    assert "县公安局治安大队" in printed
    assert "不归本部门管" in printed
