"""The auditor's answer is the access decision turned round: the same accounts, verb by verb (TRUST 6, ASKS 9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.cast import Member, Town
from tests.house.conftest import signed_in
from tests.lines.applications.test_filing import finished
from yichuang.core.access import POLICY, Actor, NotAllowed
from yichuang.lines.applications import commands
from yichuang.lines.applications.queries import ReachSheet, reach_sheet
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case, Task

CAST = (
    "resident",
    "neighbour",
    "clerk",
    "officer",
    "other_officer",
    "head",
    "auditor",
    "helper",
    "accused",
    "outsider",
)


@pytest.fixture
def case(resident: Member, neighbour: Member, county: Town) -> Case:
    """A case of the resident's; the neighbour has one, too."""
    for member in (neighbour, resident):
        opened = finished(member)
        filed = commands.submit(member.actor, opened, opened.draft.version)
    return Case.objects.get(public_id=filed.public_id)


def sheet_of(auditor: Member, number: str) -> ReachSheet:
    found = reach_sheet(auditor.actor, number)
    assert found is not None
    return found


@pytest.mark.parametrize("who", CAST)
def test_it_names_exactly_those_who_are_let_through(
    who: str, case: Case, auditor: Member, request: pytest.FixtureRequest
) -> None:
    member: Member = request.getfixturevalue(who)
    sheet = sheet_of(auditor, case.number)
    assert {each.record.kind for each in sheet.records} == {"case", "task", "draft", "person", "delivery"}
    for each in sheet.records:
        for verb in sorted({verb for rule in POLICY.rules() for verb in rule.verbs}):
            named = any(
                member.account_id in one.account_ids() and not one.at_window
                for one in each.reached
                if verb in one.reach.rule.verbs
            )
            allowed = POLICY.decide(member.actor, verb, each.record.kind, each.record.known).allow
            assert named == allowed, (each.record.kind, verb)


def test_a_clerk_is_named_for_the_time_that_the_person_stands_there(
    case: Case, auditor: Member, clerk: Member, resident: Member, neighbour: Member
) -> None:
    [whole] = [each for each in sheet_of(auditor, case.number).records if each.record.kind == "case"]
    [one] = [one for one in whole.reached if one.reach.rule.name == "case-at-the-window"]
    assert one.at_window
    assert clerk.account_id in one.account_ids()
    there = replace(clerk.actor, on_behalf_of=resident.person_id, level=2)
    assert one.reach.admits(there)
    assert POLICY.decide(there, "view", "case", whole.record.known).rule == one.reach.rule
    assert not one.reach.admits(replace(there, on_behalf_of=neighbour.person_id))


def test_any_record_is_found_by_what_stands_in_its_address(case: Case, auditor: Member) -> None:
    part = Task.objects.filter(case=case).first()
    assert part is not None
    assert [each.record.kind for each in sheet_of(auditor, part.public_id).records] == ["task"]
    assert sheet_of(auditor, case.public_id).records[0].record.id == case.pk
    assert sheet_of(auditor, f" {case.number.lower()} ").records[0].record.id == case.pk
    assert reach_sheet(auditor.actor, "nothing-is-called-so") is None


@pytest.mark.parametrize("who", ["resident", "clerk", "officer", "head", "outsider"])
def test_nobody_but_an_auditor_may_ask(who: str, case: Case, request: pytest.FixtureRequest) -> None:
    member: Member = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        reach_sheet(member.actor, case.number)


def test_an_auditor_of_another_division_may_not(case: Case, auditor: Member) -> None:
    with pytest.raises(NotAllowed):
        reach_sheet(replace(auditor.actor, division="430122"), case.number)


def test_an_auditor_sees_nothing_of_what_it_says(case: Case, auditor: Member) -> None:
    actor: Actor = auditor.actor
    for each in sheet_of(auditor, case.number).records:
        for verb in ("view", "list", "answer", "grant"):
            assert not POLICY.decide(actor, verb, each.record.kind, each.record.known).allow


@pytest.mark.parametrize("who", ["neighbour", "other_officer"])
@pytest.mark.parametrize(
    "path", ["/cases/{case}", "/api/v1/cases/{case}", "/desk/parts/{part}", "/api/v1/tasks/{part}"]
)
def test_a_try_that_is_refused_is_on_record(
    who: str, path: str, case: Case, auditor: Member, request: pytest.FixtureRequest
) -> None:
    member: Member = request.getfixturevalue(who)
    part = Task.objects.get(case=case, department__code="hrss")
    client = signed_in(member)
    status = client.get(path.format(case=case.public_id, part=part.public_id)).status_code
    assert status in (403, 404)
    noted = Access.objects.filter(account_id=member.account_id, rule="")
    if who == "neighbour" and "{part}" in path:
        assert not noted.exists(), "the address is not for residents at all"
        return
    assert noted.get().subject_id == (part.pk if "{part}" in path else case.pk)
    client.get(path.format(case="0" * 24, part="0" * 24))
    assert noted.count() == 1, "what is not there was not tried"
