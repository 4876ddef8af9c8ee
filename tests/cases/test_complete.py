"""Every case is run here, held by tests named beside it, or stands among those that are not yet, with the reason.

What of a case that is not yet passed can be tried today may be run or held all the same.
"""

from __future__ import annotations

import re

import yaml

from tests.cases.entries import HERE, everything, not_yet
from tests.cases.test_deadlines import ONE_DAY

TESTS = HERE.parent
RUNNERS = (
    "test_deadlines.py",
    "test_everywhere.py",
    "test_identifiers.py",
    "test_retirement.py",
    "test_contributions.py",
)


def named_tests() -> set[str]:
    """Every test of the suite by its name."""
    return {
        name for path in TESTS.rglob("test_*.py") for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }


def run_here(name: str) -> bool:
    """Whether a test of this folder reads the entry."""
    if name in {each["id"] for each in ONE_DAY}:
        return True  # a parameter of test_the_last_day
    return any(f'entry("{name}")' in (HERE / file).read_text("utf-8") for file in RUNNERS)


def test_each_is_tried_or_stands_among_those_that_are_not_yet() -> None:
    held = yaml.safe_load((HERE / "held.yaml").read_text("utf-8"))
    places = {each["id"]: (run_here(each["id"]), each["id"] in held) for each in everything()}
    assert {name for name, tried in places.items() if not any(tried)} - set(not_yet()) == set()
    assert {name for name, tried in places.items() if all(tried)} <= {
        "WD-14",
        "WD-16",
    }  # the core here, the house there
    assert set(held) | set(not_yet()) <= set(places)
    assert all(reason.strip() for reason in not_yet().values())


def test_the_tests_that_hold_a_case_exist() -> None:
    held = yaml.safe_load((HERE / "held.yaml").read_text("utf-8"))
    assert {test for names in held.values() for test in names} - named_tests() == set()
