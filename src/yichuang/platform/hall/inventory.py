"""What is held about the hall's queue, and why. Of visitors: nothing."""

from __future__ import annotations

from yichuang.core.inventory import DUTY, INTERNAL, OPEN, OWN_WORKING, PERSONAL, Field, Table, declare

declare(
    Table(
        "hall.Shift",
        basis=DUTY,
        retention="ticket",
        subject="shift",
        fields=(
            Field("id", "finds the shift", INTERNAL),
            Field("division", "where", INTERNAL),
            Field("window", "at which window", OPEN),
            Field("clerk", "who sat there", PERSONAL),
            Field("started_at", "since when", PERSONAL),
            Field("ended_at", "until when", PERSONAL),
            Field("relieved_by", "who took over what was open", PERSONAL),
        ),
    ),
    Table(
        "hall.Counter",
        basis=OWN_WORKING,
        retention="ticket",
        readers="nobody; the next number is made of it",
        fields=(
            Field("id", "finds the row", INTERNAL),
            Field("division", "where", INTERNAL),
            Field("day", "of which day", OPEN),
            Field("letter", "of which kind of matter", OPEN),
            Field("last", "the last number that was drawn", OPEN),
        ),
    ),
    Table(
        "hall.Ticket",
        basis=DUTY,
        retention="ticket",
        subject="ticket",
        fields=(
            Field("id", "finds the ticket", INTERNAL),
            Field("public_id", "names it in addresses, at random: who holds it has the ticket", INTERNAL),
            Field("division", "where", INTERNAL),
            Field("day", "on which day", OPEN),
            Field("kind", "for which kind of matter", OPEN),
            Field("letter", "the letter of that kind", OPEN),
            Field("number", "what is called out", OPEN),
            Field("state", "how far it is", INTERNAL),
            Field("source", "where it was drawn", INTERNAL),
            Field("priority", "that it goes before; why is not asked", INTERNAL),
            Field("drawn_at", "when it was drawn", INTERNAL),
            Field("rank_at", "its place in the queue", INTERNAL),
            Field("wanted", "to which window it was transferred", INTERNAL),
            Field("window", "to which window it was called", OPEN),
            Field("clerk", "who called it", PERSONAL),
            Field("calls", "how often it was called", INTERNAL),
            Field("called_at", "when it was called last", INTERNAL),
            Field("serving_at", "when serving began: what estimates are made of", INTERNAL),
            Field("ended_at", "when it was served, skipped or ended", INTERNAL),
            Field("returned", "whether it came back already", INTERNAL),
        ),
    ),
)
