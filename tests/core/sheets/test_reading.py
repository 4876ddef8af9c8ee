"""Tables as departments really keep them, read; and what is wrong said by cell."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlsxwriter

from yichuang.core.identifiers import parse_id_number
from yichuang.core.sheets import MAX_FINDINGS, Column, SheetError, Table, read
from yichuang.core.words import N_, Said


def amount(text: str) -> int:
    try:
        return round(float(text.replace(",", "").removesuffix("元")) * 100)
    except ValueError:
        raise Said("money", N_("Please write an amount in yuan: 4072 or 4072.50.")) from None


def day(text: str) -> dt.date:
    if len(text) == 8 and text.isdigit():
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    bare = text.replace("/", "-").replace("年", "-").replace("月", "-").removesuffix("日")
    try:
        year, month, day = map(int, bare.split("-"))
        return dt.date(year, month, day)
    except ValueError:
        raise Said("date", N_("Please write the date as year, month, day: 1990-01-31.")) from None


COLUMNS = (
    Column("name", "姓名", ("员工姓名", "name"), str),
    Column("id", "身份证号", ("身份证号码", "证件号码"), lambda text: parse_id_number(text).value, unique=True),
    Column("on", "入职日期", ("用工日期",), day, form="date"),
    Column("base", "月缴费基数", ("缴费基数(元)",), amount, form="amount"),
    Column("note", "备注", (), str, required=False),
)
NUMBER, OTHER = "439900199003070046", "439900198508190057"
HEAD = ["姓名", "身份证号", "入职日期", "月缴费基数"]
GOOD = ["试例一", NUMBER, "2026-11-01", "5000"]


def xlsx(*sheets: list[list[object]], hidden: tuple[int, ...] = (), merged: tuple[str, ...] = ()) -> bytes:
    """A workbook of these sheets; ``merged``: areas of the first one, as "A1:B1"."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, rows in enumerate(sheets):
            page = book.add_worksheet(f"表{number + 1}")
            for row, values in enumerate(rows):
                for at, value in enumerate(values):
                    if isinstance(value, dt.date):
                        page.write_datetime(row, at, dt.datetime.combine(value, dt.time()), days)
                    elif isinstance(value, str):
                        page.write_string(row, at, value)
                    elif value is not None:
                        page.write(row, at, value)
            if number == 0:
                for area in merged:
                    page.merge_range(area, "")
                    first = area.partition(":")[0]
                    row, at = int(first[1:]) - 1, ord(first[0]) - 65
                    page.write_string(row, at, str(rows[row][at]))
            if number in hidden:
                page.hide()
        if hidden == (0,) and len(sheets) > 1:
            book.worksheets()[1].activate()
            book.worksheets()[1].set_first_sheet()
    return output.getvalue()


def table(*rows: list[object], name: str = "员工.xlsx") -> Table:
    return read(xlsx(list(rows)), name, COLUMNS)


def said(found: Table) -> list[tuple[str, str]]:
    return [(one.cell, one.code) for one in found.findings]


VALUES = {"name": "试例一", "id": NUMBER, "on": dt.date(2026, 11, 1), "base": 500000}


def test_it_works() -> None:
    found = table(HEAD, GOOD)
    assert [row.values for row in found.rows] == [VALUES]
    assert (found.findings, found.rows[0].number, found.header_row) == ((), 2, 1)


def test_titles_above_blank_rows_between_and_totals_below() -> None:
    found = table(
        ["某某公司员工参保名单"],
        ["填表日期：2026年11月"],
        [],
        HEAD,
        GOOD,
        [],
        ["", "　", None, " "],
        ["合计", "", "", 5000],
        ["备注：以上人员均已签订合同"],
    )
    assert [row.number for row in found.rows] == [5]
    assert (found.findings, found.skipped) == ((), (8, 9))


def test_a_person_named_like_a_total_is_a_person() -> None:
    found = table(HEAD, ["合计明", *GOOD[1:]])
    assert [row.values["name"] for row in found.rows] == ["合计明"]


@pytest.mark.parametrize(
    "written",
    [
        dt.date(2026, 11, 1),
        46327,
        "2026-11-01",
        "2026/11/1",
        "2026年11月1日",
        "20261101",
        20261101,
        "２０２６-１１-０１",
    ],
)
def test_a_day_in_every_way_of_writing(written: object) -> None:
    found = table(HEAD, ["试例一", NUMBER, written, 5000])
    assert found.rows[0].values["on"] == dt.date(2026, 11, 1)


@pytest.mark.parametrize("written", [5000, 5000.0, "5000", "５０００", "5,000", "5000元", " 5000 ", "'5000"])
def test_an_amount_in_every_way_of_writing(written: object) -> None:
    assert table(HEAD, [*GOOD[:3], written]).rows[0].values["base"] == 500000


def test_noise_of_binary_numbers_does_not_show() -> None:
    assert table(HEAD, [*GOOD[:3], 0.1 + 0.2]).rows[0].values["base"] == 30


def test_a_number_kept_as_text_with_its_apostrophe_is_read() -> None:
    found = table(HEAD, ["试例一", f"'{NUMBER} ", *GOOD[2:]])
    assert found.rows[0].values["id"] == NUMBER


