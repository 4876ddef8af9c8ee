"""The content of the ground floor is sound: no finding, every example holds, nothing marked surer than it is."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from tests.core.packages.sample import CONTENT, enrolment, hunan
from tests.faults.conftest import campaign
from yichuang.core.packages import SELF, Known, NotInForce, Package, example_facts, load
from yichuang.core.packages.checker import mutate

FOLDERS = sorted(path.parent for path in CONTENT.glob("*/package.yaml"))
ALL = pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
FEWEST_EXAMPLES = 10


@cache
def package_in(folder: Path) -> Package:
    return load(folder, hunan())


@ALL
def test_the_package_loads_and_every_example_holds(folder: Path) -> None:
    package = package_in(folder)
    assert [str(finding) for finding in package.check_examples()] == []
    assert len(package.examples) >= FEWEST_EXAMPLES
    assert package.name == folder.name


@ALL
def test_every_example_was_read_by_somebody(folder: Path) -> None:
    assert [one.sentence for one in package_in(folder).examples if one.checked_by.startswith("nobody")] == []


@pytest.mark.full
@ALL
def test_an_example_notices_every_change_of_a_rule(folder: Path) -> None:
    """``yichuang check --mutate``: a boundary or a part that no example holds is a law that nobody would miss."""
    found = mutate(package_in(folder), dt.date(2026, 12, 1)).findings
    assert [str(finding.message) for finding in found if finding.severity == "error"] == []


@ALL
def test_every_matter_refusal_and_referral_has_an_example(folder: Path) -> None:
    package = package_in(folder)
    shown = {code for one in package.examples for code in (*one.matters, *one.refusals)}
    decided = {code for one in package.examples for code in one.to_person}
    # A matter that every case of it refers to an officer is shown by those.
    assert shown | decided >= package.matters.keys() | package.refusals.keys()
    assert decided >= {code for one in package.referrals.values() for code in one.refers}


@ALL
def test_a_figure_that_is_not_verified_says_so_where_it_decides(folder: Path) -> None:
    """A parameter rests on an article; where that article was not read, the figure is not called verified."""
    package = package_in(folder)
    for name, versions in package.parameters.items():
        for figure in versions:
            assert not figure.verified or package.cite(figure.law).verified, name


def test_hunan_has_its_fourteen_prefectures_and_their_counties() -> None:
    divisions = hunan().divisions
    prefectures = [one for one in divisions.values() if one.parent == "430000"]
    counties = [one for one in divisions.values() if one.parent not in ("", "430000")]
    assert (len(prefectures), len(counties)) == (14, 122)
    assert all(one.parent == one.code[:4] + "00" for one in counties)
    assert (divisions["430121"].name, divisions["433101"].name, divisions["431281"].name) == (
        "长沙县",
        "吉首市",
        "洪江市",
    )


def test_the_limits_of_the_base_are_the_published_pair_of_the_year() -> None:
    package = enrolment()
    for year, pair in {2024: (402700, 2013300), 2025: (407200, 2036100)}.items():
        day = dt.date(year, 7, 1)
        lower, upper = package.figure("base_lower", day), package.figure("base_upper", day)
        assert lower is not None
        assert upper is not None
        assert (lower.value, upper.value) == pair
        assert not lower.sure(day)


def test_a_figure_goes_on_past_its_review_but_is_no_longer_sure() -> None:
    figure = enrolment().figure("average_wage", dt.date(2030, 1, 1))
    assert figure is not None
    assert figure.value == 678700
    assert not figure.sure(dt.date(2030, 1, 1))


def test_articles_are_cited_in_both_languages() -> None:
    citation = enrolment().cite("social-insurance-law/58")
    assert citation.words("zh-hans") == "《社会保险法》第58条"
    assert citation.words("en") == "Social Insurance Law Art. 58"
    assert citation.verified
    assert enrolment().cite("medical-once/once").words("zh-hans") == "《基本医疗保险参保规则》"
    assert not enrolment().cite("medical-once/once").verified


def test_the_promise_is_a_figure_of_the_installation() -> None:
    package = enrolment()
    on = dt.date(2026, 11, 25)
    for matter in package.matters.values():
        if matter.clock.promised == "promised_time":
            assert package.promised(matter.clock, on) == "1 workdays"
    assert package.statutory(package.matters["flexible-pension"].clock, on) == "10 workdays"
    figure = package.figure("promised_time", dt.date(2026, 11, 25))
    assert figure is not None
    assert not figure.verified


def test_a_statutory_time_may_be_a_figure_and_says_whether_it_is_verified() -> None:
    package, on = enrolment(), dt.date(2026, 11, 25)
    transfer, pension, card = (
        package.matters[code].clock for code in ("pension-transfer", "flexible-pension", "social-security-card")
    )
    assert (package.statutory(transfer, on), package.sure_of(transfer, on)) == ("45 workdays", False)
    assert package.sure_of(pension, on)
    assert (package.statutory(card, on), package.promised(card, on)) == (None, "10 workdays")


@ALL
def test_every_department_shows_its_items_in_the_order_of_its_own_system(folder: Path) -> None:
    for matter in package_in(folder).matters.values():
        assert set(matter.sends) <= set(hunan().departments[matter.department].copy_order)


def test_before_its_first_day_the_package_is_not_in_force() -> None:
    with pytest.raises(NotInForce):
        enrolment().guide({}, dt.date(2025, 12, 31))
    assert enrolment().guide({}, dt.date(2026, 1, 1)).next is not None


def test_no_day_of_the_next_years_ends_the_guide() -> None:
    """OpenFisca 437: an expired figure stopped applications overnight."""
    known = {"employment": Known("flexible", "self"), "add_medical": Known(True, "self")}
    day = dt.date(2026, 1, 1)
    while day < dt.date(2028, 12, 31):
        assert enrolment().guide(known, day).outcome == "look-up"
        day += dt.timedelta(days=campaign(28, 7))


@ALL
def test_what_would_have_to_be_different_would_help(folder: Path) -> None:
    """Of every example that is refused: what is told, taken as it is told, and the refusal is gone."""
    package, told = package_in(folder), 0
    for example in package.examples:
        facts = example_facts(package, example)
        guide = package.guide(facts, example.on)
        for refusal in guide.refusals:
            changes = guide.otherwise(refusal)
            there = {change.fact.key: Known(change.value, SELF) for change in changes}
            after = package.guide({**facts, **there}, example.on)
            if changes:
                told += 1
                assert all(change.fact.changeable for change in changes)
                assert refusal not in after.refusals, example
                had = {one.code for one in (*guide.matters, *guide.possible)}
                left = {one.matter.code for one in after.undecided} if changes.by_officer else set()
                assert ({one.code for one in (*after.matters, *after.possible)} | left) - had, example
    if any(fact.changeable for fact in package.facts.values()):
        assert told, "something is marked changeable, and no example shows what it is for"
