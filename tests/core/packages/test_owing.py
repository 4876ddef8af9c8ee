"""Papers that may follow (容缺受理): what contradicts itself in a package, and which day its figures give."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.core.packages.sample import PACKAGE, PARAMETERS, dogs
from yichuang.core.packages import PackageError

OWED = "why: {zh-hans: to know the dog, en: to know the dog}, owed: {law: [dog-act/1]}"
OWING = "owing: {term: 2 workdays, law: [dog-act/1]}\n"


def with_owed(owing: str = OWING) -> str:
    """The sample, whose photo may be owed."""
    before = "why: {zh-hans: to know the dog, en: to know the dog}"
    assert before in PACKAGE
    return PACKAGE.replace(before, OWED) + owing


def finding(package: str, parameters: str = PARAMETERS) -> list[str]:
    with pytest.raises(PackageError) as caught:
        dogs(package=package, parameters=parameters)
    return [str(one.message) for one in caught.value.findings if one.code in ("owed", "period", "unused")]


def test_a_paper_may_follow_by_the_packages_own_term() -> None:
    package = dogs(
        package=with_owed("owing: {term: 2 workdays, longest: 4 workdays, before: 0 workdays, law: [dog-act/1]}\n")
    )
    assert package.materials["photo"].owed is not None
    on = dt.date(2026, 3, 1)
    assert package.owing(on) == {"term": "2 workdays", "longest": "4 workdays", "before": "0 workdays"}
    assert package.sure_of_owing(on)
    assert dogs().owing(on) == {}


def test_the_term_is_a_dated_figure_with_its_source() -> None:
    figures = PARAMETERS + "owed_term,period,2025-01-01,2026-06-30,2 workdays,dog-act/1,true,,\n"
    figures += "owed_term,period,2026-07-01,,3 workdays,dog-act/1,false,,not read\n"
    package = dogs(package=with_owed("owing: {term: owed_term, law: [dog-act/1]}\n"), parameters=figures)
    assert package.owing(dt.date(2026, 3, 1))["term"] == "2 workdays"
    assert package.sure_of_owing(dt.date(2026, 3, 1))
    assert package.owing(dt.date(2026, 8, 1))["term"] == "3 workdays"
    assert not package.sure_of_owing(dt.date(2026, 8, 1)), "a figure that nobody read is marked"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (with_owed(""), "does not say by when"),
        (PACKAGE + OWING, "No paper may be owed"),
        (with_owed("owing: {term: 5 workdays, law: [dog-act/1]}\n"), "after the last day"),
        (with_owed("owing: {term: 2 workdays, before: 3 workdays, law: [dog-act/1]}\n"), "after the last day"),
        (with_owed("owing: {term: 2 workdays, longest: 1 workdays, law: [dog-act/1]}\n"), "longer than the longest"),
        (with_owed("owing: {term: a while, law: [dog-act/1]}\n"), "is no time"),
        (with_owed().replace("owed: {law", "proved_by: [{level: 1}], owed: {law"), "key paper"),
    ],
)
def test_what_contradicts_itself_is_found(text: str, says: str) -> None:
    found = finding(text)
    assert any(says in one for one in found), found


def test_where_the_clock_stands_still_the_term_may_be_longer_than_the_promise() -> None:
    text = with_owed("owing: {term: 9 workdays, law: [dog-act/1]}\n")
    stands = text.replace("promised: promised, law", "promised: promised, pauses_on: [owed], law")
    assert dogs(package=stands).owing(dt.date(2026, 3, 1))["term"] == "9 workdays"
