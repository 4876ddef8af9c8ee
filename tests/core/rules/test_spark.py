"""Rules as Spark SQL: how they are written, and (``make test-spark``) that Spark comes to what PostgreSQL comes to."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA, VALUES, Text, expressions, people
from tests.core.rules.judge import judge
from yichuang.core.rules import Expression, FactType, Member, RuleError, parse
from yichuang.core.rules.spark import NotExact, spark_sql, spark_type

PYTHON = os.environ.get("YICHUANG_SPARK", "")
"""The Python that has pyspark; without it only what is written is looked at."""
DECIMALS = (12, 4)
RUNS, EACH, PEOPLE = 40, 16, 24


def read(text: str, kind: str) -> Expression:
    return parse(text, SCHEMA, expects=SCHEMA["e"] if kind == "choice" else FactType(kind))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "kind", "written"),
    [
        ("p and not q", "boolean", "(`p` and (not `q`))"),
        ("i + j", "integer", "try_add(`i`, `j`)"),
        ("i / nullif(j, 0)", "integer", "element_at(transform(array(named_struct('p0', `i`, 'p1', (case when"),
        ("m * 0.5", "money", "try_cast(round((cast(`m` as decimal(19,0)) * cast('0.5' as decimal(2,1))), 0)"),
        ("d + 3", "date", "between date'0001-01-01' and date'9999-12-31'"),
        ("h like '43%'", "boolean", "(`h` rlike '(?s)^(?:43.*)$')"),
        ("h = 'it''s \\'", "boolean", "(`h` = 'it\\'s \\\\')"),
        ("any(lp from l where li > 1)", "boolean", "exists(filter(`l`, v1 -> (v1.li > cast('1' as bigint))), v1"),
        ("year_of(d)", "integer", "cast(year(`d`) as bigint)"),
    ],
)  # fmt: skip
def test_it_works(text: str, kind: str, written: str) -> None:
    assert written in spark_sql(read(text, kind), SCHEMA)


@pytest.mark.parametrize(("text", "kind"), [("u / 3", "decimal"), ("m / 10001", "money"), ("u * u * u * u", "decimal")])
def test_what_spark_has_no_exact_form_for_is_refused(text: str, kind: str) -> None:
    with pytest.raises(NotExact):
        spark_sql(read(text, kind), SCHEMA)


def test_what_is_known_and_what_follows_is_written_out() -> None:
    derived = {"j": read("i + 1", "integer")}
    assert spark_sql(read("j > k", "boolean"), SCHEMA, derived=derived, known={"k": 5}) == (
        "(try_add(`i`, cast('1' as bigint)) > cast('5' as bigint))"
    )
    assert spark_type(SCHEMA["r"]) == "array<struct<rp:boolean,rd:date>>"


def drawn() -> tuple[list[tuple[str, Text]], list[dict[str, Any]]]:
    """The same rules and people every time; of several runs, since each likes to write the same again."""
    rules: dict[str, tuple[str, Text]] = {}
    crowd: list[dict[str, Any]] = []
    steady = settings(
        max_examples=EACH,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        deadline=None,
    )

    @steady
    @given(st.data(), st.sampled_from([*VALUES, *["boolean"] * 5]))
    def write(data: st.DataObject, kind: str) -> None:
        text = data.draw(expressions(kind))
        rules.setdefault(text.author, (kind, text))

    @settings(steady, max_examples=3)
    @given(people)
    def invent(person: dict[str, Any]) -> None:
        crowd.append({name: held(person[name], kind) for name, kind in SCHEMA.items()})

    for run in range(RUNS):
        seed(run)(write)()
        seed(run)(invent)()
    return list(rules.values()), crowd[:: max(1, len(crowd) // PEOPLE)][:PEOPLE]


def held(value: Any, kind: FactType) -> Any:
    """A value as Spark's columns hold it; a decimal with more digits is absent."""
    if isinstance(value, tuple):
        return tuple(Member((key, held(member[key], one)) for key, one in kind.fields) for member in value)
    if kind.kind != "decimal" or value is None:
        return value
    number = Decimal(value)
    fits = abs(number) < 10 ** DECIMALS[0] and number == round(number, DECIMALS[1])
    return number.quantize(Decimal(1).scaleb(-DECIMALS[1])) if fits else None


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, tuple):
        return [{key: plain(one) for key, one in member.items()} for member in value]
    return str(value) if isinstance(value, Decimal | dt.date) else value


def same(one: Any, other: Any) -> bool:
    if isinstance(other, Decimal):
        return one is not None and Decimal(one) == other
    return bool(plain(other) == one and (other is None) == (one is None))


@pytest.mark.skipif(not PYTHON, reason="in make test-spark")
def test_spark_comes_to_what_postgresql_comes_to(postgres_dsn: str, capsys: pytest.CaptureFixture[str]) -> None:
    """All drawn rules in one select over all drawn people; each answer beside PostgreSQL's and one person's."""
    written: list[tuple[str, Text, Expression, str]] = []
    refused = Counter[str]()
    rules, crowd = drawn()
    for kind, text in rules:
        try:
            rule = read(text.author, kind)
            written.append((kind, text, rule, spark_sql(rule, SCHEMA, decimals=DECIMALS)))
        except RuleError:
            continue
        except NotExact:
            refused[kind] += 1
    assert len(written) > len(rules) / 2
    case = {
        "schema": ", ".join(f"`{name}` {spark_type(kind, DECIMALS)}" for name, kind in SCHEMA.items()),
        "people": [{name: plain(value) for name, value in person.items()} for person in crowd],
        "rules": [sql for *_, sql in written],
    }
    side = [PYTHON, str(Path(__file__).with_name("spark_side.py"))]
    done = subprocess.run(side, input=json.dumps(case), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    answers = json.loads(done.stdout.splitlines()[-1])
    assert [len(row) for row in answers] == [len(written)] * len(crowd)
    judged, wrong = 0, []
    with judge(postgres_dsn) as postgres:
        for person, row in zip(crowd, answers, strict=True):
            for (_, text, rule, sql), found in zip(written, row, strict=True):
                alone = rule.evaluate(person)
                if not same(found, alone):
                    wrong.append((text.author, {name: person[name] for name in rule.names}, found, alone, sql))
                try:
                    of_judge = postgres.answer(text, person)
                except psycopg.DataError:
                    continue  # PostgreSQL fails for this person; nobody else may
                judged += 1
                assert (of_judge, of_judge is None) == (alone, alone is None)
    assert wrong[:5] == []
    known = sum(one is not None for row in answers for one in row)
    with capsys.disabled():
        sys.stdout.write(
            f"{len(written)} rules of {len(rules)} in one select over {len(crowd)} people: {judged} answers compared "
            f"with PostgreSQL's, {known} of all not NULL; not exact: {dict(refused)}\n"
        )
