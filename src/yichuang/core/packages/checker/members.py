"""Members of a list who are passed over in silence, because something about them is absent.

So SQL means it: a member of whom the condition is NULL is not counted, an amount that is NULL is not summed. The law
seldom means it so, and whoever judges by such a count judges by what nobody knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from yichuang.core.packages.checker.outcomes import finding, places
from yichuang.core.packages.errors import Finding
from yichuang.core.rules.branching import Branching
from yichuang.core.rules.diagrams import TooLarge
from yichuang.core.rules.lists import OneList, overs_in
from yichuang.core.words import N_

if TYPE_CHECKING:
    import datetime as dt

    from yichuang.core.packages.package import Package


def check_members(package: Package, on: dt.date) -> Iterator[Finding]:
    """Each rule that counts or sums members of whom something that it looks at may be absent."""
    lists = {key: fact for key, fact in package.facts.items() if fact.type == "list"}
    if not lists:
        return
    roots = {key: fact.kind for key, fact in package.facts.items() if fact.derive is None and fact.parameter is None}
    rules = {**package.conditions, **package.derived}
    outer = Branching(roots, package.derived, package.start(on), list(rules.values()), {}, cut=False)
    at = {**{key: ("facts", key, "derive") for key in package.derived}, **dict(places(package))}
    for place, rule in rules.items():
        for key, overs in overs_in([rule._root]).items():
            may_lack = {name for name, field in lists[key].members.items() if field.optional}
            try:
                passed = any(OneList(outer, key, [over]).passed_over(may_lack) for over in overs)
            except TooLarge:
                continue
            if passed:
                yield finding(
                    package,
                    at[place],
                    "passed-over",
                    N_(
                        "“%(place)s” leaves members of “%(list)s” out where something about them is absent. Say what "
                        "becomes of them, by “is null” or coalesce."
                    ),
                    place=place,
                    list=key,
                )
