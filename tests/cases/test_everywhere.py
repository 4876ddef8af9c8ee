"""Real cases of days and numbers that several places show: all of them say the same."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date, datetime
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from tests.cases.entries import entry
from tests.cast import Member, Town, person_of_the_register, signed_in, staff
from tests.lines.applications.test_new_package import AT_DESK, ITS_OFFICER, TEXTS
from tests.walks.people import file_case, part_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case
from yichuang.platform.messages.models import Message
from yichuang.platform.people import commands as people
from yichuang.platform.people.models import Person
from yichuang.project.commands import publish

pytestmark = pytest.mark.django_db


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def receipt(client: Client, case: Case) -> str:
    """What the receipt says, as one line."""
    paper = client.get(f"/cases/{case.public_id}/receipt.pdf").content
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages))


def exported(client: Client) -> list[dict[str, str]]:
    """The rows that an officer takes along, by the titles of their columns."""
    body = b"".join(client.get("/desk/list.csv?list=open").streaming_content).decode("utf-8-sig")
    titles, *rows, _ = csv.reader(io.StringIO(body))
    return [dict(zip(titles, row, strict=False)) for row in rows]


def test_wd_10_three_months_from_the_last_of_august(county: Town, resident: Member, tmp_path: Path) -> None:
    given = entry("WD-10")
    start = date.fromisoformat(given["input"]["start"])
    last = date.fromisoformat(str(given["expected"]["last_day"])[:10])
    for name, text in TEXTS.items():
        text = text.replace("promised: 2 workdays", f"promised: {given['input']['months']} months")
        (tmp_path / name).write_text(text.replace("DEPARTMENT", AT_DESK).replace("2026-01-01", "2022-01-01"), "utf-8")
    assert publish.main([str(tmp_path)]) == 0
    with clock.frozen(datetime(start.year, start.month, start.day, 10, tzinfo=clock.ZONE)):
        opened = commands.begin(resident.actor, "parade")
        opened = commands.answer(resident.actor, opened, {"dragons": "1"})
        opened = commands.answer(resident.actor, opened, {"route": "东门到西门"})
        number = commands.submit(resident.actor, opened, opened.draft.version).number
    case = Case.objects.get(number=number)
    part = part_of(case, AT_DESK)
    officer = staff(ITS_OFFICER)
    home, desk = signed_in(resident), signed_in(officer)
    page = home.get(f"/cases/{case.public_id}").content.decode()
    assert chinese(last) in page
    assert chinese(last) in receipt(home, case)
    told = json.loads(home.get(f"/api/v1/cases/{case.public_id}").content)
    [own] = told["parts"]
    assert own["due_on"] == last.isoformat()
    assert any(chinese(last) in each["sentence"] for each in own["clocks"])
    office = desk.get(f"/desk/parts/{part.public_id}").content.decode()
    assert chinese(last) in office
    assert last.isoformat() in exported(desk)[0].values()
    for place in (page, office, json.dumps(told, ensure_ascii=False), *(each.text for each in Message.objects.all())):
        assert "2022年12月1日" not in place
        assert "2022-12-01" not in place


def test_wd_12_half_a_minute_before_and_after_midnight(county: Town, officer: Member) -> None:
    given = entry("WD-12")
    for key, at, said in zip(
        ("flexible-1", "flexible-2"), given["input"]["submitted_at"], given["expected"]["filing_date"], strict=True
    ):
        member, day = person_of_the_register(key), date.fromisoformat(said.split()[0])
        with clock.frozen(datetime.fromisoformat(at)):
            case = file_case(member)
        home, desk = signed_in(member), signed_in(officer)
        assert clock.legal_day(case.filed_at) == day
        assert chinese(day) in home.get(f"/cases/{case.public_id}").content.decode()
        assert chinese(day) in receipt(home, case)
        assert json.loads(home.get(f"/api/v1/cases/{case.public_id}").content)["filed_at"].startswith(day.isoformat())
        assert chinese(day) in desk.get(f"/desk/parts/{part_of(case, 'hrss').public_id}").content.decode()
        [row] = [each for each in exported(desk) if case.number in each.values()]
        assert f"{day:%Y%m%d}" in row["编号"], "the number holds the day of filing"


def test_id_01_three_spellings_are_one_person(county: Town) -> None:
    numbers = entry("ID-01")["input"]["numbers"]
    window = signed_in(staff("窗口一号"))
    for number in numbers:
        assert window.post("/window/", {"name": "试例某", "id_number": number}).status_code == 303
        assert people.ensure_person("试例某", number).id_number == numbers[0]
    assert Person.objects.count() == 1
