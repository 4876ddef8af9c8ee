"""Posts, leave and substitutes; departments renamed and merged while cases run; the first administrator."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import Member, Town
from tests.lines.applications.test_filing import finished
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.writing import receipt
from yichuang.platform.audit.filters import visible
from yichuang.platform.cases.models import Case, Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries as known
from yichuang.platform.people.errors import (
    AdministratorExists,
    BadDays,
    LastAdministrator,
    NoSubstitute,
    NoSuccessor,
    SecondPersonNeeded,
    WrongFirstKey,
)
from yichuang.platform.people.models import Account, Approval, Department, FirstKey, Leave, Post, Record, Role

TODAY = clock.today()
WEEK = timedelta(days=7)


def account(member: Member) -> Account:
    return Account.objects.get(pk=member.account_id)


def away(administrator: Member, absent: Member, substitute: Member | None, days: int = 7) -> Leave:
    assert absent.actor.post_id is not None
    return people.enter_leave(
        administrator.actor,
        absent.actor.post_id,
        substitute.account_id if substitute else None,
        TODAY,
        TODAY + timedelta(days=days),
    )


def standing_in(substitute: Member, absent: Member) -> Actor:
    """The substitute in the post of the absent, as a request would know them."""
    [acted] = [each for each in known.posts_acted(account(substitute)) if each.absent]
    assert acted.absent is not None
    return replace(
        substitute.actor,
        role=acted.post.role,
        department_id=acted.post.department_id,
        post_id=acted.post.pk,
        standing_in_for=acted.absent.pk,
    )


@pytest.fixture
def case(resident: Member) -> Case:
    opened = finished(resident)
    return Case.objects.get(public_id=commands.submit(resident.actor, opened, opened.draft.version).public_id)


# -- leave and substitutes ---------------------------------------------------------------------------------------------


def test_a_substitute_does_what_the_absent_may_and_no_more(
    case: Case, administrator: Member, officer: Member, other_officer: Member
) -> None:
    away(administrator, officer, other_officer)
    actor = standing_in(other_officer, officer)
    for verb in ("list", "view", "accept", "grant"):
        theirs = set(visible(Task.objects.all(), officer.actor, verb, "task").values_list("pk", flat=True))
        assert set(visible(Task.objects.all(), actor, verb, "task").values_list("pk", flat=True)) == theirs
    part = case.tasks.get(department_id=officer.actor.department_id)
    commands.accept(actor, part.pk)
    event = Event.objects.get(case=case, verb="accept")
    assert event.actor_id == other_officer.account_id
    view = queries.part_sheet(officer.actor, part.public_id)
    assert view.payloads[event.position]["standing_in_for"] == str(officer.account_id)
    own = case.tasks.get(department_id=other_officer.actor.department_id)
    with pytest.raises(NotAllowed):  # in the other's post, not in one's own
        commands.accept(actor, own.pk)


def test_it_ends_by_itself_and_at_once_when_the_absent_is_back(
    administrator: Member, officer: Member, other_officer: Member
) -> None:
    leave = away(administrator, officer, other_officer)
    assert len(known.posts_acted(account(other_officer))) == 2
    Leave.objects.filter(pk=leave.pk).update(from_day=TODAY - WEEK, to_day=TODAY - timedelta(days=1))
    assert len(known.posts_acted(account(other_officer))) == 1
    again = away(administrator, officer, other_officer)
    people.end_leave(administrator.actor, again.public_id)
    assert len(known.posts_acted(account(other_officer))) == 1
    assert [each.verb for each in Record.objects.filter(subject_id=officer.actor.post_id).order_by("position")] == [
        "leave-entered",
        "leave-entered",
        "leave-ended",
    ]


def test_it_never_outlives_the_post(administrator: Member, officer: Member, other_officer: Member) -> None:
    away(administrator, officer, other_officer)
    Post.objects.filter(pk=officer.actor.post_id).update(from_day=TODAY - WEEK, to_day=TODAY - timedelta(days=1))
    assert len(known.posts_acted(account(other_officer))) == 1


def test_a_substitute_is_no_second_person(resident: Member, administrator: Member, clerk: Member, head: Member) -> None:
    there = replace(clerk.actor, on_behalf_of=resident.person_id, level=2)
    made = people.propose_identity(there, "试例新名", "439900199003070046", "看了身份证")
    away(administrator, clerk, head)
    with pytest.raises(SecondPersonNeeded):
        people.decide(standing_in(head, clerk), made.public_id, approve=True)
    away(administrator, head, clerk)  # nor does the proposer decide in somebody else's post
    with pytest.raises(SecondPersonNeeded):
        people.decide(standing_in(clerk, head), made.public_id, approve=True)
    assert Approval.objects.get().state == "open"


@pytest.mark.parametrize("who", ["officer", "resident"])
def test_who_cannot_stand_in(who: str, administrator: Member, officer: Member, request: pytest.FixtureRequest) -> None:
    with pytest.raises(NoSubstitute):
        away(administrator, officer, request.getfixturevalue(who))


def test_days_in_the_wrong_order(administrator: Member, officer: Member) -> None:
    with pytest.raises(BadDays):
        away(administrator, officer, None, days=-1)


@pytest.mark.parametrize("who", ["clerk", "officer", "head", "auditor", "resident", "outsider"])
def test_nobody_else_administers(who: str, officer: Member, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    hall = Department.objects.get(code="hall")
    for attempt in (
        lambda: away(member, officer, None),
        lambda: people.appoint(member.actor, "19900008001", "窗口三号", hall, Role.CLERK, TODAY, None),
        lambda: people.rename_department(member.actor, "hrss", "新", "New"),
        lambda: people.merge_department(member.actor, "hrss", "medical"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert known.posts_of(member.actor) == []


def test_an_administrator_sees_no_case(case: Case, administrator: Member) -> None:
    assert not visible(Case.objects.all(), administrator.actor, "view", "case").exists()
    assert not visible(Task.objects.all(), administrator.actor, "view", "task").exists()


# -- posts -------------------------------------------------------------------------------------------------------------


def test_a_post_begins_and_ends(administrator: Member) -> None:
    hall = Department.objects.get(code="hall")
    made = people.appoint(administrator.actor, "199 0000 8001", "窗口三号", hall, Role.CLERK, TODAY, None)
    assert [each.post.pk for each in known.posts_acted(made.account)] == [made.pk]
    later = people.appoint(administrator.actor, "19900008001", "窗口三号", hall, Role.HEAD, TODAY + WEEK, None)
    assert later.account_id == made.account_id
    assert len(known.posts_acted(made.account)) == 1
    assert people.end_post(administrator.actor, made.pk).to_day == TODAY
    with pytest.raises(LastAdministrator):
        people.end_post(administrator.actor, Post.objects.get(role="administrator").pk)


# -- departments -------------------------------------------------------------------------------------------------------


def test_papers_of_earlier_days_keep_the_old_name(case: Case, administrator: Member) -> None:
    Case.objects.filter(pk=case.pk).update(filed_at=clock.now() - timedelta(days=3))
    people.rename_department(administrator.actor, "hrss", "人社医保局", "Social Affairs Bureau")
    held = Department.objects.get(code="hrss")
    assert held.names["zh-hans"] == "人社医保局"
    assert known.called_on(["hrss"], TODAY - timedelta(days=3))["hrss"]["zh-hans"] == "人社局"
    assert known.called_on(["hrss"], TODAY)["hrss"]["zh-hans"] == "人社医保局"
    old = queries.case_view(Actor(person_id=case.person_id, role="resident", level=1), case.public_id)
    hall = Department.objects.get(code="hall")
    parts = [(part.task, ()) for part in old.parts]
    said = receipt(old.case, old.published.package, hall, parts)
    assert "人社局" in [each["department"]["zh-hans"] for each in said["parts"]]


def test_open_parts_and_posts_go_along_and_what_is_decided_stays(
    resident: Member, neighbour: Member, administrator: Member, officer: Member, other_officer: Member
) -> None:
    filed = []
    for member in (neighbour, resident):
        opened = finished(member)
        filed.append(commands.submit(member.actor, opened, opened.draft.version).case_id)
    decided = Task.objects.get(case_id=filed[0], department__code="hrss")
    commands.accept(officer.actor, decided.pk)
    commands.grant(officer.actor, decided.pk)
    people.merge_department(administrator.actor, "hrss", "medical")
    decided.refresh_from_db()
    assert decided.department.code == "hrss"
    moved = Task.objects.get(case_id=filed[1], matter=decided.matter)
    assert moved.department.code == "medical"
    assert Event.objects.filter(case_id=filed[1], verb="part-moved").count() == 1
    assert broken_links(filed[1]) == []
    [acted] = known.posts_acted(account(officer))
    assert (acted.post.department.code, acted.post.role) == ("medical", "officer")
    commands.accept(other_officer.actor, moved.pk)
    assert known.departments()["hrss"].code == "medical"
    opened = finished(resident)  # and what is filed from now on goes there at once
    later = commands.submit(resident.actor, opened, opened.draft.version).case_id
    assert {each.department.code for each in Task.objects.filter(case_id=later)} == {"medical"}


def test_what_cannot_be_merged(administrator: Member) -> None:
    with pytest.raises(NoSuccessor):
        people.merge_department(administrator.actor, "hrss", "hrss")
    with pytest.raises(Department.DoesNotExist):
        people.merge_department(administrator.actor, "hrss", "absent")
    people.merge_department(administrator.actor, "hrss", "medical")
    for pair in (("hrss", "tax"), ("tax", "hrss")):
        with pytest.raises(NoSuccessor):
            people.merge_department(administrator.actor, *pair)


def test_leave_goes_along(administrator: Member, officer: Member, other_officer: Member) -> None:
    away(administrator, officer, other_officer)
    people.merge_department(administrator.actor, "hrss", "medical")
    absent = [each for each in known.posts_acted(account(other_officer)) if each.absent]
    assert [each.post.department.code for each in absent] == ["medical"]


# -- the first administrator -------------------------------------------------------------------------------------------


def test_a_link_that_is_too_old_or_wrong(county: Town, resident: Member) -> None:
    Post.objects.filter(role="administrator").delete()
    secret = people.first_key()
    hall = Department.objects.get(code="hall")
    with pytest.raises(WrongFirstKey):
        people.become_first_administrator(resident.actor, "x", hall)
    FirstKey.objects.update(expires_at=clock.now())
    with pytest.raises(WrongFirstKey):
        people.become_first_administrator(resident.actor, secret, hall)


def test_with_an_administrator_there_is_no_link(administrator: Member) -> None:
    with pytest.raises(AdministratorExists):
        people.first_key()
