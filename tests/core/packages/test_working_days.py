"""A package that goes by working days: what it decides, and who is told that a holiday notice is not known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from tests.core.packages.sample import FILES, dogs, world
from yichuang.core.packages import SELF, Known, Package, load
from yichuang.core.packages.checker import look_ahead
from yichuang.core.workdays import BUILT_IN, Calendar

LATE = FILES["package.yaml"].replace('when: "age < 18"', 'when: "age < 0 or add_working_days(born, 10) > today"')
NOTICE = Calendar({dt.date(2027, 1, 4): False}, years=[2027])


def package(calendar: Calendar = BUILT_IN) -> Package:
    return load({**FILES, "package.yaml": LATE}, replace(world(), calendar=calendar))


@pytest.mark.parametrize(
    ("calendar", "born", "on", "refused", "years"),
    [
        (BUILT_IN, "2026-09-15", "2026-09-28", True, []),
        (BUILT_IN, "2026-09-15", "2026-09-29", False, []),
        (BUILT_IN, "2026-12-21", "2027-01-05", False, [2027]),
        (NOTICE, "2026-12-21", "2027-01-05", True, []),
        (BUILT_IN, "1990-01-01", "2026-09-29", False, [1990]),
    ],
)
def test_it_works(calendar: Calendar, born: str, on: str, refused: bool, years: list[int]) -> None:
    facts = {
        "has_dog": Known(True, SELF),
        "born": Known(dt.date.fromisoformat(born), "people"),
        "barred": Known("no", "people"),
        "name": Known("某人", "people"),
        "deposit": Known(5000, SELF),
    }
    guide = package(calendar).guide(facts, dt.date.fromisoformat(on))
    assert guide.complete
    assert [one.code for one in guide.refusals] == (["too-young"] if refused else [])
    assert [one.year for one in guide.unverified if one.year] == years
    assert [one.year for one in guide.unverified_of("dog-licence") if one.year] == years


def test_a_package_knows_whether_it_goes_by_them() -> None:
    assert package().by_calendar
    assert not dogs().by_calendar


@pytest.mark.parametrize(
    ("calendar", "on", "said"),
    [
        (BUILT_IN, "2026-10-28", []),
        (BUILT_IN, "2026-10-30", ["no-notice"]),
        (BUILT_IN, "2028-10-30", ["no-notice"]),
        (NOTICE, "2026-10-30", []),
    ],
)
def test_an_author_is_told_before_the_notices_run_out(calendar: Calendar, on: str, said: list[str]) -> None:
    found = look_ahead(package(calendar), dt.date.fromisoformat(on), 5)
    assert [one.code for one in found if one.code == "no-notice"] == said
    assert "no-notice" not in {one.code for one in look_ahead(dogs(), dt.date.fromisoformat(on), 5)}
