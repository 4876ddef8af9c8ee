"""The other side of `bench rules`, run by a Python of its own that has openfisca-core: no part of the product.

``python openfisca_side.py JOB``: JOB is a JSON file with ``people`` (Parquet files), ``policies``, ``person`` and
``logic``; prints one JSON object. Imports nothing of Yichuang.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

OPERATORS: dict[str, Callable[[Any, Any], Any]] = {
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
    "<": lambda one, other: one < other,
    "=": lambda one, other: one == other,
    "<>": lambda one, other: one != other,
    "is": lambda one, other: one,
}
DAY = "2026-01"


def system(policies: list[list[list[Any]]]) -> Any:
    """The policies as a tax and benefit system of one entity."""
    from openfisca_core.entities import Entity
    from openfisca_core.periods import DateUnit
    from openfisca_core.taxbenefitsystems import TaxBenefitSystem
    from openfisca_core.variables import Variable

    person = Entity("person", "persons", "a person", "")
    found = TaxBenefitSystem([person])
    common = {"entity": person, "definition_period": DateUnit.MONTH, "label": "…"}
    for name in ("age", "offspring", "income", "local", "sex", "occupation"):
        found.add_variable(type(name, (Variable,), {**common, "value_type": bool if name == "local" else int}))
    for place, policy in enumerate(policies):
        made = {**common, "value_type": bool, "formula": formula(policy)}
        found.add_variable(type(f"policy_{place}", (Variable,), made))
    return found


def formula(policy: list[list[Any]]) -> Callable[[Any, Any], Any]:
    """One policy as a formula; of two arguments, for a third would be taken for the parameters."""

    def holds(people: Any, period: Any) -> Any:
        first, *rest = (OPERATORS[sign](people(fact, period), value) for fact, sign, value in policy)
        for one in rest:
            first = first * one
        return first

    return holds


def simulation(tax_benefit_system: Any, columns: dict[str, Any], count: int) -> Any:
    """A simulation of ``count`` people."""
    from openfisca_core.simulations import SimulationBuilder

    made = SimulationBuilder().build_default_simulation(tax_benefit_system, count)
    for name, values in columns.items():
        made.set_input(name, DAY, values)
    return made


def many(job: dict[str, Any]) -> dict[str, Any]:
    """All people, all policies: seconds and counts."""
    import polars as pl

    frame = pl.scan_parquet(job["people"]).collect()
    columns = {
        name: (frame[name].to_physical() if name in ("sex", "occupation") else frame[name]).to_numpy()
        for name in frame.columns
    }
    tax = system(job["policies"])
    times = []
    counts: list[int] = []
    for _ in range(job["rounds"]):
        made = simulation(tax, columns, frame.height)
        begun = time.perf_counter()
        counts = [int(made.calculate(f"policy_{place}", DAY).sum()) for place in range(len(job["policies"]))]
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times), "counts": counts}


def one(job: dict[str, Any]) -> dict[str, Any]:
    """One person, all policies: seconds, and what holds."""
    import numpy

    tax = system(job["policies"])
    columns = {name: numpy.array([value]) for name, value in job["person"].items()}
    times = []
    holds: list[bool] = []
    for _ in range(60):
        made = simulation(tax, columns, 1)
        begun = time.perf_counter()
        holds = [bool(made.calculate(f"policy_{place}", DAY)[0]) for place in range(len(job["policies"]))]
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times), "holds": holds}


def logic(job: dict[str, Any]) -> dict[str, Any]:
    """One person, all policies, by json-logic."""
    from json_logic import jsonLogic

    times = []
    holds: list[bool] = []
    for _ in range(60):
        begun = time.perf_counter()
        holds = [bool(jsonLogic(rule, job["facts"])) for rule in job["logic"]]
        times.append(time.perf_counter() - begun)
    return {"seconds": statistics.median(times), "holds": holds}


def main() -> None:
    """Do the parts of the job; a part that cannot be done says why."""
    with open(sys.argv[1], encoding="utf-8") as file:
        job = json.load(file)
    found: dict[str, Any] = {}
    for name, part in (("many", many), ("one", one), ("logic", logic)):
        if name in job["parts"]:
            try:
                found[name] = part(job)
            except ImportError as error:
                found[name] = {"missing": str(error)}
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(found))


if __name__ == "__main__":
    main()
