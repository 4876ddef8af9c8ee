"""What is held about messages, and why."""

from __future__ import annotations

from yichuang.core.inventory import DUTY, INTERNAL, PERSONAL, SENSITIVE, Field, Table, declare

declare(
    Table(
        "post.Message",
        basis=DUTY,
        retention="message",
        readers="the person whom it concerns, on their page of messages; codes are shown to nobody",
        fields=(
            Field("id", "the gateway's idempotency key", INTERNAL),
            Field("person_id", "whom it concerns", PERSONAL),
            Field("case_id", "about which case", PERSONAL),
            Field("to", "to which phone", SENSITIVE),
            Field("text", "what it says", SENSITIVE),
            Field("state", "whether it was sent", INTERNAL),
            Field("provider", "which provider has it", INTERNAL),
            Field("in_doubt", "whether the provider may have it without having said so", INTERNAL),
            Field("urgent", "whether somebody waits for it", INTERNAL),
            Field("attempts", "how often it was tried", INTERNAL),
            Field("created_at", "when it was written", PERSONAL),
            Field("due_at", "when it was to leave", PERSONAL),
            Field("next_at", "when it is tried again", INTERNAL),
            Field("expires_at", "after which it is of no use", INTERNAL),
            Field("last_error", "why it was not sent, without anything personal", INTERNAL),
            Field("sent_at", "when the gateway took it", PERSONAL),
            Field("reached_at", "when the gateway said whether it reached the phone", PERSONAL),
        ),
    ),
)
