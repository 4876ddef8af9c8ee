"""What is held about outside systems and what passes between them and us, and why."""

from __future__ import annotations

from yichuang.core.inventory import (
    DUTY,
    INTERNAL,
    OPEN,
    OWN_WORKING,
    PERSONAL,
    SECRET,
    SENSITIVE,
    STANDING,
    WITH_ITS_CASE,
    Field,
    Table,
    declare,
)

declare(
    Table(
        "exchange.System",
        basis=OWN_WORKING,
        retention=STANDING,
        readers="the head of the hall sees its name; no page shows the rest",
        fields=(
            Field("code", "which system", INTERNAL),
            Field("kind", "what it is", INTERNAL),
            Field("names", "what it is called", OPEN),
            Field("register", "for which register it answers", INTERNAL),
            Field("department", "whose it is", INTERNAL),
            Field("endpoint", "where it is", INTERNAL),
            Field("public_key", "checks what it signs", OPEN),
            Field("timeout_ms", "when it counts as down", INTERNAL),
            Field("min_level", "the identity level that a look-up needs", INTERNAL),
            Field("wait_limit_minutes", "when a person must look", INTERNAL),
            Field("scopes", "what its access tokens may be for", INTERNAL),
        ),
    ),
    Table(
        "exchange.Delivery",
        basis=DUTY,
        retention=WITH_ITS_CASE,
        subject="delivery",
        fields=(
            Field("id", "the idempotency key over there", INTERNAL),
            Field("lane", "to which system", INTERNAL),
            Field("path", "to which address of it", INTERNAL),
            Field("type", "what it says", INTERNAL),
            Field("subject_id", "to which part it belongs", INTERNAL),
            Field("body", "exactly the items that the matter declares, sealed", SENSITIVE),
            Field("wrapped_key", "opens the body", SECRET),
            Field("state", "whether it has arrived", INTERNAL),
            Field("attempts", "how often it was tried", INTERNAL),
            Field("created_at", "since when it waits", INTERNAL),
            Field("next_at", "when it is tried again", INTERNAL),
            Field("last_error", "why it has not arrived, without anything personal", INTERNAL),
            Field("answer", "what the other side said: its receipt number", PERSONAL),
            Field("tried_at", "when the last attempt ended", INTERNAL),
            Field("settled_at", "when it arrived or was refused", INTERNAL),
        ),
    ),
    Table(
        "exchange.Inbound",
        basis=DUTY,
        retention="inbound",
        readers="no page shows it; code refuses a message that came before",
        fields=(
            Field("id", "tells one message from another", INTERNAL),
            Field("system", "from whom", INTERNAL),
            Field("event_id", "their number for it", INTERNAL),
            Field("body_digest", "refuses another body under the same number", SECRET),
            Field("result", "what came of it", INTERNAL),
            Field("received_at", "when", INTERNAL),
        ),
    ),
)
