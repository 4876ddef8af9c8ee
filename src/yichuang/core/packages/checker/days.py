"""Legal days on which something changes: a figure gets another value, a rule names the day itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from yichuang.core.packages.checker.outcomes import finding, places, row
from yichuang.core.packages.checker.people import People, known, values_in
from yichuang.core.packages.checker.sides import FURTHER, SIDES
from yichuang.core.packages.checker.suggestions import example_for
from yichuang.core.packages.errors import Finding
from yichuang.core.packages.texts import is_legal_day
from yichuang.core.rules.arithmetic import beside
from yichuang.core.rules.tree import Between, Compare, Constant, Fact, Node
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.documents import Example
    from yichuang.core.packages.marks import YamlPath
    from yichuang.core.packages.package import Package


def check_days(package: Package) -> Iterator[Finding]:
    """One finding for each such day, from the package's second day on, that lacks examples around it."""
    for name, day in _changes(package):
        yield from _missing(package, day, name, "parameters.csv", row(package, name, day))
    at: dict[str, YamlPath] = dict(places(package))
    at |= {key: ("facts", key, "derive") for key in package.derived}
    for place, rule in {**package.conditions, **package.derived}.items():
        for day in sorted(set(_named(rule._root))):
            if day > package.in_force and is_legal_day(day):
                yield from _missing(package, day, place, "package.yaml", at[place])


def _changes(package: Package) -> Iterator[tuple[str, dt.date]]:
    """The parameters that are facts, each with the days on which its value changes."""
    used = {fact.parameter for fact in package.facts.values()} | {fact.among for fact in package.facts.values()}
    for name, versions in package.parameters.items():
        for before, after in pairwise(versions):
            if name in used and after.since > package.in_force and before.value != after.value:
                yield name, after.since


def _named(node: Node) -> Iterator[dt.date]:
    """The days with which an expression compares the legal date."""
    if isinstance(node, Compare | Between) and any(
        isinstance(one, Fact) and one.name == "today" for one in node.children
    ):
        yield from (one.value for one in node.children if isinstance(one, Constant) and isinstance(one.value, dt.date))
    for child in node.children:
        yield from _named(child)


def _missing(package: Package, day: dt.date, name: str, file: str, path: YamlPath) -> Iterator[Finding]:
    steps = {(example.on - day).days for example in package.examples if _concerned(package, example, name, day)}
    missing = [step for step in SIDES if step not in steps] + ([] if steps & set(FURTHER) else [FURTHER[0]])
    if not missing:
        return
    wanted = beside(day, missing)
    somebody = next((one for one in package.examples if not one.down and _uses(package, one, name)), None)
    texts = []
    for one in wanted if somebody is not None else ():
        if one >= package.in_force and somebody is not None:
            people = People(package, one)
            facts = {key: value for key, value in values_in(package, somebody).items() if value is not None}
            lawful = {key: value for key, value in facts.items() if people.can_be(key, value)}
            texts.append(example_for(people, lawful, {}))
    yield finding(
        package,
        path,
        "boundary",
        N_("“%(code)s” changes on %(day)s. No example stands on: %(missing)s."),
        file=file,
        code=name,
        day=day.isoformat(),
        missing=", ".join(one.isoformat() for one in wanted),
        suggestion="".join(texts),
    )


def _concerned(package: Package, example: Example, name: str, day: dt.date) -> bool:
    return abs((example.on - day).days) <= max(map(abs, FURTHER)) and _uses(package, example, name)


def _uses(package: Package, example: Example, name: str) -> bool:
    """Whether a figure stands behind what an example comes to; of a rule that names a day, everybody is concerned."""
    if name not in package.parameters:
        return True
    guide = package.guide(known(package, values_in(package, example)), max(example.on, package.in_force))
    return any(figure.name == name for figure in guide.figures)
