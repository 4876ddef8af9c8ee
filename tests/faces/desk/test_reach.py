"""The auditor's page has a word for all that a rule may allow (TRUST 6)."""

from __future__ import annotations

from yichuang.core.access import POLICY
from yichuang.faces.desk.present.reach import verbs_in_words


def test_every_verb_of_a_rule_has_a_word() -> None:
    assert {verb for rule in POLICY.rules() for verb in rule.verbs} - set(verbs_in_words()) == set()
