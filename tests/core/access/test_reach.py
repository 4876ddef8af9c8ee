"""The question turned round gives the same answer: who reaches a subject, by which rule."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from tests.core.access.test_alternatives import actors, rules, subjects
from yichuang.core.access import Actor, Policy, Rule


@given(st.lists(rules, max_size=6), actors, subjects)
def test_reach_and_decision_agree(declared: list[Rule], actor: Actor, attributes: Mapping[str, object]) -> None:
    policy = Policy()
    policy.register(*declared)
    for kind in sorted({rule.subject for rule in declared}):
        reached = policy.reach(kind, attributes)
        for verb in sorted({verb for rule in declared for verb in rule.verbs}):
            by_reach = any(verb in one.rule.verbs and one.admits(actor) for one in reached)
            assert by_reach == policy.decide(actor, verb, kind, attributes).allow
