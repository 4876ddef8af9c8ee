"""Time is one: whatever zone a browser is in, every page says the same day and the same minute (TRUST 13)."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime, timedelta

import pytest
from pypdf import PdfReader

from tests.cast import Town, person_of_the_register, staff
from tests.walks.browser import PHONE, Walker
from tests.walks.conftest import Open
from tests.walks.people import file_case, let_in, part_of
from yichuang.core import clock
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.messages.models import Message

pytestmark = [pytest.mark.walk, pytest.mark.django_db(transaction=True)]

#: The browser's zone, and how many minutes behind UTC JavaScript says that it is.
ZONES = {"Etc/GMT+12": 720, "Asia/Shanghai": -480, "Pacific/Kiritimati": -840}


def written(at: datetime) -> str:
    """A moment as every page writes it, reckoned here anew."""
    local = at.astimezone(clock.ZONE)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def texts(walker: Walker, paths: list[str]) -> list[str]:
    """What each page says."""
    found = []
    for path in paths:
        answer = walker.go(path)
        assert answer is not None
        assert answer.ok, path
        found.append(walker.page.locator("main").inner_text())
    return found


def test_the_same_day_and_minute_in_every_zone(visitor: Open, town: Town) -> None:
    member, officer = person_of_the_register("flexible-1"), staff("人社经办一号")
    case = file_case(member)
    part = part_of(case, "hrss")
    commands.accept(officer.actor, part.pk)
    part.refresh_from_db()
    # Half past midnight in Beijing: the day before in UTC, and two days between the ends of the earth.
    moved = (clock.now() - timedelta(days=1)).replace(hour=0, minute=30, second=0, microsecond=0)
    Case.objects.filter(pk=case.pk).update(filed_at=moved)
    Task.objects.filter(case=case).update(filed_at=moved)
    Message.objects.filter(case_id=case.pk).update(created_at=moved)
    seen: dict[str, list[str]] = {}
    for zone, behind in ZONES.items():
        home, office = visitor(PHONE, timezone_id=zone), visitor(PHONE, timezone_id=zone)
        let_in(home, member)
        let_in(office, officer)
        seen[zone] = texts(home, [f"/cases/{case.public_id}", "/cases", "/messages"])
        seen[zone] += texts(office, [f"/desk/parts/{part.public_id}", "/desk?list=accepted"])
        assert home.page.evaluate("new Date().getTimezoneOffset()") == behind
    first, *others = seen.values()
    assert all(each == first for each in others)
    assert written(moved) in first[0]
    assert written(moved) in first[2]
    everywhere(home, office, case, part, moved)


def everywhere(home: Walker, office: Walker, case: Case, part: Task, moved: datetime) -> None:
    """Paper, interface, table and message say what the page says."""
    assert part.due_on is not None
    due = f"{part.due_on.year}年{part.due_on.month}月{part.due_on.day}日"
    home.go(f"/cases/{case.public_id}")
    assert due in home.page.locator("main").inner_text()
    paper = home.context.request.get(f"{home.base}/cases/{case.public_id}/receipt.pdf").body()
    said = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages))
    assert written(moved).replace(" ", "") in said
    assert due in said
    told = json.loads(home.context.request.get(f"{home.base}/api/v1/cases/{case.public_id}").body())
    assert told["filed_at"] == moved.isoformat()
    [row] = json.loads(home.context.request.get(f"{home.base}/api/v1/cases").body())["cases"]
    assert row["filed_at"] == moved.isoformat()
    [own] = [each for each in told["parts"] if each["task"] == part.public_id]
    assert own["due_on"] == part.due_on.isoformat()
    assert any(due in each["sentence"] for each in own["clocks"])
    table = office.context.request.get(f"{office.base}/desk/list.csv?list=accepted").body().decode("utf-8-sig")
    assert part.due_on.isoformat() in table
    titles = table.splitlines()[0].split(",")
    assert [each for each in titles if "北京时间" in each] == ["最迟（北京时间）", "办结日（北京时间）"]
