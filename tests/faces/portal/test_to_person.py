"""What no rule decides, a person decides: it is filed here, to their desk, and the page says so."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town, person_of_the_register
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.errors import Refused
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.exchange.models import Delivery

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]


def answered(member: Member, **wishes: str) -> Opened:
    """A draft with these answers, the first of the choices where none is given."""
    opened = commands.begin(member.actor, "enrolment")
    while opened.guide.ask:
        question = opened.guide.ask[0]
        opened = commands.answer(
            member.actor, opened, {question.key: wishes.get(question.key) or question.choices[0].value}
        )
    return opened


def press(client: Client, page: str, url: str) -> str:
    """Press the button of the form of ``page`` that leads to ``url``; returns where it leads."""
    form = page[page.index(f'action="{url}"') :]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[: form.index("</form>")]))
    answer = client.post(url, fields)
    assert answer.status_code in (302, 303)
    return str(answer["Location"])


@pytest.fixture
def sixty(county: Town) -> Member:
    """Sixty today: the residents' pension has rules of its own for them."""
    return person_of_the_register("resident-60-today")


def test_it_works(sixty: Member, signed_in: SignedIn) -> None:
    opened = answered(sixty, employment="resident", add_pension="true", add_medical="false", in_school="false")
    assert opened.guide.outcome == "to-person"
    client, draft = signed_in(sixty), opened.draft.public_id
    assert client.get(f"/drafts/{draft}")["Location"] == f"/drafts/{draft}/check"
    page = client.get(f"/drafts/{draft}/check").content.decode()
    assert "这一项由人社局的工作人员决定" in page
    assert "满60周岁的人参加居民养老保险，另有规定。" in page
    assert "提交，办理居民养老" in page
    case = press(client, page, f"/drafts/{draft}/file")
    task = Task.objects.get(case__public_id=case.rpartition("/")[2])
    assert (task.matter, task.department.code) == ("resident-pension", "hrss")
    assert not Delivery.objects.exists()  # whatever system the department has: a person looks at it, at the desk
    assert client.get(case).status_code == 200


def test_its_officer_decides(sixty: Member, county: Town, officer: Member) -> None:
    """An answer to what the officer asks does not go to a system that never heard of the part."""
    opened = answered(sixty, employment="resident", add_pension="true", add_medical="false", in_school="false")
    filed = commands.submit(sixty.actor, opened, opened.draft.version)
    task = Task.objects.get(case__public_id=filed.public_id)
    sheet = queries.part_sheet(officer.actor, task.public_id)
    assert {item.fact for item in sheet.items} == set(opened.guide.sends_undecided(opened.guide.undecided[0]))
    assert {item.fact for item in sheet.items} >= {"name", "id_number"}
    commands.supplement(officer.actor, task.pk, ["户口簿"], "")
    commands.resubmit(sixty.actor, task.pk, ["在这里"])
    commands.accept(officer.actor, task.pk)
    commands.grant(officer.actor, task.pk, "已办理。")
    assert Case.objects.get(public_id=filed.public_id).state == "concluded"
    assert not Delivery.objects.exists()


def test_one_part_by_rule_and_one_by_a_person(county: Town, signed_in: SignedIn) -> None:
    member = person_of_the_register("held-resident-medical")
    opened = answered(member, employment="flexible", add_medical="true")
    assert opened.guide.outcome == "file"
    page = signed_in(member).get(f"/drafts/{opened.draft.public_id}/check").content.decode()
    assert "这一项由医保局的工作人员决定" in page
    assert re.search(r"提交，办理养老保险、\S*医疗保险", page)
    commands.submit(member.actor, opened, opened.draft.version)
    assert set(Delivery.objects.values_list("lane", flat=True)) == {"hrss"}
    assert set(Task.objects.values_list("department__code", flat=True)) == {"hrss", "medical"}


def test_a_refusal_is_still_not_fileable(resident: Member, signed_in: SignedIn) -> None:
    opened = answered(resident, employment="employee")
    assert opened.guide.outcome == "refused"
    with pytest.raises(Refused):
        commands.submit(resident.actor, opened, opened.draft.version)
    draft = opened.draft.public_id
    assert signed_in(resident).get(f"/drafts/{draft}/check")["Location"] == f"/drafts/{draft}/refused"


def test_nothing_wanted_is_nothing_to_file(resident: Member, signed_in: SignedIn) -> None:
    """Somebody who wants none of it has no case without parts."""
    opened = answered(resident, employment="resident", add_pension="false", add_medical="false", in_school="false")
    assert not opened.guide.matters
    assert not opened.guide.undecided
    with pytest.raises(Refused):
        commands.submit(resident.actor, opened, opened.draft.version)
    answer = signed_in(resident).get(f"/drafts/{opened.draft.public_id}/refused")
    assert answer.status_code == 200
    assert not Case.objects.exists()
