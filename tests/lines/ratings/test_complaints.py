"""Each bad rating becomes a case with a clock: given to a head who was not rated, called back, put right, answered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import Member, staff
from tests.lines.ratings.conftest import head_of, served
from tests.walks.people import file_case, part_of, system_of
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.workdays import due, parse_period
from yichuang.faces.present.cases import message_line
from yichuang.lines.applications import commands as applications
from yichuang.lines.applications import queries as parts
from yichuang.lines.applications.queries.desk import LISTS
from yichuang.lines.ratings import commands, queries
from yichuang.lines.ratings.commands.rating import Said
from yichuang.lines.ratings.errors import NobodyElse, NoteMissing, WordsMissing
from yichuang.lines.ratings.kind import COMPLAINT
from yichuang.lines.ratings.models import Cause, Complaint, Rating
from yichuang.lines.ratings.plan import plan
from yichuang.platform.cases import kinds, reckoning
from yichuang.platform.cases.errors import NotPossible, ReasonMissing
from yichuang.platform.cases.models import Case, ClockLine, Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.catalog.calendar import calendar
from yichuang.platform.messages.models import Message
from yichuang.platform.people.models import Post

pytestmark = pytest.mark.django_db

SLOW = Said(["took-too-long"], "等了两周")


def bad(resident: Member, case: Case, code: str = "hrss") -> Complaint:
    """A bad rating of what a department did."""
    rating = commands.rate(resident.actor, case.public_id, 4, SLOW, part=part_of(case, code).public_id)
    return Complaint.objects.select_related("task__case").get(rating=rating)


def test_it_is_a_case_like_any_other(resident: Member, bureau_head: Member, concluded: Case) -> None:
    found = bad(resident, concluded)
    task, case = found.task, found.task.case
    assert (case.kind, task.kind, task.state) == ("complaint", "complaint", "open")
    assert task.holder_id == bureau_head.account_id
    term = plan().term(clock.today())
    assert not term.verified
    assert task.due_on == due(clock.today(), parse_period(term.period), calendar()).last_day
    [line] = ClockLine.objects.filter(task=task)
    assert (line.verb, line.period, line.article) == ("start", term.period, term.source)
    assert [*Event.objects.filter(case=case).values_list("verb", flat=True)] == ["filed"]
    assert kinds.kind_of(case.kind) is COMPLAINT
    assert broken_links(case.pk) == broken_links(concluded.pk) == []


def test_called_back_put_right_and_read(resident: Member, bureau_head: Member, concluded: Case) -> None:
    found, told = bad(resident, concluded), Message.objects.count()
    with pytest.raises(NotPossible):
        commands.rectify(bureau_head.actor, found.pk, "已改进。")
    with pytest.raises(NoteMissing):
        commands.call_back(bureau_head.actor, found.pk, " ", True)
    commands.call_back(bureau_head.actor, found.pk, "已电话沟通。", True)
    with pytest.raises(ReasonMissing):
        commands.rectify(bureau_head.actor, found.pk, " ")
    commands.rectify(bureau_head.actor, found.pk, "已改进流程。")
    sheet = queries.complaint_sheet(bureau_head.actor, found.task.public_id)
    assert [(each.verb, each.by, each.note) for each in sheet.steps] == [
        ("call-back", "人社负责人", "已电话沟通。"),
        ("rectify", "人社负责人", "已改进流程。"),
    ]
    assert sheet.verbs == frozenset()
    assert (sheet.due, sheet.complaint.reached) == (None, True)
    assert Message.objects.count() == told + 1
    [given] = queries.of_case(concluded.pk)
    assert given.complaint is not None
    assert (given.complaint.task.state, given.complaint.task.reason) == ("rectified", "已改进流程。")
    assert given.complaint.task.case.concluded_at is not None


def test_whoever_was_rated_sees_nothing_of_it(resident: Member, officer: Member, concluded: Case) -> None:
    """Not in lists of parts, not by its address, not by its number."""
    found = bad(resident, concluded)
    for which in LISTS:
        assert all(task.case.number != found.task.case.number for task in parts.inbox(officer.actor, which).rows)
    assert parts.find_part(officer.actor, found.task.case.number) is None
    with pytest.raises(NotAllowed):
        parts.part_sheet(officer.actor, found.task.public_id)
    with pytest.raises(NotAllowed):
        queries.complaint_sheet(officer.actor, found.task.public_id)


def test_its_history_and_the_clerk_who_reads_along_say_nothing_of_it(
    resident: Member, officer: Member, clerk: Member, concluded: Case
) -> None:
    """Not the history of the part, nor what a clerk sees of the case and the messages while the person stands there."""
    commands.ask()
    bad(resident, concluded)
    sheet = parts.part_sheet(officer.actor, part_of(concluded, "hrss").public_id)
    assert "rated" not in {event.verb for event in sheet.events}
    there = replace(clerk.actor, on_behalf_of=resident.person_id, level=2)
    assert parts.case_view(there, concluded.public_id).case == concluded
    assert queries.own_ratings(there, concluded) == []
    assert len(queries.own_ratings(resident.actor, concluded)) == 1
    assert queries.own_complaints(there).rows == []
    [asked] = [each for each in parts.told(there) if "/rate/" in str(each.text)]
    assert message_line(asked).before.endswith("/rate/…")
    token = str(asked.text).rpartition("/rate/")[2]
    assert token[:20] not in message_line(asked).before


def test_a_head_who_was_rated_does_not_get_it(resident: Member, head: Member, clerk: Member) -> None:
    """Who worked on a part as an officer and is a head by another post is passed over, and the hall's head has it."""
    both = staff("人社负责人")
    case = file_case(resident)
    for code in ("hrss", "medical"):
        part = part_of(case, code)
        applications.accept(system_of(part), part.pk)
        applications.grant(system_of(part), part.pk, "已登记。")
    Task.objects.filter(pk=part_of(case, "hrss").pk).update(holder_id=both.account_id)
    found = bad(resident, case)
    assert found.task.holder_id == head.account_id
    with pytest.raises(NotAllowed):
        queries.complaint_sheet(both.actor, found.task.public_id)


