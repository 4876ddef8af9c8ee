"""What is worked out and sent stands on the check page with its value, as everything else that leaves does; and what
decides without having been checked against its source is marked wherever it is read: here, at the window, at the desk,
by the interface."""

from __future__ import annotations

import re

from django.test import Client

from tests.cast import Member, Town, person_of_the_register, signed_in
from tests.faces.api.staff import Calls
from tests.simulators.world import BY_KEY
from yichuang.lines.applications import commands
from yichuang.platform.cases.models import Task

#: A man of 60: the rows of the tables by which he has his category and his old age, whose articles nobody read here.
ROWS = [("retirement_category", "retirement_category", 2), ("old_age_months", "old_age", 2)]
LABELS = "这些还没有对照原文核实：可以提前申请的月数、退休类别、原退休年龄（月）。以经办部门核定的为准。"


def read(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_what_is_worked_out_is_seen_before_it_is_sent_and_marked_where_it_is_unverified(
    county: Town, officer: Member
) -> None:
    """Born 10 January 1966, a man retires at 60 years and 4 months: in May 2026."""
    member = person_of_the_register("retire-employee")
    opened = commands.begin(member.actor, "retirement")
    opened = commands.answer(member.actor, opened, {"retire_how": "statutory"})
    draft = opened.draft.public_id
    page = read(signed_in(member), f"/drafts/{draft}/check")
    law = "《国务院关于渐进式延迟法定退休年龄的办法》第1条、《国务院关于工人退休、退职的暂行办法》"
    assert "退休月份（当月1日） 2026年5月1日（尚未核实）" in page
    assert f"退休类别 男职工（原60岁）（依据{law}，尚未核实）" in page
    assert LABELS in page
    told = Calls.of(member).get(f"/drafts/{draft}/check")["unverified"]
    assert [(one["fact"], one["table"], one["row"]) for one in told if one["table"]] == ROWS
    assert [(one["fact"], one["parameter"]) for one in told if one["parameter"]] == [("claim_ahead_months",) * 2]

    filed = commands.submit(member.actor, opened, opened.draft.version)
    assert LABELS in read(signed_in(member), f"/cases/{filed.public_id}")
    assert Calls.of(member).get(f"/cases/{filed.public_id}")["unverified"] == told
    part = Task.objects.get(case_id=filed.case_id, department__code="hrss").public_id
    sheet = Calls.of(officer).get(f"/tasks/{part}")
    assert sheet["unverified"] == told
    assert [one["fact"] for one in sheet["items"] if not one["verified"]] == ["retirement_category", "retirement_month"]
    page = read(signed_in(officer), f"/desk/parts/{part}")
    assert "退休类别（表“retirement_category”第2行）、原退休年龄（月）（表“old_age”第2行）。请先看原文再决定。" in page
    marked = [item for item in re.findall(r"<li><label for=\"copy-.*?</li>", page, re.DOTALL) if "尚未核实" in item]
    assert [re.findall(r"copy-(\w+)", item)[0] for item in marked] == ["retirement_category", "retirement_month"]


def test_a_clerk_sees_it_and_so_does_whoever_is_refused(county: Town, clerk: Member) -> None:
    known, window = BY_KEY["retire-employee"], signed_in(clerk)
    assert window.post("/window/", {"name": known["name"], "id_number": known["id_number"]}).status_code == 303
    county["hrss"].control(mode="down")
    try:
        draft = window.post("/window/services/retirement/start")["Location"]
        asked = read(window, draft)
    finally:
        county["hrss"].control(mode="normal")
    assert '<div class="counted"><input class="input w4 num" name="pension_months"' in asked
    assert '<span id="unit-pension_months">个月</span></div>' in asked
    assert window.post(f"{draft}/registers").status_code == 303
    form = {"version": re.findall(r'name="version" value="(\d+)"', read(window, draft))[0]}
    assert window.post(draft, {**form, "retire_how": "statutory"}).status_code == 303
    assert LABELS in read(window, draft)
    member = person_of_the_register("retire-employee")
    opened = commands.begin(member.actor, "retirement")
    opened = commands.answer(member.actor, opened, {"retire_how": "late"})
    opened = commands.answer(member.actor, opened, {opened.guide.ask[0].key: "2026-01-01"})
    assert [one.code for one in opened.guide.refusals] == ["no-later-than-statutory"]
    page = read(signed_in(member), f"/drafts/{opened.draft.public_id}/refused")
    assert "这些还没有对照原文核实：可以提前申请的月数、退休类别。" in page
