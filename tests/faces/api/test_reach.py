"""Who can reach a record, for programs: the same rules, people and looks as the auditor's page has."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.cast import Member
from tests.faces.api.staff import V1, Calls, elsewhere
from tests.platform.retention.conftest import later, old_case
from tests.walks.people import file_case, part_of
from yichuang.lines.applications import queries
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case
from yichuang.platform.people.models import Account
from yichuang.platform.retention.models import Disposal, Tombstone
from yichuang.platform.retention.sweeping import sweep

pytestmark = pytest.mark.django_db

__all__ = ["later", "old_case"]  # fixtures


@pytest.fixture
def case(resident: Member) -> Case:
    return file_case(resident)


def test_it_says_what_the_page_says(case: Case, auditor: Member, officer: Member, resident: Member) -> None:
    part, calls = part_of(case, "hrss"), Calls.of(auditor)
    Calls.of(officer).get(f"/tasks/{part.public_id}")
    sheet = queries.reach_sheet(auditor.actor, case.number)
    assert sheet is not None
    shown = calls.post("/reach", {"number": f" {case.number.lower()} "})
    assert shown["ended"] is None
    assert [(each["kind"], each["name"]) for each in shown["records"]] == [
        (each.record.kind, each.record.name) for each in sheet.records
    ]
    for told, meant in zip(shown["records"], sheet.records, strict=True):
        assert [(rule["rule"], rule["verbs"]) for rule in told["rules"]] == [
            (one.reach.rule.name, sorted(one.reach.rule.verbs)) for one in meant.reached
        ]
        for rule, one in zip(told["rules"], meant.reached, strict=True):
            assert [each["account"] for each in rule["posts"]] == [each.account.public_id for each in one.posts]
            assert (rule["owners"], rule["agents"], rule["at_window"]) == (
                len(one.owners),
                len(one.agents),
                one.at_window,
            )
            assert rule["systems"] == [each.code for each in one.systems]
    [own] = [each for each in shown["records"] if each["name"] == part.public_id]
    assert own["department"] == "hrss"
    assert [(look["who"], look["verb"], look["rule"]) for look in own["looks"]] == [
        ("人社经办一号", "view", "part-of-the-department")
    ]
    row = Access.objects.get(verb="audit")
    assert (row.account_id, row.subject_kind, row.subject_id) == (auditor.account_id, "case", case.pk)


def test_no_value_of_a_person_is_in_it(case: Case, auditor: Member, resident: Member) -> None:
    answer = Calls.of(auditor).http.post(f"{V1}/reach", {"number": case.number}, "application/json")
    account = Account.objects.get(pk=resident.account_id)
    for value in (case.person.name, case.person.id_number, account.phone, account.public_id):
        assert value not in answer.content.decode()


def test_what_is_not_called_so_and_who_may_not_ask(case: Case, auditor: Member, head: Member, resident: Member) -> None:
    calls = Calls.of(auditor)
    assert calls.refused("/reach", {"number": "nothing"}) == (422, "nothing-called", "number")
    assert calls.refused("/reach", {"number": " "}) == (422, "nothing-called", "number")
    assert calls.refused("/reach", {"number": "1" * 61}) == (422, "bad-input", "number")
    assert calls.refused("/reach", {})[2] == "number"
    assert Calls.of(head).refused("/reach", {"number": case.number})[0] == 403
    assert Calls.of(resident).refused("/reach", {"number": case.number})[0] == 404
    assert not Access.objects.filter(verb="audit").exists()
    Case.objects.filter(pk=case.pk).update(division=elsewhere())
    assert calls.refused("/reach", {"number": case.number})[:2] == (403, "not-allowed")
    assert Access.objects.get(verb="audit").rule == ""  # the try is on record


def test_what_was_ended(old_case: Case, later: datetime, auditor: Member) -> None:
    sweep()
    stone = Tombstone.objects.create(
        case_id=old_case.pk,
        public_id="x" * 24,
        number="ENDED-1",
        type="enrolment",
        division_id=old_case.division_id,
        filed_on=later.date(),
        concluded_on=later.date(),
        ended_at=later,
        disposal=Disposal.objects.get(klass="case"),
        package_digest=bytes(32),
        chain_length=1,
        chain_head=bytes(32),
    )
    shown = Calls.of(auditor).post("/reach", {"number": stone.number.lower()})
    assert (shown["records"], shown["ended"]["number"], shown["ended"]["service"]) == ([], "ENDED-1", "enrolment")
    assert shown["ended"]["source"] == stone.disposal.rule["source"]
