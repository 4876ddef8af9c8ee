"""Changed rules that no example notices, and days to come."""

from __future__ import annotations

import dataclasses
import datetime as dt

from tests.core.packages.sample import CONTENT, LAW, text
from tests.core.packages.soundness import EXAMPLES, ON, PARAMETERS, example, package, sound
from yichuang.core.packages import Package, load, load_world
from yichuang.core.packages.checker import look_ahead, mutate
from yichuang.core.packages.checker.people import People
from yichuang.core.packages.checker.suggestions import example_for

AT_17 = example("size: small, age: 17", "refusals: [too-young]")
AT_18 = example("size: small, age: 18", "matters: [small-dog]")


def test_every_change_of_the_sound_package_is_noticed() -> None:
    done = mutate(sound(), ON)
    assert [str(one) for one in done.findings] == []
    # Both sizes' signs turned, and the age moved by one each way.
    assert (done.variants, done.noticed, done.same) == (4, 4, 0)


def test_what_no_example_notices_gets_its_example_and_then_is_noticed() -> None:
    bare = EXAMPLES.replace(AT_17, "")
    (found,) = mutate(package(examples=bare), ON).findings
    assert "with “18” read as “17”: every example still holds." in str(found.message)
    assert "label age: 17" in [trait.words("en") for trait in found.person]
    mended = package(examples=bare + found.suggestion)
    assert mended.check_examples() == []
    assert mutate(mended, ON).findings == []


def test_a_part_left_out_and_a_derived_fact_are_changed_too() -> None:
    derived = (
        "  owner: {type: text, label: {zh-hans: label owner",
        '  old: {type: boolean, label: {zh-hans: old, en: old}, derive: "age > 30 and barks", law: [dog-act/1]}\n'
        "  owner: {type: text, label: {zh-hans: label owner",
    )
    one = package(derived, ('when: "barks"', 'when: "old"'))
    found = {str(each.message) for each in mutate(one, ON).findings}
    assert any("“old”, with “30” read as “31”" in each for each in found)
    assert any("“old”, without its part on age" in each for each in found)
    assert not any("without its part on barks" in each for each in found)


def test_a_change_that_changes_nobody_is_no_finding() -> None:
    done = mutate(package(('when: "age < 18"', 'when: "age < 18 or age < 10"')), ON)
    assert not any("“10”" in str(each.message) for each in done.findings)
    assert done.same >= 2
    # But the part itself is needless, which an author should know.
    (idle,) = [each for each in done.findings if each.code == "idle-part"]
    assert "without its part on age: nothing changes for anybody" in str(idle.message)
    assert (idle.severity, done.missing) == ("warning", 0)


def test_where_rules_cannot_be_put_side_by_side_somebody_near_the_examples_is_found() -> None:
    """A fact that pulls both ways has no diagram: neighbours of the examples are tried on both rules."""
    both_ways = ('when: "age < 18"', 'when: "age - age < 18 - age"')
    bare = EXAMPLES.replace(AT_18, "")
    found = mutate(package(both_ways, examples=bare), ON).findings
    told = [one for one in found if one.suggestion]
    assert any("with “<” read as “<=”" in str(one.message) for one in told)
    mended = package(both_ways, examples=bare + "".join(one.suggestion for one in told))
    assert mended.check_examples() == []
    again = {str(one.message) for one in mutate(mended, ON).findings}
    assert again.isdisjoint(str(one.message) for one in told)


def test_what_is_the_same_rule_is_proved_where_it_has_no_diagram() -> None:
    """Below 18, or below 10: whatever stands for 10 changes nobody, and z3 says so."""
    done = mutate(package(('when: "age < 18"', 'when: "age - age < 18 - age or age < 10"')), ON)
    assert not any("“10”" in str(each.message) for each in done.findings)
    assert done.same >= 2


def test_somebody_of_whom_a_silent_register_says_nothing_is_written_whole() -> None:
    """With a register down, what it would say of the person is given, be it what it usually says."""
    one = load(CONTENT / "newborn", load_world(CONTENT))
    mother = {"newborn_on": dt.date(2026, 11, 20), "sex": None, "medical_status": "flexible"}
    written = example_for(People(one, ON), {**mother, "add_maternity_allowance": True})
    assert "down: [population]" in written
    assert "to_person: [maternity-allowance]" in written


def test_what_no_example_can_tell_says_so() -> None:
    """What is only sent stands in no example."""
    derived = (
        "  owner: {type: text, label: {zh-hans: label owner",
        '  old: {type: boolean, label: {zh-hans: old, en: old}, derive: "age > 30", law: [dog-act/1]}\n'
        "  owner: {type: text, label: {zh-hans: label owner",
    )
    (found, *_) = mutate(package(derived, ("sends: [owner", "sends: [old, owner")), ON).findings
    assert "changes only what is sent" in str(found.message)
    assert (found.code, found.severity) == ("unseen", "warning")
    assert found.suggestion == ""


# --- days to come --------------------------------------------------------------------------------------------------

LEAST = (
    (
        "  owner: {type",
        f"  least: {{type: integer, label: {text('l')}, from: parameters.least, law: [dog-act/1]}}\n  owner: {{type",
    ),
    ('when: "age < 18"', 'when: "age < least"'),
)


def with_least(review: str = "") -> Package:
    return package(*LEAST, parameters=PARAMETERS + f"least,integer,2025-01-01,,18,dog-act/1,true,{review},\n")


def test_nothing_is_due() -> None:
    assert look_ahead(with_least(), ON) == []
    assert look_ahead(with_least("2027-06-01"), ON) == []


def test_a_review_is_told_sixty_days_before_and_after() -> None:
    soon = with_least("2027-01-29")
    assert [one.code for one in look_ahead(soon, ON)] == ["review-due"]
    assert look_ahead(soon, ON - dt.timedelta(days=1)) == []
    (found,) = look_ahead(soon, dt.date(2028, 1, 1), days=30)
    assert (found.file, found.line, found.severity) == ("parameters.csv", 3, "warning")


def test_a_source_that_goes_out_of_force_is_told() -> None:
    law = LAW.replace("in_force: 2020-01-01", "in_force: 2020-01-01\n    until: 2027-01-15")
    (found,) = look_ahead(package(law=law), ON)
    assert (found.code, found.file, found.line) == ("source-ends", "law.yaml", 6)
    assert look_ahead(package(law=law), dt.date(2026, 11, 1), days=30) == []


def changed(one: Package, day: dt.date, value: object) -> Package:
    """The package with another value of its figure from a day on, which no file could have."""
    (figure,) = one.parameters["least"]
    before = figure.model_copy(update={"until": day - dt.timedelta(days=1)})
    versions = (before,) if value is None else (before, figure.model_copy(update={"since": day, "value": value}))
    return dataclasses.replace(one, parameters={**one.parameters, "least": versions})


def test_a_day_without_a_figure_and_a_day_on_which_the_guide_fails_are_found() -> None:
    day = dt.date(2028, 2, 29)
    ended = look_ahead(changed(with_least(), day, None), ON)
    assert ["29 February 2028" in str(one.message) for one in ended if one.code == "no-figure"] == [True]
    broken = look_ahead(changed(with_least(), day, "eighteen"), ON)
    assert ["29 February 2028" in str(one.message) for one in broken if one.code == "crash"] == [True]
    assert [
        one for one in look_ahead(changed(with_least(), day, "eighteen"), ON, days=400) if one.code == "crash"
    ] == []
