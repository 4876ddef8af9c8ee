"""Four eyes: what one proposes another decides; records joined and parted, accounts recovered, names changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from tests.cast import Member, Town, staff
from tests.lines.applications.test_filing import finished
from tests.simulators.world import BY_KEY
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.identifiers import make_id_number
from yichuang.core.words import Said
from yichuang.lines.applications import commands, queries
from yichuang.platform.cases.models import Case, Draft, Event
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.messages.models import Message
from yichuang.platform.people import commands as people
from yichuang.platform.people import following
from yichuang.platform.people import queries as known
from yichuang.platform.people.errors import (
    ApprovalOver,
    NothingChanges,
    PhoneTaken,
    ReasonNeeded,
    SameRecord,
    SecondPersonNeeded,
    UndoneTooLate,
    WrongCode,
)
from yichuang.platform.people.models import Account, Approval, FormerIdentity, Mandate, Person, Record

OTHER = ("试例一", make_id_number("439900", date(1990, 3, 7), 83))
NEW_PHONE = "19900009001"


@pytest.fixture
def second(county: Town) -> Member:
    """Another clerk."""
    return staff("窗口二号")


def at_window(clerk: Member, visitor: Member) -> Actor:
    return replace(clerk.actor, on_behalf_of=visitor.person_id, level=2)


@pytest.fixture
def twice(resident: Member, neighbour: Member) -> Person:
    """A second record of the resident, which holds the neighbour's case, draft and mandate."""
    opened = finished(neighbour)
    commands.submit(neighbour.actor, opened, opened.draft.version)
    finished(neighbour)
    other = people.ensure_person(*OTHER)
    Case.objects.filter(person_id=neighbour.person_id).update(person=other)
    Draft.objects.filter(person_id=neighbour.person_id).update(person=other)
    known_as = Person.objects.get(pk=neighbour.person_id)
    giver = Actor(account_id=resident.account_id, person_id=other.pk, role="resident", level=1)
    people.grant(giver, known_as.name, known_as.id_number, ["enrolment"], None, clock.today())
    return other


# -- proposals -------------------------------------------------------------------------------------------------------


def test_nobody_decides_what_they_proposed(resident: Member, clerk: Member, second: Member, twice: Person) -> None:
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一张身份证，两个号码")
    with pytest.raises(SecondPersonNeeded):
        people.decide(clerk.actor, made.public_id, approve=True)
    standing_in = replace(second.actor, post_id=clerk.actor.post_id)  # for the proposer, who is away
    with pytest.raises(SecondPersonNeeded):
        people.decide(standing_in, made.public_id, approve=True)
    with pytest.raises(IntegrityError), transaction.atomic():  # nor by way of the table
        Approval.objects.filter(pk=made.pk).update(decided_by_id=clerk.account_id)
    people.decide(second.actor, made.public_id, approve=True)
    verbs = Record.objects.filter(subject_id=made.pk).order_by("position").values_list("verb", "actor_id")
    assert list(verbs) == [("proposed", clerk.account_id), ("approved", second.account_id)]


@pytest.mark.parametrize("who", ["officer", "auditor", "resident", "outsider"])
def test_who_may_not_decide(
    who: str, resident: Member, clerk: Member, twice: Person, request: pytest.FixtureRequest
) -> None:
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    member: Member = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        people.decide(member.actor, made.public_id, approve=True)
    assert known.approvals(member.actor) == []


def test_a_head_of_another_division_may_not(resident: Member, clerk: Member, head: Member, twice: Person) -> None:
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    with pytest.raises(NotAllowed):
        people.decide(replace(head.actor, division="430122"), made.public_id, approve=True)
    assert people.decide(head.actor, made.public_id, approve=False).state == "refused"
    assert Person.objects.get(pk=twice.pk).merged_into_id is None


