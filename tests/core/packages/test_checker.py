"""What the checker proves: each fault is found at its line with a person for whom it is one; its neighbour is sound."""

from __future__ import annotations

import datetime as dt

import pytest
import yaml

from tests.core.packages.sample import enrolment, text
from tests.core.packages.soundness import EXAMPLES, ON, PARAMETERS, TOLD, example, findings, package, sound
from yichuang.core.packages import KINDS, Package
from yichuang.core.packages.checker import check_together, prove


def test_the_sound_package_has_no_finding() -> None:
    assert [str(one) for one in prove(sound(), ON)] == []


OLD = "when: \"size = 'small'\""
FAULTS = [
    # what stands there, what is written instead, the kind of finding, a word of it
    ('when: "age < 18"', 'when: "age < 18 and age > 20"', "never-holds", "too-young"),
    (OLD, "when: \"size = 'small' and size = 'large'\"", "never-holds unexplained", "small-dog"),
    ('when: "barks"', 'when: "barks and not barks"', "never-holds", "muzzle"),
    ('when: "age < 18"', 'when: "age < 18 or age >= 18"', "refuses-all", "too-young"),
    ('when: "barks"', 'when: "barks or not barks"', "always-holds", "muzzle"),
    ('when: "barks"', "when: \"barks and size = 'small'\"", "never-asked", "muzzle"),
    (OLD, "when: \"size = 'small' and age < 18\"", "never-applies unexplained", "too-young"),
    ("when: \"size = 'large'\"", 'when: "age >= 18"', "meet", "small-dog, large-dog"),
    (OLD, "when: \"size = 'small' and barks\"", "unexplained", "No matter takes this person"),
    ("when: \"size = 'small'\"", "when: \"size = 'small' or (barks and size = 'small')\"", "", ""),
    ('when: "age < 18"', 'when: "age * age < 324"', "inexact", "too-young"),
]


@pytest.mark.parametrize(("before", "after", "code", "says"), FAULTS)
def test_a_fault_is_proved_at_its_line(before: str, after: str, code: str, says: str) -> None:
    """``code``: the kinds of finding that follow, by blanks."""
    one = package((before, after))
    found = [finding for finding in prove(one, ON) if finding.code not in ("example", "boundary", "no-effect")]
    assert {finding.code for finding in found} == set(code.split()), [str(each) for each in found]
    assert not code or says in str(found[0].message) + str(found[-1].message)
    for finding in found:
        if finding.code not in ("meet", "unexplained"):
            assert finding.line == one.files["package.yaml"][: one.files["package.yaml"].index(after)].count("\n") + 1


def test_whom_two_matters_meet_and_whom_nothing_takes_is_told_in_the_facts_own_words() -> None:
    found = findings(package(("when: \"size = 'large'\"", 'when: "age >= 18"')), "meet")
    said = [trait.words("en") for trait in found[0].person]
    assert "label size: small" in said
    assert any(words.startswith("label age: ") for words in said)
    found = findings(package((OLD, "when: \"size = 'small' and barks\"")), "unexplained")
    assert {"label size: small", "label barks: no"} <= {trait.words("en") for trait in found[0].person}
    assert "label size：small" in {trait.words("zh-hans") for trait in found[0].person}


def test_a_rule_that_begins_later_is_no_rule_for_nobody() -> None:
    later = package(('when: "age < 18"', "when: \"age < 18 or today >= date '2030-01-01'\""))
    assert findings(later, "never-holds") == []
    only = package((OLD, "when: \"size = 'small' and today >= date '2030-01-01'\""))
    assert findings(only, "never-holds") == []


def test_a_fact_that_only_seems_to_matter_has_no_effect() -> None:
    seeming = package(
        ('when: "age < 18"', 'when: "age < 18 and (barks or not barks or barks is null)"'),
        ('when: "barks"', 'when: "age > 30"'),
    )
    assert ["barks" in str(one.message) for one in findings(seeming, "no-effect")] == [True]
    assert findings(package(('when: "age < 18"', 'when: "age < 18 and barks"')), "no-effect") == []


def test_a_fact_that_a_register_calls_the_same_is_looked_at() -> None:
    said = "label: {zh-hans: label age, en: label age}"
    assert findings(sound(), "asked-of-register") == []
    renamed = package(
        ("  age: {type: integer, " + said, "  age: {type: integer, " + said), ("age: {type", "age: {type")
    )
    assert findings(renamed, "asked-of-register") == []
    same = package(
        (
            "  barks: {type: boolean, label: {zh-hans: label barks, en: label barks}",
            "  barks: {type: date, label: {zh-hans: born, en: born}",
        ),
        ('when: "barks"', "when: \"barks > date '2020-01-01'\""),
        ("", ""),
        examples=EXAMPLES.replace("barks: true", "barks: 2021-01-01").replace("barks: false", "barks: 2019-01-01"),
    )
    assert ["people.born" in str(one.message) for one in findings(same, "asked-of-register")] == [True]


def test_a_paper_that_a_licence_is_called_like_names_it_as_its_proof() -> None:
    tag = package(("title: {zh-hans: muzzle, en: muzzle}", "title: {zh-hans: tag, en: tag}"))
    assert ["dog-tag" in str(one.message) for one in findings(tag, "paper-held")] == [True]
    proved = package(
        ("title: {zh-hans: muzzle, en: muzzle}", "title: {zh-hans: tag, en: tag}, proved_by: [{licence: dog-tag}]")
    )
    assert findings(proved, "paper-held") == []


