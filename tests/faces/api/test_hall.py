"""The hall for programs: what waits, what is late, what differs, how far departments are; and sending again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from tests.cast import Member
from tests.faces.api.staff import V1, Calls, elsewhere
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.lines.applications import queries
from yichuang.lines.applications.queries import hall
from yichuang.platform.audit.models import Access
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.models import Delivery, Discrepancy
from yichuang.platform.people.models import Person

pytestmark = pytest.mark.django_db

NOTHING = "00000000-0000-0000-0000-000000000000"


@pytest.fixture
def refused(resident: Member) -> Delivery:
    """What 人社局's system refused of a case."""
    part = part_of(file_case(resident), "hrss")
    Delivery.objects.filter(subject_id=part.pk).update(state=Delivery.State.REFUSED, last_error="status 400 name")
    return Delivery.objects.get(subject_id=part.pk)


@pytest.fixture
def troubled(refused: Delivery, resident: Member) -> Mapping[str, Task]:
    """Besides, by department: a part that is late, one that differs, and an applicant who has died."""
    case = Case.objects.get(tasks=refused.subject_id)
    parts = {code: part_of(case, code) for code in ("hrss", "medical")}
    Task.objects.filter(pk=parts["hrss"].pk).update(due_on=clock.today() - timedelta(days=2))
    Person.objects.filter(pk=resident.person_id).update(deceased_on=clock.today())
    Discrepancy.objects.create(
        system="hrss",
        subject_id=parts["hrss"].pk,
        division_id=case.division_id,
        number=case.number,
        matter=parts["hrss"].matter,
        kind=Discrepancy.Kind.STATE,
        params={"ours": "open", "theirs": "granted"},
        found_at=clock.now(),
        seen_at=clock.now(),
    )
    return parts


def test_it_says_what_the_page_says(troubled: Mapping[str, Task], refused: Delivery, head: Member) -> None:
    calls, actor, part = Calls.of(head), head.actor, troubled["hrss"]
    shown = calls.get("/hall")
    assert [each["id"] for each in shown["waiting"]] == [str(each.delivery.pk) for each in queries.waiting_list(actor)]
    [waits] = shown["waiting"]
    assert (waits["id"], waits["number"], waits["state"], waits["error"]) == (
        str(refused.pk),
        part.case.number,
        "refused",
        "status 400 name",
    )
    assert [(each["system"], each["waiting"]) for each in shown["silent"]] == [
        (each.lane, each.waiting) for each in queries.silent_systems(actor)
    ]
    assert [(each["number"], each["states"]) for each in shown["differing"]] == [
        (part.case.number, {"ours": "open", "theirs": "granted"})
    ]
    assert [each["number"] for each in shown["dead"]] == [each.case.number for each in queries.of_the_dead(actor)]
    assert len(shown["dead"]) == len(troubled)
    assert [each["department"] for each in shown["progress"]] == [
        each.department.code for each in queries.progress(actor)
    ]
    assert shown["progress"][0] | {"department": "hrss", "open": 1, "overdue": 1} == shown["progress"][0]
    assert (shown["more_dead"], shown["bills"], shown["more_bills"], shown["messages"]) == (False, [], False, None)
    assert [each["department"] for each in calls.pages("/hall/late", "parts")] == ["hrss"]


def test_the_late_come_page_by_page(resident: Member, head: Member, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall, "PAGE", 2)
    monkeypatch.setattr("yichuang.platform.cases.paging.PAGE", 2)
    cases = [file_case(resident) for _ in range(2)]
    Task.objects.filter(case__in=cases).update(due_on=clock.today() - timedelta(days=1))
    calls = Calls.of(head)
    found = calls.pages("/hall/late", "parts")
    wanted = Task.objects.filter(case__in=cases).select_related("case").order_by("due_on", "id")
    assert [(each["number"], each["matter"]) for each in found] == [(each.case.number, each.matter) for each in wanted]
    assert calls.http.get(f"{V1}/hall/late", {"after": "x"}).json()["field"] == "after"


def test_it_is_sent_again_at_once(refused: Delivery, head: Member) -> None:
    calls = Calls.of(head)
    sent = calls.post(f"/hall/deliveries/{refused.pk}/again")
    refused.refresh_from_db()
    assert (sent["id"], sent["state"], sent["attempts"]) == (str(refused.pk), refused.state, refused.attempts)
    assert refused.attempts == 1
    assert (sent["state"] == "delivered") == bool(sent["receipt_number"])
    assert calls.refused(f"/hall/deliveries/{NOTHING}/again")[0] == 404
    assert calls.refused("/hall/deliveries/first/again") == (422, "bad-input", "delivery")


def test_something_earlier_waits(refused: Delivery, head: Member) -> None:
    later = Delivery.objects.get(pk=refused.pk)
    Delivery.objects.filter(pk=refused.pk).update(state=Delivery.State.WAITING)
    later.pk, later._state.adding = None, True
    later.id = Delivery._meta.pk.get_default()
    later.save(force_insert=True)
    assert Calls.of(head).refused(f"/hall/deliveries/{later.pk}/again")[:2] == (409, "earlier-waits")


def test_nobody_else_gets_in(refused: Delivery, officer: Member, resident: Member, head: Member) -> None:
    again = f"/hall/deliveries/{refused.pk}/again"
    for member, status in ((officer, 403), (resident, 404)):
        calls = Calls.of(member)
        assert {calls.http.get(f"{V1}{path}").status_code for path in ("/hall", "/hall/late")} == {status}
        assert calls.refused(again)[0] == status
    Case.objects.filter(tasks=refused.subject_id).update(division=elsewhere())
    assert Calls.of(head).refused(again)[:2] == (403, "not-allowed")
    assert Calls.of(head).get("/hall")["waiting"] == []
    refused.refresh_from_db()
    assert refused.attempts == 0
    assert Access.objects.get(account_id=head.account_id, rule="").subject_kind == "delivery"  # the try is on record
