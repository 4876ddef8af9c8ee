"""The registers: what is held of a person, item by item, to nobody more than they asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.world import BY_KEY, PEOPLE, Running

ITEMS = ("name", "id_number", "phone", "birth_date", "sex", "division")


def ask(system: Running, **changes: Any) -> Any:
    question: dict[str, Any] = {
        "id_number": BY_KEY["flexible-1"]["id_number"],
        "items": ["name"],
        "purpose": "参保登记",
        **changes,
    }
    return system.ask("POST", "/lookup", {key: value for key, value in question.items() if value is not ...})


def test_it_works(population: Running) -> None:
    answer = population.lookup(BY_KEY["flexible-1"], *ITEMS)
    assert answer["found"] is True
    assert answer["as_of"].endswith("+08:00")
    assert answer["items"] == {
        "name": "试例一",
        "id_number": BY_KEY["flexible-1"]["id_number"],
        "phone": BY_KEY["flexible-1"]["phone"],
        "birth_date": "1990-03-07",
        "sex": "female",
        "division": "430121",
    }


def test_everyone_is_in_the_population_register(population: Running) -> None:
    for person in PEOPLE["people"]:
        answer = population.lookup(person, "name", "birth_date")
        assert answer["items"] == {
            "name": person["name"],
            "birth_date": person["population"]["birth_date"].isoformat(),
        }


def test_only_what_was_asked_for_comes(population: Running) -> None:
    assert population.lookup(BY_KEY["flexible-1"], "sex")["items"] == {"sex": "female"}


def test_each_bureau_holds_its_own(hrss: Running, medical: Running, licences: Running) -> None:
    both = BY_KEY["pensioner-man"]
    held = hrss.lookup(both, "pension_status", "pension_drawn")["items"]
    assert held == {"pension_status": "employee", "pension_drawn": True}
    assert medical.lookup(both, "medical_status")["items"] == {"medical_status": "pensioner"}
    assert licences.lookup(BY_KEY["flexible-6"], "identity_card")["items"] == {"identity_card": False}


def test_the_unknown_are_not_found(population: Running, hrss: Running, medical: Running) -> None:
    for person in PEOPLE["unknown"]:
        assert population.lookup(person, "name") == {"found": False}
    assert hrss.lookup(BY_KEY["newcomer"], "pension_status") == {"found": False}
    assert medical.lookup(BY_KEY["newcomer"], "medical_status") == {"found": False}


def test_another_name_gets_the_answer_of_an_unknown_number(population: Running) -> None:
    assert ask(population, name="试例二").json == {"found": False}
    assert ask(population, name="试例一").json["found"] is True


@pytest.mark.parametrize("dot", "·•．.‧・")
def test_the_dot_in_a_name_may_be_any(population: Running, dot: str) -> None:
    person = BY_KEY["name-dot"]
    assert ask(population, id_number=person["id_number"], name=f"阿依古丽{dot}试例江").json["found"] is True


def test_rare_characters_come_through(population: Running) -> None:
    assert population.lookup(BY_KEY["name-rare"], "name")["items"] == {"name": "试\U00020bb7例"}


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({"purpose": ...}, {"missing": ["purpose"]}),
        ({"id_number": ..., "items": ...}, {"missing": ["id_number", "items"]}),
        ({"reason": "x"}, {"surplus": ["reason"]}),
        ({"items": ["name", "salary", "religion"]}, {"surplus": ["religion", "salary"]}),
        ({"items": []}, {"invalid": ["items"]}),
        ({"items": "name"}, {"invalid": ["items"]}),
        ({"items": [["name"]]}, {"invalid": ["items"]}),
        ({"purpose": "  "}, {"invalid": ["purpose"]}),
        ({"purpose": 3}, {"invalid": ["purpose"]}),
        ({"id_number": "439900199003070047"}, {"invalid": ["id_number"]}),
        ({"id_number": 439900199003070046}, {"invalid": ["id_number"]}),
        ({"id_number": None}, {"invalid": ["id_number"]}),
        ({"name": ""}, {"invalid": ["name"]}),
        ({"name": 5}, {"invalid": ["name"]}),
    ],
)
def test_a_question_is_whole_or_refused(population: Running, changes: Any, finding: dict[str, list[str]]) -> None:
    reply = ask(population, **changes)
    assert reply.status == 422
    assert {key: value for key, value in reply.json.items() if key in finding} == finding


def verify(system: Running, **changes: Any) -> Any:
    person = BY_KEY["flexible-1"]
    question = {key: person[key] for key in ("name", "id_number", "phone")} | changes
    return system.ask("POST", "/verify", question)


def test_three_that_belong_together_match(population: Running) -> None:
    assert verify(population).json == {"match": True, "mismatch": []}


@pytest.mark.parametrize(
    ("changes", "mismatch"),
    [
        ({"name": "试例二"}, ["name"]),
        ({"phone": "19900000102"}, ["phone"]),
        ({"name": "别人", "phone": "19900000102"}, ["name", "phone"]),
        ({"id_number": BY_KEY["unknown-adult"]["id_number"]}, ["id_number"]),
    ],
)
def test_what_does_not_match_is_named(population: Running, changes: dict[str, str], mismatch: list[str]) -> None:
    assert verify(population, **changes).json == {"match": False, "mismatch": mismatch}


@pytest.mark.parametrize("changes", [{"phone": "123"}, {"phone": 5}, {"name": ""}, {"id_number": "1"}, {"more": "x"}])
def test_a_verification_is_whole_or_refused(population: Running, changes: dict[str, Any]) -> None:
    assert verify(population, **changes).status == 422


def test_only_the_population_register_verifies(licences: Running) -> None:
    assert verify(licences).status == 404


def test_questions_are_counted(population: Running) -> None:
    before = population.counts()
    ask(population)
    population.lookup(BY_KEY["unknown-adult"], "name")
    ask(population, purpose=...)
    after = population.counts()
    assert {key: after[key] - before[key] for key in after} == {"asked": 2, "answered": 1, "refused": 1}


NEW: dict[str, Any] = {
    "name": "走查一",
    "phone": "19900009999",
    "items": {"birth_date": "1980-01-01", "sex": "male", "division": "430121"},
}


def test_a_person_is_taken_in_by_hand(population: Running) -> None:
    person = NEW | {"id_number": complete("43990019800101801")}
    assert population.hand("/people", person).status == 201
    items = population.lookup(person, *ITEMS)["items"]
    assert items == {"name": "走查一", "id_number": person["id_number"], "phone": "19900009999", **NEW["items"]}
    assert population.hand("/people", person | {"name": "走查二"}).status == 409
    assert population.lookup(person, "name")["items"] == {"name": "走查一"}


def complete(first_17: str) -> str:
    weights = [2**power % 11 for power in range(17, 0, -1)]
    return (
        first_17 + "10X98765432"[sum(weight * int(digit) for weight, digit in zip(weights, first_17, strict=True)) % 11]
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"id_number": "439900198001018010"},
        {"name": ""},
        {"phone": "1"},
        {"items": {}},
        {"items": {"salary": 1}},
        {"x": 1},
    ],
)
def test_a_person_is_whole_or_refused(population: Running, changes: dict[str, Any]) -> None:
    person = NEW | {"id_number": complete("43990019800101803")} | changes
    assert population.hand("/people", person).status == 422
