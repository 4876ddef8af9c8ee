"""What would have to be different: the fewest changeable facts, each with its nearest value; against brute force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import combinations, product

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.core.packages.sample import CONTENT, enrolment, hunan
from tests.core.packages.test_relevance import DOMAIN, NEVER, ON, decided, package, packages
from tests.faults.conftest import campaign
from yichuang.core.packages import SELF, Change, Guide, Known, Package, load
from yichuang.core.packages.otherwise import otherwise
from yichuang.core.packages.schema import FactText

CHANGEABLE = ("p", "q", "r", "i", "e")
people = st.fixed_dictionaries(
    {
        "n": st.just("某人"),
        "i": st.integers(-1, 7),
        **{key: st.sampled_from(DOMAIN[key]) for key in ("p", "q", "r", "e")},
    }
)


def guide_of(one: Package, known: Mapping[str, object]) -> Guide:
    return one.guide({key: Known(value, SELF) for key, value in known.items()}, ON)


def applies(one: Package, known: Mapping[str, object]) -> bool:
    return isinstance(decided(one, known)[0], tuple)


def fewest(one: Package, known: Mapping[str, object]) -> list[dict[str, object]]:
    """Every smallest set of changes by which m0 applies, up to three facts: all values of all facts are tried."""
    for count in range(1, 4):
        found = []
        for keys in combinations(CHANGEABLE, count):
            choices = [[value for value in DOMAIN[key] if value not in (None, known[key])] for key in keys]
            for values in product(*choices):
                changed = dict(zip(keys, values, strict=True))
                if applies(one, {**known, **changed}):
                    found.append(changed)
        if found:
            return found
    return []


def as_told(changes: Iterable[Change]) -> dict[str, object]:
    return {change.fact.key: change.value for change in changes}


@settings(max_examples=campaign(20, 60))
@given(packages, people)
def test_as_few_as_brute_force_finds_and_none_where_there_is_none(
    written: tuple[list[str], str, str, str, str], known: dict[str, object]
) -> None:
    wanted, *others = written
    one = package(wanted, *others)
    assume(decided(one, known)[0] in ("refused", "stopped"))
    told, best = as_told(otherwise(guide_of(one, known), "m0")), fewest(one, known)
    event(f"{len(told)} changes")
    assert len(told) == (len(best[0]) if best else 0)
    if told:
        assert applies(one, {**known, **told}), "what is told does not help"
        for key, value in told.items():
            if key == "i" and len(told) == 1:
                others_do = [each["i"] for each in best if each.keys() == {"i"}]
                present = known["i"]
                assert isinstance(value, int)
                assert isinstance(present, int)
                assert abs(value - present) <= min(abs(int(str(each)) - present) for each in others_do)


def test_the_nearest_boundary_is_told() -> None:
    one = package(["p", NEVER], "i < 4 or i > 100", NEVER, NEVER, NEVER)
    known = {"n": "某人", "p": True, "q": True, "r": True, "e": "a"}
    for present, nearest in ((1, 4), (-50, 4), (101, 100), (5_000, 100)):
        guide = guide_of(one, {**known, "i": present})
        [refusal] = guide.refusals
        assert as_told(guide.otherwise(refusal)) == {"i": nearest}


def test_a_boundary_that_hangs_on_another_fact_is_told_for_this_person() -> None:
    """`d` derives from `i` where `p` holds: the boundary is that of the derived fact."""
    one = package(["q and p", NEVER], "d * 2 < i + 3", NEVER, NEVER, NEVER)
    guide = guide_of(one, {"n": "某人", "p": True, "q": True, "r": True, "e": "a", "i": 1})
    [refusal] = guide.refusals
    assert as_told(guide.otherwise(refusal)) == {"i": 3}


def test_two_refusals_at_once_need_two_changes() -> None:
    one = package(["q", NEVER], "i < 4", "e = 'a'", NEVER, NEVER)
    guide = guide_of(one, {"n": "某人", "p": True, "q": True, "r": True, "e": "a", "i": 0})
    told = [as_told(guide.otherwise(each)) for each in guide.refusals]
    assert told
    assert all(each == {"i": 4, "e": "b"} for each in told)


def test_nothing_is_told_where_nothing_changeable_would_do() -> None:
    one = package(["q", NEVER], "n = '某人'", NEVER, NEVER, NEVER)
    guide = guide_of(one, {"n": "某人", "p": True, "q": True, "r": True, "e": "a", "i": 0})
    [refusal] = guide.refusals
    assert list(guide.otherwise(refusal)) == []


def test_what_is_theirs_to_choose_is_no_change_to_wait_for() -> None:
    enrolled = enrolment()
    known = {"employment": "resident", "add_pension": False, "add_medical": False}
    guide = guide_of(enrolled, known)
    [change] = guide.otherwise(guide.refusals[0])
    assert (change.fact.key, change.wished) == ("add_medical", True)
    [change] = (other := guide_of(enrolled, {"employment": "employee"})).otherwise(other.refusals[0])
    assert (change.fact.key, change.wished) == ("employment", False)


def test_one_change_that_leads_to_an_officer_is_told_before_two() -> None:
    """A refused elder whom nobody assessed: with hardship it can be filed, and an officer has them assessed."""
    one = load(CONTENT / "elder-allowance", hunan())
    known = {
        "birth_date": dt.date(1945, 1, 1),
        "wanted_allowance": "care",
        "hardship": "none",
        "care_drawn": False,
        "hukou_division": "430121",
        "handling_division": "430121",
    }
    levels = [*one.facts["care_level"].options]
    assert {"able", "unassessed"} < set(levels)
    for level in levels:
        guide = guide_of(one, {**known, "care_level": level})
        way = guide.otherwise(next(each for each in guide.refusals if each.code == "no-hardship-for-care"))
        changed = [change.fact.key for change in way]
        if level == "able":
            assert (sorted(changed), way.by_officer) == (["care_level", "hardship"], False)
        else:
            assert (changed, way.by_officer) == (["hardship"], level == "unassessed")


LABEL = {"zh-hans": "某事", "en": "something"}


@pytest.mark.parametrize(
    ("fact", "fine"),
    [
        ({"type": "date", "from": "population.birth_date"}, False),
        ({"type": "choice", "from": "population.sex"}, False),
        ({"type": "date", "key": "birth_date"}, False),
        ({"type": "text", "from": "population.name"}, False),
        ({"type": "integer", "derive": "1"}, False),
        ({"type": "integer", "from": "hrss.pension_months"}, True),
        ({"type": "boolean", "changeable": "wish"}, True),
    ],
)
def test_nobody_is_told_to_be_somebody_else(fact: dict[str, str], fine: bool) -> None:
    words = dict.fromkeys(("label",) if "derive" in fact else ("label", "ask", "why"), LABEL)
    written = {"key": "it", "law": ["dog-act/1"], "changeable": True, **words, **fact}
    if fine:
        assert FactText.model_validate(written).changeable
        with pytest.raises(ValidationError, match="what a register holds is no wish"):
            FactText.model_validate({**written, "from": "hrss.pension_months", "changeable": "wish"})
    else:
        with pytest.raises(ValidationError, match="birth date and sex never are"):
            FactText.model_validate(written)
