"""The auditor asks who can reach a record, and sees who looked, but nothing of what it says."""

from __future__ import annotations

import pytest

from tests.cast import Member, person_of_the_register, staff
from tests.walks.browser import DESK, PHONE
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of
from yichuang.platform.audit.models import Access
from yichuang.platform.people.models import Person

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "script"), [(DESK, True), (PHONE, False)], ids=["desk", "phone-without-script"])
@pytest.mark.usefixtures("site")
def test_an_auditor_asks_about_a_case(visitor: Open, size: tuple[int, int], script: bool) -> None:
    member: Member = person_of_the_register("flexible-1")
    case = file_case(member)
    part = part_of(case, "hrss")
    officer = visitor(DESK, script)
    let_in(officer, staff("人社经办一号"))
    officer.go(f"/desk/parts/{part.public_id}")
    auditor = visitor(size, script)
    let_in(auditor, staff("审计员"))
    auditor.go("/desk/reach")
    auditor.tap("查谁能看到", exact=True)
    auditor.sees("请填写编号。")
    auditor.type("办件编号，或记录的编号", "430121-nothing")
    auditor.tap("查谁能看到", exact=True)
    auditor.sees("没有这个编号。")
    auditor.type("办件编号，或记录的编号", case.number)
    auditor.look("reach-empty")
    auditor.tap("查谁能看到", exact=True)
    auditor.sees("人社经办一号")
    auditor.sees("part-of-the-department")
    auditor.sees("仅在本人在其窗口办事时")
    auditor.look("reach")
    person = Person.objects.get(pk=member.person_id)
    shown = auditor.page.content()
    assert person.name not in shown
    assert person.id_number not in shown
    assert Access.objects.filter(verb="audit", subject_id=case.pk).count() == 1
