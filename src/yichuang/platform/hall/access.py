"""Who may do what in the queue. A ticket belongs to whoever holds its address; a window to the clerk who sits there."""

from __future__ import annotations

from yichuang.core.access import PEOPLE, POLICY, Rule, Same
from yichuang.core.words import N_

CLERK = frozenset({"clerk"})
ANYBODY = PEOPLE | {"anonymous"}

POLICY.register(
    Rule(
        "ticket-drawn-by-anybody",
        "ticket",
        frozenset({"draw", "display"}),
        ANYBODY,
        (),
        reason=N_("Anybody draws a ticket without saying who they are; the screen shows numbers alone."),
    ),
    Rule(
        "ticket-by-its-address",
        "ticket",
        frozenset({"view", "withdraw", "come-back"}),
        ANYBODY,
        (),  # the address of a ticket is the right to it
        reason=N_("Whoever holds the address of a ticket sees its place, and may give it back."),
    ),
    Rule(
        "ticket-of-the-hall",
        "ticket",
        frozenset({"list", "call"}),
        CLERK,
        (Same("division_id", "division"),),
        reason=N_("Clerks see the queue of their hall and call whoever is next."),
    ),
    Rule(
        "ticket-one-called",
        "ticket",
        frozenset({"call-again", "begin", "finish", "skip", "transfer"}),
        CLERK,
        (Same("clerk_id", "account_id"),),
        reason=N_("Whoever called a ticket goes on with it, or a colleague who took the window over."),
    ),
    Rule(
        "appointment-of-an-account",
        "appointment",
        frozenset({"list", "book"}),
        PEOPLE,
        (Same("account_id", "account_id"),),
        reason=N_("Whoever signed in books for themself, and sees what they booked."),
    ),
    Rule(
        "appointment-by-its-address",
        "appointment",
        frozenset({"view", "move", "cancel", "arrive"}),
        ANYBODY,
        (),  # the address or the code of the message is the right to it
        reason=N_("Whoever has the message moves or cancels the appointment, or says that they are there."),
    ),
    Rule(
        "shift-at-a-window",
        "shift",
        frozenset({"open", "close"}),
        CLERK,
        (Same("division_id", "division"),),
        reason=N_("Clerks say at which window of their hall they sit."),
    ),
)