def test_without_a_head_of_its_own_the_hall_has_it(resident: Member, head: Member, concluded: Case) -> None:
    found = bad(resident, concluded, "medical")
    assert found.task.holder_id == head.account_id
    assert found.department.code == "medical"
    assert [each.pk for each in queries.complaints(head.actor).rows] == [found.pk]
    assert queries.complaints_open(head.actor) == 1


def test_heads_see_their_own_and_the_hall_sees_all(
    resident: Member, neighbour: Member, bureau_head: Member, head: Member, concluded: Case, clerk: Member
) -> None:
    found = bad(resident, concluded)
    other = head_of("medical", 2)
    assert queries.complaints(other.actor).rows == []
    assert [each.pk for each in queries.complaints(head.actor).rows] == [found.pk]
    with pytest.raises(NotAllowed):
        commands.call_back(head.actor, found.pk, "打过电话", True)
    for actor in (other.actor, clerk.actor, resident.actor, neighbour.actor, Actor()):
        with pytest.raises(NotAllowed):
            queries.complaint_sheet(actor, found.task.public_id)
    assert queries.complaint_sheet(head.actor, found.task.public_id).phone == ""
    assert queries.complaint_sheet(bureau_head.actor, found.task.public_id).phone == resident.phone


def test_whoever_stands_in_for_the_head_works_on_it(resident: Member, bureau_head: Member, concluded: Case) -> None:
    found, substitute = bad(resident, concluded), head_of("medical", 2)
    acting = replace(substitute.actor, standing_in_for=bureau_head.account_id)
    commands.call_back(acting, found.pk, "代为回访。", False)
    found.refresh_from_db()
    assert found.reached is False


def test_it_is_given_on_when_its_head_leaves(resident: Member, bureau_head: Member, concluded: Case) -> None:
    found = bad(resident, concluded)
    assert commands.assign_again() == 0
    Post.objects.filter(account_id=bureau_head.account_id).update(to_day=clock.today() - timedelta(days=1))
    successor = head_of("hrss", 2)
    assert (commands.assign_again(), commands.assign_again()) == (1, 0)
    found.task.refresh_from_db()
    assert found.task.holder_id == successor.account_id
    assert Event.objects.filter(case=found.task.case).latest("position").verb == "assigned"


