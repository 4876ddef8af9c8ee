"""What is held about papers, and why."""

from __future__ import annotations

from yichuang.core.inventory import ARCHIVE, INTERNAL, PERSONAL, SECRET, SENSITIVE, WITH_ITS_CASE, Field, Table, declare

declare(
    Table(
        "notices.Notice",
        basis=ARCHIVE,
        retention=WITH_ITS_CASE,
        subject="case",
        fields=(
            Field("id", "finds the paper", INTERNAL),
            Field("case_id", "of which case", PERSONAL),
            Field("task_id", "of which part", PERSONAL),
            Field("kind", "what kind of paper", PERSONAL),
            Field("sequence", "which one of its kind", INTERNAL),
            Field("number", "what the person and the archive call it", PERSONAL),
            Field("issued_at", "when it was issued", PERSONAL),
            Field("data", "what it says, sealed", SENSITIVE),
            Field("data_digest", "that nothing was changed", SECRET),
        ),
    ),
)
