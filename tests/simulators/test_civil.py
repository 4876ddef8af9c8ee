"""Stand-ins for civil status and for organisations: what is asked for and no more, and what a hand changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulators.world import BY_KEY, ORGANISATIONS, Running, running

ASKED = {"id_number": BY_KEY["flexible-2"]["id_number"], "purpose": "test"}


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[Running]:
    """A population register of its own, since what it holds is changed."""
    with running("population", tmp_path) as system:
        yield system


@pytest.fixture
def organisations(tmp_path: Path) -> Iterator[Running]:
    with running("organisations", tmp_path) as system:
        yield system


def test_children_and_nothing_else(population: Running) -> None:
    answer = population.ask("POST", "/civil", ASKED).json
    child = BY_KEY["fifteen"]
    assert answer["children"] == [{"name": child["name"], "id_number": child["id_number"]}]
    assert (answer["deceased_on"], answer["former"]) == (None, [])


def test_an_old_number_leads_to_the_new_one(changing: Running) -> None:
    old, new = BY_KEY["flexible-5"]["id_number"], "439900199202290842"
    assert changing.hand("/civil/changes", {"id_number": old, "new_number": new, "name": "新名"}).status == 200
    for number in (old, new):
        answer = changing.ask("POST", "/civil", {"id_number": number, "purpose": "test"}).json
        assert (answer["name"], answer["id_number"], answer["former"]) == ("新名", new, [old])
    assert changing.lookup({"id_number": new}, "id_number")["items"] == {"id_number": new}


@pytest.mark.parametrize(
    "body", [{}, {"id_number": "x", "purpose": "test"}, {**ASKED, "surplus": 1}, {"id_number": "439900190001010001"}]
)
def test_a_wrong_question_is_refused(population: Running, body: dict[str, object]) -> None:
    assert population.ask("POST", "/civil", body).status == 422


def test_a_register_without_it_says_so(licences: Running) -> None:
    assert licences.ask("POST", "/civil", ASKED).status == 404


def test_who_represents_a_company(organisations: Running) -> None:
    company = ORGANISATIONS["company-1"]
    question = {"code": company["code"], "person": company["representative"], "purpose": "test"}
    answer = organisations.ask("POST", "/lookup", question).json
    assert (answer["found"], answer["active"], answer["represents"]) == (True, True, True)
    other = {"name": BY_KEY["flexible-2"]["name"], "id_number": BY_KEY["flexible-2"]["id_number"]}
    assert organisations.ask("POST", "/lookup", {**question, "person": other}).json["represents"] is False
    assert "439900" not in str(organisations.ask("POST", "/lookup", question).json).replace(company["code"], "")
    assert organisations.ask("POST", "/lookup", {"code": company["code"]}).status == 422


def test_a_hand_changes_a_company(organisations: Running) -> None:
    company = ORGANISATIONS["company-1"]
    assert organisations.hand("/organisations", {"code": company["code"], "active": False}).status == 200
    question = {"code": company["code"], "purpose": "test"}
    assert organisations.ask("POST", "/lookup", question).json["active"] is False
