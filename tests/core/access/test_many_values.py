"""An attribute may hold many values, as a join does; two of them in one rule cannot be answered."""

from uuid import uuid4

import pytest

from yichuang.core.access import Actor, AmbiguousAttributesError, Is, Policy, Rule, Same

BUREAU = uuid4()
OFFICER = Actor(role="officer", department_id=BUREAU)


def policy(*where: Same | Is) -> Policy:
    made = Policy()
    made.register(
        Rule("case-with-a-part", "case", frozenset({"view"}), frozenset({"officer"}), where, reason="Has a part here.")
    )
    return made


def test_it_works() -> None:
    parts = policy(Same("tasks__department_id", "department_id"))
    assert parts.decide(OFFICER, "view", "case", {"tasks__department_id": {uuid4(), BUREAU}})
    assert not parts.decide(OFFICER, "view", "case", {"tasks__department_id": {uuid4()}})
    assert not parts.decide(OFFICER, "view", "case", {"tasks__department_id": set()})


def test_one_set_beside_single_values() -> None:
    parts = policy(Same("tasks__department_id", "department_id"), Is("state", "open"))
    assert parts.decide(OFFICER, "view", "case", {"tasks__department_id": {BUREAU}, "state": "open"})


def test_two_sets_in_one_rule_are_refused() -> None:
    parts = policy(Same("tasks__department_id", "department_id"), Is("tasks__state", "open"))
    with pytest.raises(AmbiguousAttributesError, match="case-with-a-part"):
        parts.decide(OFFICER, "view", "case", {"tasks__department_id": {BUREAU}, "tasks__state": {"open"}})
