"""Somebody near the worked examples who would notice a changed rule, where no diagrams can be put beside one another.

The people of the examples, each on their own day, with one fact changed, then with two: to every option, to what other
examples give, to the day, month or number beside it, to what the person does not know. It is a bounded search: whom it
does not find may still be there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import combinations, islice, product
from typing import TYPE_CHECKING, Any

from yichuang.core.packages.checker.people import People, values_in
from yichuang.core.packages.checker.variants import Variant, noticed_by, original
from yichuang.core.rules.months import add_months

if TYPE_CHECKING:
    from yichuang.core.packages.facts import Fact
    from yichuang.core.packages.package import Package

MOST_NEAR = 4_000
"""How many people are looked at for one changed rule."""
MOST_VALUES = 8
"""How many values of other examples stand for a fact."""

Near = tuple[dt.date, dict[str, Any]]
"""A legal date and everything that is known of somebody."""


class Neighbours:
    """Whoever is near the examples of a package."""

    def __init__(self, package: Package) -> None:
        self._package, self._whole = package, original(package)
        self._examples = [
            (one.on, facts)
            for one in package.examples
            if one.on >= package.in_force and (facts := values_in(package, one))
        ]
        self._starts = {on: package.start(on) for on, _ in self._examples}
        self._given: dict[str, list[Any]] = {}
        for _, facts in self._examples:
            for key, value in facts.items():
                if value is not None and value not in self._given.setdefault(key, []):
                    self._given[key].append(value)

    def somebody(self, variant: Variant) -> Iterator[tuple[People, dict[str, Any]]]:
        """People who notice a variant, with what is known of them, the nearest first."""
        changed = variant.changed(self._package)
        for on, facts in islice(self._near(self.touching(variant)), MOST_NEAR):
            if self._differs(variant, changed, on, facts):
                people = People(self._package, on)
                if all(value is None or people.can_be(key, value) for key, value in facts.items()):
                    yield people, facts

    def touching(self, variant: Variant) -> list[str]:
        """The facts that the changed conditions rest on, and those that they stop or are stopped by."""
        package, changed = self._package, variant.changed(self._package)
        beside = {code for code in package.matters if changed & {code, *(each for each in _places(package, code))}}
        names = {root for place in changed | beside for root in package.mentioned(place)}
        return [key for key in package.order if key in names]

    def _near(self, keys: list[str]) -> Iterator[Near]:
        for many in (0, 1, 2):
            # Around each example in turn, so that no one of them takes all there is.
            rows = [self._around(on, facts, keys, many) for on, facts in self._examples]
            while rows:
                left = []
                for row in rows:
                    found = list(islice(row, 40))
                    yield from found
                    if len(found) == 40:
                        left.append(row)
                rows = left

    def _around(self, on: dt.date, facts: Mapping[str, Any], keys: list[str], many: int) -> Iterator[Near]:
        for chosen in combinations(keys, many):
            values = [self._values(self._package.facts[key], facts.get(key)) for key in chosen]
            for each in product(*values):
                yield on, {**facts, **dict(zip(chosen, each, strict=True))}

    def _values(self, fact: Fact, own: Any) -> list[Any]:
        if fact.type == "boolean":
            found: list[Any] = [True, False]
        elif fact.type == "choice":
            found = list(fact.options)
        else:
            found = [*_beside(own), *self._given.get(fact.key, [])[:MOST_VALUES]]
        if fact.asked and not fact.tick:
            found.append(None)
        return [value for value in dict.fromkeys(found) if value != own]

    def _differs(self, variant: Variant, changed: set[str], on: dt.date, facts: Mapping[str, Any]) -> bool:
        start = self._starts[on]
        before, after = ({**start, **facts} for _ in range(2))
        for name, rule in self._whole.derived.items():
            before[name] = rule.evaluate(before)
        for name, rule in variant.derived.items():
            after[name] = rule.evaluate(after)
        if all(
            self._whole.conditions[place].evaluate(before) is variant.conditions[place].evaluate(after)
            for place in changed
        ):
            return False
        return noticed_by(self._package, self._whole, start, facts) != noticed_by(self._package, variant, start, facts)


def _places(package: Package, code: str) -> Iterator[str]:
    for places in package.places_of(code):
        yield from places


def _beside(value: Any) -> Iterator[Any]:
    if isinstance(value, dt.date):
        for days in (-1, 1):
            yield value + dt.timedelta(days)
        for months in (-120, -12, -4, -1, 1, 4, 12, 120):
            yield add_months(value, months)
    elif isinstance(value, int) and not isinstance(value, bool):
        yield from (value + step for step in (-60, -6, -1, 1, 6, 60))
