"""Real cases of kind 3: when does somebody retire, after how many paid months? Each as ``open.yaml`` has it.

They are asked of the package, which rests on the functions of the rule language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.cases.entries import entry
from tests.core.packages.sample import CONTENT, hunan
from yichuang.core.packages import Known, Package, load
from yichuang.core.rules.functions import FUNCTIONS

#: What a register and the person say of each type of the entries.
OF_TYPE = {
    "man60": {"sex": "male"},
    "woman55": {"sex": "female", "woman_post": "management"},
    "woman50": {"sex": "female", "woman_post": "worker"},
}
#: The legal day of the sums; none of them depends on it.
TODAY = date(2026, 11, 30)


@cache
def package() -> Package:
    return load(CONTENT / "retirement", hunan())


def month(text: str) -> date:
    """The first day of "2026-08 (55y4m)", "2031-11"."""
    return date.fromisoformat(f"{text[:7]}-01")


def months(text: str) -> int:
    """ "15y6m" in months."""
    found = re.match(r"(\d+)y(\d+)m", text)
    assert found is not None, text
    return int(found[1]) * 12 + int(found[2])


def worked_out(of_type: str, born: date, **said: object) -> Mapping[str, object]:
    """What the package works out of somebody at an employer."""
    board = package().days.board(TODAY)
    facts = {"pension_status": "employee", "birth_date": born, "retire_how": "statutory", **OF_TYPE[of_type], **said}
    for key, value in facts.items():
        board.put(key, value)
    return board.known


ROWS = entry("RT-01")["expected"]["rows"]


@pytest.mark.parametrize("day", [1, 15, 28])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['type']} {row['born']}")
def test_rt_01_rows_of_the_three_tables(row: Mapping[str, Any], day: int) -> None:
    born = month(row["born"]).replace(day=day)
    known = worked_out(row["type"], born)
    assert known["retirement_month"] == month(row["retires"])
    assert known["age_reached_on"] == month(row["retires"]).replace(day=day)
    assert FUNCTIONS["statutory_retirement_delay"].run(born, row["type"]) == row["delay_months"]
    assert FUNCTIONS["months_between"].run(born, known["age_reached_on"]) == months(row["age"])


def test_rt_03_least_paid_months_by_year() -> None:
    case = entry("RT-03")
    found = [FUNCTIONS["minimum_contribution_months"].run(year) for year in case["input"]["years"]]
    assert found == [months(text) for text in case["expected"]["minimum"]]


def test_rt_05_the_old_age_binds_before_the_three_years() -> None:
    case = entry("RT-05")
    given, expected = case["input"], case["expected"]
    born = month(given["born"])
    assert worked_out(given["type"], born)["retirement_month"] == month(given["statutory"])
    assert FUNCTIONS["earliest_retirement_month"].run(born, given["type"]) == month(expected["earliest"])
    assert FUNCTIONS["latest_retirement_month"].run(born, given["type"]) == month(expected["latest"])
    chosen = worked_out(given["type"], born, retire_how="early", chosen_day=month(expected["earliest"]))
    assert chosen["least_months"] == months(expected["minimum_years_if_2030_06"])


def test_rt_05_three_years_before_is_refused_with_the_reason() -> None:
    case = entry("RT-05")
    facts: dict[str, Any] = {
        "pension_drawn": False,
        "pension_status": "employee",
        "birth_date": month(case["input"]["born"]),
        "sex": "male",
        "retire_how": "early",
        "chosen_day": month(case["expected"]["three_years_before"]),
        "pension_months": 300,
    }
    known = {key: Known(value, package().facts[key].registry or "self") for key, value in facts.items()}
    guide = package().guide(known, month(case["expected"]["three_years_before"]))
    assert [one.code for one in guide.refusals] == ["below-old-age"]
    assert guide.outcome == "refused"
    assert guide.refusals[0].go["zh-hans"]


def test_rt_07_born_on_the_first_there_is_no_rule_of_the_month_before() -> None:
    case = entry("RT-07")
    born, expected = date.fromisoformat(case["input"]["born"]), case["expected"]
    known = worked_out(case["input"]["type"], born)
    assert known["retirement_month"] == month(expected["retires"])
    assert FUNCTIONS["statutory_retirement_delay"].run(born, case["input"]["type"]) == expected["delay"]
    assert FUNCTIONS["months_between"].run(born, known["age_reached_on"]) == months(expected["age"])
