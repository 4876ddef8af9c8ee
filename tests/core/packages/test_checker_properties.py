"""A person whom the checker names really is one: run through the guide, on drawn packages; and none is overlooked."""

from __future__ import annotations

from itertools import product

from hypothesis import event, given, settings

from tests.core.packages.test_relevance import DOMAIN, ON, decided, package, packages
from tests.faults.conftest import campaign
from yichuang.core.packages.checker.outcomes import Outcomes, meeting
from yichuang.core.packages.checker.people import People


def fates(one: tuple[object, ...]) -> list[object]:
    return ["stopped"] * 2 if one == ("stopped",) else [each[0] if isinstance(each, tuple) else each for each in one]


@settings(max_examples=campaign(5, 15))
@given(packages)
def test_who_meets_and_whom_nothing_takes(written: tuple[list[str], str, str, str, str]) -> None:
    one = package(*written)
    people = People(one, ON)
    if people.relevance.inexact:
        return
    # The third matter of the drawn package never is: brute force looks at the two others.
    everybody = [fates(decided(one, dict(zip(DOMAIN, values, strict=True)))) for values in product(*DOMAIN.values())]
    found = meeting(people, ["m0", "m1"])
    event(f"meets: {found is not None}")
    assert (found is not None) == any(each == ["applies", "applies"] for each in everybody)
    if found is not None:
        assert {matter.code for matter in people.guided(found).matters} == {"m0", "m1"}
    unexplained = [each for each in Outcomes(people).findings() if each.code == "unexplained"]
    event(f"unexplained: {bool(unexplained)}")
    assert bool(unexplained) == any(each == ["out", "out"] for each in everybody)


@settings(max_examples=campaign(5, 15))
@given(packages)
def test_a_rule_for_nobody_is_one_that_nobody_meets(written: tuple[list[str], str, str, str, str]) -> None:
    one = package(*written)
    people = People(one, ON)
    nobody = {
        str(each.message.params["code"]) for each in Outcomes(people).findings() if each.code == "never-holds"
    } - people.relevance.inexact
    met: set[str] = set()
    for values in product(*DOMAIN.values()):
        known = {"today": ON, **dict(zip(DOMAIN, values, strict=True))}
        known["d"] = one.derived["d"].evaluate(known)
        met |= {place for place, rule in one.conditions.items() if rule.evaluate(known) is True}
    assert nobody == one.conditions.keys() - met - people.relevance.inexact
