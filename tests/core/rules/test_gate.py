"""What is no rule is not let in: named, with its place, and nothing of it is run."""

from __future__ import annotations

import pytest

from yichuang.core.rules import FactType, RuleError, parse

FACTS = {
    "age": FactType("integer"),
    "born": FactType("date"),
    "pay": FactType("money"),
    "kind": FactType("choice", ("a", "b")),
    "ok": FactType("boolean"),
}


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        # -- another statement, another query, another database ---------------------------------------------------
        ("1=1; drop table x", "several", 4),
        ("age; ", "several", 4),
        ("(select 1) > 0", "unsupported", 9),
        ("age in (select 1)", "unsupported", 1),
        ("exists (select 1)", "function", 1),
        ("age > (select max(age) from x)", "function", 15),
        ("age > 1 union select 2", "syntax", 9),
        ("age > 1 order by 1", "unsupported", 9),
        ("x.age > 1", "unsupported", 2),
        ("count(*) > 1", "syntax", 7),
        ("sum(age) over () > 1", "function", 10),
        ("$1 > 2", "unsupported", 1),
        (":x > 2", "unsupported", 1),
        # -- what the database would do for one -------------------------------------------------------------------
        ("pg_sleep(9)", "function", 1),
        ("now() > born", "function", 1),
        ("current_user = 'a'", "name", 1),
        ("lower(kind) = 'a'", "function", 1),
        ("age::text = 'a'", "unsupported", 4),
        ("cast(age as text) = 'a'", "function", 1),
        ("kind || 'x' = 'a'", "unsupported", 6),
        ("E'a' = kind", "unsupported", 1),
        ("array[1,2] = age", "unsupported", 6),
        # -- what hides something ---------------------------------------------------------------------------------
        ("age > 1 -- so", "comment", 9),
        ("age /* x */ > 1", "comment", 5),
        ("age > 1\x00", "character", 8),
        ('"age" > 1', "quote", 1),
        ("'a", "quote", 1),
        # -- what is too much ---------------------------------------------------------------------------------------
        (" or ".join(["age > 1"] * 5_000), "long", 1),
        (" or ".join(["age>1"] * 600), "long", 5 * 250 + 4 * 250 + 1),
        ("(" * 40 + "age > 1" + ")" * 40, "deep", 17),
        ("not " * 40 + "ok", "deep", 65),
        # -- what is unfinished or miswritten -----------------------------------------------------------------------
        ("", "empty", 1),
        ("   ", "empty", 1),
        ("age > 1 and", "syntax", 12),
        ("(age > 1", "bracket", 1),
        ("age > 1)", "bracket", 8),
        ("age＞1", "unsupported", 1),
        ("age > 1，", "unsupported", 8),
        ("age > 1e400", "number", 7),
        ("age > 0x10", "unsupported", 7),
        ("born > date 'tomorrow'", "date", 13),
        ("born > date '2026-02-30'", "date", 13),
        ("pay > 1.234", "number", 7),
        ("kind = 'c'", "option", 8),
        ("ok > 1", "type", 6),
        ("1/0 > 1", "divisor", 3),
    ],
)
def test_it_is_named_with_its_place(text: str, code: str, column: int) -> None:
    with pytest.raises(RuleError) as told:
        parse(text, FACTS)
    assert (told.value.code, told.value.column) == (code, column)


def test_a_name_that_is_close_is_meant() -> None:
    with pytest.raises(RuleError, match="Did you mean “age”"):
        parse("aeg > 1", FACTS)
    with pytest.raises(RuleError, match="Did you mean “least”"):
        parse("laest(age, 3) > 1", FACTS)


def test_the_place_is_shown_under_the_text() -> None:
    with pytest.raises(RuleError) as told:
        parse("age > 1 and aeg < 3", FACTS)
    assert str(told.value).splitlines()[-2:] == ["    age > 1 and aeg < 3", "                ^"]


@pytest.mark.parametrize("at", [0, 500, 980])
def test_of_a_very_long_line_what_stands_around_the_place_is_shown(at: int) -> None:
    words = ["age > 1 or"] * 99 + ["ok"]
    words[at // 10] = "aeg > 1 or"
    with pytest.raises(RuleError) as told:
        parse(" ".join(words), FACTS)
    line, caret = str(told.value).splitlines()[-2:]
    assert len(line) < 220
    assert line[caret.index("^") :].startswith("aeg")
