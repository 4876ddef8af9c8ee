"""Boundaries within lists: of a fact of one member, and of how many members count or what they add up to."""

from __future__ import annotations

import pytest

from tests.core.packages.test_lists import ON, TEXT, WORKED, packs
from yichuang.core.packages import Finding
from yichuang.core.packages.checker import prove

FIERCE = "any(breed = 'fierce' and chipped is not true from pack)"
MANY = "  - refusal: too-many"
#: The package with one rule about its list, in place of its two.
GROWN = TEXT[TEXT.index("  grown:") : TEXT.index("  born: {type")]
ONE = TEXT.replace(GROWN, "").replace(TEXT[TEXT.index(MANY) : TEXT.index("  - refusal: fierce-one")], "")


def ruled(condition: str) -> str:
    """The text of the package with this rule about its list."""
    return ONE.replace(FIERCE, condition)


def within(package: str, worked: str = WORKED) -> list[Finding]:
    """The boundaries within the list that lack examples."""
    return [one for one in prove(packs(worked, package), ON) if one.code == "boundary" and "pack" in str(one.message)]


RULES = [
    ("any(whelped > date '2025-06-30' from pack)", "pack.whelped = 2025-07-01", "2025-06-30, 2025-07-01, 2025-07-02"),
    (
        "not all(whelped <= add_months(today, 0 - 12) from pack)",
        "pack.whelped = 2025-03-02",
        "2025-03-01, 2025-03-02, 2025-03-",
    ),
    ("count(pack) >= 3", "count(pack) = 3", "2, 3"),  # the worked example has one: it stands one step further
    ("count(pack where breed = 'fierce') >= 4", "count(pack) = 4", "3, 4, 2"),  # at most four: none stands beyond
    ("sum(case when breed = 'fierce' then 2 else 1 end from pack) >= 5", "sum(pack) = 5", "4, 5, 6"),
    ("sum(case when breed = 'fierce' then 30.50 else 10 end from pack) > deposit", "", ""),  # compared with a fact
    ("any(breed = 'fierce' from pack)", "", ""),  # an answer has no neighbours
]


@pytest.mark.parametrize(("condition", "where", "missing"), RULES)
def test_a_boundary_without_its_examples_gets_them_and_then_has_them(condition: str, where: str, missing: str) -> None:
    package = ruled(condition)
    found = within(package)
    assert len(found) == bool(where)
    for one in found:
        assert f"“fierce-one” changes at {where}. No example stands at: {missing}" in str(one.message)
        assert one.line == package[: package.index(condition)].count("\n") + 1
        mended = WORKED + one.suggestion
        assert packs(mended, package).check_examples() == []
        assert within(package, mended) == []


def test_a_boundary_of_a_fact_that_is_worked_out_from_a_list_is_the_list_s() -> None:
    """Three dogs of a year or more: so many of them, and the day on which one is a year old."""
    found = within(TEXT)
    assert [str(one.message).split(". No")[0] for one in found] == [
        "“too-many” changes at count(pack) = 3",
        "“too-many” changes at pack.whelped = 2025-03-02",
    ]
    assert [trait.value["en"].count("whelped") for trait in found[1].person if trait.key == "pack"] == [3]
    assert within(TEXT, WORKED + found[0].suggestion + found[1].suggestion) == []


def test_a_member_who_decides_nothing_stands_at_no_boundary() -> None:
    """Of two young dogs one may be a day older: the other still decides."""
    package = ruled("any(whelped > date '2025-06-30' from pack)")
    (found,) = within(package)
    alone = "{dog_name: Bo, whelped: '2025-07-01', breed: calm}"
    other = "{dog_name: Bo, whelped: 2026-01-01, breed: calm}"
    assert alone in found.suggestion
    both = found.suggestion.replace(alone, f"{alone}, {other}")
    (still,) = within(package, WORKED + both)
    assert "No example stands at: 2025-07-01" in str(still.message)
