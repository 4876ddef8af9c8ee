"""A company enrols its employees: one by form, many by table; all rows or none, each once, each a case of its own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest
import xlsxwriter

from tests.cast import Member
from tests.lines.applications.conftest import EMPLOYER, employee
from tests.platform.notices.samples import text
from tests.walks.people import file_case
from yichuang.core import clock
from yichuang.core.access import Actor, NotAllowed
from yichuang.core.identifiers import mask_name
from yichuang.core.sheets import SheetError
from yichuang.lines.applications import commands, queries
from yichuang.lines.applications.errors import OtherAudience
from yichuang.lines.applications.models import Batch, BatchRow
from yichuang.platform.cases.errors import NotPossible
from yichuang.platform.cases.models import Case, Draft, Intent
from yichuang.platform.messages.models import Message
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Mandate, Person
from yichuang.platform.people.queries import acting_under

pytestmark = pytest.mark.django_db

HEAD = ["员工姓名", "员工身份证号", "员工手机号", "用工日期", "月工资", "劳动合同", "劳动用工备案", "办理就业登记"]
SERVICE = "employee-enrolment"


def xlsx(*rows: list[object]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        page = book.add_worksheet()
        for number, row in enumerate([HEAD, *rows]):
            for at, value in enumerate(row):
                page.write_string(number, at, str(value)) if isinstance(value, str) else page.write(number, at, value)
    return output.getvalue()


def row(number: int, **changed: object) -> list[object]:
    said = {"name": f"试员{number}", "id": employee(number), "phone": f"1990001{number:04d}", "on": "2026-11-02"}
    said |= {"wage": 5000, "contract": "", "filing": "", "registration": "", **changed}
    return list(said.values())


def taken(actor: Actor, *rows: list[object]) -> Batch:
    found = commands.take_table(actor, SERVICE, xlsx(*rows), "员工.xlsx", "zh-hans")
    assert found.findings == ()
    assert found.batch is not None
    return found.batch


def test_one_employee_by_form(employer: Actor) -> None:
    opened = commands.begin(employer, SERVICE)
    while (question := opened.guide.next) is not None:
        opened = commands.answer(employer, opened, {question.key: EMPLOYER[question.key]})
    assert opened.guide.sends("employee-medical")["employer_name"] == "试例商贸有限公司"
    filed = commands.submit(employer, opened, opened.draft.version)
    case = Case.objects.get(pk=filed.case_id)
    assert case.organisation_id == employer.organisation_id
    assert set(case.tasks.values_list("matter", flat=True)) == {"employee-insurances", "employee-medical"}


def test_many_by_table(employer: Actor) -> None:
    batch = taken(employer, row(1), row(2, filing="是", contract="固定期限"), row(3, registration="是"))
    assert Case.objects.count() == 0
    told = Message.objects.count()
    assert commands.go_on(commands.file_batch(employer, batch.pk)) == 3
    view = queries.batch_view(employer, batch.public_id)
    assert (view.batch.state, view.rows, view.filed) == (Batch.State.FILED, 3, 3)
    matters = [set(one.case.tasks.values_list("matter", flat=True)) for one in queries.rows_of(view) if one.case]
    both = {"employee-insurances", "employee-medical"}
    assert matters == [both, both | {"employment-filing"}, both | {"employee-registration"}]
    assert Message.objects.count() == told


def test_a_batch_is_filed_once_however_often_and_from_where_it_is_gone_on_with(employer: Actor) -> None:
    batch = commands.file_batch(employer, taken(employer, *[row(number) for number in range(1, 6)]).pk)
    assert commands.go_on(batch, most=2) == 2
    # The answer of one row was lost after its case was made.
    first = BatchRow.objects.filter(batch=batch).order_by("position").first()
    assert first is not None
    BatchRow.objects.filter(pk=first.pk).update(case=None)
    assert commands.file_batches() == 4
    assert commands.file_batches() == 0
    commands.file_batch(employer, batch.pk)
    assert Case.objects.count() == 5
    assert BatchRow.objects.filter(batch=batch, case__isnull=False).count() == 5
    assert Intent.objects.filter(verb="file").count() == 5


@pytest.mark.parametrize(
    ("changed", "cell", "words"),
    [
        ({"id": "43990019900101001"}, "B3", ""),
        ({"phone": "12345"}, "C3", ""),
        ({"on": "2099-01-01"}, "A3", "还没有用工"),
        ({"id": employee(9, date(2015, 1, 1))}, "A3", "未满16周岁"),
        ({"wage": "很多"}, "E3", ""),
        ({"filing": "是"}, "F3", ""),
        ({"name": ""}, "A3", ""),
        ({"id": employee(1)}, "B3", ""),
    ],
)
def test_one_wrong_row_and_nothing_is_kept(employer: Actor, changed: dict[str, object], cell: str, words: str) -> None:
    found = commands.take_table(employer, SERVICE, xlsx(row(1), row(2, **changed)), "员工.xlsx", "zh-hans")
    assert found.batch is None
    assert [one.cell for one in found.findings] == [cell]
    assert words in str(found.findings[0].sentence)
    assert not Batch.objects.exists()
    assert not Draft.objects.exists()


def test_a_file_that_is_none(employer: Actor) -> None:
    with pytest.raises(SheetError):
        commands.take_table(employer, SERVICE, b"%PDF", "员工.xlsx", "zh-hans")


def test_what_waits_in_a_table_is_no_draft_to_go_on_with(employer: Actor) -> None:
    taken(employer, row(1))
    assert queries.open_drafts(employer) == []
    assert commands.begin(employer, SERVICE).content.facts.keys() == {"employer_name", "employer_code"}


def test_a_table_can_be_thrown_away_until_it_is_filed(employer: Actor) -> None:
    commands.discard(employer, taken(employer, row(1)).pk)
    assert not Batch.objects.exists()
    assert not Draft.objects.exists()
    batch = commands.file_batch(employer, taken(employer, row(1)).pk)
    with pytest.raises(NotPossible):
        commands.discard(employer, batch.pk)


def test_a_mandate_that_ends_stops_it_and_what_is_filed_stays(employer: Actor) -> None:
    batch = commands.file_batch(employer, taken(employer, row(1), row(2)).pk)
    commands.go_on(batch, most=1)
    Mandate.objects.filter(pk=batch.mandate_id).update(ended_at=clock.now())
    assert commands.file_batches() == 0
    batch.refresh_from_db()
    assert batch.state == Batch.State.STOPPED
    assert Case.objects.count() == 1
    Mandate.objects.filter(pk=batch.mandate_id).update(ended_at=None)
    assert commands.go_on(commands.file_batch(employer, batch.pk)) == 0
    assert Case.objects.count() == 1, "what has stopped does not go on under another mandate"


def test_nobody_else_makes_sees_or_files_it(
    employer: Actor, resident: Member, neighbour: Member, clerk: Member, officer: Member
) -> None:
    batch = taken(employer, row(1))
    other_service = replace(employer, services=("another",))
    other_company = replace(employer, organisation_id=neighbour.person_id, on_behalf_of=neighbour.person_id)
    for actor in (resident.actor, neighbour.actor, clerk.actor, officer.actor, other_service, other_company, Actor()):
        with pytest.raises(NotAllowed):
            queries.batch_view(actor, batch.public_id)
        with pytest.raises(NotAllowed):
            commands.file_batch(actor, batch.pk)
        assert queries.batches_of(actor, batch.package_version.name).rows == []
    assert [one.pk for one in queries.batches_of(employer, batch.package_version.name).rows] == [batch.pk]


def test_a_service_for_people_has_no_table(employer: Actor) -> None:
    with pytest.raises(OtherAudience):
        commands.take_table(employer, "enrolment", xlsx(row(1)), "员工.xlsx", "zh-hans")


def test_what_a_row_said_is_sealed_on_disk(employer: Actor) -> None:
    from django.db import connection

    taken(employer, row(1))
    with connection.cursor() as cursor:
        cursor.execute("select encode(content, 'escape') from cases_draft")
        assert "试员" not in str(cursor.fetchall())
        assert employee(1) not in str(cursor.fetchall())


def test_the_mandate_stands_on_every_case(employer: Actor) -> None:
    batch = commands.file_batch(employer, taken(employer, row(1)).pk)
    commands.go_on(batch)
    assert Mandate.objects.get(pk=batch.mandate_id).organisation_id == Case.objects.get().organisation_id


def test_receipts_of_a_table_name_the_agent_in_full_to_the_companys_people_alone(
    employer: Actor, resident: Member, neighbour: Member, clerk: Member
) -> None:
    """Who files for the company knows who else did; a clerk who prints it for somebody at the window sees it masked."""
    made = people.grant(employer, *named(neighbour), [SERVICE], None, clock.today() + timedelta(days=30))
    acting = acting_under(made.agent_id, made.public_id)
    assert acting is not None
    agent = acting.actor(neighbour.actor)
    commands.go_on(commands.file_batch(agent, taken(agent, row(1)).pk))
    case, name = Case.objects.get(), Person.objects.get(pk=made.agent_id).name
    for reader in (employer, agent):
        words = text(queries.receipt_pdf(reader, case.public_id, "zh-hans"))
        assert f"代办人{name}" in words
        assert "用表格" in words
    at_the_window = replace(clerk.actor, on_behalf_of=case.applicant_id)
    words = text(queries.receipt_pdf(at_the_window, case.public_id, "zh-hans"))
    assert name not in words
    assert f"代办人{mask_name(name)}" in words


def test_who_files_for_themselves_has_no_agent(resident: Member) -> None:
    words = text(queries.receipt_pdf(resident.actor, file_case(resident).public_id, "zh-hans"))
    assert "代办人" not in words


def named(member: Member) -> tuple[str, str]:
    """Name and number of a member, as whoever names them as agent types them."""
    person = Person.objects.get(pk=member.person_id)
    return person.name, person.id_number
