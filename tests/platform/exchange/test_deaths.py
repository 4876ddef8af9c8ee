"""The register is asked again about whoever has something open, a few at a time; what follows when somebody died."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.cast import Member, Town, person_of_the_register, signed_in, staff
from tests.lines.applications.test_filing import finished
from tests.platform.people.test_civil import said
from tests.walks.people import file_case, part_of, system_of
from yichuang.core import clock
from yichuang.core.identifiers import make_id_number
from yichuang.lines.applications import queries
from yichuang.platform.cases.engine import transition
from yichuang.platform.cases.models import Case, Draft, Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.exchange import civil, deaths
from yichuang.platform.exchange.models import CivilRound
from yichuang.platform.people import commands as people
from yichuang.platform.people import queries as known
from yichuang.platform.people.errors import AccountClosed, NotDead, ReasonNeeded, SecondPersonNeeded
from yichuang.platform.people.models import Account, Mandate, Person, Record

pytestmark = pytest.mark.django_db

DIED = "2026-11-20"
DAY = timedelta(days=1)


def long_ago(*members: Member) -> None:
    """The register was asked about these eight days ago."""
    Person.objects.filter(pk__in=[each.person_id for each in members]).update(asked_at=clock.now() - 8 * DAY)


def asked(member: Member) -> bool:
    """Whether the register was asked just now."""
    at = Person.objects.get(pk=member.person_id).asked_at
    return at is not None and at > clock.now() - DAY


def next_round() -> None:
    """The last round ended more than a day ago."""
    CivilRound.objects.update(ended_at=clock.now() - DAY)


# -- about whom --------------------------------------------------------------------------------------------------------


def test_only_about_whoever_has_something_open(
    resident: Member, neighbour: Member, helper: Member, county: Town
) -> None:
    finished(resident)
    file_case(neighbour)
    idle, giver = person_of_the_register("flexible-5"), person_of_the_register("flexible-6")
    person = Person.objects.get(pk=helper.person_id)
    people.grant(giver.actor, person.name, person.id_number, ["*"], None, clock.today() + 9 * DAY)
    everybody = (resident, neighbour, helper, idle, giver)
    long_ago(*everybody)
    assert deaths.sweep() == 4
    assert [asked(each) for each in everybody] == [True, True, True, False, True]


def test_not_about_whom_it_was_asked_this_week_nor_whose_case_is_concluded(
    resident: Member, neighbour: Member, county: Town
) -> None:
    case = file_case(resident)
    for task in Task.objects.filter(case=case):
        transition(task.pk, "accept", system_of(task))
        transition(task.pk, "refuse", system_of(task), reason="不符合条件")
    finished(neighbour)
    long_ago(resident)
    Person.objects.filter(pk=neighbour.person_id).update(asked_at=clock.now() - 6 * DAY)
    assert deaths.sweep() == 0


# -- a steady rate, and a place that is kept ---------------------------------------------------------------------------


def test_a_few_at_a_time_and_it_goes_on_where_it_was(county: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    members = [person_of_the_register(f"flexible-{number}") for number in range(1, 8)]
    for each in members:
        finished(each)
    long_ago(*members)
    monkeypatch.setattr(deaths, "AT_ONCE", 3)
    monkeypatch.setattr(deaths, "BATCH", 2)
    ids = sorted(each.person_id for each in members)
    assert deaths.sweep() == 3
    assert CivilRound.objects.get().after == ids[2]
    assert deaths.sweep() == 3
    assert deaths.sweep() == 1
    assert CivilRound.objects.get().ended_at is not None
    long_ago(*members)
    assert deaths.sweep() == 0  # the round is over for today
    next_round()
    assert deaths.sweep() == 3


def test_whoever_has_nothing_open_costs_no_question_and_a_bounded_look(
    county: Town, resident: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2, 8):
        person_of_the_register(f"flexible-{number}")
    monkeypatch.setattr(deaths, "BATCH", 2)
    monkeypatch.setattr(deaths, "BATCHES", 2)
    assert deaths.sweep() == 0
    assert CivilRound.objects.get().ended_at is None
    assert CivilRound.objects.get().after == sorted(Person.objects.values_list("pk", flat=True))[3]


def test_a_register_that_is_down_is_asked_about_the_same_person_again(
    resident: Member, neighbour: Member, county: Town
) -> None:
    for each in (resident, neighbour):
        finished(each)
    long_ago(resident, neighbour)
    county["population"].control(mode="down")
    try:
        assert deaths.sweep() == 0
    finally:
        county["population"].control(mode="normal")
    assert CivilRound.objects.get().after is None
    assert deaths.sweep() == 2


def test_whom_the_register_does_not_know_stands_in_nobodys_way(
    resident: Member, neighbour: Member, county: Town
) -> None:
    for each in (resident, neighbour):
        finished(each)
    stranger = Person.objects.get(pk=resident.person_id)
    stranger.id_number = make_id_number("439900", date(1990, 3, 7), 99)
    stranger.save(update_fields=["id_number"])
    long_ago(resident, neighbour)
    assert deaths.sweep() == 2
    assert asked(neighbour)


# -- what follows ------------------------------------------------------------------------------------------------------


@pytest.fixture
def dead(resident: Member, helper: Member, county: Town) -> Iterator[Member]:
    """The resident, with a case that runs, an open draft and a mandate given; the register says that they died."""
    person = Person.objects.get(pk=helper.person_id)
    people.grant(resident.actor, person.name, person.id_number, ["*"], None, clock.today() + 9 * DAY)
    file_case(resident)
    finished(resident)
    long_ago(resident)
    with said(county, "flexible-1", deceased_on=DIED):
        deaths.sweep()
        yield resident


def test_the_account_closes_mandates_end_and_everything_stays(dead: Member, helper: Member) -> None:
    assert Person.objects.get(pk=dead.person_id).deceased_on == date(2026, 11, 20)
    _, code = people.issue_code(dead.phone)
    with pytest.raises(AccountClosed):
        people.sign_in(dead.phone, code)
    assert known.mandates_held(helper.person_id) == []
    assert Mandate.objects.filter(person_id=dead.person_id).count() == 1  # kept until its class ends it
    assert Draft.objects.filter(person_id=dead.person_id, filed_case_id=None).count() == 1
    case = Case.objects.get(person_id=dead.person_id)
    assert case.concluded_at is None
    assert set(case.tasks.values_list("state", flat=True)) == {"open"}
    assert Event.objects.filter(case=case, verb="applicant-died").count() == 1
    assert broken_links(case.pk) == []
    last = Record.objects.filter(subject_id=dead.person_id).order_by("-position")[0]
    assert (last.verb, last.actor_id, last.role, last.channel) == ("deceased", None, "system", "timer")


def test_a_session_that_is_open_ends(resident: Member, county: Town) -> None:
    browser = signed_in(resident)
    assert browser.get("/cases").status_code == 200
    finished(resident)
    long_ago(resident)
    with said(county, "flexible-1", deceased_on=DIED):
        deaths.sweep()
    assert browser.get("/cases").status_code == 302


def test_each_open_part_stands_on_the_heads_list_until_it_has_an_outcome(dead: Member, neighbour: Member) -> None:
    head = staff("大厅负责人").actor
    file_case(neighbour)
    case = Case.objects.get(person_id=dead.person_id)
    assert {each.case_id for each in queries.of_the_dead(head)} == {case.pk}
    assert len(queries.of_the_dead(head)) == case.tasks.count()
    part = part_of(case, "hrss")
    transition(part.pk, "accept", system_of(part))
    transition(part.pk, "refuse", system_of(part), reason="申请人已去世")
    assert part.pk not in {each.pk for each in queries.of_the_dead(head)}
    assert list(queries.of_the_dead(replace(head, division="430122"))) == []
    assert list(queries.of_the_dead(neighbour.actor)) == []


def test_asked_again_nothing_happens_twice(dead: Member) -> None:
    long_ago(dead)
    next_round()
    assert deaths.sweep() == 1
    verbs = Record.objects.filter(subject_id=dead.person_id).values_list("verb", flat=True)
    assert list(verbs) == ["deceased"]


# -- the register is wrong ---------------------------------------------------------------------------------------------


def test_two_officials_find_that_the_person_lives_and_the_register_closes_nothing_again(
    dead: Member, clerk: Member, helper: Member
) -> None:
    there = replace(clerk.actor, on_behalf_of=dead.person_id, level=2)
    with pytest.raises(ReasonNeeded):
        people.propose_alive(there, " ")
    made = people.propose_alive(there, "本人持身份证到场")
    with pytest.raises(SecondPersonNeeded):
        people.decide(clerk.actor, made.public_id, approve=True)
    assert Person.objects.get(pk=dead.person_id).deceased_on is not None
    people.decide(staff("窗口二号").actor, made.public_id, approve=True)
    assert Person.objects.get(pk=dead.person_id).deceased_on is None
    assert Account.objects.get(pk=dead.account_id).is_active
    case = Case.objects.get(person_id=dead.person_id)
    assert Event.objects.filter(case=case, verb="applicant-alive").count() == 1
    assert known.mandates_held(helper.person_id) == []  # given anew, by whoever wants it
    assert list(queries.of_the_dead(staff("大厅负责人").actor)) == []
    long_ago(dead)
    next_round()
    assert deaths.sweep() == 1  # the register still says it
    assert Person.objects.get(pk=dead.person_id).deceased_on is None
    assert known.broken_record(dead.person_id) == []
    with pytest.raises(NotDead):
        people.propose_alive(there, "再提一次")


def test_another_day_of_death_is_another_death(dead: Member, clerk: Member, county: Town) -> None:
    there = replace(clerk.actor, on_behalf_of=dead.person_id, level=2)
    made = people.propose_alive(there, "本人到场")
    people.decide(staff("窗口二号").actor, made.public_id, approve=True)
    with said(county, "flexible-1", deceased_on="2026-11-28"):
        again = Person.objects.get(pk=dead.person_id)
        again.asked_at = None
        assert civil.brought_up_to_date(dead.actor, again).deceased_on == date(2026, 11, 28)
    assert Person.objects.get(pk=dead.person_id).alive_despite is None


def test_refused_nothing_changes(dead: Member, clerk: Member) -> None:
    there = replace(clerk.actor, on_behalf_of=dead.person_id, level=2)
    made = people.propose_alive(there, "本人到场")
    people.decide(staff("窗口二号").actor, made.public_id, approve=False)
    assert Person.objects.get(pk=dead.person_id).deceased_on is not None
    assert not Account.objects.get(pk=dead.account_id).is_active
