"""One meaning: one person's function, Polars, z3 and PostgreSQL come to the same value, NULL included."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import polars as pl
import psycopg
import pytest
from hypothesis import currently_in_test_context, event, example, given, reject, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, VALUES, Text, expressions, people
from tests.core.rules.judge import Judge, judge
from tests.core.rules.test_branching import branching, known_facts, restricted, rules
from tests.core.rules.test_bulk import columns_of, read, table
from tests.faults.conftest import campaign
from yichuang.core.rules import FactType, parse
from yichuang.core.rules.bulk import BulkError, bulk
from yichuang.core.rules.proof import Proof

LAYOUT: dict[str, pl.DataType] = {name: columns_of(kind)[0] for name, kind in SCHEMA.items()}


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> Iterator[Judge]:
    dsn = os.environ.get("YICHUANG_TEST_DSN") or request.getfixturevalue("postgres_dsn")
    with judge(dsn) as found:
        yield found


def note(what: str) -> None:
    """For Hypothesis's statistics."""
    if currently_in_test_context():
        event(what)


def all_agree(postgres: Judge, kind: str, text: Text, drawn: dict[str, Any]) -> None:
    """Fails where one of the four differs from another. Who has no exact answer says so."""
    rule = read(text, kind)
    frame, (person,) = table([drawn], LAYOUT)
    alone = rule.evaluate(person)
    try:
        (many,) = bulk({"it": rule}, frame).collect()["it"].to_list()
    except BulkError:
        assert kind == "decimal"
        note("a decimal that Polars does not hold")
    else:
        assert (many, many is None) == (alone, alone is None)
    proved = Proof(SCHEMA).value(rule, person)
    if proved is ...:
        note("not encoded for z3")
    else:
        wanted = Fraction(alone) if isinstance(alone, Decimal) else alone
        assert (proved, proved is None) == (wanted, wanted is None)
    try:
        judged = postgres.answer(text, person)
    except psycopg.DataError:
        return  # none of the others may fail for one person
    assert (judged, judged is None) == (alone, alone is None)


def test_it_works(postgres: Judge) -> None:
    person = {**dict.fromkeys(SCHEMA), "i": -7, "j": 2, "p": True, "m": 2**63 - 1}
    for kind, text, judged in (
        ("integer", "i / nullif(j, 0)", None),
        ("boolean", "p and q", None),
        ("boolean", "q is not true", None),
        ("integer", "j * 9223372036854775807", None),
        ("money", "m * 0.5", "round(m * 0.5)::bigint"),
        ("money", "m / 7", "round(m::numeric / 7)::bigint"),
        ("boolean", "1.0 / 3 > 0.3333", None),
    ):
        all_agree(postgres, kind, Text(text, judged or text, 0), person)


@settings(max_examples=campaign(20, 60))
@given(text=expressions(), person=people)
def test_conditions(postgres: Judge, text: Text, person: dict[str, Any]) -> None:
    all_agree(postgres, "boolean", text, person)


@settings(max_examples=campaign(20, 60))
@given(data=st.data(), kind=st.sampled_from(sorted(VALUES)), person=people)
def test_values(postgres: Judge, data: st.DataObject, kind: str, person: dict[str, Any]) -> None:
    all_agree(postgres, kind, data.draw(expressions(kind)), person)


@settings(max_examples=campaign(10, 60))
@given(one=VALUES["date"], other=VALUES["date"], days=st.integers(-90, 90), number=VALUES["text"])
def test_the_calendar_and_old_numbers(postgres: Judge, one: dt.date, other: dt.date, days: int, number: str) -> None:
    person = {**dict.fromkeys(SCHEMA), "d": one, "g": other, "h": number}
    for kind, text in (
        ("date", f"add_working_days(d, {days})"),
        ("date", "add_working_days(g, 0)"),
        ("integer", "number_of(working_days_between(d, g))"),
        ("text", "id_18(h)"),
        ("date", "born_in(id_18(h))"),
    ):
        all_agree(postgres, kind, Text(text, text.replace("number_of", ""), 0), person)


@settings(max_examples=campaign(8, 25))
@given(text=expressions(depth=3), wanted=st.sampled_from([(True,), (False,), (None,), (False, None)]), person=people)
def test_an_answer_is_never_wrong(text: Text, wanted: tuple[bool | None, ...], person: dict[str, Any]) -> None:
    """A person who is found is one; where nobody is said to be, a drawn person is none."""
    rule = read(text, "boolean")
    answer = Proof(SCHEMA, milliseconds=400).somebody([(rule, wanted)])
    event(answer.verdict)
    if answer.verdict == "yes":
        assert answer.person is not None
        assert any(rule.evaluate(answer.person) is one for one in wanted)
    _, (kept,) = table([person], LAYOUT)
    if any(rule.evaluate(kept) is one for one in wanted):
        assert answer.verdict != "no"


@settings(max_examples=campaign(13, 40))
@given(rules, known_facts)
@example("i < 3 or i >= 3", {})
@example("(p and q) or (p and not q) or (not p)", {"q": True})
@example("case when i > 4 then p else p end", {"p": False})
def test_z3_and_the_diagrams_agree_on_what_still_matters(text: str, known: dict[str, object]) -> None:
    # Beyond what anybody types, z3 sees products overflow, which the cells do not look at.
    rule = parse(f"({text}) and (i is null or i between -1000 and 1000)", SCHEMA)
    found = branching(rule)
    support = {found.names[variable] for variable in found.diagrams.support(restricted(found, rule, known))}
    proof = Proof(SCHEMA)
    for name in sorted(rule.names - known.keys()):
        matters = proof.matters(name, rule, known)
        if matters is None:
            reject()
        assert matters == (name in support), name


def test_counter_examples_are_people() -> None:
    schema = {
        "birth_date": FactType("date"),
        "today": FactType("date"),
        "age": FactType("integer"),
        "sex": FactType("choice", ("male", "female")),
        "wage": FactType("money"),
    }
    derived = {"age": parse("age_on(birth_date, today)", schema)}
    known = {"today": dt.date(2026, 11, 30)}
    proof = Proof(schema, derived=derived, known=known)
    retired = parse("retired(birth_date, sex, today)", schema)
    young_pensioner = proof.together(retired, parse("age < 50", schema))
    assert young_pensioner.verdict == "no"
    early = proof.together(retired, parse("age = 60 and sex = 'male'", schema))
    assert early.verdict == "yes"
    assert early.person is not None
    assert early.person["sex"] == "male"
    gap = proof.uncovered([parse("wage < 3000", schema), parse("wage > 3000", schema)])
    assert gap.verdict == "yes"
    assert gap.person == {"wage": 300_000}
    labels = {"wage": {"en": "wage", "zh-hans": "工资"}}
    assert str(gap.said(schema, labels, "en")) == "wage: 3000 yuan"
    whole = [parse(one, schema) for one in ("wage <= 3000", "wage > 3000", "wage is null")]
    assert proof.uncovered(whole).verdict == "no"
    assert not whole[0].evaluate({"wage": None})


def test_what_is_not_encoded_is_said() -> None:
    schema = {"a": FactType("money"), "b": FactType("money")}
    proof = Proof(schema)
    ratio = parse("a / nullif(b, 0) > 0.5", schema)
    answer = proof.together(ratio, parse("not (a / nullif(b, 0) > 0.5)", schema))
    assert answer.verdict == "no"  # the same part is the same, whatever it is
    assert answer.assumed
    assert proof.possible(ratio).verdict in ("yes", "unknown")
