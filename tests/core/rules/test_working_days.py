"""Working days in rules: by the notices, at the ends of the calendar, and who is told that a notice is not known."""

from __future__ import annotations

import datetime as dt
from typing import Any

import chinese_calendar
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yichuang.core.rules import UNKNOWN, Expression, FactType, Label, Member, RuleError, parse
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.bulk import bulk
from yichuang.core.rules.fused import fused
from yichuang.core.rules.proof import Proof
from yichuang.core.rules.spark import NotExact, spark_sql
from yichuang.core.rules.traced import traced
from yichuang.core.workdays import Calendar, due, parse_period

SCHEMA = {
    "d": FactType("date"),
    "g": FactType("date"),
    "n": FactType("integer", unit="workdays"),
    "i": FactType("integer"),
    "papers": FactType("list", (), (("came", FactType("date")),), 3),
}
day = dt.date.fromisoformat


def reckoned(text: str, calendar: Calendar | None = None, **facts: Any) -> Any:
    return (parse(text, SCHEMA, calendar=calendar) if calendar else parse(text, SCHEMA)).evaluate(facts)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        # 国办发明电〔2024〕12号: 1 to 8 October 2025 are off; Sunday 28 September and Saturday 11 October are worked.
        ("2025-09-30", 1, "2025-10-09"),
        ("2025-09-26", 1, "2025-09-28"),
        ("2025-10-09", 2, "2025-10-11"),
        ("2025-10-09", -1, "2025-09-30"),
        ("2025-10-05", 0, "2025-10-09"),
        ("2025-10-09", 0, "2025-10-09"),
        ("2025-10-05", -1, "2025-09-30"),
        ("2025-10-11", -2, "2025-10-09"),
        ("2025-09-24", 10, "2025-10-14"),
        # Without a notice: Monday to Friday, but not 1 January.
        ("2032-12-31", 1, "2033-01-03"),
        ("9999-12-31", 0, "9999-12-31"),
        ("0001-01-01", 0, "0001-01-02"),
    ],
)  # fmt: skip
def test_it_works(start: str, days: int, end: str) -> None:
    assert reckoned("add_working_days(d, n)", d=day(start), n=days) == day(end)


@given(st.dates(dt.date(2003, 6, 1), dt.date(2027, 6, 1)), st.integers(0, 90))
def test_it_ends_when_a_clock_of_as_many_days_does(start: dt.date, days: int) -> None:
    assert (
        reckoned("add_working_days(d, n)", d=start, n=days)
        == due(start, parse_period(f"{days} workdays"), Calendar()).last_day
    )


@given(st.dates(dt.date(2004, 1, 1), dt.date(2026, 12, 31)), st.dates(dt.date(2004, 1, 1), dt.date(2026, 12, 31)))
def test_between_two_days_lie_those_that_the_notices_have_worked(one: dt.date, other: dt.date) -> None:
    low, high = sorted((one, other))
    each = (low + dt.timedelta(step) for step in range(1, (high - low).days + 1))
    count = sum(chinese_calendar.is_workday(each_day) for each_day in each)
    assert reckoned("working_days_between(d, g)", d=one, g=other) == (count if one <= other else -count)


@given(st.dates(), st.integers(-3_000_000, 3_000_000))
def test_one_undoes_the_other(start: dt.date, days: int) -> None:
    end = reckoned("add_working_days(d, n)", d=start, n=days)
    if end is not None and days:
        assert Calendar().is_workday(end)
        begin = start if days > 0 or Calendar().is_workday(start) else reckoned("add_working_days(d, 0)", d=start)
        if begin is not None:
            assert reckoned("working_days_between(d, g)", d=begin, g=end) == days


@pytest.mark.parametrize(
    ("start", "days"),
    [
        ("9999-12-31", 1),
        ("0001-01-01", -1),
        ("2026-01-01", 2**63 - 1),
        ("2026-01-01", -(2**63)),
        ("2026-01-01", 3_000_000),
    ],
)
def test_outside_the_calendar_there_is_no_day(start: str, days: int) -> None:
    facts = {"d": day(start), "n": days}
    rule = parse("add_working_days(d, n)", SCHEMA)
    assert rule.evaluate(facts) is None
    frame = pl.DataFrame({name: [value] for name, value in facts.items()}).lazy()
    assert bulk({"it": rule}, frame).collect()["it"].to_list() == [None]


def test_null_is_null_and_open_is_open() -> None:
    assert reckoned("add_working_days(d, n)", d=None, n=UNKNOWN) is None
    assert reckoned("working_days_between(d, g)", d=day("2026-01-05"), g=UNKNOWN) is UNKNOWN


def test_working_days_are_no_days() -> None:
    assert parse("working_days_between(d, g)", SCHEMA).type.unit == "workdays"
    assert parse("add_working_days(d, i) < g", SCHEMA).evaluate(
        {"d": day("2026-01-05"), "i": 3, "g": day("2027-01-01")}
    )
    with pytest.raises(RuleError, match="unit"):
        parse("working_days_between(d, g) > g - d", SCHEMA)


