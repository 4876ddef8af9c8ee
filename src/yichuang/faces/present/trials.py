"""Somebody invented, to try a package with: what is given of them, on which day, which registers are silent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from yichuang.core.packages import Fact, Package
from yichuang.core.packages.facts import written

#: An answer has so many characters at most; a list of members is typed as JSON.
LONGEST = 5_000


@dataclass(frozen=True)
class Somebody:
    """An invented person: what is given of them, on which legal date, and which registers do not answer."""

    given: Mapping[str, str]
    on: date
    down: tuple[str, ...] = ()


def roots(package: Package) -> list[Fact]:
    """The facts that somebody has or says: neither derived nor a figure."""
    return [fact for fact in package.facts.values() if fact.derive is None and fact.parameter is None]


def from_example(package: Package, position: int) -> Somebody:
    """The person of a worked example. Raises IndexError."""
    example = package.examples[position]
    given = {**package.worked.person, **example.given}
    texts = {key: _text(value) for key, value in given.items() if value is not None and key in package.facts}
    return Somebody(texts, example.on, tuple(example.down))


def _text(value: object) -> str:
    if isinstance(value, list):  # members, each with its facts
        return json.dumps([{key: written(one) for key, one in each.items()} for each in value], ensure_ascii=False)
    return written(value)
