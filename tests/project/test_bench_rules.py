"""The measurement of rules asks every side the same, and says so where a side cannot be had."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from yichuang.core.rules.bulk import counts
from yichuang.project.bench import rules
from yichuang.project.bench.support import asking, openfisca_side, residents


def holds(policy: list[list[Any]], facts: dict[str, Any]) -> bool:
    return all(bool(openfisca_side.OPERATORS[sign](facts[fact], value)) for fact, sign, value in policy)


def numbered(person: dict[str, Any]) -> dict[str, Any]:
    options = {"sex": residents.SEXES, "occupation": residents.OCCUPATIONS}
    return {name: options[name].index(value) if name in options else value for name, value in person.items()}


def test_every_side_is_asked_the_same() -> None:
    policies = residents.policies(20)
    everybody = [numbered(person) for person in residents.somebody()]
    expected = [sum(holds(residents.plain(policy), one) for one in everybody) for policy in policies]
    frame = residents.people(0, 1000)
    ours = counts({str(at): residents.author(policy) for at, policy in enumerate(policies)}, frame)
    hand = frame.select(residents.by_hand(policy).sum().alias(str(at)) for at, policy in enumerate(policies))
    assert [one.true for one in ours.values()] == expected
    assert list(hand.collect().row(0)) == expected
    assert any(expected)


def test_the_other_side_is_a_process_that_knows_nothing_of_us() -> None:
    code = "import sys, runpy; runpy.run_path(sys.argv[1]); sys.exit(any('yichuang' in one for one in sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", code, str(rules.SIDE)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_next_question_is_the_same_by_diagrams_and_by_z3() -> None:
    questions = asking.drawn(facts=12, rules=5)
    relevance = questions.relevance()
    assert not relevance.inexact
    proof, known = rules.Proof(questions.schema), dict[str, object]()
    for asked, _ in asking.walked(questions, relevance, given := asking.answers(questions, 3)):
        left = [name for name in questions.schema if name not in known]
        matters = [name for name in left if proof.matters(name, list(questions.conditions.values()), known)]
        assert matters[0] == asked
        known[asked] = given[asked]
    assert known


def test_without_the_peers_every_row_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "environment", lambda: None)
    for name, value in {
        "SIZES": (2000,),
        "SWEEPS": (1000, 3000),
        "PAIRS": 1,
        "CALLS": 20,
        "WALKS": 2,
        "ASKED": 2,
    }.items():
        monkeypatch.setattr(rules, name, value)
    names = [row.name for row in rules.rows()]
    assert "  openfisca-core: cannot be had" in names
    assert "one person, 100 policies (json-logic: cannot be had)" in names
    assert "  most memory, 0.003 M people" in names


def test_sides_that_differ_are_no_measurement() -> None:
    with pytest.raises(RuntimeError, match="do not count the same"):
        rules._same("it", [1], [2])
