"""One function for many rules says what each rule says by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, Text, expressions, people
from tests.core.rules.test_bulk import read
from tests.faults.conftest import campaign
from yichuang.core.rules import UNKNOWN, Reason, parse
from yichuang.core.rules.fused import fused
from yichuang.core.rules.traced import traced


@settings(max_examples=campaign(33, 100))
@given(
    texts=st.lists(expressions(depth=2), min_size=1, max_size=4),
    person=people,
    names=st.frozensets(st.sampled_from(sorted(SCHEMA))),
)
def test_it_says_the_same(texts: list[Text], person: dict[str, Any], names: frozenset[str]) -> None:
    rules = [read(text, "boolean") for text in texts]
    function = fused(rules)
    for known in (person, {name: value for name, value in person.items() if name in names}):
        answers = function(known)
        assert [id(one) for one in answers] == [id(rule.evaluate(known)) for rule in rules]


@settings(max_examples=campaign(33, 100))
@given(
    texts=st.lists(expressions(depth=2), min_size=1, max_size=3),
    everybody=st.lists(people, min_size=1, max_size=3),
    names=st.frozensets(st.sampled_from(sorted(SCHEMA))),
)
def test_its_reasons_are_those_of_each_rule(
    texts: list[Text], everybody: list[dict[str, Any]], names: frozenset[str]
) -> None:
    rules = [read(text, "boolean") for text in texts]
    function = traced(rules, {})
    for person in everybody:  # a reason that was met is another person's, too, in their own words
        for known in (person, {name: value for name, value in person.items() if name in names}):
            reasons = function(known)
            assert reasons.results == fused(rules)(known)
            for found, rule in zip(reasons, rules, strict=True):
                assert told(found) == told(rule.explain(known, {}))


def told(reason: Reason) -> tuple[object, ...]:
    return (reason.result, reason.form, reason.names, reason.open, str(reason.sentence("en")), *map(told, reason.parts))


def test_a_reason_of_many_rules_speaks_of_its_own_person() -> None:
    function = traced([parse("i >= 16 and e = 'a'", SCHEMA), parse("i + 1 > 3", SCHEMA)], {})
    for age in (3, 4):
        reasons = function({"i": age, "e": "a"})
        assert str(reasons[0].sentence("en")) == f"i is below 16 (it is {age})"
        assert [reason.names for reason in reasons[:]] == [{"i"}, {"i"}]


def test_it_works() -> None:
    rules = [parse(one, SCHEMA) for one in ("i >= 16 and e in ('a', 'b')", "not (i between 1 and 5)", "i + 1 > 3")]
    function = fused(rules)
    assert function({"i": 20, "e": "a"}) == (True, True, True)
    assert function({"i": None, "e": "a"}) == (None, None, None)
    assert function({"i": 3}) == (False, False, True)
    assert function({}) == (UNKNOWN, UNKNOWN, UNKNOWN)


def test_a_value_of_another_type_is_a_fault_here_too() -> None:
    with pytest.raises(TypeError, match="'i' is integer"):
        fused([parse("i > 1", SCHEMA)])({"i": "2"})


def test_no_text_of_an_author_becomes_source() -> None:
    text = "h = '''); import os #' or e = 'a'"
    assert fused([parse(text, SCHEMA)])({"h": "'); import os #", "e": "b"}) == (True,)
