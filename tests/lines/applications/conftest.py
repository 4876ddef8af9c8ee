"""A company of the demo county, by whom its representative acts."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cast import Member, Town
from yichuang.core.access import Actor
from yichuang.core.identifiers import make_id_number
from yichuang.faces.look.mandates import represent
from yichuang.platform.people.queries.mandates import acting_under

COMPANY = "91439900MAD0000199"


def employee(number: int, born: date = date(1990, 1, 1)) -> str:
    """The ID number of an invented employee."""
    return make_id_number("439900", born, 500 + number)


EMPLOYER = {
    "employee_name": "试员一",
    "employee_number": employee(0),
    "employee_phone": "19900010000",
    "hired_on": "2026-11-02",
    "wage": "5000",
}


@pytest.fixture
def employer(county: Town, resident: Member) -> Actor:
    """The resident as the legal representative of their company."""
    mandate = represent(resident.actor, COMPANY)
    assert resident.person_id is not None
    acting = acting_under(resident.person_id, mandate.public_id)
    assert acting is not None
    return acting.actor(resident.actor)
