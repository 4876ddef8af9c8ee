"""Over a table of people a rule comes to what it comes to for each of them alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import event, given, reject, settings
from hypothesis import strategies as st

from tests.core.rules.drawing import OPTIONS, SCHEMA, VALUES, Text, expressions, people
from tests.faults.conftest import campaign
from yichuang.core.rules import Expression, FactType, Member, RuleError, parse
from yichuang.core.rules.bulk import BulkError, Count, bulk, counts, opened

#: How a kind may stand in a table: the first holds every drawn value, the others narrower ones.
COLUMNS: dict[str, list[pl.DataType]] = {
    "boolean": [pl.Boolean()],
    "integer": [pl.Int64(), pl.Int8()],
    "money": [pl.Int64(), pl.Int32()],
    "decimal": [pl.Decimal(38, 4), pl.Decimal(12, 4), pl.Int64(), pl.Int16()],
    "date": [pl.Date()],
    "choice": [pl.String(), pl.Enum(OPTIONS), pl.Enum(["x", *reversed(OPTIONS)]), pl.Categorical()],
    "text": [pl.String()],
}


def columns_of(kind: FactType) -> list[pl.DataType]:
    """How a fact may stand in a table; a list with the widest columns, and with the narrowest."""
    if kind.kind != "list":
        return COLUMNS[kind.kind]
    return [pl.List(pl.Struct({field: COLUMNS[one.kind][place] for field, one in kind.fields})) for place in (0, -1)]


layouts = st.fixed_dictionaries({name: st.sampled_from(columns_of(kind)) for name, kind in SCHEMA.items()})


def held(value: Any, dtype: pl.DataType) -> Any:
    """``value`` as the column holds it, or None where it has no place there."""
    if value is None:
        return None
    if isinstance(dtype, pl.List):
        assert isinstance(dtype.inner, pl.Struct)
        return tuple(
            Member((one.name, held(member[one.name], one.dtype)) for one in dtype.inner.fields) for member in value
        )
    if isinstance(dtype, pl.Decimal):
        fits = abs(value) < Decimal(10) ** ((dtype.precision or 38) - 4)
        return value.quantize(Decimal("0.0001")) if fits else None
    if dtype.is_integer():
        most = 2 ** (bits(dtype) - 1)
        return int(value) if value == int(value) and -most <= value < most else None
    return value


def bits(dtype: pl.DataType) -> int:
    return {pl.Int8(): 8, pl.Int16(): 16, pl.Int32(): 32, pl.Int64(): 64}[dtype]


def table(rows: list[dict[str, Any]], layout: Mapping[str, pl.DataType]) -> tuple[pl.LazyFrame, list[dict[str, Any]]]:
    """People as a table, and as the table has them."""
    kept = [{name: held(row[name], layout[name]) for name in SCHEMA} for row in rows]
    frame = pl.DataFrame({name: pl.Series([row[name] for row in kept], dtype=layout[name]) for name in SCHEMA})
    return frame.lazy(), kept


def read(text: Text, kind: str) -> Expression:
    try:
        return parse(text.author, SCHEMA, expects=SCHEMA["e"] if kind == "choice" else FactType(kind))  # type: ignore[arg-type]
    except RuleError:
        reject()


@settings(max_examples=campaign(20, 60))
@given(
    data=st.data(),
    kind=st.sampled_from([*VALUES, "boolean", "boolean"]),
    rows=st.lists(people, min_size=6, max_size=6),
    layout=layouts,
)
def test_each_person_comes_to_the_same(
    data: st.DataObject, kind: str, rows: list[dict[str, Any]], layout: dict[str, pl.DataType]
) -> None:
    rule = read(data.draw(expressions(kind)), kind)
    frame, kept = table(rows, layout)
    try:
        lazy = bulk({"it": rule}, frame)
    except BulkError as error:
        if (error.code, kind) != ("decimal", "decimal"):
            raise
        event("refused as a decimal")
        return
    ours = [rule.evaluate(person) for person in kept]
    theirs = lazy.collect()["it"].to_list()
    assert theirs == ours
    assert [type(one) for one in theirs if one is not None] == [type(one) for one in ours if one is not None]


@settings(max_examples=campaign(6, 20))
@given(
    rules=st.lists(expressions(), min_size=1, max_size=3),
    rows=st.lists(people, min_size=1, max_size=8),
    layout=layouts,
)
def test_counts_are_those_of_the_people_one_by_one(
    rules: list[Text], rows: list[dict[str, Any]], layout: dict[str, pl.DataType]
) -> None:
    # Each twice: what both test is made once for both.
    read_rules = {f"{place}{turn}": read(text, "boolean") for place, text in enumerate(rules) for turn in "ab"}
    frame, kept = table(rows, {**layout, "e": pl.String(), "f": pl.Enum(OPTIONS)})
    found = counts(read_rules, frame)
    for key, rule in read_rules.items():
        answers = [rule.evaluate(person) for person in kept]
        assert found[key] == Count(*(sum(answer is one for answer in answers) for one in (True, False, None)))


def one(text: str, kind: str, name: str, values: list[Any], dtype: pl.DataType) -> list[Any]:
    rule = parse(text, {name: FactType(kind, OPTIONS if kind == "choice" else ())})  # type: ignore[arg-type]
    frame = pl.LazyFrame({name: pl.Series(values, dtype=dtype)})
    return bulk({"it": rule}, frame).collect()["it"].to_list()


@pytest.mark.parametrize("dtype", [pl.Int64(), pl.Int8()])
def test_it_works(dtype: pl.DataType) -> None:
    assert one("i / 2", "integer", "i", [7, -7, None, -1], dtype) == [3, -3, None, 0]
    assert one("i * 9223372036854775807", "integer", "i", [1, 2, -1, 0], dtype) == [2**63 - 1, None, -(2**63) + 1, 0]
    assert one("(i > 0) is not true", "integer", "i", [1, -1, None], dtype) == [False, True, True]
    assert one("i > 300 or i = 1", "integer", "i", [1, -1, None], dtype) == [True, False, None]
    assert one("i in (1, 2, 300)", "integer", "i", [1, -1, None], dtype) == [True, False, None]
    assert one("i in (1, null)", "integer", "i", [1, -1, None], dtype) == [True, None, None]


def test_what_overflows_has_no_value() -> None:
    assert one("i + 1", "integer", "i", [2**63 - 1, 0], pl.Int64()) == [None, 1]
    assert one("- i", "integer", "i", [-(2**63), 5], pl.Int64()) == [None, -5]
    assert one("i / (-1)", "integer", "i", [-(2**63), 5], pl.Int64()) == [None, -5]
    assert one("m * 1.5", "money", "m", [2**63 - 1, 1, -1, 3], pl.Int64()) == [None, 2, -2, 5]
    assert one("m / 3", "money", "m", [2**63 - 1, 1, -5], pl.Int64()) == [3074457345618258602, 0, -2]
    assert one("d + 3000000", "date", "d", [dt.date(2026, 1, 1)], pl.Date()) == [None]
    assert one("d + 1", "date", "d", [dt.date(9999, 12, 31), dt.date(2024, 2, 28)], pl.Date()) == [
        None,
        dt.date(2024, 2, 29),
    ]


def test_a_choice_in_any_column_is_the_same() -> None:
    for dtype in COLUMNS["choice"]:
        assert one("c = 'b'", "choice", "c", ["a", "b", None], dtype) == [False, True, None]
        assert one("c in ('b', 'c')", "choice", "c", ["a", "b", None], dtype) == [False, True, None]
        assert one("coalesce(c, 'a') <> 'b'", "choice", "c", ["a", "b", None], dtype) == [True, False, True]


def test_a_rule_without_facts_stands_in_every_row() -> None:
    rules = {"yes": parse("1 = 1", {}), "nobody": parse("null is not null", {})}
    frame = pl.LazyFrame({"x": [1, 2, 3]})
    assert bulk(rules, frame, keep=["x"]).collect().to_dict(as_series=False) == {
        "x": [1, 2, 3],
        "yes": [True] * 3,
        "nobody": [False] * 3,
    }
    assert counts(rules, frame) == {"yes": Count(3, 0, 0), "nobody": Count(0, 3, 0)}


def test_rules_that_test_the_same_share_it_and_nothing_else() -> None:
    schema = {"i": FactType("integer"), "c": FactType("choice", OPTIONS), "b": FactType("boolean")}
    texts = ("i > 1 and b", "i > 1 or b", "i >= 1 and b", "1 > i", "c = 'a' or i > 1", "c <> 'a'", "c in ('a', 'b')")
    rules = {text: parse(text, schema) for text in (*texts, "not c in ('a', 'b')", "not (i > 1)", "i between 1 and 2")}
    frame = pl.DataFrame({"i": [0, 1, 2, None], "c": ["a", "b", None, "c"], "b": [True, None, False, True]})
    together = bulk(rules, frame.lazy()).collect().to_dict(as_series=False)
    assert together == {
        text: [rule.evaluate(row) for row in frame.iter_rows(named=True)] for text, rule in rules.items()
    }


def test_a_plan_serves_tables_of_its_own_shape_and_the_same_known_facts() -> None:
    schema = {"i": FactType("integer"), "of": FactType("decimal"), "sure": FactType("boolean")}
    rules = {"it": parse("i >= of and sure", schema)}
    for _ in range(2):
        for dtype, values in ((pl.Int64, [1, 2, 3]), (pl.Int8, [3, None])):
            for of, sure, least in ((Decimal(2), True, 2), (Decimal("2.00"), True, 2), (Decimal(3), True, 3)):
                frame = pl.LazyFrame({"i": pl.Series(values, dtype=dtype)})
                true = sum(one is not None and one >= least for one in values)
                null = values.count(None)
                found = counts(rules, frame, known={"of": of, "sure": sure})
                assert found == {"it": Count(true, len(values) - true - null, null)}
        assert counts(rules, frame, known={"of": Decimal(3), "sure": False})["it"] == Count(0, len(values), 0)


def test_derived_facts_come_in_the_order_of_their_needs() -> None:
    schema = {
        "birth": FactType("date"),
        "today": FactType("date"),
        "age": FactType("integer"),
        "share": FactType("decimal"),
        "old": FactType("boolean"),
        "m": FactType("money"),
    }
    derived = {
        "old": parse("age >= 60 and share > 0.3", schema),
        "age": parse("age_on(birth, today)", schema),
        "share": parse("m / nullif(m + 200.00, 0)", schema),
        "unused": parse("age > 1000", schema),
    }
    frame = pl.LazyFrame({"birth": [dt.date(1960, 2, 29), dt.date(1990, 1, 1), None], "m": [10_000, 1, 100_000]})
    known = {"today": dt.date(2026, 2, 28)}
    found = bulk({"old": parse("old", schema), "age": parse("age", schema)}, frame, derived=derived, known=known)
    assert found.collect().to_dict(as_series=False) == {"old": [True, False, None], "age": [66, 36, None]}
    asked = parse("a", {"a": FactType("boolean")})
    circle = {"a": parse("b", {"b": FactType("boolean")}), "b": asked}
    with pytest.raises(ValueError, match="a → b → a"):
        bulk({"it": asked}, frame, derived=circle)


def test_what_is_wrong_with_a_table_is_said(tmp_path: Path) -> None:
    schema = {"e": FactType("choice", OPTIONS), "m": FactType("money"), "d": FactType("date")}
    rules = {"it": parse("e = 'a' and m > 3000 and d < date '2026-01-01'", schema)}
    with pytest.raises(BulkError, match="no column “m”"):
        counts(rules, pl.LazyFrame({"e": ["a"]}))
    with pytest.raises(BulkError, match="“m” holds Float64, where whole fen"):
        counts(rules, pl.LazyFrame({"e": ["a"], "m": [1.5], "d": [dt.date.min]}))
    good = pl.DataFrame({"e": ["a", "z", "z"], "m": [1, 2, 3], "d": [dt.date(2020, 1, 1)] * 3})
    with pytest.raises(BulkError, match="“e” holds what cannot be, 2 times; for example “z”"):
        counts(rules, good.lazy())
    far = good.with_columns(e=pl.lit("a"), d=pl.lit(4_000_000, dtype=pl.Int32).cast(pl.Date))
    with pytest.raises(BulkError, match="“d” holds what cannot be, 3 times"):
        counts(rules, far.lazy())
    (tmp_path / "no.parquet").write_bytes(b"no")
    with pytest.raises(BulkError, match=r"no\.parquet cannot be read as Parquet"):
        opened(tmp_path / "no.parquet")
    with pytest.raises(BulkError, match="none\\.parquet cannot be read"):
        opened(tmp_path / "none.parquet")
    with pytest.raises(BulkError, match="“ratio” comes to a decimal number"):
        bulk({"ratio": parse("m / nullif(m, 0)", schema)}, good.lazy())


def test_a_parquet_file_is_read_by_its_path(tmp_path: Path) -> None:
    pl.DataFrame({"m": pl.Series([1, 400_000, None], dtype=pl.Int32)}).write_parquet(tmp_path / "people.parquet")
    rules = {"low": parse("m <= 3000", {"m": FactType("money")})}
    assert counts(rules, opened(tmp_path / "people.parquet")) == {"low": Count(1, 1, 1)}
