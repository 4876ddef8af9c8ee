"""OpenFisca's side of the comparison, run by a Python of its own that has openfisca-country-template.

``python openfisca_side.py < HOUSEHOLDS``: a JSON list of households as ``test_country.drawn`` makes them; prints a JSON
list of what OpenFisca says of each, in the units of money of its template. Imports nothing of Yichuang.
"""

from __future__ import annotations

import json
import sys
from typing import Any

#: What is asked of a month, and since when the template has figures for it; the tax on housing is one of the year.
SINCE = {
    **dict.fromkeys(("household_income", "basic_income", "housing_allowance", "pension", "income_tax"), ""),
    **dict.fromkeys(("social_security_contribution", "housing_tax", "total_benefits", "total_taxes"), ""),
    **dict.fromkeys(("parenting_allowance", "disposable_income"), "2015-12"),
    **dict.fromkeys(("meal_price", "swimming_pool_access"), "2017-01"),
}


def situation(household: dict[str, Any]) -> dict[str, Any]:
    """One household as OpenFisca describes it; what is of a year is read in January."""
    month = household["month"]
    months = {month, f"{month[:4]}-01"}
    people = {
        f"{place}": {
            "birth": {"ETERNITY": each["birth_date"]},
            "salary": {month: each["salary"]},
            "capital_returns": {month: each["capital_returns"]},
        }
        for place, each in enumerate(household["people"])
    }
    of_all = {
        "adults": [f"{place}" for place, each in enumerate(household["people"]) if each["role"] == "adult"],
        "children": [f"{place}" for place, each in enumerate(household["people"]) if each["role"] == "child"],
        "rent": {month: household["rent"]},
        "accommodation_size": dict.fromkeys(months, household["accommodation_size"]),
        "housing_occupancy_status": dict.fromkeys(months, household["occupancy"]),
    }
    return {"persons": people, "households": {"one": of_all}}


def main() -> None:
    """Answer what stands at the door."""
    from openfisca_core.simulation_builder import SimulationBuilder
    from openfisca_country_template import CountryTaxBenefitSystem

    system = CountryTaxBenefitSystem()
    answers = []
    for household in json.load(sys.stdin):
        month = household["month"]
        asked = [name for name, since in SINCE.items() if month >= since]
        simulation = SimulationBuilder().build_from_entities(system, situation(household))
        found = {
            name: simulation.calculate(name, month[:4] if name == "housing_tax" else month).astype(float).sum()
            for name in asked
        }
        answers.append({name: round(float(value), 2) for name, value in found.items()})
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
