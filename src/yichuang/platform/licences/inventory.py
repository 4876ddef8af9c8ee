"""What is held about licences, and why."""

from __future__ import annotations

from yichuang.core.inventory import ARCHIVE, INTERNAL, PERSONAL, SECRET, SENSITIVE, WITH_ITS_CASE, Field, Table, declare

declare(
    Table(
        "licences.Licence",
        basis=ARCHIVE,
        retention=WITH_ITS_CASE,
        subject="licence",
        fields=(
            Field("id", "finds the licence", INTERNAL),
            Field("public_id", "names it in addresses, at random", INTERNAL),
            Field("number", "what it is called", PERSONAL),
            Field("code", "what its square says", SECRET),
            Field("identifier", "what it is called by the standard", PERSONAL),
            Field("valid_until", "the last day on which it holds", PERSONAL),
            Field("kind", "which kind of licence", PERSONAL),
            Field("titles", "what that kind is called", INTERNAL),
            Field("person", "who holds it", PERSONAL),
            Field("issuer", "what its issuer was called on that day", PERSONAL),
            Field("department", "who has the issuer's work, and may withdraw it", PERSONAL),
            Field("division", "where", INTERNAL),
            Field("case_id", "of which case it came", PERSONAL),
            Field("task_id", "of which part it came", PERSONAL),
            Field("content", "what it certifies, sealed", SENSITIVE),
            Field("issued_at", "when it was issued", PERSONAL),
            Field("withdrawn_at", "when it was withdrawn", PERSONAL),
            Field("withdrawn_by", "who withdrew it", PERSONAL),
            Field("reason", "why it was withdrawn, sealed", SENSITIVE),
        ),
    ),
)

declare(
    Table(
        "licences.Showing",
        basis=ARCHIVE,
        retention=WITH_ITS_CASE,
        subject="licence",
        fields=(
            Field("id", "finds the page on which it was shown", INTERNAL),
            Field("public_id", "names it in squares, at random", INTERNAL),
            Field("licence", "which licence was shown", PERSONAL),
            Field("purpose", "what it was shown for, sealed", SENSITIVE),
            Field("opened_at", "since when it was shown", PERSONAL),
            Field("closes_at", "until when a square is made", INTERNAL),
            Field("used", "how often a square was used", PERSONAL),
            Field("last_used_at", "when one was used last", PERSONAL),
        ),
    ),
)
