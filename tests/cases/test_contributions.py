"""Real cases of kind 4: what is contributed, to the fen? Each as ``open.yaml`` has it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from tests.cases.entries import entry
from tests.core.packages.sample import CONTENT, hunan
from yichuang.core.packages import load, yuan
from yichuang.core.rules import FactType, parse

#: A day of the contribution year of the entry (a year before the package is in force: the figures are dated).
YEAR_2024 = date(2024, 7, 1)


def fen(text: str) -> int:
    return int(Decimal(text) * 100)


def test_cb_01_the_published_limits_are_the_limits() -> None:
    case = entry("CB-01")
    package = load(CONTENT / "employee-enrolment", hunan())
    start = package.start(YEAR_2024)
    assert (start["base_lower"], start["base_upper"]) == tuple(
        fen(str(case["input"][key])) for key in ("published_lower", "published_upper")
    )
    found = [
        package.derived["contribution_base"].evaluate({**start, "wage": fen(wage)}) for wage in case["input"]["wages"]
    ]
    assert found == [fen(base) for base in case["expected"]["base"]]
    # Sixty percent worked out is not the limit: the published one was rounded.
    assert start["base_lower"] != case["input"]["average"] * 60


def test_cb_03_a_tenth_more_is_rounded_as_people_round() -> None:
    case = entry("CB-03")
    rule = parse("round_fen(last_paid * 1.1)", {"last_paid": FactType("money")}, expects=FactType("money"))
    due = rule.evaluate({"last_paid": fen(case["input"]["last_month_paid"])})
    assert isinstance(due, int)
    assert yuan(due) == case["expected"]["due"]
