"""A rule that cannot mean what it says is refused when it is made or registered."""

from typing import Any

import pytest

from yichuang.core.access import Is, OneOf, Policy, PolicyError, Rule, Same

GOOD: dict[str, Any] = {
    "name": "good",
    "subject": "case",
    "verbs": frozenset({"view"}),
    "roles": frozenset({"resident"}),
    "where": (Same("person_id", "person_id"),),
    "reason": "You see your own cases.",
}


def test_it_works() -> None:
    policy = Policy()
    rule = Rule(**GOOD)
    policy.register(rule)
    assert policy.rules() == (rule,)


def test_the_same_rule_twice_is_one_rule() -> None:
    policy = Policy()
    policy.register(Rule(**GOOD))
    policy.register(Rule(**GOOD))
    assert len(policy.rules()) == 1


def test_two_rules_of_one_name_are_refused_and_none_is_added() -> None:
    policy = Policy()
    policy.register(Rule(**GOOD))
    with pytest.raises(PolicyError, match="good"):
        policy.register(Rule(**GOOD | {"name": "other"}), Rule(**GOOD | {"min_level": 2}))
    assert [rule.name for rule in policy.rules()] == ["good"]


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"subject": ""},
        {"verbs": frozenset()},
        {"roles": frozenset()},
        {"reason": ""},
        {"verbs": "view"},
        {"roles": "resident"},
        {"where": (Same("", "person_id"),)},
        {"where": (Same("person_id", "persn_id"),)},
        {"where": (Is("person_id", None),)},
        {"where": (OneOf("state", ()),)},
        {"where": (OneOf("state", "open"),)},
        {"where": (OneOf("state", ("open", None)),)},
    ],
    ids=str,
)
def test_it_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(PolicyError):
        Rule(**GOOD | change)