def test_a_boundary_without_its_examples_gets_them_and_then_has_them() -> None:
    first = example("size: small, age: 17", "refusals: [too-young]")
    assert first in EXAMPLES
    lacking = package(examples=EXAMPLES.replace(first, ""))
    (found,) = findings(lacking, "boundary")
    assert "No example stands at: 17" in str(found.message)
    assert package(examples=EXAMPLES.replace(first, "") + found.suggestion).name == "dogs"
    mended = package(examples=EXAMPLES.replace(first, "") + found.suggestion)
    assert prove(mended, ON) == []


def test_no_example_at_all_lacks_all_three() -> None:
    (found,) = findings(package(examples="person: {owner: someone}\nexamples: []\n"), "boundary")
    written = yaml.safe_load(found.suggestion)
    assert [one["given"]["age"] for one in written] == [17, 18, 19]


def test_an_example_whom_the_boundary_does_not_concern_is_none_for_it() -> None:
    """Whoever is refused for another reason stands on no boundary of this one's."""
    other = ("refusals:\n", f'refusals:\n  - {{refusal: barking, when: "barks", {TOLD}}}\n')
    one = package(
        other,
        ('when: "age < 18"', "when: \"age < 18 and size = 'small'\""),
        examples=EXAMPLES.replace("size: small, age: 17", "size: large, age: 17"),
    )
    assert any("17" in str(found.message) for found in findings(one, "boundary"))


_LEAST = (
    (
        "  owner: {",
        f"  least: {{type: integer, label: {text('l')}, from: parameters.least, law: [dog-act/1]}}\n  owner: {{",
    ),
    ('when: "age < 18"', 'when: "age < least"'),
)
"""The least age as a parameter."""


def test_a_figure_that_changes_has_examples_around_that_day() -> None:
    least = "least,integer,2025-01-01,2026-06-30,18,dog-act/1,true,,\nleast,integer,2026-07-01,,20,dog-act/1,true,,\n"
    changes = _LEAST
    around = "".join(
        example(f"size: small, age: {age}", follows, on)
        for age, follows, on in (
            (19, "matters: [small-dog]", "2026-06-30"),
            (19, "refusals: [too-young]", "2026-07-01"),
            (20, "matters: [small-dog]", "2026-07-01"),
            (21, "matters: [small-dog]", "2026-07-02"),
        )
    )
    bare = EXAMPLES.replace("age: 18", "age: 20").replace("age: 19", "age: 21").replace("age: 17", "age: 19")
    lacking = package(*changes, examples=bare, parameters=PARAMETERS + least)
    assert ["2026-06-30, 2026-07-01, 2026-07-02" in str(one.message) for one in findings(lacking, "boundary")] == [True]
    (found,) = findings(lacking, "boundary")
    assert prove(package(*changes, examples=bare + found.suggestion, parameters=PARAMETERS + least), ON) == []
    assert findings(package(*changes, examples=bare + around, parameters=PARAMETERS + least), "boundary") == []


# --- several packages ----------------------------------------------------------------------------------------------


def other(*changes: tuple[str, str], **files: str) -> Package:
    return package(("package: dogs", "package: cats"), *changes, **files)


TOGETHER = [
    ((), ""),
    ((("package: cats", "package: dogs"),), "package-twice"),
    ((("kind: licence", "kind: reward"),), "item-differs"),
    ((("sends: [owner]", "sends: [owner, age]"),), "sends-differ"),
    (
        (("never:\n  - [small-dog, large-dog]\n", ""), ("when: \"size = 'large'\"", 'when: "age >= 18"')),
        "meet-elsewhere",
    ),
]


@pytest.mark.parametrize(("changes", "code"), TOGETHER)
def test_packages_that_contradict_each_other(changes: tuple[tuple[str, str], ...], code: str) -> None:
    found = list(check_together([sound(), other(*changes)], ON))
    assert {finding.code for _, finding in found} == ({code} if code else set())
    assert all(one.name == ("dogs" if code == "package-twice" else "cats") for one, _ in found)


def test_one_source_and_one_figure_are_the_same_everywhere() -> None:
    from tests.core.packages.sample import LAW

    found = list(check_together([sound(), other(law=LAW.replace("in_force: 2020-01-01", "in_force: 2021-01-01"))], ON))
    assert [finding.code for _, finding in found] == ["source-differs"]
    least = "least,integer,2026-01-01,,16,dog-act/1,true,,\n"
    here = package(*_LEAST, parameters=PARAMETERS + least)
    for figure, told in ((least, []), (least.replace(",16,", ",17,"), [("parameters.csv", "figure-differs")])):
        found = list(check_together([here, other(*_LEAST, parameters=PARAMETERS + figure)], ON))
        assert [(finding.file, finding.code) for _, finding in found] == told


# --- kinds and content ---------------------------------------------------------------------------------------------


def test_every_kind_says_what_it_is() -> None:
    assert all(kind.what.endswith(".") for kind in KINDS.values())


def test_the_enrolment_package_has_no_finding() -> None:
    assert [str(one) for one in prove(enrolment(), dt.date(2026, 11, 30))] == []
