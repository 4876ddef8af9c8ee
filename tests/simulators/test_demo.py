"""The demo county's data: people who exist nowhere, systems that fit package and registers, accounts by role."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import yaml
from simulators.identity import is_id_number, is_name, is_phone

from tests.simulators.world import BY_KEY, DEMO, PEOPLE, SYSTEMS, declared

HUNAN = DEMO.parent
EVERYBODY = PEOPLE["people"] + PEOPLE["unknown"]
ACCOUNTS = yaml.safe_load((DEMO / "accounts.yaml").read_text("utf-8"))
REGISTRIES = yaml.safe_load((HUNAN / "registries.yaml").read_text("utf-8"))["registries"]
DEPARTMENTS = yaml.safe_load((HUNAN / "departments.yaml").read_text("utf-8"))["departments"]
PACKAGES = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(HUNAN.glob("*/package.yaml"))]


#: Systems of departments, which want what packages send; a department without one works at the desk.
BUREAUX = {each["department"]: code for code, each in SYSTEMS.items() if each["kind"] == "department"}


@pytest.mark.parametrize("person", EVERYBODY, ids=lambda person: person["key"])
def test_a_person_is_well_formed_and_nobody(person: dict[str, Any]) -> None:
    number = person["id_number"]
    assert is_id_number(number)
    assert number.startswith("439900")
    assert is_name(person["name"])
    assert is_phone(person["phone"])
    assert person["phone"].startswith("1990000")
    own = person.get("population", person)
    assert number[6:14] == own["birth_date"].strftime("%Y%m%d")
    assert own["sex"] == ("male" if int(number[16]) % 2 else "female")


def test_nobody_is_there_twice() -> None:
    for key in ("key", "id_number", "phone"):
        values = [person[key] for person in EVERYBODY]
        assert len(values) == len(set(values)), key
    assert len(PEOPLE["people"]) >= 40


def test_the_people_cover_what_they_are_for() -> None:
    day = date(2026, 11, 25)
    birthdays = {BY_KEY[f"sixteen-{when}"]["population"]["birth_date"] for when in ("yesterday", "today", "tomorrow")}
    assert {(day - each.replace(year=each.year + 16)).days for each in birthdays} == {-1, 0, 1}
    assert any(ord(character) > 0xFFFF for character in BY_KEY["name-rare"]["name"])
    assert len(BY_KEY["name-one"]["name"]) == 1
    assert "·" in BY_KEY["name-dot"]["name"]
    assert BY_KEY["flexible-x"]["id_number"].endswith("X")
    divisions = {person["population"]["division"] for person in PEOPLE["people"]}
    assert any(code.startswith("43") and code != "430121" for code in divisions)
    assert any(not code.startswith("43") for code in divisions)


@pytest.mark.parametrize(
    ("key", "step", "age", "retires"),
    [
        ("man-before", 4, 60, (2026, 12)),
        ("man-at", 4, 60, (2026, 11)),
        ("man-after", 4, 60, (2026, 10)),
        ("woman-50-before", 2, 50, (2026, 12)),
        ("woman-50-at", 2, 50, (2026, 11)),
        ("woman-50-after", 2, 50, (2026, 9)),
        ("woman-55-before", 4, 55, (2026, 12)),
        ("woman-55-at", 4, 55, (2026, 11)),
        ("woman-55-after", 4, 55, (2026, 10)),
    ],
)
def test_those_around_retirement_are_around_it(key: str, step: int, age: int, retires: tuple[int, int]) -> None:
    """The decision of 13 September 2024: a month later each `step` months from January 2025 on, 36 or 60 at most."""
    born = BY_KEY[key]["population"]["birth_date"]
    months = (born.year + age) * 12 + born.month - 1
    late = months - 2025 * 12
    months += min(60 if age == 50 else 36, late // step + 1)
    assert (months // 12, months % 12 + 1) == retires


def test_each_register_holds_the_items_that_are_declared() -> None:
    for code, system in SYSTEMS.items():
        if "register" in system:
            assert set(declared(code)["register"]["items"]) == set(REGISTRIES[system["register"]]["items"]), code
    # The register of organisations answers about companies, by its own verb; it is no register of people.
    assert {each["register"] for each in SYSTEMS.values() if "register" in each} == set(REGISTRIES) - {"organisations"}


def test_each_value_is_one_that_is_declared() -> None:
    for register, known in REGISTRIES.items():
        for person in PEOPLE["people"]:
            for item, value in (person.get(register) or {}).items():
                if item == "own_name":
                    continue
                of_type = known["items"][item]
                if of_type["type"] == "choice":
                    assert value in of_type["options"], (person["key"], item)
                elif of_type["type"] == "boolean":
                    assert isinstance(value, bool)


def test_systems_fit_departments_and_ports() -> None:
    offsets = [system["port_offset"] for system in SYSTEMS.values()]
    assert len(offsets) == len(set(offsets))
    for code, system in SYSTEMS.items():
        assert system["department"] in DEPARTMENTS if "department" in system else True
        assert declared(code)["system"] == code
        assert system["module"] == f"simulators.{system['kind']}"
        assert set(system["title"]) == {"zh-hans", "en"}
    telling = [code for code in BUREAUX.values() if "tax" in declared(code)]
    assert set(telling) == set(declared("tax")["told_by"])
    for code in telling:
        away = declared(code)["tax"]["ports_away"]
        assert SYSTEMS[code]["port_offset"] + away == SYSTEMS["tax"]["port_offset"]


def test_each_bureau_wants_what_the_package_sends() -> None:
    """Two records, kept apart: when one is changed, this says that the other one has not been."""
    sent = [matter for package in PACKAGES for matter in package["matters"] if matter["department"] in BUREAUX]
    wanted = {
        matter: (department, own["item_code"], set(own["items"]))
        for department, code in BUREAUX.items()
        for matter, own in declared(code)["matters"].items()
    }
    assert {each["matter"] for each in sent} == set(wanted)
    for each in sent:  # the same matter may stand in several bundles, and is the same there
        assert (each["department"], each["item_code"], set(each["sends"])) == wanted[each["matter"]], each["matter"]
    collected = {each["matter"] for each in sent if each.get("pays")}
    assert collected == set(declared("tax")["charges"])


def test_accounts_are_roles() -> None:
    staff = ACCOUNTS["staff"]
    roles = {(each["role"], each["department"]) for each in staff}
    assert roles >= {("clerk", "hall"), ("head", "hall")}
    assert {department for role, department in roles if role == "officer"} == set(DEPARTMENTS) - {"hall"}
    assert len([each for each in staff if each["role"] == "clerk"]) == 4  # three windows, and one who takes over
    for each in staff:
        assert set(each) == {"key", "name", "phone", "role", "department", "division"}
        assert re.fullmatch(r"1990000\d{4}", each["phone"])
        assert each["department"] in DEPARTMENTS
    phones = [each["phone"] for each in staff] + [person["phone"] for person in EVERYBODY]
    assert len(phones) == len(set(phones)), "no clerk shares a phone with a resident"


def test_demo_residents_are_demo_people() -> None:
    for each in ACCOUNTS["residents"]:
        assert BY_KEY[each["person"]]["phone"] == each["phone"]
        assert set(each["shows"]) == {"zh-hans", "en"}
