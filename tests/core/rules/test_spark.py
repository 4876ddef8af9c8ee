"""Rules as Spark SQL: how they are written, and (``make test-spark``) that Spark comes to what PostgreSQL comes to."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import ATOM, SCHEMA, VALUES, Text, expressions, people
from tests.core.rules.judge import judge
from yichuang.core.rules import Expression, FactType, Member, Origin, RuleError, parse
from yichuang.core.rules.arithmetic import divide
from yichuang.core.rules.spark import NotExact, spark_sql, spark_type
from yichuang.core.rules.spark.quotients import lengths

PYTHON = os.environ.get("YICHUANG_SPARK", "")
"""The Python that has pyspark; without it only what is written is looked at."""
DECIMALS = (12, 4)
RUNS, EACH, PEOPLE = 40, 16, 24
#: Quotients by literals, and what is written into some people so that their lengths and halves are met.
QUOTIENTS = [
    *(
        (f"u / {by}", f"u / {by}", "decimal")
        for by in ("3", "-7", "0.37", "100", "12.50", "9999", "10001", "0.5", "-1")
    ),
    *(
        (f"m / {by}", f"round(m / {by}::numeric)::bigint", "money")
        for by in ("2.5", "-10001", "12.5", "30000", "1.0001")
    ),
    ("u / 3 > 1.3333", "u / 3 > 1.3333", "boolean"),
]
EDGES: list[dict[str, Any]] = [
    *({"u": Decimal(text)} for text in ("0.0001", "0.0003", "0.0004", "3.9999", "4.0000", "-37.0000", "99999999.9999")),
    *({"m": fen} for fen in (5, -5, 15_000, -15_000, 10**15 + 1, 2**63 - 1, -(2**63))),
    {"u": Decimal("0.0000"), "m": 0},
    {},
]


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


REFUSED = [
    ("u > 0 or u / nullif(u, 0) > 1", "boolean", "u / nullif(u, 0)", "a quotient by what is no number"),
    ("u * u * u * u", "decimal", "u * u * u * u", "more than 38 digits"),
    ("i / 2.5 > 1", "boolean", "i / 2.5", "more than 38 digits"),
    ("u * u / 0.5", "decimal", "u * u / 0.5", "hangs on how the number above was written"),
    ("m / 0.5", "money", "m / 0.5", "money by less than 1"),
]


@pytest.mark.parametrize(("text", "kind", "part", "says"), REFUSED)
def test_what_spark_has_no_exact_form_of_is_refused_by_rule_and_place(
    text: str, kind: str, part: str, says: str
) -> None:
    derived = {"j": parse(text, SCHEMA, expects=FactType(kind), origin=Origin("package.yaml", 7, 20))}  # type: ignore[arg-type]
    with pytest.raises(NotExact) as caught:
        spark_sql(derived["j"], SCHEMA)
    error = caught.value
    assert says in str(error.problem)
    assert (error.code, error.file, error.line, error.expression) == ("exact", "package.yaml", 7, text)
    start = text.index(part)
    assert start <= error.column - 20 < start + len(part)
    assert str(error).splitlines()[1:] == [f"    {text}", "    " + " " * (error.column - 20) + "^"]
    if kind == "decimal":  # named is the derived fact in which it stands
        with pytest.raises(NotExact) as caught:
            spark_sql(read("p and j > 3", "boolean"), {**SCHEMA, "j": FactType("decimal")}, derived=derived)
        assert caught.value.expression == text


@pytest.mark.parametrize("by", ["3", "0.37", "100", "12.50", "9999", "10000", "0.0001"])
def test_how_many_digits_a_quotient_has_is_known_from_the_dividend_on(by: str) -> None:
    sizes = {Decimal(first).scaleb(places) for first in (1, 3, 4, 36, 37, 38, 9999) for places in range(-4, 9)}
    sizes = {size for size in sizes if size == round(size, 4) and size < 10 ** (12 if by != "0.0001" else 4)}
    known = lengths(12 if by != "0.0001" else 4, 4, Decimal(by))
    for size in sizes:
        length = next(one for one in known if size >= one.least)
        found = divide(size.quantize(Decimal("0.0001")), Decimal(by))
        assert -int(found.as_tuple().exponent) == length.scale, size
        assert len(found.as_tuple().digits) <= length.digits


@pytest.mark.parametrize(("text", "kind"), [(text, kind) for text, _, kind in QUOTIENTS])
def test_a_quotient_by_a_number_is_written(text: str, kind: str) -> None:
    assert " div cast(" in spark_sql(read(text, kind), SCHEMA, decimals=DECIMALS)


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
    rules |= {text: (kind, Text(text, judged, ATOM)) for text, judged, kind in QUOTIENTS}
    some = crowd[:: max(1, len(crowd) // PEOPLE)][:PEOPLE]
    return list(rules.values()), [{**person, **edge} for person, edge in zip(some, cycle(EDGES), strict=False)]


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
        except NotExact:
            refused[kind] += 1
        except RuleError:
            continue
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
