"""A resident files once, and every department has its part (A-06, A-09, A-13, A-14)."""

from __future__ import annotations

import json

import pytest

from tests.cast import Member, Town, person_of_the_register
from yichuang.core.access import NotAllowed
from yichuang.core.cipher import unseal
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import NobodyAtTheWindow
from yichuang.platform.cases.errors import Incomplete, OtherBody, StaleForm
from yichuang.platform.cases.models import Case, ClockLine, Event, Task
from yichuang.platform.cases.queries import broken_links
from yichuang.platform.exchange.ledger import BODY_CONTEXT
from yichuang.platform.exchange.models import Delivery
from yichuang.platform.messages.models import Message
from yichuang.platform.vault.keys import holder

WISHES = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}


def finished(member: Member, wishes: dict[str, str] = WISHES) -> queries.Opened:
    """A draft with every question answered, one page at a time."""
    opened = commands.begin(member.actor, "enrolment")
    for fact, text in wishes.items():
        opened = commands.answer(member.actor, opened, {fact: text})
    return opened


def test_it_works(resident: Member) -> None:
    opened = finished(resident)
    filed = commands.submit(resident.actor, opened, opened.draft.version)
    assert filed.new
    case = Case.objects.get(public_id=filed.public_id)
    assert case.number == filed.number
    tasks = {task.matter: task for task in Task.objects.filter(case=case).select_related("department")}
    assert {matter: task.department.code for matter, task in tasks.items()} == {
        "flexible-pension": "hrss",
        "flexible-medical": "medical",
    }
    assert not broken_links(case.pk)
    assert ClockLine.objects.filter(task__case=case).count() >= 2
    assert Message.objects.filter(case_id=case.pk).count() == 1


def test_only_what_still_matters_is_asked(resident: Member) -> None:
    opened = commands.begin(resident.actor, "enrolment")
    asked = []
    while opened.guide.ask:
        asked.append(opened.guide.ask[0].key)
        opened = commands.answer(resident.actor, opened, {asked[-1]: WISHES[asked[-1]]})
    assert asked == ["employment", "add_medical", "contribution_base"]


def test_each_department_gets_exactly_its_items(resident: Member) -> None:
    opened = finished(resident)
    commands.submit(resident.actor, opened, opened.draft.version)
    sends = {"hrss": {"name", "id_number", "phone", "contribution_base"}, "medical": {"name", "id_number", "phone"}}
    for delivery in Delivery.objects.all():
        key = holder().unwrap(bytes(delivery.wrapped_key), BODY_CONTEXT)
        event = json.loads(unseal(key, bytes(delivery.body), context=BODY_CONTEXT))
        assert set(event["data"]["facts"]) == sends[delivery.lane]
        assert event["id"] == str(delivery.pk)


def test_the_same_draft_again_is_the_same_case(resident: Member) -> None:
    opened = finished(resident)
    first = commands.submit(resident.actor, opened, opened.draft.version)
    again = commands.submit(
        resident.actor, queries.open_draft(resident.actor, opened.draft.public_id), opened.draft.version
    )
    assert (again.number, again.new) == (first.number, False)
    assert Case.objects.count() == 1
    assert Delivery.objects.count() == 2


def test_an_unfinished_draft_is_not_filed(resident: Member) -> None:
    opened = commands.begin(resident.actor, "enrolment")
    with pytest.raises(Incomplete):
        commands.submit(resident.actor, opened, opened.draft.version)
    assert not Case.objects.exists()


def test_a_form_of_an_earlier_version_is_not_filed(resident: Member) -> None:
    opened = finished(resident)
    with pytest.raises(StaleForm):
        commands.submit(resident.actor, opened, opened.draft.version - 1)


def test_nobody_files_for_a_neighbour(resident: Member, neighbour: Member) -> None:
    opened = finished(resident)
    with pytest.raises(NotAllowed):
        queries.open_draft(neighbour.actor, opened.draft.public_id)
    with pytest.raises(NotAllowed):
        commands.submit(neighbour.actor, opened, opened.draft.version)


def test_an_outsider_begins_nothing(outsider: Member) -> None:
    with pytest.raises(NobodyAtTheWindow):
        commands.begin(outsider.actor, "enrolment")


def test_events_are_only_added_to(resident: Member) -> None:
    opened = finished(resident)
    commands.submit(resident.actor, opened, opened.draft.version)
    with pytest.raises(Exception, match="only the payload may be erased"):
        Event.objects.update(verb="withdraw")


@pytest.mark.django_db(transaction=True)
def test_a_key_used_for_another_draft_is_refused(lasting_county: Town) -> None:
    one = person_of_the_register("flexible-1")
    first = finished(one)
    commands.submit(one.actor, first, first.draft.version, "key-1", b"first")
    other = finished(one)
    with pytest.raises(OtherBody):
        commands.submit(one.actor, other, other.draft.version, "key-1", b"other")
    assert Case.objects.count() == 1
