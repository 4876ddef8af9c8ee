"""The retirement package: what is open of somebody is what can still change their fate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from itertools import product
from math import prod

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.core.packages.sample import CONTENT, hunan
from tests.faults.conftest import campaign
from yichuang.core.packages import Package, load
from yichuang.core.packages.relevance import either, fate_of
from yichuang.core.rules.months import add_months
from yichuang.core.rules.retirement import (
    earliest_retirement_month,
    latest_retirement_month,
    statutory_retirement_month,
)

DAYS = (dt.date(2026, 3, 15), dt.date(2026, 11, 30), dt.date(2030, 6, 1), dt.date(2035, 1, 31))
LONG_AGO, FAR_OFF = dt.date(1950, 1, 1), dt.date(2095, 12, 31)
CATEGORIES = ("man60", "woman55", "woman50")
MOST = 60_000


@cache
def retirement() -> Package:
    return load(CONTENT / "retirement", hunan())


def beside(day: dt.date) -> list[dt.date]:
    return [day + dt.timedelta(days=step) for step in (-1, 0, 1)]


def grid(known: Mapping[str, object], on: dt.date) -> dict[str, list[object]]:
    """Values of each fact, on both sides of whatever may change beside what is known."""
    values: dict[str, list[object]] = {}
    for key, fact in retirement().facts.items():
        kind = fact.kind
        if kind.kind in ("boolean", "choice"):
            values[key] = [*((True, False) if kind.kind == "boolean" else kind.options), None]
    born, chosen = known.get("birth_date"), known.get("chosen_day")
    months = {on.replace(day=1), add_months(on.replace(day=1), 1)}
    if isinstance(born, dt.date):
        for month in (earliest_retirement_month, statutory_retirement_month, latest_retirement_month):
            for category in CATEGORIES:
                found = month(born, category)
                assert found is not None
                months |= {found, add_months(found, 1)}
    years = {dt.date(year, 1, 1) for year in range(2029, 2041)}
    days = {day for month in months | years for day in beside(month)} | {LONG_AGO, FAR_OFF}
    births = {dt.date(year, month, day) for year in range(1962, 1990) for month in range(1, 13) for day in (1, 15, 28)}
    ends = [LONG_AGO, FAR_OFF, None]
    values |= {
        "birth_date": [*sorted(births), dt.date(1920, 1, 1), dt.date(2026, 1, 1), None],
        "chosen_day": [*sorted(days), None],
        "noticed_on": ends,
        "agreed_on": ends,
        "pension_months": [0, *(180 + 6 * step + by for step in range(11) for by in (-1, 0)), 900, None],
    }
    if isinstance(chosen, dt.date):
        values["noticed_on"] = [*beside(add_months(chosen.replace(day=1), -3)), *ends]
    return values


def fates(known: Mapping[str, object]) -> tuple[str, ...]:
    """What becomes of each matter, straight from the rules."""
    package, facts = retirement(), dict(known)
    for name, rule in package.derived.items():
        facts[name] = rule.evaluate(facts)

    def any_of(codes: list[str]) -> bool | None:
        found: bool | None = False
        for code in codes:
            found = either(found, package.conditions[code].evaluate(facts))
        return found

    general, found = any_of([one.code for one in package.general_refusals]), []
    for code in package.matters:
        refusals, referrals = package.blockers(code)
        own = any_of([one.code for one in refusals if one.refuses])
        wanted = package.conditions[code].evaluate(facts)
        found.append(fate_of(general, wanted, own, any_of([one.code for one in referrals])))
    return tuple(found)


ORDERED = ("birth_date", "chosen_day", "noticed_on", "agreed_on", "pension_months")
FEW = ("pension_drawn", "pension_status", "sex", "retire_how", "woman_post", "medical_status", "add_fund", "fund_open")
usual = {
    "pension_drawn": st.just(False),
    "pension_status": st.sampled_from(["employee", "flexible", "employee", "flexible", None]),
    "sex": st.sampled_from(["male", "female", None]),
    "woman_post": st.sampled_from(["worker", "management", None]),
    "medical_status": st.sampled_from(["employee", "none"]),
    "retire_how": st.sampled_from(["statutory", "early", "late", "early", "late", "special", None]),
    "birth_date": st.dates(dt.date(1964, 1, 1), dt.date(1986, 12, 31)),
    "chosen_day": st.dates(dt.date(2026, 1, 1), dt.date(2045, 12, 31)),
    "noticed_on": st.dates(dt.date(2026, 1, 1), dt.date(2045, 12, 31)),
    "agreed_on": st.dates(dt.date(2026, 1, 1), dt.date(2045, 12, 31)),
    "pension_months": st.integers(170, 250),
    **{key: st.booleans() for key in ("add_fund", "add_card", "fund_open", "card_held")},
}


@settings(max_examples=campaign(25, 250))
@given(
    st.fixed_dictionaries(usual),
    st.lists(st.sampled_from(ORDERED), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from(FEW), max_size=2, unique=True),
    st.sampled_from(DAYS),
)
def test_what_is_open_is_what_can_change_a_fate(
    whole: dict[str, object], ordered: list[str], few: list[str], on: dt.date
) -> None:
    package, free = retirement(), [*ordered, *few]
    known = {key: value for key, value in whole.items() if key not in free}
    values = grid(known, on)
    assume(prod(len(values[key]) for key in free) <= MOST)
    standing = package.days.relevance(on).standing()
    for key, value in known.items():
        standing.put(key, value)
    assert standing.exact
    start = {**package.start(on), **known}
    found = {
        each: fates({**start, **dict(zip(free, each, strict=True))}) for each in product(*(values[key] for key in free))
    }
    for at, code in enumerate(package.matters):
        changing = set()
        for place, key in enumerate(free):
            seen: dict[tuple[object, ...], set[str]] = {}
            for each, ends in found.items():
                seen.setdefault((*each[:place], *each[place + 1 :]), set()).add(ends[at])
            changing |= {key} if any(len(ends) > 1 for ends in seen.values()) else set()
        event(f"{len(changing)} of {len(free)} can change something")
        assert standing.open(("fate", code)) & {*free} == changing, (code, free)
        if not changing:
            assert {ends[at] for ends in found.values()} == {standing.value(("fate", code))}