@given(
    st.lists(
        st.tuples(st.none() | st.dates(), st.none() | st.dates(), st.none() | st.integers(-(10**7), 10**7)), min_size=1
    )
)
def test_a_column_is_reckoned_as_one_person_is(rows: list[tuple[Any, Any, Any]]) -> None:
    people = [dict(zip(("d", "g", "n"), row, strict=True)) for row in rows]
    schema = {"d": pl.Date(), "g": pl.Date(), "n": pl.Int64()}
    rules = {text: parse(text, SCHEMA) for text in ("add_working_days(d, n)", "working_days_between(d, g)")}
    found = bulk(rules, pl.DataFrame(people, schema=schema).lazy()).collect()
    for text, rule in rules.items():
        assert found[text].to_list() == [rule.evaluate(one) for one in people]


NOTICE = Calendar({day("2027-01-04"): False}, years=[2027])


def test_a_notice_that_came_moves_the_day_in_every_back_end() -> None:
    facts = {"d": day("2026-12-31"), "n": 1}
    for calendar, end in ((None, "2027-01-04"), (NOTICE, "2027-01-05")):
        rule = parse("add_working_days(d, n)", SCHEMA, **({"calendar": calendar} if calendar else {}))
        assert rule.evaluate(facts) == day(end)
        assert fused([rule])(facts) == (day(end),)
        frame = pl.DataFrame({name: [value] for name, value in facts.items()}).lazy()
        assert bulk({"it": rule}, frame).collect()["it"].to_list() == [day(end)]


def test_a_year_without_a_notice_is_named() -> None:
    rule = parse("add_working_days(d, 5) < g", SCHEMA)
    assert rule.by_calendar
    assert not parse("d < g", SCHEMA).by_calendar
    assert rule.unnoticed({"d": day("2026-12-18"), "g": day("2030-01-01")}) == ()
    assert rule.unnoticed({"d": day("2026-12-24"), "g": day("2030-01-01")}) == (2027,)
    assert rule.unnoticed({"d": UNKNOWN, "g": day("2030-01-01")}) == ()
    assert parse("add_working_days(d, 5) < g", SCHEMA, calendar=NOTICE).unnoticed({"d": day("2026-12-24")}) == ()
    assert parse("working_days_between(d, g)", SCHEMA).unnoticed({"d": day("2028-02-01"), "g": day("2026-12-29")}) == (
        2027,
        2028,
    )
    assert parse("working_days_between(d, d)", SCHEMA).unnoticed({"d": day("2028-02-01")}) == ()
    assert parse("add_working_days(d, n)", SCHEMA).unnoticed({"d": dt.date.max, "n": 1}) == ()


def test_within_a_list_each_member_is_asked() -> None:
    rule = parse("any(add_working_days(came, 5) < d from papers)", SCHEMA)
    papers = tuple(Member(came=day(each)) for each in ("2026-03-02", "2028-03-02"))
    assert rule.by_calendar
    assert rule.unnoticed({"papers": papers, "d": day("2026-04-01")}) == (2028,)
    assert rule.unnoticed({"papers": None, "d": day("2026-04-01")}) == ()


def test_the_day_where_it_turns_is_found_by_halving() -> None:
    rule = parse("add_working_days(d, 10) <= date '2025-10-14'", SCHEMA)
    branching = Branching({"d": SCHEMA["d"]}, {}, {"today": day("2025-09-01")}, [rule], {}, sure=True)
    cells = branching.cells["d"]
    assert cells.of(day("2025-09-24")) != cells.of(day("2025-09-25"))
    assert {rule.evaluate({"d": one}) for one in cells.samples[cells.of(day("2025-09-24"))]} == {True}  # type: ignore[index]


def test_what_cannot_be_proved_or_written_is_said() -> None:
    rule = parse("add_working_days(d, 10) <= g", SCHEMA)
    answer = Proof(SCHEMA).together(rule, parse("not (add_working_days(d, 10) <= g)", SCHEMA))
    assert answer.verdict == "no"  # the same part is the same, whatever it is
    assert answer.assumed
    with pytest.raises(NotExact, match="add_working_days"):
        spark_sql(rule, SCHEMA)


def test_the_reason_counts_in_working_days() -> None:
    rule: Expression = parse("add_working_days(d, 10) <= g", SCHEMA)
    labels = {"d": Label({"en": "received", "zh-hans": "收件日"}), "g": Label({"en": "decided", "zh-hans": "决定日"})}
    facts = {"d": day("2025-09-24"), "g": day("2025-10-14")}
    said = str(rule.explain(facts, labels).sentence("en"))
    assert said.startswith("10 working days after received is not after decided")
    assert str(traced([rule], labels)(facts)[0].sentence("en")) == said
