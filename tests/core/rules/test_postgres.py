"""PostgreSQL's meaning is the meaning: whatever an author writes, it comes to the same here and there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal

import psycopg
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, VALUES, Text, expressions, people
from tests.core.rules.judge import Judge, judge
from yichuang.core.rules import FactType, RuleError, parse


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> Iterator[Judge]:
    dsn = os.environ.get("YICHUANG_TEST_DSN") or request.getfixturevalue("postgres_dsn")
    with judge(dsn) as found:
        yield found


def compare(postgres: Judge, kind: str, text: Text, person: dict[str, object]) -> None:
    """Fails where the two differ. What PostgreSQL has no value for, must have none here."""
    wanted = SCHEMA["e"] if kind == "choice" else FactType(kind)  # type: ignore[arg-type]
    try:
        rule = parse(text.author, SCHEMA, expects=wanted)
    except RuleError as error:
        if error.code != "brackets":  # those an author is asked to write
            raise
        reject()
    ours = rule.evaluate(person)
    try:
        theirs = postgres.answer(text, person)
    except psycopg.DataError:
        return
    assert ours == theirs
    assert (ours is None) == (theirs is None)
    if isinstance(ours, Decimal) and isinstance(theirs, Decimal):
        assert f"{ours:f}" == f"{theirs:f}"


def test_it_works(postgres: Judge) -> None:
    person = {**dict.fromkeys(SCHEMA), "i": 7, "j": 2, "p": True}
    compare(postgres, "integer", Text("i / nullif(j, 0)", "i / nullif(j, 0)", 0), person)
    compare(postgres, "boolean", Text("p and q", "p and q", 0), person)


@given(text=expressions(), person=people)
def test_conditions(postgres: Judge, text: Text, person: dict[str, object]) -> None:
    compare(postgres, "boolean", text, person)


@given(data=st.data(), kind=st.sampled_from(sorted(VALUES)), person=people)
def test_values(postgres: Judge, data: st.DataObject, kind: str, person: dict[str, object]) -> None:
    compare(postgres, kind, data.draw(expressions(kind)), person)
