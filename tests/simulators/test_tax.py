"""The tax office: told once by the bureaux, answers one window with bill, amount, pay-by and place."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.simulators.world import BY_KEY, Key, Reply, Running

PERSON = BY_KEY["flexible-1"]
Registration = dict[str, Any]


@pytest.fixture
def bureau(var: Path, shared_hrss: Running) -> Key:
    return Key.of(var, "hrss")


@pytest.fixture
def registration() -> Registration:
    return {
        "id": str(uuid.uuid4()),
        "department": "hrss",
        "case_number": uuid.uuid4().hex,
        "matter": "flexible-pension",
        "id_number": PERSON["id_number"],
        "registered_on": "2026-11-25",
        "facts": {"contribution_base": 407200},
    }


def register(tax: Running, bureau: Key, registration: Registration) -> Reply:
    return tax.ask("POST", "/registrations", registration, key=bureau, Idempotency_Key=registration.get("id", ""))


def bills(tax: Running, registration: Registration, **changes: str) -> Any:
    question = {key: registration[key] for key in ("id_number", "case_number")} | changes
    return tax.ask("POST", "/bills", question).json


def test_it_works(tax: Running, bureau: Key, registration: Registration) -> None:
    assert register(tax, bureau, registration).status == 200
    answer = bills(tax, registration)
    assert answer["known"] is True
    assert answer["bills"] == [
        {
            "matter": "flexible-pension",
            "title": "养老保险费（每月）",
            "amount_fen": 81440,
            "pay_by": "2026-11-30",
            "where": answer["bills"][0]["where"],
            "covered_from": "2026-11-01",
        }
    ]


@pytest.mark.parametrize(
    ("matter", "facts", "day", "amount", "pay_by", "covered_from"),
    [
        ("flexible-pension", {"contribution_base": 407203}, "2028-02-01", 81441, "2028-02-29", "2028-02-01"),
        ("flexible-medical", {}, "2026-12-31", 32576, "2026-12-31", "2027-01-01"),
        ("resident-pension", {"resident_level": 20000}, "2026-11-30", 20000, "2026-12-31", "2026-11-01"),
        ("resident-medical", {}, "2026-12-01", 40000, "2027-01-31", "2027-02-01"),
    ],
)
def test_each_matter_has_its_bill(
    tax: Running,
    bureau: Key,
    registration: Registration,
    matter: str,
    facts: dict[str, int],
    day: str,
    amount: int,
    pay_by: str,
    covered_from: str,
) -> None:
    registration |= {"matter": matter, "facts": facts, "registered_on": day}
    assert register(tax, bureau, registration).status == 200
    (bill,) = bills(tax, registration)["bills"]
    assert (bill["amount_fen"], bill["pay_by"], bill["covered_from"]) == (amount, pay_by, covered_from)


def test_told_twice_is_one_bill(tax: Running, bureau: Key, registration: Registration) -> None:
    before = tax.counts()
    assert [register(tax, bureau, registration).status for _ in range(3)] == [200] * 3
    after = tax.counts()
    assert (after["arrivals"] - before["arrivals"], after["effects"] - before["effects"]) == (3, 1)
    assert len(bills(tax, registration)["bills"]) == 1
    assert register(tax, bureau, registration | {"registered_on": "2026-11-26"}).status == 409


def test_what_nobody_told_is_not_known(tax: Running, bureau: Key, registration: Registration) -> None:
    register(tax, bureau, registration)
    nothing = {"known": False, "bills": []}
    assert bills(tax, registration, case_number="another") == {"case_number": "another", **nothing}
    other = BY_KEY["flexible-2"]["id_number"]
    assert bills(tax, registration, id_number=other) == {"case_number": registration["case_number"], **nothing}


@pytest.mark.parametrize(
    "changes",
    [
        {"matter": "no-such"},
        {"id_number": "1"},
        {"registered_on": "2026-02-30"},
        {"facts": {}},
        {"facts": {"contribution_base": 407200, "phone": "19900000101"}},
        {"facts": {"contribution_base": "407200"}},
        {"facts": None},
        {"remark": "x"},
        {"department": ""},
    ],
)
def test_a_registration_is_whole_or_refused(
    tax: Running, bureau: Key, registration: Registration, changes: dict[str, Any]
) -> None:
    assert register(tax, bureau, registration | changes).status == 422
    assert bills(tax, registration)["known"] is False


@pytest.mark.parametrize("changes", [{"id_number": "1"}, {"case_number": 5}, {"name": "x"}])
def test_a_question_is_whole_or_refused(tax: Running, registration: Registration, changes: dict[str, Any]) -> None:
    question = {key: registration[key] for key in ("id_number", "case_number")} | changes
    assert tax.ask("POST", "/bills", question).status == 422