def test_an_appeal_is_decided_by_a_second_head_and_counted_apart(
    resident: Member, bureau_head: Member, head: Member, concluded: Case
) -> None:
    found = bad(resident, concluded)
    commands.appeal(bureau_head.actor, found.pk, "评价的不是这件事。")
    with pytest.raises(NotAllowed):
        commands.set_aside(bureau_head.actor, found.pk, "成立")
    with pytest.raises(ReasonMissing):
        commands.set_aside(head.actor, found.pk, " ")
    commands.set_aside(head.actor, found.pk, "您评价的是另一件事。")
    rating = Rating.objects.get()
    assert (rating.grade, rating.set_aside_at is not None) == (4, True)
    [given] = queries.of_case(concluded.pk)
    assert given.complaint is not None
    assert given.complaint.task.reason == "您评价的是另一件事。"


def test_an_appeal_that_is_not_right_changes_nothing(
    resident: Member, bureau_head: Member, head: Member, concluded: Case
) -> None:
    found = bad(resident, concluded)
    due_on = found.task.due_on
    commands.appeal(bureau_head.actor, found.pk, "恶意差评。")
    commands.dismiss(head.actor, found.pk, "情况属实。")
    found.task.refresh_from_db()
    assert (found.task.state, found.task.due_on) == ("called", due_on)
    assert Rating.objects.get().set_aside_at is None
    commands.rectify(bureau_head.actor, found.pk, "已整改。")


def test_nobody_decides_on_their_own_appeal(resident: Member, head: Member, concluded: Case) -> None:
    found = bad(resident, concluded, "medical")
    Post.objects.filter(role="department-head").delete()
    with pytest.raises(NobodyElse):
        commands.appeal(head.actor, found.pk, "恶意差评。")
    found.task.refresh_from_db()
    assert found.task.state == "open"


@pytest.mark.parametrize("verb", sorted({step.verb for step in COMPLAINT.transitions}))
@pytest.mark.parametrize("state", sorted(COMPLAINT.states))
def test_no_step_is_made_outside_the_table(
    resident: Member, bureau_head: Member, head: Member, concluded: Case, verb: str, state: str
) -> None:
    found = bad(resident, concluded)
    Complaint.objects.filter(pk=found.pk).update(second_id=head.account_id)
    Task.objects.filter(pk=found.pk).update(state=state)
    steps = {
        "call-back": lambda: commands.call_back(bureau_head.actor, found.pk, "打过", True),
        "rectify": lambda: commands.rectify(bureau_head.actor, found.pk, "已改"),
        "appeal": lambda: commands.appeal(bureau_head.actor, found.pk, "恶意"),
        "set-aside": lambda: commands.set_aside(head.actor, found.pk, "成立"),
        "dismiss": lambda: commands.dismiss(head.actor, found.pk, "不成立"),
    }
    step = COMPLAINT.transition(verb, state)
    if step is None:
        with pytest.raises(NotPossible):
            steps[verb]()
    else:
        steps[verb]()
    found.task.refresh_from_db()
    assert found.task.state == (step.target if step else state)


def test_a_bad_visit_is_the_halls_and_never_its_clerks(clerk: Member, head: Member) -> None:
    ticket = served(clerk)
    commands.rate_visit(Actor(channel="qr"), ticket.public_id, 5, Said(["treated-badly"], "", "19900000101"))
    found = Complaint.objects.get()
    assert (found.task.holder_id, found.service, found.source) == (head.account_id, "other", "visit")
    commands.call_back(head.actor, found.pk, "已致歉。", True)
    before = Message.objects.count()
    commands.rectify(head.actor, found.pk, "已提醒工作人员。")
    assert Message.objects.count() == before + 1
    given = queries.of_visit(ticket.pk)
    assert given is not None
    assert given.complaint is not None
    assert given.complaint.task.reason == "已提醒工作人员。"


