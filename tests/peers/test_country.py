"""OpenFisca's country template, written anew as a package, and OpenFisca itself: no difference on drawn households.

OpenFisca has an environment and a process of its own: its licence stays apart. What it said of a sample of households
is kept in ``country/households.json`` and compared in every run; the full run asks it anew, of many more.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from yichuang.core.packages import Package, load, load_world
from yichuang.core.rules.bulk import bulk
from yichuang.core.rules.kinds import Member

HERE = Path(__file__).parent
COUNTRY, KEPT = HERE / "country", HERE / "country" / "households.json"
CACHE = HERE.parents[1] / ".pytest_cache" / "openfisca"
PEER = ("openfisca-core==46.0.1", "openfisca-country-template==8.2.0")
#: Around every day on which a figure or a benefit changes.
MONTHS = ("2013-01", "2013-12", "2014-06", "2015-11", "2015-12", "2016-11", "2016-12", "2017-01", "2018-03")
#: Around every amount at which something changes.
AMOUNTS = (
    *(0, 0, 100, 249, 250, 251, 499, 500, 501, 999, 1000, 1001, 2000, 2001),
    *(3500, 6000, 6001, 8000, 12100, 12400, 13000),
)
#: Their names where ours are others.
THEIRS = {"pensions": "pension", "contribution": "social_security_contribution"}
OURS = (
    *("household_income", "pensions", "basic_income", "housing_allowance", "parenting_allowance", "income_tax"),
    *("contribution", "housing_tax", "meal_price", "swimming_pool_access"),
    *("total_benefits", "total_taxes", "disposable_income"),
)

Household = dict[str, Any]


def drawn(seed: int, count: int) -> list[Household]:
    """Households: a month, one to five people of every age, a home; whole amounts, so that theirs are exact, too."""
    chance = random.Random(seed)
    return [household(chance) for _ in range(count)]


def household(chance: random.Random) -> Household:
    month = chance.choice(MONTHS)
    adults, children = chance.choice((1, 1, 2, 3)), chance.choice((0, 1, 1, 2))
    return {
        "month": month,
        "people": [person(chance, month, place < adults) for place in range(adults + children)],
        "accommodation_size": chance.choice((0, 19, 20, 21, 50, 120)),
        "occupancy": chance.choice(("owner", "tenant", "tenant", "free_lodger", "homeless")),
        "rent": chance.choice((0, 400, 1000)),
    }


def person(chance: random.Random, month: str, adult: bool) -> dict[str, Any]:
    age = chance.choice((17, 18, 35, 59, 60, 61, 62, 63, 80) if adult else (0, 5, 6, 7, 8, 12, 17))
    day = dt.date(int(month[:4]) - age, int(month[5:]), 1) + dt.timedelta(days=chance.choice((-1, 0, 1, 40)))
    return {
        "birth_date": min(day, dt.date.fromisoformat(f"{month}-01")).isoformat(),  # nobody is not born yet
        "role": "adult" if adult else "child",
        "salary": chance.choice(AMOUNTS) if adult else 0,
        "capital_returns": chance.choice((0, 0, 300)) if adult else 0,
    }


@cache
def package() -> Package:
    return load(COUNTRY, load_world(COUNTRY))


def facts(each: Household) -> dict[str, Any]:
    """A household as rules have it: money in fen."""
    people = tuple(
        Member(
            birth_date=dt.date.fromisoformat(one["birth_date"]),
            role=one["role"],
            salary=one["salary"] * 100,
            capital_returns=one["capital_returns"] * 100,
        )
        for one in each["people"]
    )
    home = {"accommodation_size": each["accommodation_size"], "occupancy": each["occupancy"]}
    return {"people": people, "rent": each["rent"] * 100, **home}


def known(month: str) -> dict[str, object]:
    """What is the same for all households of a month: its first day, and the figures in force on it."""
    return package().start(dt.date.fromisoformat(f"{month}-01"))


def one_by_one(each: Household) -> dict[str, Any]:
    """What the package says of one household, money in fen."""
    found: dict[str, Any] = {**known(each["month"]), **facts(each)}
    for key, derived in package().derived.items():
        found[key] = derived.evaluate(found)
    return {key: found[key] for key in OURS}


def all_at_once(households: Sequence[Household]) -> list[dict[str, Any]]:
    """What the package says of all of them, by Polars, a month at a time."""
    found: dict[int, dict[str, Any]] = {}
    for month in MONTHS:
        places = [place for place, each in enumerate(households) if each["month"] == month]
        if places:
            table = pl.DataFrame([as_row(households[place]) for place in places])
            rules = {key: package().derived[key] for key in OURS}
            rows = bulk(rules, table.lazy(), derived=package().derived, known=known(month)).collect().to_dicts()
            found |= dict(zip(places, rows, strict=True))
    return [found[place] for place in range(len(households))]


def as_row(each: Household) -> dict[str, Any]:
    """A household as a table has it."""
    found = facts(each)
    return {**found, "people": [dict(one) for one in found["people"]]}


def differing(households: Sequence[Household], theirs: Sequence[dict[str, float]]) -> list[str]:
    """Where OpenFisca, the function for one household, and the table for all do not say the same."""
    wrong = []
    for each, peer, table in zip(households, theirs, all_at_once(households), strict=True):
        ours = one_by_one(each)
        if ours != table:
            wrong.append(f"one: {ours}, all: {table}, of {each}")
        for key in OURS:
            plain = package().facts[key].type == "integer"
            said = peer.get(THEIRS.get(key, key))
            if said is not None and round(said if plain else said * 100) != ours[key]:
                wrong.append(f"{key}: OpenFisca {said}, ours {ours[key]}, of {each}")
    return wrong


def asked(households: Sequence[Household]) -> list[dict[str, float]]:
    """What OpenFisca says of them."""
    python = peer()
    side = [str(python), str(HERE / "openfisca_side.py")]
    done = subprocess.run(side, input=json.dumps(households), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers: list[dict[str, float]] = json.loads(done.stdout)
    return answers


def peer() -> Path:
    """The Python of OpenFisca's own environment, made on first use."""
    python, ready = CACHE / "bin" / "python", CACHE / "ready"
    if not ready.exists() or ready.read_text("utf-8") != " ".join(PEER):
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(CACHE)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PEER], check=True)
        ready.write_text(" ".join(PEER), "utf-8")
    return python


def test_no_difference_from_what_was_kept() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    households = drawn(kept["seed"], len(kept["answers"]))
    assert len(households) == 200
    assert differing(households, kept["answers"]) == []
    for key in OURS:  # what never happens would show nothing
        assert len({answer.get(THEIRS.get(key, key)) for answer in kept["answers"]}) > 1, key


def test_a_difference_would_be_found() -> None:
    kept = json.loads(KEPT.read_text("utf-8"))
    [first], answer = drawn(kept["seed"], 1), kept["answers"][0]
    assert differing([first], [answer]) == []
    assert len(differing([first], [{**answer, "income_tax": answer["income_tax"] + 0.01}])) == 1


@pytest.mark.full
def test_no_difference_from_openfisca_itself() -> None:
    households = drawn(7, 2000)
    assert differing(households, asked(households)) == []
    kept = json.loads(KEPT.read_text("utf-8"))
    assert asked(drawn(kept["seed"], len(kept["answers"]))) == kept["answers"]


if __name__ == "__main__":
    KEPT.write_text(json.dumps({"seed": 1, "answers": asked(drawn(1, 200))}, indent=0) + "\n", "utf-8")
