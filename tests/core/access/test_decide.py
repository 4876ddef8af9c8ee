"""A rule allows what it says to whom it says it, and nothing else is allowed."""

from uuid import UUID, uuid4

import pytest

from yichuang.core.access import Actor, Is, OneOf, Policy, Rule, Same
from yichuang.core.access.rules import Condition

ALICE, BOB = UUID(int=1), UUID(int=2)
BUREAU, OTHER_BUREAU = UUID(int=3), UUID(int=4)

OWN = Rule(
    "case-is-ones-own",
    subject="case",
    verbs=frozenset({"view", "withdraw"}),
    roles=frozenset({"resident"}),
    where=(Same("person_id", "person_id"),),
    min_level=1,
    reason="You see your own cases.",
)
DEPARTMENT = Rule(
    "task-of-the-department",
    subject="task",
    verbs=frozenset({"view"}),
    roles=frozenset({"officer", "head"}),
    where=(Same("department_id", "department_id"), OneOf("state", ("open", "supplementing"))),
    reason="An officer sees the open parts of the department.",
)


@pytest.fixture
def policy() -> Policy:
    made = Policy()
    made.register(OWN, DEPARTMENT)
    return made


def resident(level: int = 1) -> Actor:
    return Actor(account_id=uuid4(), person_id=ALICE, role="resident", level=level)


def officer() -> Actor:
    return Actor(account_id=uuid4(), role="officer", department_id=BUREAU, channel="desk")


def test_it_works(policy: Policy) -> None:
    decision = policy.decide(resident(), "view", "case", {"person_id": ALICE})
    assert decision.allow
    assert decision.rule == OWN
    assert str(decision.reason) == "You see your own cases."


def test_all_conditions_must_hold(policy: Policy) -> None:
    assert policy.decide(officer(), "view", "task", {"department_id": BUREAU, "state": "open"})
    assert not policy.decide(officer(), "view", "task", {"department_id": BUREAU, "state": "done"})
    assert not policy.decide(officer(), "view", "task", {"department_id": OTHER_BUREAU, "state": "open"})


def test_another_persons_case_is_refused_and_the_nearest_rule_named(policy: Policy) -> None:
    decision = policy.decide(resident(), "view", "case", {"person_id": BOB})
    assert not decision
    assert decision.rule == OWN
    assert str(decision.reason) == "The rule does not cover this one: You see your own cases."


def test_another_verb_is_refused(policy: Policy) -> None:
    decision = policy.decide(resident(), "delete", "case", {"person_id": ALICE})
    assert not decision
    assert decision.rule is None
    assert str(decision.reason) == "Nobody may do this here."


def test_another_kind_of_subject_is_refused(policy: Policy) -> None:
    assert not policy.decide(resident(), "view", "person", {"person_id": ALICE})


def test_another_role_is_refused(policy: Policy) -> None:
    decision = policy.decide(Actor(person_id=ALICE, role="clerk", level=2), "view", "case", {"person_id": ALICE})
    assert not decision
    assert decision.rule is None
    assert str(decision.reason) == "This may not be done in your capacity."


def test_a_level_too_low_is_refused_and_said(policy: Policy) -> None:
    decision = policy.decide(resident(level=0), "view", "case", {"person_id": ALICE})
    assert not decision
    assert decision.rule == OWN
    assert "matched by the population register" in str(decision.reason)


def near(level: int, attributes: dict[str, object], *rules: tuple[str, str, int]) -> str:
    """The rule that comes nearest, of rules (name, field that must be the actor's, level)."""
    policy = Policy()
    for name, field, min_level in rules:
        where = (Same(field, "person_id"),)
        policy.register(
            Rule(name, "case", frozenset({"view"}), frozenset({"resident"}), where, min_level, "You see what is yours.")
        )
    decision = policy.decide(resident(level), "view", "case", attributes)
    assert not decision
    assert decision.rule
    return decision.rule.name


def test_the_nearest_rule_is_the_one_that_fits_but_for_the_level() -> None:
    mine, far = {"person_id": ALICE, "helper_id": BOB}, ("helped", "helper_id", 0)
    assert near(0, mine, far, ("own", "person_id", 2)) == "own"
    assert near(0, mine, ("own-verified", "person_id", 2), ("own-matched", "person_id", 1)) == "own-matched"


def test_where_none_fits_the_nearest_is_one_whose_level_is_reached() -> None:
    nobodys = {"person_id": BOB, "helper_id": BOB}
    assert near(1, nobodys, ("own", "person_id", 2), ("helped", "helper_id", 1)) == "helped"


def test_the_level_that_is_missing_is_said() -> None:
    policy = Policy()
    for level, kind in ((1, "case"), (2, "licence")):
        policy.register(
            Rule(kind, kind, frozenset({"view"}), frozenset({"resident"}), (), level, "You see what is yours.")
        )
    assert "matched" in str(policy.decide(resident(0), "view", "case", {}).reason)
    assert "verified" in str(policy.decide(resident(1), "view", "licence", {}).reason)


def test_an_empty_policy_refuses_everything() -> None:
    assert not Policy().decide(resident(), "view", "case", {"person_id": ALICE})


def test_nobody_in_particular_may_do_nothing(policy: Policy) -> None:
    assert not policy.decide(Actor(), "view", "case", {"person_id": None})


def test_none_never_matches(policy: Policy) -> None:
    stranger = Actor(role="resident", person_id=None, level=2)
    assert not policy.decide(stranger, "view", "case", {"person_id": None})
    assert not policy.decide(stranger, "view", "case", {"person_id": ALICE})
    assert not policy.decide(resident(), "view", "case", {"person_id": None})
    assert policy.alternatives(stranger, "view", "case") == []


def test_an_actor_without_a_division_shares_it_with_nobody() -> None:
    policy = Policy()
    policy.register(
        Rule(
            "same-division",
            "desk",
            frozenset({"view"}),
            frozenset({"head"}),
            (Same("division", "division"),),
            reason="A head sees the desks of the division.",
        )
    )
    assert not policy.decide(Actor(role="head", division=""), "view", "desk", {"division": ""})


def test_an_absent_attribute_never_matches(policy: Policy) -> None:
    assert not policy.decide(resident(), "view", "case", {})


@pytest.mark.parametrize("value", [True, False, 0, 1, "open", ALICE])
def test_a_value_equals_itself(value: bool | int | str) -> None:
    policy = Policy()
    rule = Rule("r", "thing", frozenset({"view"}), frozenset({"head"}), (Is("value", value),), reason="A head sees.")
    policy.register(rule)
    assert policy.decide(Actor(role="head"), "view", "thing", {"value": value})


@pytest.mark.parametrize(
    ("condition", "held"),
    [(Is("flag", True), 1), (Is("count", 1), True), (Is("count", 1), "1"), (Is("id", ALICE), str(ALICE))],
)
def test_values_of_another_type_are_never_equal(condition: Condition, held: object) -> None:
    policy = Policy()
    policy.register(Rule("r", "thing", frozenset({"view"}), frozenset({"head"}), (condition,), reason="A head sees."))
    assert not policy.decide(Actor(role="head"), "view", "thing", {condition.field: held})
