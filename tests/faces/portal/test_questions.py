"""Every question says who needs the answer, under which article, and which register was asked first (UX 2)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Member, Town, person_of_the_register
from tests.simulators.world import BY_KEY
from yichuang.lines.applications import commands

pytestmark = pytest.mark.django_db

SignedIn = Callable[[Member], Client]
FLEXIBLE = {"employment": "flexible", "add_medical": "true", "contribution_base": "4072"}
RESIDENT = {"employment": "resident", "add_pension": "true", "add_medical": "true", "in_school": "false"}


def pages(client: Client, member: Member, answers: dict[str, str]) -> list[str]:
    """The question pages on the way, in the order in which they come."""
    opened = commands.begin(member.actor, "enrolment")
    found = []
    while opened.guide.ask:
        key = opened.guide.ask[0].key
        answer = client.get(f"/drafts/{opened.draft.public_id}/{key}")
        found.append(answer.content.decode())
        text = answers.get(key) or (opened.guide.ask[0].choices[0].value if opened.guide.ask[0].choices else "")
        opened = commands.answer(member.actor, opened, {key: text or str(by_hand(key))})
    return found


def by_hand(key: str) -> str:
    """What somebody types where nothing can be chosen."""
    return {
        "birth_date": "1990-03-07",
        "hukou_division": "430121",
        "name": "试例一",
        "id_number": BY_KEY["flexible-1"]["id_number"],
        "phone": "19900000101",
    }[key]


@pytest.mark.parametrize("answers", [FLEXIBLE, RESIDENT], ids=["flexible", "resident"])
def test_it_works(county: Town, signed_in: SignedIn, answers: dict[str, str]) -> None:
    member = person_of_the_register("flexible-1")
    shown = pages(signed_in(member), member, answers)
    assert len(shown) >= 3
    for text in shown:
        for words in ("为什么问这个", "谁需要：", "依据：《", "登记库里没有这一项"):
            assert words in text


def test_an_answer_by_hand_names_the_register_that_was_silent(county: Town, signed_in: SignedIn) -> None:
    member = person_of_the_register("flexible-1")
    county["population"].control(mode="down")
    try:
        shown = pages(signed_in(member), member, FLEXIBLE)
    finally:
        county["population"].control(mode="normal")
    asked_by_hand = [text for text in shown if "没有回应" in text]
    assert len(asked_by_hand) >= 2
    for text in asked_by_hand:
        assert "先查过人口库（公安机关），没有回应" in text
        assert "您自己填写" in text
        assert "再查一次" in text


def test_the_step_stands_in_the_title_and_above_the_heading(resident: Member, signed_in: SignedIn) -> None:
    first = pages(signed_in(resident), resident, FLEXIBLE)[0]
    assert "<title>第1步，共" in first
    assert '<p class="step">第1步，共' in first


def test_a_typed_answer_is_kept_with_its_problem(resident: Member, signed_in: SignedIn) -> None:
    opened = commands.begin(resident.actor, "enrolment")
    for key in ("employment", "add_medical"):
        opened = commands.answer(resident.actor, opened, {key: FLEXIBLE[key]})
    path = f"/drafts/{opened.draft.public_id}/contribution_base"
    answer = signed_in(resident).post(path, {"answer": '<b>"4072</b>'})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#own"' in text
    assert 'aria-describedby="own-hint own-wrong" aria-invalid="true"' in text
    assert "&lt;b&gt;&quot;4072&lt;/b&gt;" in text
    assert "<title>出错：" in text


BY_HAND = {"pension_drawn": "false", "pension_status": "employee", "retire_how": "statutory"}


def test_a_number_stands_with_its_unit(county: Town, signed_in: SignedIn) -> None:
    member = person_of_the_register("retire-employee")
    client = signed_in(member)
    county["hrss"].control(mode="down")
    try:
        opened = commands.begin(member.actor, "retirement")
        while (key := opened.guide.ask[0].key) != "pension_months":
            opened = commands.answer(member.actor, opened, {key: BY_HAND[key]})
        path = f"/drafts/{opened.draft.public_id}/pension_months"
        page = client.get(path).content.decode()
        assert '<span id="unit">个月</span>' in page
        assert 'aria-describedby="unit"' in page
        wrong = client.post(path, {"answer": "15年"}).content.decode()
        assert "请填数字，单位是个月。" in wrong
        assert 'value="15年"' in wrong
        opened = commands.answer(member.actor, opened, {"pension_months": "180个月"})
        assert opened.guide.at_hand["pension_months"] == 180
    finally:
        county["hrss"].control(mode="normal")