def test_an_id_number_that_lost_its_digits_is_not_believed() -> None:
    found = table(HEAD, ["试例一", int(NUMBER), *GOOD[2:]])
    assert said(found) == [("B2", "digits-lost")]
    assert "文本" in found.findings[0].sentence.template or "text" in found.findings[0].sentence.template


def test_the_header_may_have_marks_other_names_and_another_order() -> None:
    found = table(
        ["缴费基数（元）", "*证件号码：", "员工\n姓名（必填）", "用工日期", "工号"],
        [5000, NUMBER, "试例一", "2026-11-01", 7],
    )
    assert found.rows[0].values == VALUES
    assert found.ignored == ("工号",)


def test_a_header_of_two_rows_with_merged_cells() -> None:
    rows: list[list[object]] = [
        ["基本信息", "", "参保信息", "", "备注"],
        ["姓名", "身份证号", "入职日期", "月缴费基数", ""],
        GOOD,
    ]
    found = read(xlsx(rows, merged=("A1:B1", "C1:D1", "E1:E2")), "a.xlsx", COLUMNS)
    assert found.rows[0].values == VALUES
    assert (found.findings, found.ignored) == ((), ())


def test_a_title_merged_over_all_columns_is_no_header() -> None:
    rows: list[list[object]] = [["姓名", "", "", ""], HEAD, GOOD]
    found = read(xlsx(rows, merged=("A1:D1",)), "a.xlsx", COLUMNS)
    assert found.rows[0].values == VALUES


def test_a_hidden_sheet_is_not_read() -> None:
    old: list[list[object]] = [HEAD, ["旧名单", OTHER, "2020-01-01", 1]]
    found = read(xlsx(old, [HEAD, GOOD], hidden=(0,)), "a.xlsx", COLUMNS)
    assert [row.values["name"] for row in found.rows] == ["试例一"]
    assert found.sheet == "表2"


def test_an_empty_template_beside_the_filled_sheet_does_not_disturb() -> None:
    assert len(read(xlsx([HEAD], [HEAD, GOOD]), "a.xlsx", COLUMNS).rows) == 1


def test_every_wrong_cell_is_named_and_the_rest_is_kept() -> None:
    found = table(HEAD, ["", "12345", "昨天", "五千"], ["试例二", OTHER, "2026-11-02", 5000])
    assert [cell for cell, _ in said(found)] == ["A2", "B2", "C2", "D2"]
    assert [row.number for row in found.rows] == [2, 3]
    assert found.rows[0].values == {}
    assert all(str(one.sentence) for one in found.findings)


def test_twice_the_same_person_names_the_other_cell() -> None:
    found = table(HEAD, GOOD, GOOD)
    assert said(found) == [("B3", "twice")]
    assert found.findings[0].sentence.params["other"] == "B2"


def test_a_missing_column_and_one_that_stands_twice() -> None:
    found = table([*HEAD[:3], "姓名"], [*GOOD[:3], "x"])
    assert {code for _, code in said(found)} == {"missing-column", "column-twice"}


def test_an_error_value_and_a_time_of_day() -> None:
    found = table(HEAD, ["#N/A", NUMBER, "2026-11-01", dt.date(2026, 1, 1)])
    assert said(found) == [("A2", "error-value"), ("D2", "date")]


def test_a_header_without_rows_says_so() -> None:
    assert [code for _, code in said(table(HEAD))] == ["no-rows"]


def test_findings_are_bounded_and_counted() -> None:
    found = table(HEAD, *[["", "1", "x", "y"]] * 100)
    assert len(found.findings) == MAX_FINDINGS
    assert found.more == 400 - MAX_FINDINGS


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv_in_every_encoding(encoding: str, separator: str) -> None:
    rows = [["员工名单"], HEAD, GOOD, ["合计", "", "", "5000"]]
    data = "\r\n".join(separator.join(map(str, row)) for row in rows).encode(encoding)
    found = read(data, "员工.csv", COLUMNS)
    assert [row.values for row in found.rows] == [VALUES]
    assert found.skipped == (4,)


def test_a_rare_name_beyond_the_basic_plane_survives_gb18030() -> None:
    data = ",".join(HEAD) + "\n" + f"𠮷小满,{NUMBER},2026-11-01,5000"
    assert read(data.encode("gb18030"), "a.csv", COLUMNS).rows[0].values["name"] == "𠮷小满"


def test_no_sheet_has_the_columns() -> None:
    with pytest.raises(SheetError) as error:
        table(["甲", "乙"], ["1", "2"])
    assert error.value.code == "no-table"
    assert "身份证号" in str(error.value)


def test_two_filled_tables_or_none_but_a_hidden_one() -> None:
    with pytest.raises(SheetError) as error:
        read(xlsx([HEAD, GOOD], [HEAD, GOOD]), "a.xlsx", COLUMNS)
    assert error.value.code == "two-tables"
    with pytest.raises(SheetError) as error:
        read(xlsx([HEAD, GOOD], [["说明"]], hidden=(0,)), "a.xlsx", COLUMNS)
    assert error.value.code == "hidden"
