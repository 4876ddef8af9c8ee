"""What two versions say otherwise, and what that changes: for examples, and for invented people as the guide has it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl
import pytest

from tests.campaign import FULL
from tests.core.packages.sample import CONTENT
from tests.core.packages.test_lists import packs
from tests.faults.conftest import campaign
from yichuang.core.packages import FILES, Known, Package, load, load_world
from yichuang.core.packages.checker.people import known as answered
from yichuang.core.packages.checker.people import values_in
from yichuang.core.packages.difference import differences
from yichuang.core.packages.population import AREA, people, states, sweep
from yichuang.core.packages.weighing import Outcome, outcome_of, ways, weigh_examples
from yichuang.core.rules import Member

ON = dt.date(2026, 11, 30)
WORLD = load_world(CONTENT)
AT_80, AT_75 = "high_age,integer,2026-01-01,,80 age,", "high_age,integer,2026-01-01,,75 age,"


def package(name: str, **changed: tuple[str, str]) -> Package:
    files = {each: (CONTENT / name / each).read_text("utf-8") for each in FILES}
    for stem, (old, new) in changed.items():
        (document,) = (each for each in FILES if each.startswith(stem))
        assert old in files[document]
        files[document] = files[document].replace(old, new)
    return load(files, WORLD)


@pytest.fixture(scope="module")
def now() -> Package:
    return package("elder-allowance")


@pytest.fixture(scope="module")
def then() -> Package:
    return package("elder-allowance", parameters=(AT_80, AT_75))


def known(one: Package, row: Mapping[str, Any]) -> dict[str, Known]:
    """A drawn person as the guide takes them, when all questions are behind them."""
    lists = {key for key, fact in one.facts.items() if fact.type == "list"}
    return answered(
        one,
        {
            key: tuple(map(Member, value)) if key in lists and value is not None else value
            for key, value in row.items()
            if key in one.facts
        },
    )


def test_the_same_text_is_no_difference(now: Package) -> None:
    assert differences(now, package("elder-allowance")) == []


def test_each_difference_is_named(now: Package) -> None:
    other = package(
        "elder-allowance",
        package=('when: "age < high_age"', 'when: "age < high_age - 1"'),
        parameters=(AT_80, AT_75),
        examples=("sentence: {zh-hans: 80周岁生日前一天，", "sentence: {zh-hans: 八十周岁生日前一天，"),
    )
    found = [(one.part, one.key, one.what, [each.field for each in one.aspects]) for one in differences(now, other)]
    assert found[:2] == [
        ("refusal", "high-age-not-reached", "changed", ["when"]),
        ("figure", "high_age 2026-01-01", "changed", ["value"]),
    ]
    assert [(part, what) for part, _, what, _ in found[2:]] == [("example", "added"), ("example", "removed")]


def test_an_example_that_comes_out_otherwise_is_found(now: Package, then: Package) -> None:
    total, changed = weigh_examples(now, then)
    assert total == len(now.examples)
    assert [(one.sentence["zh-hans"], one.ways) for one in changed] == [
        ("80周岁生日前一天，不能申请高龄津贴。", ("decision", "reasons"))
    ]
    assert weigh_examples(now, now) == (total, [])


def test_what_is_left_to_ask_is_no_decision() -> None:
    none: frozenset[Any] = frozenset()
    decided = Outcome(frozenset({"m"}), none, none, none, none, frozenset({"a"}), none, frozenset({("m", "a")}))
    asked = Outcome(none, none, none, none, none, frozenset({"a"}), frozenset({"b"}), none)
    assert ways(decided, decided) == ()
    assert ways(decided, asked) == ("questions",)
    assert ways(asked, decided) == ("decision", "questions", "items")[:2]
    assert ways(None, decided) == ("decision",)


def test_more_people_have_it_and_nobody_loses_it(now: Package, then: Package) -> None:
    swept = sweep(now, then, 20_000, ON)
    high_age = swept.matters["high-age-allowance"]
    assert high_age.gain > 0 == high_age.lose
    assert high_age.after == high_age.before + high_age.gain
    assert list(swept.areas) == ["high-age-allowance"]
    assert sum(one.gain for one in swept.areas["high-age-allowance"].values()) == high_age.gain
    back = sweep(then, now, 20_000, ON).matters["high-age-allowance"]
    assert (back.gain, back.lose) == (0, high_age.gain)


#: The diagrams of the others take seconds.
JUDGED = ["elder-allowance", "newborn"]


@pytest.mark.parametrize(
    "name", [*JUDGED, *(["enrolment", "flexible-work", "retirement", "employee-hire"] if FULL else [])]
)
def test_the_table_says_what_the_guide_says_of_each(name: str) -> None:
    agree(package(name), ON)


def test_the_table_says_what_the_guide_says_of_lists_too() -> None:
    agree(packs(), dt.date(2026, 3, 1))


def agree(one: Package, on: dt.date) -> None:
    """Each drawn person is judged by the guide; over all of them that is what the table says."""
    count = campaign(40, 400)
    drawn = people(one, one, count, on)
    swept = sweep(one, one, count, on)
    outcomes = [outcome_of(one, known(one, row), on) for row in drawn.drop(AREA).iter_rows(named=True)]
    for code, tally in swept.matters.items():
        having = sum(found is not None and code in found.applies for found in outcomes)
        officers = sum(found is not None and code in found.to_person for found in outcomes)
        assert (tally.before, tally.to_person_before) == (having, officers), code


def test_what_nobody_knows_goes_to_an_officer_in_the_table_and_is_still_asked_in_the_guide() -> None:
    """A mother whose sex no register has is asked for it; where she does not say, an officer decides, in both. Whoever
    is stopped by everything is told no, whatever else is not known."""
    one, matter = package("newborn"), "maternity-allowance"
    model = {**next(values_in(one, each) for each in one.examples if matter in each.matters)}
    rows = [model, {**model, "sex": None}, {**model, "newborn_on": ON + dt.timedelta(9), "household_with": None}]
    columns = [key for key, fact in one.facts.items() if fact.derive is None and fact.parameter is None]
    frame = pl.DataFrame([{key: row.get(key) for key in columns} for row in rows], infer_schema_length=None)
    found = states(one, frame, ON, "0")
    told = list(zip(found[f"0+{matter}"], found[f"0?{matter}"], strict=True))
    outcomes = [outcome_of(one, known(one, row), ON) for row in frame.iter_rows(named=True)]
    assert told == [(matter in each.applies, matter in each.to_person) for each in outcomes if each]
    assert told == [(True, False), (False, True), (False, False)]
    unanswered = {**known(one, frame.row(1, named=True)), "sex": Known(None, "population")}
    assert [question.key for question in one.guide(unanswered, ON).ask] == ["sex"]


def test_the_money_of_a_matter_is_added_up(now: Package) -> None:
    """An allowance whose amount is a figure, and is sent to the office that pays it."""
    place, sent = "  handling_division:\n    type: text", "phone, hukou_division, hardship]"
    fact = "  allowance:\n    type: money\n    label: {zh-hans: 津贴, en: Allowance}\n    from: parameters.allowance\n"
    files = dict(now.files)
    files["package.yaml"] = files["package.yaml"].replace(place, f"{fact}    law: [elder-rights-law/33]\n{place}")
    for document in ("package.yaml", "examples.yaml"):
        assert sent in files[document]
        files[document] = files[document].replace(sent, f"{sent[:-1]}, allowance]", 1)

    def paying(amount: int) -> Package:
        figure = f"allowance,money,2026-01-01,,{amount},elder-rights-law/33,false,,\n{AT_80}"
        return load({**files, "parameters.csv": files["parameters.csv"].replace(AT_80, figure)}, WORLD)

    tally = sweep(paying(100), paying(150), 20_000, ON).matters["high-age-allowance"]
    assert tally.money["allowance"] == (tally.before * 100_00, tally.after * 150_00)
    assert tally.before > 0
    assert tally.changes
