"""Numbers that say no unit where others do: nobody can check whether they are months or years."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yichuang.core.packages.checker.outcomes import finding, places
from yichuang.core.packages.errors import Finding
from yichuang.core.rules.kinds import NUMBERS
from yichuang.core.rules.members import Over
from yichuang.core.rules.tree import Arithmetic, Between, Case, Coalesce, Compare, Extreme, Fact, In, Node, NullIf
from yichuang.core.words import N_

if TYPE_CHECKING:
    from yichuang.core.packages.package import Package


def check_units(package: Package) -> Iterator[Finding]:
    """Each number without a unit that is compared with one, or added to one, or comes to one."""
    for key, rule in package.derived.items():
        fact, unit = package.facts[key], rule.type.unit
        if unit and not fact.unit and fact.type in NUMBERS:
            template = N_("“%(key)s” comes to %(unit)s: say so by unit: %(unit)s.")
            yield finding(package, ("facts", key), "no-unit", template, key=key, unit=unit)
    at = {**{key: ("facts", key, "derive") for key in package.derived}, **dict(places(package))}
    labels = package.labels
    for place, rule in {**package.derived, **package.conditions}.items():
        for node in rule._root.within():
            said = next((one.type.unit for one in _alike(node) if one.type.unit), "")
            bare = [one for one in _alike(node) if said and one.type.kind in NUMBERS and not one.type.unit]
            for name in dict.fromkeys(name for one in bare for name in _numbers(one) if not labels[name].unit):
                template = N_("“%(key)s” stands beside %(unit)s and says no unit: nobody can check it.")
                yield finding(package, at[place], "no-unit", template, key=name, unit=said)


def _alike(node: Node) -> tuple[Node, ...]:
    """The parts that must be of one unit."""
    if isinstance(node, Case):
        return node.values()
    if isinstance(node, Compare | In | Between | Extreme | Coalesce | NullIf):
        return node.children
    return node.children if isinstance(node, Arithmetic) and node.sign in "+-" else ()


def _numbers(node: Node) -> Iterator[str]:
    for one in node.within():
        if isinstance(one, Fact) and one.type.kind in NUMBERS:
            yield one.name
        elif isinstance(one, Over) and one.what == "count":
            yield one.members.name