def test_what_was_refused_or_got_old_is_not_decided(
    resident: Member, clerk: Member, second: Member, twice: Person
) -> None:
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    Approval.objects.filter(pk=made.pk).update(expires_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(ApprovalOver):
        people.decide(second.actor, made.public_id, approve=True)
    again = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    people.decide(second.actor, again.public_id, approve=False)
    with pytest.raises(ApprovalOver):
        people.decide(second.actor, again.public_id, approve=True)


def test_nothing_is_proposed_without_a_visitor_or_a_reason(resident: Member, clerk: Member, twice: Person) -> None:
    with pytest.raises(NotAllowed):
        people.propose_merge(clerk.actor, *OTHER, "同一个人")
    with pytest.raises(ReasonNeeded):
        people.propose_merge(at_window(clerk, resident), *OTHER, " ")
    own = BY_KEY["flexible-1"]
    with pytest.raises(SameRecord):
        people.propose_merge(at_window(clerk, resident), own["name"], own["id_number"], "同一个人")


# -- two records -----------------------------------------------------------------------------------------------------


def test_everything_follows_and_nothing_is_lost(resident: Member, clerk: Member, second: Member, twice: Person) -> None:
    case, draft = Case.objects.get(), Draft.objects.get(filed_case_id=None)
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    people.decide(second.actor, made.public_id, approve=True)
    assert [each.pk for each in queries.cases_of(resident.actor).rows] == [case.pk]
    assert [each.pk for each in queries.open_drafts(resident.actor)] == [draft.pk]
    assert queries.case_view(resident.actor, case.public_id).case.applicant_id == resident.person_id
    assert Mandate.objects.get().person_id == resident.person_id
    found = known.person_by_number(OTHER[1])
    assert found is not None
    assert found.pk == resident.person_id
    assert Event.objects.filter(case=case, verb="applicant-merged").count() == 1
    assert broken_links(case.pk) == []
    assert Person.objects.filter(pk=twice.pk, merged_into_id=resident.person_id).exists()


def test_it_is_undone_within_its_term_and_not_after(
    resident: Member, clerk: Member, second: Member, head: Member, twice: Person
) -> None:
    case = Case.objects.get()
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    people.decide(second.actor, made.public_id, approve=True)
    Draft.objects.filter(filed_case_id=None).delete()
    newer = finished(resident)
    assert newer.draft.person_id == resident.person_id
    people.undo(head.actor, made.public_id)
    case.refresh_from_db()
    assert (case.person_id, case.applicant_id) == (twice.pk, twice.pk)
    assert Draft.objects.get(pk=newer.draft.pk).person_id == resident.person_id  # what came since stays
    assert known.person_by_number(OTHER[1]) == twice
    assert broken_links(case.pk) == []
    with pytest.raises(UndoneTooLate):
        people.undo(head.actor, made.public_id)
    again = people.propose_merge(at_window(clerk, resident), *OTHER, "又发现是同一个人")
    people.decide(second.actor, again.public_id, approve=True)
    Approval.objects.filter(pk=again.pk).update(decided_at=clock.now() - timedelta(days=31))
    with pytest.raises(UndoneTooLate):
        people.undo(head.actor, again.public_id)


def test_a_record_is_merged_once(
    resident: Member, neighbour: Member, clerk: Member, second: Member, twice: Person
) -> None:
    made = people.propose_merge(at_window(clerk, resident), *OTHER, "同一个人")
    other = people.propose_merge(at_window(clerk, neighbour), *OTHER, "同一个人")
    people.decide(second.actor, made.public_id, approve=True)
    with pytest.raises(SameRecord):
        people.decide(second.actor, other.public_id, approve=True)
    assert Approval.objects.get(pk=other.pk).state == "open"


def test_every_column_that_names_a_person_follows_or_says_why_not() -> None:
    """Red for a column that was added undeclared: ``follow`` it, or let it stay with its reason."""
    present = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person or field.name in ("person_id", "on_behalf_of")
    }
    assert ("cases.Case", "person") in present
    declared = {(model._meta.label, column) for model, column in following.columns()} | set(following.STAYS)
    assert present == declared


# -- a lost phone ----------------------------------------------------------------------------------------------------


def code_for(phone: str) -> str:
    return people.issue_code(phone)[1]


