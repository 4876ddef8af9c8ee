"""Who may write the next version of a package, and who lets it be published. Nobody does both."""

from __future__ import annotations

from yichuang.core.access import POLICY, Rule, Same
from yichuang.core.words import N_

POLICY.register(
    Rule(
        name="revision-written-by-authors",
        subject="revision",
        verbs=frozenset({"list", "view", "begin", "edit", "weigh", "propose", "drop"}),
        roles=frozenset({"author"}),
        where=(Same("division_id", "division"),),
        reason=N_("Authors write the next version of a service’s rules, and propose it to a second person."),
    ),
    Rule(
        name="revision-decided-by-a-second-person",
        subject="revision",
        verbs=frozenset({"list", "view", "decide"}),
        roles=frozenset({"author", "head"}),
        where=(Same("division_id", "division"),),
        reason=N_("A second person decides whether new rules are published: another author, or the head of the hall."),
    ),
)
