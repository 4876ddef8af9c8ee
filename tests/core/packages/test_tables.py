"""Decision tables: read cell by cell, decided row by row, proved without gap and overlap."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests.core.packages.sample import FILES, PACKAGE, text, world
from yichuang.core.packages import SELF, Finding, Known, Package, PackageError, load
from yichuang.core.packages.checker import prove
from yichuang.core.packages.checker.variants import variants
from yichuang.core.packages.difference import differences
from yichuang.core.packages.loader import digest, writable
from yichuang.core.rules import UNKNOWN
from yichuang.core.rules.bulk import counts

ON = dt.date(2026, 3, 1)
FILE = "tables/fee_class.csv"
FACT = f"""\
  size:
    type: choice
    label: {text("size")}
    ask: {text("how large?")}
    why: {text("why")}
    options: {{small: {{label: {{zh-hans: 小, en: Small}}}}, large: {{label: {{zh-hans: 大, en: Large}}}}}}
    law: [dog-act/1]
  fee_class:
    type: integer
    label: {text("class")}
    derive: table fee_class
    law: [dog-act/1]
"""
STOP = f"""\
  - refusal: too-dear
    refuses: [dog-licence]
    when: "fee_class >= 3"
    title: {text("dear")}
    reason: {text("dear")}
    go: {text("dear")}
    law: [dog-act/1]
"""
TEXT = PACKAGE.replace("  born: {type", FACT + "  born: {type").replace(
    "matters:\n  - matter", STOP + "matters:\n  - matter"
)
TEXT = TEXT.replace("sends: [name, deposit]", "sends: [name, deposit, size]")
TABLE = """\
age,size,result,law,note
< 18,,1,dog-act/1,
18..64,small,2,dog-act/1,
18..64,large,3,dog-act/1; dog-act/1,dear
>= 65,small; large,1,dog-act/1,
"""


def dogs(table: str = TABLE, package: str = TEXT) -> Package:
    examples = FILES["examples.yaml"].replace("deposit: 10", "deposit: 10, size: small")
    return load({**FILES, "package.yaml": package, "examples.yaml": examples, FILE: table}, world())


def wrong(table: str, package: str = TEXT) -> list[Finding]:
    with pytest.raises(PackageError) as caught:
        dogs(table, package)
    return caught.value.findings


def decided(package: Package, born: str, size: object) -> tuple[object, int | None]:
    known = {**package.start(ON), "born": dt.date.fromisoformat(born), "size": size}
    for key, rule in package.derived.items():
        known[key] = rule.evaluate(known)
    row = package.rows(known).get("fee_class")
    return known["fee_class"], row.number if row else None


def test_it_works() -> None:
    package = dogs()
    assert decided(package, "2010-01-01", "small") == (1, 2)
    assert decided(package, "2008-03-01", "large") == (3, 4)
    assert decided(package, "1961-03-01", "large") == (1, 5)
    assert decided(package, "1961-03-02", "large") == (3, 4)
    assert decided(package, "2010-01-01", None) == (1, 2)  # it is not asked there
    assert decided(package, "1990-01-01", None) == (None, None)
    assert decided(package, "1990-01-01", UNKNOWN) == (UNKNOWN, None)
    assert package.tables["fee_class"].rows[2].law == ("dog-act/1", "dog-act/1")
    assert [one.code for one in prove(package, ON)] == ["boundary"] * len(prove(package, ON))


def test_the_guide_asks_what_a_table_asks_and_knows_the_row() -> None:
    package = dogs()
    facts = {
        "has_dog": Known(True, SELF),
        "born": Known(dt.date(2010, 1, 1), "people"),
        "barred": Known("no", "people"),
    }
    young = package.guide(facts, ON)
    assert "size" not in [one.key for one in young.ask]
    grown = {**facts, "born": Known(dt.date(1990, 1, 1), "people")}
    assert "size" in [one.key for one in package.guide(grown, ON).ask]
    told = package.guide({**grown, "size": Known("large", SELF)}, ON)
    assert [one.code for one in told.refusals] == ["too-dear"]
    assert told.rows["fee_class"].number == 4
    assert package.tables_behind({"fee_class"}) == ("fee_class",)


SENT = TEXT.replace("sends: [name, deposit, size]", "sends: [name, deposit, size, fee_class]")
UNREAD = (
    FILES["law.yaml"]
    + f"""\
      "2": {{says: {text("dogs")}, verified: false, not_encoded: {text("tests")}}}
