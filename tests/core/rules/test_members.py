"""Lists of members: PostgreSQL's meaning of any, all, count and sum, three-valued, and how far a list still matters."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from itertools import combinations_with_replacement, product
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.core.rules.drawing import SCHEMA as DRAWN
from tests.core.rules.drawing import Text
from tests.core.rules.judge import Judge, judge
from tests.core.rules.test_back_ends import all_agree
from tests.core.rules.test_branching import restricted
from yichuang.core.rules import UNKNOWN, FactType, Label, Member, Origin, RuleError, parse
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.bulk import BulkError, Count, bulk, counts
from yichuang.core.rules.proof import Proof

CHILD = (
    ("born", FactType("date")),
    ("in_school", FactType("boolean")),
    ("income", FactType("money")),
    ("sex", FactType("choice", ("male", "female"))),
)
SCHEMA = {
    "children": FactType("list", (), CHILD, 3),
    "age": FactType("integer"),
    "married": FactType("boolean"),
    "since": FactType("date"),
}
ELDER = {"born": dt.date(2020, 5, 1), "in_school": True, "income": 1_000, "sex": "male"}
SMALL = {"born": dt.date(2024, 5, 1), "in_school": False, "income": None, "sex": "female"}
NOBODY_KNOWS = dict.fromkeys(ELDER)


@pytest.fixture(scope="module")
def postgres(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with judge(os.environ.get("YICHUANG_TEST_DSN") or request.getfixturevalue("postgres_dsn")) as found:
        yield found


def said(text: str, *members: dict[str, Any], **beside: object) -> object:
    return parse(text, SCHEMA).evaluate({"children": members, **beside})


def test_it_works() -> None:
    assert said("count(children where born > date '2021-01-01') >= 1", ELDER, SMALL) is True
    assert said("count(children)", ELDER, SMALL) == 2
    assert said("any(in_school from children)", ELDER, SMALL) is True
    assert said("all(in_school from children where sex = 'male')", ELDER, SMALL) is True
    assert said("sum(income * 2 from children) = 20", ELDER, SMALL) is True
    assert said("any(born > since from children)", ELDER, since=dt.date(2020, 1, 1)) is True
    assert said("children is null", ELDER) is False


def test_absence_is_what_sql_says_of_it() -> None:
    """NULL of a member decides nothing, and no condition lets it through; of a list that is NULL all is NULL."""
    assert said("any(in_school from children)", SMALL, NOBODY_KNOWS) is None
    assert said("all(in_school from children)", ELDER, NOBODY_KNOWS) is None
    assert said("any(in_school from children)", ELDER, NOBODY_KNOWS) is True
    assert said("count(children where sex = 'male')", ELDER, NOBODY_KNOWS) == 1
    assert said("sum(income from children)", ELDER, NOBODY_KNOWS) == 1_000
    assert said("sum(income from children)", NOBODY_KNOWS) is None
    assert [said(f"{one}(in_school from children)") for one in ("any", "all")] == [False, True]
    assert said("count(children)") == 0
    assert said("sum(income from children)") is None
    absent = {"children": None}
    for text in ("count(children) >= 0", "any(true from children)", "all(true from children)"):
        assert parse(text, SCHEMA).evaluate(absent) is None
    assert parse("children is null", SCHEMA).evaluate(absent) is True


def test_what_is_not_yet_known_stays_open_until_it_cannot_matter() -> None:
    rule = parse("any(born > since from children where married)", SCHEMA)
    assert rule.evaluate({}) is UNKNOWN
    assert rule.open_names({}) == {"children", "since", "married"}
    assert rule.evaluate({"children": ()}) is False  # whatever the two others are
    assert rule.evaluate({"children": [ELDER], "married": False}) is False
    assert rule.open_names({"children": [ELDER], "married": True}) == {"since"}
    half = parse("any(in_school from children)", SCHEMA)
    assert half.evaluate({"children": [{"born": None}]}) is UNKNOWN
    assert half.open_names({"children": [{"born": None}]}) == {"children"}
    assert half.evaluate({"children": [{"born": None}, ELDER]}) is True


def test_a_list_that_is_none_is_a_fault_of_the_program() -> None:
    for wrong in ([ELDER] * 4, "children", [1], {"born": None}):
        with pytest.raises(TypeError, match="children"):
            parse("count(children) > 1", SCHEMA).evaluate({"children": wrong})
    with pytest.raises(TypeError, match=r"children\.born"):
        said("any(born > since from children)", {**ELDER, "born": "2020"}, since=None)


@pytest.mark.parametrize(
    ("text", "code", "column", "words"),
    [
        ("count(childen) > 1", "name", 7, "Did you mean “children”?"),
        ("any(bron > since from children)", "name", 5, "Did you mean “born”?"),
        ("age > 1 and born > since", "name", 13, "ask any(… from children)"),
        ("count(age)", "name", 7, "“age” is no list."),
        ("children = 2", "type", 1, "count(children)"),
        ("children", "type", 1, "“children” is a list"),
        ("coalesce(children, children) is null", "type", 10, "“children” is a list"),
        ("any(children where in_school)", "arguments", 1, "any(… from children)"),
        ("sum(income)", "arguments", 1, "sum(… from children)"),
        ("count(income from children)", "arguments", 1, "count(children where …)"),
        ("any(born > 3 from children)", "type", 12, "where a date is needed"),
        ("sum(born from children)", "type", 5, "Nobody can reckon with a date."),
        ("any(sex = 'boy' from children)", "option", 11, "male, female"),
        ("any(count(children) > 1 from children)", "unsupported", 5, "no other list"),
        ("count(*)", "syntax", 7, "name of a list"),
        ("count(children where)", "syntax", 22, "Something is missing here."),
        ("any(in_school from (select 1))", "syntax", 28, "name of a list"),
        ("count(children) filter (where married)", "function", 17, "no function “filter”"),
        ("min(born from children)", "function", 1, "no function “min”"),
        ("(select count(*) from children) > 1", "unsupported", 9, "no part of the rule language"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(text: str, code: str, column: int, words: str) -> None:
    with pytest.raises(RuleError) as caught:
        parse(text, SCHEMA, origin=Origin("package.yaml", 7))
    error = caught.value
    assert (error.code, error.line) == (code, 7)
    assert error.column == column
    assert words in str(error.problem)
    assert str(error).endswith("\n    " + " " * (column - 1) + "^")


def test_reasons_speak_of_the_list_and_of_its_members() -> None:
    labels = {
        "children": {"en": "children"},
        "children.born": {"en": "date of birth"},
        "children.in_school": {"en": "in school"},
        "children.income": {"en": "income"},
        "children.sex": Label({"en": "sex"}, {"male": {"en": "a boy"}}),
    }

    def told(text: str) -> str:
        return str(parse(text, SCHEMA).explain({"children": (ELDER, SMALL)}, labels).sentence("en"))

    assert told("count(children where sex = 'male') >= 2") == (
        "number of children (sex is a boy) is below 2 (children: 2 on the list)"
    )
    assert told("any(in_school and born > date '2020-01-01' from children)") == (
        "one of children: in school: yes and date of birth is after 1 January 2020 (children: 2 on the list)"
    )
    assert told("all(not in_school from children)") == ("not all of children: in school: no (children: 2 on the list)")
    assert told("sum(income from children) > 5") == (
        "sum of income of children is above 5 yuan (children: 2 on the list)"
    )
    assert str(parse("count(children) > 1", SCHEMA).explain({}, labels).sentence("en")) == "Not yet known: children"


# --- many people, and everybody -------------------------------------------------------------------------------------


def test_postgres_agrees_at_the_edges(postgres: Judge) -> None:
    """Overflow of a sum, all of nobody, a list that is NULL, a member of whom nothing is known."""
    most = {"lp": None, "li": 2**63 - 1, "lu": None, "lm": 2**63 - 1, "ld": dt.date(9999, 12, 31), "le": None}
    columns = "lp boolean, li bigint, lu numeric, lm bigint, ld date, le text"
    rows = f"jsonb_to_recordset(l) as member({columns})"
    for members in ((most, most), (most,), (), None, (dict.fromkeys(most),)):
        person = {**dict.fromkeys(DRAWN), "l": members and tuple(map(Member, members)) if members != () else ()}
        for kind, text, query in (
            ("integer", "sum(li from l)", f"(select sum(li) from {rows})::bigint"),
            (
                "money",
                "sum(lm from l where ld < date '2030-01-01')",
                f"(select sum(lm) from {rows} where false)::bigint",
            ),
            ("boolean", "all(lp from l)", f"true = all (select lp from {rows})"),
            ("boolean", "any(lp is null from l)", f"exists (select from {rows} where lp is null)"),
            ("integer", "count(l where ld is not null)", f"(select count(*) from {rows} where ld is not null)"),
        ):
            all_agree(postgres, kind, Text(text, f"case when l is not null then {query} end", 0), person)


def frame_of(*lists: list[dict[str, Any]] | None) -> pl.LazyFrame:
    child = pl.Struct({"born": pl.Date(), "in_school": pl.Boolean(), "income": pl.Int64(), "sex": pl.String()})
    return pl.LazyFrame({"children": pl.Series(lists, dtype=pl.List(child))})


def test_over_a_table_a_list_that_is_too_long_is_told_and_never_judged() -> None:
    rule = parse("count(children) >= 2", SCHEMA)
    frame = frame_of([ELDER, SMALL], [], None, [ELDER] * 4)
    assert bulk({"it": rule}, frame).collect()["it"].to_list() == [True, False, None, None]
    with pytest.raises(BulkError, match="“children” holds what cannot be, 1 times; for example “4”") as caught:
        counts({"it": rule}, frame)
    assert caught.value.code == "value"
    assert counts({"it": rule}, frame_of([ELDER, SMALL], [], None)) == {"it": Count(1, 1, 1)}
    with pytest.raises(BulkError, match="lists of structs"):
        bulk({"it": rule}, frame_of([]).with_columns(children=pl.lit(1)))
    with pytest.raises(BulkError, match="lists of structs"):  # a field is missing
        bulk({"it": rule}, frame_of([]).with_columns(children=pl.lit([{"born": None}])))


def test_what_has_no_column_form_is_answered_person_by_person() -> None:
    rule = parse("any(income / nullif(income, 0) > 0.5 from children)", SCHEMA)
    frame = frame_of([ELDER], [SMALL], [], None, [ELDER] * 4)
    assert bulk({"it": rule}, frame).collect()["it"].to_list() == [True, None, False, None, None]


def test_z3_finds_a_family_and_says_that_there_is_none() -> None:
    proof = Proof(SCHEMA)
    two_boys = parse("count(children where sex = 'male') >= 2", SCHEMA)
    found = proof.together(two_boys, parse("all(in_school from children) and any(born > since from children)", SCHEMA))
    assert found.verdict == "yes"
    assert found.person is not None
    assert two_boys.evaluate(found.person) is True
    assert proof.possible(parse("count(children) > 3", SCHEMA)).verdict == "no"  # at most 3
    assert proof.together(two_boys, parse("all(sex = 'female' from children)", SCHEMA)).verdict == "no"
    assert proof.matters("children", parse("any(born > since from children)", SCHEMA), {"since": None}) is True
    assert proof.matters("since", parse("any(born > since from children)", SCHEMA), {"children": ()}) is False


# --- exactly as long as it matters ----------------------------------------------------------------------------------

PAIR = {
    "l": FactType("list", (), (("n", FactType("integer")), ("y", FactType("boolean"))), 2),
    "p": FactType("boolean"),
    "e": FactType("choice", ("a", "b")),
}
EVERY_MEMBER = [Member(n=n, y=y) for n, y in product((0, 2, 3, 5, None), (True, False, None))]
EVERY: dict[str, list[object]] = {
    "l": [None, *(one for size in range(3) for one in combinations_with_replacement(EVERY_MEMBER, size))],
    "p": [True, False, None],
    "e": ["a", "b", None],
}
within = st.sampled_from(
    ["n > 2", "n <= 3 and y", "y", "not y", "n is null", "n > 2 or p", "n = 3 and e = 'a'", "true"]
)
about = st.one_of(
    st.sampled_from(["p", "e = 'a'", "l is null", "count(l) >= 0", "count(l) = 2"]),
    st.builds("{}({} from l where {})".format, st.sampled_from(["any", "all"]), within, within),
    st.builds("count(l where {}) {} {}".format, within, st.sampled_from([">=", "=", "<"]), st.integers(0, 3)),
    st.builds("count(l where {}) > count(l where {})".format, within, within),
    st.builds("sum(case when {} then 1 else 2 end from l) >= {}".format, within, st.integers(1, 4)),
)
lists = st.recursive(
    about,
    lambda parts: st.one_of(
        st.builds("({} and {})".format, parts, parts),
        st.builds("({} or {})".format, parts, parts),
        st.builds("coalesce({}, {})".format, parts, parts),
    ),
    max_leaves=3,
)


@given(lists, st.fixed_dictionaries({}, optional={key: st.sampled_from(values) for key, values in EVERY.items()}))
@example("any(y from l) or not any(y from l)", {})
@example("count(l where n > 2) >= 1 and count(l where n <= 2) >= 2", {})
def test_a_list_stands_in_the_diagram_exactly_when_it_can_change_the_answer(
    text: str, known: dict[str, object]
) -> None:
    """Brute force over every list of up to two members of fifteen kinds."""
    rule = parse(text, PAIR)
    found = Branching(PAIR, {}, {"today": dt.date(2026, 11, 30)}, [rule], {})
    assert not found.doubtful(rule)
    diagram = restricted(found, rule, known)
    support = {found.names[variable] for variable in found.diagrams.support(diagram)}
    free = [key for key in EVERY if key not in known]
    answers = {
        values: rule.evaluate({**known, **dict(zip(free, values, strict=True))})
        for values in product(*(EVERY[key] for key in free))
    }
    for place, key in enumerate(free):
        by_others: dict[tuple[object, ...], set[object]] = {}
        for values, answer in answers.items():
            by_others.setdefault((*values[:place], *values[place + 1 :]), set()).add(answer)
        assert (key in support) == any(len(one) > 1 for one in by_others.values()), key


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("count(children where born > date '2021-01-01') >= 2", False),
        ("any(in_school and sex = 'male' from children where married)", False),
        ("sum(income from children) > 100", True),  # any sum may come of some list
        ("any(born > since from children)", True),  # beside the list is a fact with many values
        ("count(children) > age", True),
        ("any(born + 1 > born from children)", True),
    ],
)
def test_what_cannot_be_cut_exactly_is_marked_so(text: str, doubtful: bool) -> None:
    rule = parse(text, SCHEMA)
    found = Branching(SCHEMA, {}, {"today": dt.date(2026, 11, 30)}, [rule], {}, cut=False)
    assert found.doubtful(rule) is doubtful


def test_a_fact_derived_from_a_list_is_as_exact() -> None:
    schema = {**SCHEMA, "minors": FactType("integer"), "today": FactType("date")}
    derived = {"minors": parse("count(children where age_on(born, today) < 18)", schema)}
    rule = parse("minors >= 2 and any(in_school from children)", schema)
    found = Branching(SCHEMA, derived, {"today": dt.date(2026, 11, 30)}, [rule], {})
    assert not found.doubtful(rule)
    for members, answer in (((ELDER, SMALL), True), ((ELDER,), False), ((), False), ((ELDER, NOBODY_KNOWS), False)):
        diagram = restricted(found, rule, {"children": members})
        assert found.diagrams.value(diagram) is answer


def test_a_long_list_is_cut_as_exactly() -> None:
    """Ten children, four rules: lists of whom the same is said are one."""
    schema = {"children": FactType("list", (), CHILD, 10)}
    rules = [
        parse(text, schema)
        for text in (
            "count(children where age_on(born, date '2026-11-30') < 3) >= 2",
            "any(in_school from children where sex = 'female')",
            "all(born is not null from children)",
            "count(children) > 8",
        )
    ]
    found = Branching(schema, {}, {"today": dt.date(2026, 11, 30)}, rules, {}, sure=True)
    for members in ((ELDER,) * 9, (SMALL,) * 10, (SMALL,) * 2 + (ELDER,) * 7, (NOBODY_KNOWS,) * 9):
        for rule in rules:
            diagram = restricted(found, rule, {"children": members})
            assert found.diagrams.value(diagram) is rule.evaluate({"children": members})


@pytest.mark.parametrize(
    ("written", "kind", "value"),
    [
        ("coalesce(m, sum(0.50 from l))", "money", 100),
        ("m + sum(case when lp then 300 else 0.25 end from l)", "money", 60_100),
        ("case when p then sum(3 from l) else m end", "money", 600),
        ("sum(2 from l) + 1", "integer", 5),
    ],
)
def test_a_sum_of_literals_is_of_the_kind_that_stands_beside_it(written: str, kind: str, value: int) -> None:
    """So much for each child is written in yuan, like any other amount."""
    member = {"lp": True, "li": 1, "lu": None, "lm": 5, "ld": None, "le": None}
    rule = parse(written, DRAWN)
    assert rule.type.kind == kind
    assert rule.evaluate({"m": 100, "p": True, "l": (member, member)}) == value
