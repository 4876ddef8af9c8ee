"""Who may do what with licences. Licences need identity level 2: seen at a window, or verified by the province."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Rule, Same
from yichuang.core.words import N_

OWN = N_("Your licences are shown once your identity was verified at a window.")
WINDOW = N_("A clerk shows and prints what the person at the window holds.")
ISSUER = N_("Only the department that issued a licence may withdraw it.")
VERIFY = N_("Whoever holds a licence may have it verified by its square.")

POLICY.register(
    Rule(
        "licence-is-ones-own",
        "licence",
        frozenset({"list", "view", "show"}),
        PEOPLE,
        (Same("person_id", "person_id"),),
        min_level=2,
        reason=OWN,
    ),
    Rule(
        "licence-at-the-window",
        "licence",
        frozenset({"list", "view"}),
        frozenset({"clerk"}),
        (Same("person_id", "on_behalf_of"),),
        reason=WINDOW,
    ),
    Rule(
        "licence-of-the-issuer",
        "licence",
        frozenset({"view", "withdraw"}),
        frozenset({"officer"}),
        (Same("department_id", "department_id"),),
        reason=ISSUER,
    ),
    Rule(
        "licence-by-its-square",
        "licence",
        frozenset({"verify"}),
        PEOPLE | {"anonymous"},
        (),  # the code in the square is the right to it
        reason=VERIFY,
    ),
)