"""
)


@pytest.mark.parametrize(
    ("package", "born", "size", "rows"),
    [
        (TEXT, "1990-01-01", "large", [4]),  # refused by that row
        (TEXT, "1990-01-01", "small", []),  # that row was read
        (TEXT, "2010-01-01", "large", []),  # too young anyway: no table is asked
        (SENT, "1961-01-01", "large", [5]),
        (TEXT, "1961-01-01", "large", [5]),  # not too dear by that row
    ],
)
def test_a_row_that_decides_and_was_not_read_is_named(package: str, born: str, size: str, rows: list[int]) -> None:
    table = TABLE.replace("large,3,dog-act/1; dog-act/1", "large,3,dog-act/1; dog-act/2")
    table = table.replace(">= 65,small; large,1,dog-act/1", ">= 65,small; large,1,dog-act/2")
    examples = FILES["examples.yaml"].replace("deposit: 10", "deposit: 10, size: small")
    files = {**FILES, "package.yaml": package, "examples.yaml": examples, "law.yaml": UNREAD, FILE: table}
    facts = {
        "has_dog": Known(True, SELF),
        "born": Known(dt.date.fromisoformat(born), "people"),
        "barred": Known("no", "people"),
        "name": Known("某人", "people"),
        "size": Known(size, SELF),
        "deposit": Known(5000, SELF),
    }
    guide = load(files, world()).guide(facts, ON)
    assert guide.complete
    assert [one.row.number for one in guide.unverified if one.row is not None] == rows
    assert [one.row.number for one in guide.unverified_of("dog-licence") if one.row is not None] == rows
    figures = {one.figure.name for one in guide.unverified if one.figure is not None}
    assert figures == ({"most"} if guide.matters else set())  # of a deposit that nobody asks for
    assert [one.key for one in guide.rests("fee_class")] == (["fee_class"] if rows else [])


def test_a_table_of_people_sees_the_table() -> None:
    import polars as pl

    package = dogs()
    people = pl.LazyFrame({"age": [10, 30, 30, 70, 30], "size": ["small", "small", "large", "large", None]})
    derived = {"fee_class": package.derived["fee_class"]}
    found = counts({"dear": package.conditions["too-dear"]}, people, derived=derived)["dear"]
    assert (found.true, found.null) == (1, 1)


CELLS = [
    ("18..64,small,2", "18..64,smal,2", "Cell B3", "Did you mean “small”?"),
    ("18..64,small,2", "18…64,small,2", "Cell A3", "is no number"),
    ("18..64,small,2", "64..18,small,2", "Cell A3", "range is empty"),
    ("18..64,small,2", "18..64,small,two", "Cell C3", "is no number"),
    ("18..64,small,2", "18..64,small,2.5", "Cell C3", "whole number"),
    ("18..64,small,2", "18..64,> small,2", "Cell B3", "no order"),
    ("18..64,small,2,dog-act/1,", "18..64,small,2,,", "Cell D3", "articles"),
    ("18..64,small,2,dog-act/1,", "18..64,small,2,dog-act/9,", "no article", "dog-act/9"),
    ("18..64,small,2,dog-act/1,", "18..64,small,2", "3 cells", "5 columns"),
]


@pytest.mark.parametrize(("before", "after", "where", "says"), CELLS)
def test_a_fault_is_found_by_row_and_column(before: str, after: str, where: str, says: str) -> None:
    assert before in TABLE
    (found,) = wrong(TABLE.replace(before, after, 1))
    assert (found.file, found.line) == (FILE, 3)
    assert where in str(found.message)
    assert says in str(found.message)


@pytest.mark.parametrize(
    ("table", "line", "says"),
    [
        ("", 1, "missing or empty"),
        ("age,size,result\n", 1, "columns “result” and “law”"),
        ("result,law\n1,dog-act/1\n", 1, "1 to 20 more"),
        (TABLE.replace("age,size", "aeg,size"), 1, "Did you mean “age”?"),
        (TABLE.replace("age,size", "age,age"), 1, "None stands twice"),
        (TABLE + "\ufeff" + TABLE, 6, "two files were joined"),
        (TABLE.replace("dear\n", 'de"ar"\n').replace("18..64,small", '"18..64"x,small'), 3, "not readable as CSV"),
        ("age,size,result,law,note\n", 1, "1 to 200 rows"),
        ("age,size,result,law,note\n" + "1,nonsense,10,dog-act/1,\n" * 201, 1, "1 to 200 rows"),
    ],
)
def test_what_is_no_table_is_found(table: str, line: int, says: str) -> None:
    found = wrong(table)
    assert says in str(found[0].message)
    assert (found[0].file, found[0].line) == (FILE, line)


@pytest.mark.parametrize(
    ("column", "cell", "holds"),
    [
        ("born", "2000-01-01..2000-12-31", True),
        ("born", "> 2000-06-30", False),
        ("born", "absent", False),
        ("has_dog", "是", True),
        ("has_dog", "no", False),
        ("deposit", "<= 10.50", True),
        ("deposit", "> 10.50; < 1", False),
        ("year_of(born)", "1999; 2000", True),
        ("size", "大", True),
        ("size", "<> large", False),
        ("name", "somebody; 某人", True),
    ],
)
def test_a_cell_is_read_by_the_kind_of_its_column(column: str, cell: str, holds: bool) -> None:
    package = dogs(f'"{column}",result,law\n{cell},1,dog-act/1\n')
    facts = {"born": dt.date(2000, 6, 30), "has_dog": True, "deposit": 1050, "size": "large", "name": "某人", "age": 25}
    assert package.derived["fee_class"].evaluate(facts) == (1 if holds else None)


def test_a_date_that_is_none_is_named() -> None:
    (found,) = wrong("born,result,law\n2026-02-30,1,dog-act/1\n")
    assert str(found.message).startswith("Cell A2, “2026-02-30”: “2026-02-30” is no date.")


def proved(table: str, package: str = TEXT) -> list[tuple[str, int, dict[str, str]]]:
    found = [one for one in prove(dogs(table, package), ON) if one.file == FILE]
    assert all(one.row == (0 if one.line == 1 else one.line) for one in found)  # no cell here goes over two lines
    return [(one.code, one.line, {each.key: each.value["en"] for each in one.person}) for one in found]


def test_rows_that_meet_have_somebody_in_whom_they_do() -> None:
    ((code, line, person),) = proved(TABLE.replace("18..64,large", "18..65,large"))
    assert (code, line) == ("rows-meet", 5)
    assert person["size"] == "Large"
    assert person["born"].startswith("1960-") or person["born"].startswith("1961-")


def test_a_gap_has_somebody_who_falls_into_it() -> None:
    ((code, line, person),) = proved(TABLE.replace("< 18,", "< 17,"))
    assert (code, line) == ("no-row", 1)
    assert person["born"].startswith("2008-") or person["born"].startswith("2009-")


def test_of_two_rows_the_first_decides_where_the_author_says_so() -> None:
    first = TEXT.replace("derive: table fee_class", "derive: table fee_class\n    hit: first")
    table = TABLE.replace("18..64,small", ",small").replace("18..64,large", ",")
    assert [one[:2] for one in proved(table, first)] == [("idle-row", 5)]
    assert {one[0] for one in proved(table)} == {"rows-meet"}
    package = dogs(table, first)
    assert decided(package, "1950-01-01", "small") == (2, 3)
    assert decided(package, "1950-01-01", UNKNOWN) == (UNKNOWN, None)


def test_a_row_of_dates_is_looked_at_on_those_days() -> None:
    table = "today,result,law\n<= 2026-06-30,1,dog-act/1\n>= 2026-07-02,2,dog-act/1\n"
    assert proved(table) == [("no-row", 1, {})]


def test_a_table_belongs_to_one_fact() -> None:
    assert "No fact is derived by this table" in str(wrong(TABLE, TEXT.replace("table fee_class", "1 + 1"))[0].message)
    (missing,) = wrong(TABLE, TEXT.replace("table fee_class", "table fee_clas"))[:1]
    assert (missing.file, missing.code) == ("package.yaml", "unknown")
    assert "hit belongs" in str(
        wrong(TABLE, TEXT.replace("derive: table fee_class", "derive: 1 + 1\n    hit: first"))[0]
    )


def test_a_table_is_part_of_the_package(tmp_path: Path) -> None:
    package, other = dogs(), dogs(TABLE.replace("large,3", "large,4"))
    assert package.digest != other.digest
    assert digest(FILES) == digest({**FILES, "tables/No table.csv": ""})
    assert [(one.part, one.what, one.key) for one in differences(package, other)] == [
        ("table", "changed", "fee_class: 18..64, large")
    ]
    assert writable({"package.yaml": TEXT})[-1] == FILE
    (tmp_path / "tables").mkdir()
    for name, held in package.files.items():
        (tmp_path / name).write_bytes(("\ufeff" + held).encode() if name != FILE else held.encode("gb18030"))
    assert load(tmp_path, world()).digest == package.digest
    (tmp_path / FILE).write_bytes(TABLE.encode() + b"\xff\xff")
    with pytest.raises(PackageError, match="cannot be told"):
        load(tmp_path, world())
    (tmp_path / FILE).rename(tmp_path / "tables" / "Fee Class.csv")
    with pytest.raises(PackageError, match="lower-case words"):
        load(tmp_path, world())


def test_a_row_that_gives_nothing_is_no_rule_to_be_changed() -> None:
    """A last row without a result says that a person decides, as no row at all would: no example can notice it."""
    package = dogs(TABLE + "absent,,,dog-act/1,\n")
    changed = [str(one.change) for one in variants(package) if one.place == "fee_class"]
    assert any("“18”" in one for one in changed)
    assert "with “is” read as “is not”" not in changed


def test_in_the_longest_table_the_one_slip_is_found() -> None:
    ages = [f"{age},{size},{age % 7},dog-act/1," for age in range(99) for size in ("small", "large")]
    table = "\n".join(["age,size,result,law,note", *ages, "99,,1,dog-act/1,", ">= 99,,1,dog-act/1,", ""])
    found = [one for one in prove(dogs(table), ON) if one.file == FILE]
    assert [(one.code, one.row) for one in found] == [("rows-meet", 201)]
