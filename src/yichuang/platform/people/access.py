"""Who may see whom. A person reads themselves; a clerk the person who stands at the window."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Rule, Same
from yichuang.core.words import N_

POLICY.register(
    Rule(
        name="person-is-oneself",
        subject="person",
        verbs=frozenset({"view"}),
        roles=PEOPLE,
        where=(Same("id", "person_id"),),
        min_level=1,
        reason=N_("You see your own data once your name and number are matched."),
    ),
    Rule(
        name="person-at-the-window",
        subject="person",
        verbs=frozenset({"view"}),
        roles=frozenset({"clerk"}),
        where=(Same("id", "on_behalf_of"),),
        reason=N_("A clerk sees the person who stands at the window."),
    ),
)
