"""One function for many rules says what each rule says by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, Text, expressions, people
from tests.core.rules.test_bulk import read
from tests.faults.conftest import campaign
from yichuang.core.rules import UNKNOWN, parse
from yichuang.core.rules.fused import fused


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
