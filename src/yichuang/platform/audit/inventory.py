"""What the access log holds, and why."""

from __future__ import annotations

from yichuang.core.inventory import INTERNAL, LOGS, PERSONAL, Field, Table, declare

declare(
    Table(
        "audit.Access",
        basis=LOGS,
        retention="access-log",
        readers="no page of this release; the operator, for an audit",
        fields=(
            Field("id", "tells one look from another", INTERNAL),
            Field("at", "when it was", INTERNAL),
            Field("account_id", "who looked", PERSONAL),
            Field("role", "in which capacity", INTERNAL),
            Field("verb", "what they did", INTERNAL),
            Field("subject_kind", "what kind of thing was looked at", INTERNAL),
            Field("subject_id", "which one, by its random id", INTERNAL),
            Field("person_id", "whose data it was, so that they can be shown who looked", PERSONAL),
            Field("rule", "by which rule it was allowed", INTERNAL),
        ),
    ),
)
