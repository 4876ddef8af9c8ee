"""Whoever the registers know, with any of them silent: a filed case or an explained refusal (A-07, A-12, A-13).

What should follow is worked out here once more, from the demo county's own files and the law's text in plain Python,
without the rules and the package; what the departments hold is read from their own systems over HTTP.
"""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.cast import Member, Town, person_of_the_register
from tests.simulators.world import BY_KEY, ROOT
from tests.walks.people import deliver, down, papers_handed_in
from yichuang.core import clock
from yichuang.faces.look.signin import identify
from yichuang.lines.applications import commands
from yichuang.lines.applications.errors import NobodyAtTheWindow
from yichuang.lines.applications.queries import Opened
from yichuang.platform.cases.errors import Refused
from yichuang.platform.cases.models import Case, Task
from yichuang.platform.people.errors import NotMatched
from yichuang.platform.people.models import Account

pytestmark = pytest.mark.django_db

SEED = 20261125
PACKAGE = yaml.safe_load((ROOT / "content" / "hunan" / "enrolment" / "package.yaml").read_text("utf-8"))
SENDS = {each["matter"]: each["sends"] for each in PACKAGE["matters"]}
DEPARTMENTS = {each["matter"]: each["department"] for each in PACKAGE["matters"]}
KNOWN = sorted(key for key, person in BY_KEY.items() if "population" in person)
UNKNOWN = sorted(set(BY_KEY) - set(KNOWN))
SILENT = [("population",), ("hrss",), ("medical",), ("population", "hrss", "medical")]


def wishes_of(draw: random.Random) -> dict[str, str]:
    """What a person may want: any of the answers that only they can give."""
    yes_or_no = ("true", "false")
    return {
        "employment": draw.choice(["flexible", "flexible", "resident", "resident", "employee"]),
        "add_pension": draw.choice(yes_or_no),
        "add_medical": draw.choice(yes_or_no),
        "guardian_agrees": draw.choice(yes_or_no),
        "contribution_base": draw.choice(["4072", "6787", "20361", "5000.50"]),
        "resident_level": draw.choice(["200", "1000", "3000"]),
    }


def truth(person: dict[str, Any]) -> dict[str, str]:
    """What the person says where a register is silent: the same as the register holds."""
    population, hrss, medical = (person.get(code, {}) for code in ("population", "hrss", "medical"))
    return {
        "birth_date": str(population["birth_date"]),
        "sex": population["sex"],
        "hukou_division": population["division"],
        "pension_status": hrss.get("pension_status", "none"),
        "pension_drawn": str(hrss.get("pension_drawn", False)).lower(),
        "medical_status": medical.get("medical_status", "none"),
        "in_school": str(person["situation"] == "pupil").lower(),
        "phone": person["phone"],
    }


def retires(born: dt.date, sex: str) -> dt.date:
    """The day on which a flexible worker reaches retirement age: 2024 decision, women at 55 and later."""
    old = (born.year + (60 if sex == "male" else 55)) * 12 + born.month - 1
    beyond = old - 2025 * 12
    year, month = divmod(old + (0 if beyond < 0 else min(36, beyond // 4 + 1)), 12)
    return dt.date(year, month + 1, min(born.day, calendar.monthrange(year, month + 1)[1]))


def expected(said: dict[str, str], today: dt.date) -> tuple[set[str], set[str]]:
    """The matters that must reach a department's system, and those that an officer here decides."""
    born = dt.date.fromisoformat(said["birth_date"])
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    pensioner = today >= retires(born, said["sex"])
    drawn, pension, medical = said["pension_drawn"] == "true", said["pension_status"], said["medical_status"]
    in_employees_medical = medical in ("employee", "flexible", "pensioner")
    minor_alone = age < 18 and said["guardian_agrees"] == "false"
    sent, decided = set(), set()
    if said["employment"] == "flexible" and age >= 16:
        if not (drawn or pensioner or pension in ("employee", "flexible")):
            sent.add("flexible-pension")
        if said["add_medical"] == "true" and not in_employees_medical:
            (decided if pensioner or drawn or medical == "resident" else sent).add("flexible-medical")
    if said["employment"] == "resident" and not minor_alone:
        here = said["hukou_division"].startswith("43")
        free = said["in_school"] == "false" and not drawn and pension == "none"
        if said["add_pension"] == "true" and age >= 16 and here and free:
            (decided if age >= 60 else sent).add("resident-pension")
        if said["add_medical"] == "true" and not in_employees_medical and medical != "resident":
            sent.add("resident-medical")
    return sent, decided


def digest(matter: str, person: dict[str, Any], said: dict[str, str]) -> str:
    """The digest of the items that this matter sends, written out once more."""
    values = {**said, "name": person["name"], "id_number": person["id_number"]}
    money = {"contribution_base", "resident_level"}
    facts = {key: round(float(values[key]) * 100) if key in money else values[key] for key in SENDS[matter]}
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def answered(member: Member, said: dict[str, str]) -> Opened:
    """A draft with every question answered truly; it must come to an end."""
    opened = commands.begin(member.actor, "enrolment")
    for _ in range(20):
        if not opened.guide.ask:
            return opened
        key = opened.guide.ask[0].key
        opened = commands.answer(member.actor, opened, {key: said[key]})
    raise AssertionError("it never stops asking")


def held(town: Town, number: str) -> dict[str, str]:
    """What the departments' own systems hold of a case: matter, and digest of its items."""
    found: dict[str, str] = {}
    for code in ("hrss", "medical"):
        for record in town[code].records():
            if record["case_number"] == number:
                assert DEPARTMENTS[record["matter"]] == code
                found[record["matter"]] = record["facts_digest"]
    return found


@pytest.fixture
def listening(county: Town) -> Iterator[Town]:
    """The county, whose registers answer or are given up within a moment."""
    from yichuang.platform.exchange.models import System

    System.objects.update(timeout_ms=1500)
    return county


@pytest.mark.parametrize("silent", ["none", "drawn"])
@pytest.mark.parametrize("key", KNOWN)
def test_it_works(listening: Town, key: str, silent: str) -> None:
    person, draw = BY_KEY[key], random.Random(f"{SEED} {key} {silent}")
    said = {**truth(person), **wishes_of(draw)}
    member = person_of_the_register(key)
    with down(listening, *(() if silent == "none" else draw.choice(SILENT))):
        opened = answered(member, said)
    sent, decided = expected(said, clock.today())
    assert {matter.code for matter in opened.guide.matters} == sent, said
    assert {each.matter.code for each in opened.guide.undecided} == decided, said
    if not sent | decided:
        assert any(refusal.reason["zh-hans"] and refusal.law for refusal in opened.guide.refusals), said
        with pytest.raises(Refused):
            commands.submit(member.actor, opened, opened.draft.version)
        return
    opened = papers_handed_in(member, opened)
    filed = commands.submit(member.actor, opened, opened.draft.version)
    deliver("hrss", "medical")
    assert held(listening, filed.number) == {matter: digest(matter, person, said) for matter in sent}, said
    assert set(Task.objects.filter(case__number=filed.number).values_list("matter", flat=True)) == sent | decided


@pytest.mark.parametrize("key", UNKNOWN)
def test_whom_no_register_knows_is_told_and_files_nothing(county: Town, key: str) -> None:
    person, member = BY_KEY[key], person_of_the_register(key, level=0)
    with pytest.raises(NotMatched) as told:
        identify(Account.objects.get(pk=member.account_id), person["name"], person["id_number"])
    assert str(told.value)
    with pytest.raises(NobodyAtTheWindow):
        commands.begin(member.actor, "enrolment")
    assert not Case.objects.exists()
