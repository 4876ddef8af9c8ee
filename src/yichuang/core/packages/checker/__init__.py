"""Is a package sound? What the decision diagrams prove of it, beyond what is seen while it is read.

`examine` reads one package and `prove` looks at it, `check_together` at several, `mutate` at whether the worked
examples would notice a changed rule, `look_ahead` at the days to come. A finding's person is a path through a diagram,
and really comes out so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from yichuang.core.packages.checker.asking import check_asking
from yichuang.core.packages.checker.boundaries import check_boundaries
from yichuang.core.packages.checker.calendar import look_ahead
from yichuang.core.packages.checker.days import check_days
from yichuang.core.packages.checker.members import check_members
from yichuang.core.packages.checker.mutants import Mutation, mutate
from yichuang.core.packages.checker.outcomes import Outcomes
from yichuang.core.packages.checker.people import People
from yichuang.core.packages.checker.tables import check_tables
from yichuang.core.packages.checker.together import check_together
from yichuang.core.packages.checker.units import check_units
from yichuang.core.packages.errors import Finding, PackageError
from yichuang.core.packages.loader import load

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package
    from yichuang.core.packages.world import World

__all__ = ["Mutation", "check_together", "examine", "look_ahead", "mutate", "prove"]


def examine(files: Path | Mapping[str, str], world: World, on: dt.date) -> tuple[Package | None, list[Finding]]:
    """A package as far as it can be read, and everything that is wrong with it, read or proved."""
    try:
        package = load(files, world)
    except PackageError as error:
        return None, error.findings
    return package, prove(package, on)


def prove(package: Package, on: dt.date) -> list[Finding]:
    """What is wrong with a package that can be read, on a legal date, in order of file and line.

    Before its first day, by the law of that day.
    """
    people = People(package, max(on, package.in_force))
    findings = [
        *package.check_examples(),
        *Outcomes(people).findings(),
        *check_asking(package),
        *check_members(package, people.on),
        *check_units(package),
        *check_tables(package, people.on),
        *check_boundaries(people),
        *check_days(package),
    ]
    return sorted(findings, key=lambda one: (one.file, one.line, one.code, str(one.message)))