def test_what_could_not_be_done_is_one_too(resident: Member, neighbour: Member, clerk: Member, head: Member) -> None:
    with pytest.raises(WordsMissing):
        commands.report(resident.actor, " ")
    own = commands.report(resident.actor, "来了三次没办成。", service="房产过户")
    at_window = replace(clerk.actor, on_behalf_of=neighbour.person_id)
    taken = commands.report(at_window, "系统里查不到我。")
    for actor in (clerk.actor, Actor()):
        with pytest.raises(NotAllowed):
            commands.report(actor, "没办成")
    assert {own.task.holder_id, taken.task.holder_id} == {head.account_id}
    assert [each.pk for each in queries.own_complaints(resident.actor).rows] == [own.pk]
    assert queries.followed(neighbour.actor, taken.task.public_id).words == "系统里查不到我。"
    with pytest.raises(NotAllowed):
        queries.followed(at_window, taken.task.public_id)
    with pytest.raises(NotAllowed):
        queries.followed(resident.actor, taken.task.public_id)
    commands.call_back(head.actor, own.pk, "已联系。", True)
    assert "appeal" not in queries.complaint_sheet(head.actor, own.task.public_id).verbs
    with pytest.raises(NotPossible):
        commands.appeal(head.actor, own.pk, "不是这样")
    commands.rectify(head.actor, own.pk, "已协调办结。")


def test_one_cause_again_and_again_is_raised_once(clerk: Member, head: Member, bureau_head: Member) -> None:
    times = plan().repeats.times
    for place in range(times + 1):
        ticket = served(clerk)
        commands.rate_visit(Actor(channel="qr"), ticket.public_id, 5, Said(["treated-badly"]))
        assert Cause.objects.count() == (1 if place + 1 >= times else 0)
    [raised] = Event.objects.filter(verb="cause_repeated")
    assert raised.dimensions["times"] == str(times)
    assert raised.dimensions["reason"] == "treated-badly"
    assert broken_links(raised.case_id) == []
    assert [each.times for each in queries.repeated(head.actor).rows] == [times]
    assert queries.repeated(bureau_head.actor).rows == []


def test_other_causes_are_not_counted_with_it(clerk: Member) -> None:
    for reason in ("treated-badly", "took-too-long", "not-explained"):
        ticket = served(clerk)
        commands.rate_visit(Actor(channel="qr"), ticket.public_id, 5, Said([reason]))
    assert not Cause.objects.exists()


def test_an_auditor_sees_who_reaches_it_and_whoever_was_rated_is_not_there(
    resident: Member, officer: Member, bureau_head: Member, head: Member, auditor: Member, concluded: Case
) -> None:
    found = bad(resident, concluded)
    for name in (found.task.case.number, found.task.public_id):
        sheet = parts.reach_sheet(auditor.actor, name)
        assert sheet is not None
        [complaint] = [each for each in sheet.records if each.record.kind == "complaint"]
        reached = {post.account_id for each in complaint.reached for post in each.posts}
        assert {bureau_head.account_id, head.account_id} <= reached
        assert officer.account_id not in reached
    with pytest.raises(NotAllowed):
        parts.reach_sheet(head.actor, found.task.public_id)


def test_its_clock_is_reckoned_anew_like_any_other(resident: Member, bureau_head: Member, concluded: Case) -> None:
    """It has no package that could say otherwise: by its own ledger, when a holiday notice comes."""
    found = bad(resident, concluded)
    due_on = found.task.due_on
    Task.objects.filter(pk=found.pk).update(provisional=True, due_on=due_on - timedelta(days=1) if due_on else None)
    assert reckoning.reckon() == 1
    found.task.refresh_from_db()
    assert (found.task.due_on, found.task.provisional) == (due_on, False)
    assert Event.objects.filter(case=found.task.case).latest("position").verb == "clock-reckoned"


def test_past_its_day_the_hall_is_told_once(
    resident: Member, bureau_head: Member, head: Member, concluded: Case
) -> None:
    found = bad(resident, concluded)
    assert commands.raise_overdue() == 0
    Task.objects.filter(pk=found.pk).update(due_on=clock.today() - timedelta(days=1))
    told = Message.objects.count()
    assert (commands.raise_overdue(), commands.raise_overdue()) == (1, 0)
    found.task.refresh_from_db()
    assert (found.task.raised_to_id, found.task.holder_id) == (head.account_id, bureau_head.account_id)
    assert Event.objects.filter(case=found.task.case).latest("position").verb == "raised"
    assert Message.objects.count() == told + 1
    assert head.phone == Message.objects.latest("created_at").to