def test_an_account_is_recovered(resident: Member, clerk: Member, second: Member) -> None:
    before = Account.objects.get(pk=resident.account_id)
    old_session = before.get_session_auth_hash()
    made = people.propose_recovery(at_window(clerk, resident), NEW_PHONE, code_for(NEW_PHONE), "手机丢了，看了身份证")
    assert Account.objects.get(pk=resident.account_id).person_id == resident.person_id  # nothing yet
    people.decide(second.actor, made.public_id, approve=True)
    new = people.sign_in(NEW_PHONE, code_for(NEW_PHONE))
    assert (new.person_id, new.level) == (resident.person_id, 2)
    old = people.sign_in(resident.phone, code_for(resident.phone))
    assert (old.person_id, old.level) == (None, 0)
    assert old.get_session_auth_hash() != old_session
    told = Message.objects.filter(person_id=resident.person_id)
    assert {each.to for each in told} == {resident.phone, NEW_PHONE}
    former = FormerIdentity.objects.get(person_id=resident.person_id)
    assert (former.kind, former.value) == ("phone", resident.phone)


def test_a_recovery_needs_the_code_of_the_new_phone(resident: Member, clerk: Member) -> None:
    code_for(NEW_PHONE)
    with pytest.raises(WrongCode):
        people.propose_recovery(at_window(clerk, resident), NEW_PHONE, "x", "手机丢了")
    assert not Approval.objects.exists()


@pytest.mark.parametrize("who", ["neighbour", "officer"])
def test_anothers_phone_is_not_taken(who: str, resident: Member, clerk: Member, request: pytest.FixtureRequest) -> None:
    phone = request.getfixturevalue(who).phone
    with pytest.raises(PhoneTaken):
        people.propose_recovery(at_window(clerk, resident), phone, code_for(phone), "手机丢了")


def test_a_recovery_gets_old_within_hours(resident: Member, clerk: Member, second: Member) -> None:
    made = people.propose_recovery(at_window(clerk, resident), NEW_PHONE, code_for(NEW_PHONE), "手机丢了")
    assert made.expires_at - made.proposed_at == timedelta(hours=2)
    Approval.objects.filter(pk=made.pk).update(expires_at=clock.now())
    with pytest.raises(ApprovalOver):
        people.decide(second.actor, made.public_id, approve=True)


# -- another name or number ------------------------------------------------------------------------------------------


def test_a_name_is_changed_by_two(resident: Member, clerk: Member, second: Member) -> None:
    own = BY_KEY["flexible-1"]
    with pytest.raises(NothingChanges):
        people.propose_identity(at_window(clerk, resident), own["name"], own["id_number"], "改名")
    made = people.propose_identity(at_window(clerk, resident), "试例新名", own["id_number"], "看了新身份证")
    people.decide(second.actor, made.public_id, approve=True)
    assert Person.objects.get(pk=resident.person_id).name == "试例新名"
    assert FormerIdentity.objects.get(person_id=resident.person_id).value == own["name"]


# -- a phone changed by its owner ------------------------------------------------------------------------------------


def test_the_owner_changes_the_phone_with_both_codes(resident: Member) -> None:
    account = Account.objects.get(pk=resident.account_id)
    session = account.get_session_auth_hash()
    old, new = code_for(resident.phone), code_for(NEW_PHONE)
    changed = people.change_phone(resident.actor, account, old, NEW_PHONE, new)
    assert (changed.pk, changed.phone, changed.person_id) == (account.pk, NEW_PHONE, resident.person_id)
    assert changed.get_session_auth_hash() != session
    assert {each.to for each in Message.objects.filter(person_id=resident.person_id)} == {resident.phone, NEW_PHONE}
    assert people.sign_in(NEW_PHONE, code_for(NEW_PHONE)).pk == account.pk


@pytest.mark.parametrize(("old_right", "new_right"), [(False, True), (True, False)])
def test_one_code_is_not_enough(old_right: bool, new_right: bool, resident: Member) -> None:
    account = Account.objects.get(pk=resident.account_id)
    old, new = code_for(resident.phone), code_for(NEW_PHONE)
    for left in (4, 3):
        with pytest.raises(Said) as refused:
            people.change_phone(
                resident.actor, account, old if old_right else "x", NEW_PHONE, new if new_right else "x"
            )
        assert refused.value.field == ("new_code" if old_right else "old_code")
        assert refused.value.sentence.params["left"] == left
        assert Account.objects.get(pk=account.pk).phone == resident.phone
    assert people.change_phone(resident.actor, account, old, NEW_PHONE, new).phone == NEW_PHONE, (
        "the right one still works"
    )
