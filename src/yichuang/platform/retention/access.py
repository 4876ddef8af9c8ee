"""Who may do what with registers of destruction. Archivists prepare; who decides is another one, or the head."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Rule, Same
from yichuang.core.words import N_

ARCHIVIST = N_("The archivist prepares what is to end, keeps what must stay, and orders the end after its grace.")
SECOND = N_("A second person decides what the archivist proposes: another archivist, or the head of the hall.")
HOLD = N_("The archivist holds what must not end, and lifts the hold.")
TOMBSTONE = N_("Whoever knows the number or the old link may know that the case was destroyed, when and by which rule.")

POLICY.register(
    Rule(
        "disposal-prepared-by-the-archivist",
        "disposal",
        frozenset({"list", "view", "forward", "keep", "call-off", "carry-out"}),
        frozenset({"archivist"}),
        (Same("division_id", "division"),),
        reason=ARCHIVIST,
    ),
    Rule(
        "disposal-decided-by-a-second-person",
        "disposal",
        frozenset({"list", "view", "decide"}),
        frozenset({"archivist", "head"}),
        (Same("division_id", "division"),),
        reason=SECOND,
    ),
    Rule(
        "hold-by-the-archivist",
        "hold",
        frozenset({"list", "hold", "lift"}),
        frozenset({"archivist"}),
        (Same("division_id", "division"),),
        reason=HOLD,
    ),
    Rule(
        "tombstone-by-its-number",
        "tombstone",
        frozenset({"view"}),
        PEOPLE | {"anonymous"},
        (),  # it names nobody; the number, or the old link, is the right to it
        reason=TOMBSTONE,
    ),
)
