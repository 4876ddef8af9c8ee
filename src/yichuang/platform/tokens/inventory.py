"""What is held about access tokens, and why. Tokens are of systems, never of people."""

from __future__ import annotations

from yichuang.core.inventory import INTERNAL, LOGS, OWN_WORKING, SECRET, Field, Table, declare

declare(
    Table(
        "tokens.Token",
        basis=OWN_WORKING,
        retention="session",
        readers="no page shows it; code knows a token again by it",
        fields=(
            Field("id", "tells one token from another", INTERNAL),
            Field("system", "whose it is", INTERNAL),
            Field("blind", "knows the token's text again", SECRET),
            Field("scopes", "what it may be for", INTERNAL),
            Field("issued_at", "since when it holds", INTERNAL),
            Field("expires_at", "until when it holds", INTERNAL),
            Field("revoked_at", "when it was given back", INTERNAL),
        ),
    ),
    Table(
        "tokens.Assertion",
        basis=OWN_WORKING,
        retention="session",
        readers="no page shows it; code refuses an assertion that came before",
        fields=(
            Field("id", "tells one from another", INTERNAL),
            Field("system", "who signed it", INTERNAL),
            Field("blind", "knows the assertion's id again", SECRET),
            Field("expires_at", "when it is forgotten", INTERNAL),
        ),
    ),
    Table(
        "tokens.TokenRecord",
        basis=LOGS,
        retention="access-log",
        readers="no page of this release; the operator, for an audit",
        fields=(
            Field("id", "tells one row from another", INTERNAL),
            Field("at", "when it was", INTERNAL),
            Field("system", "which system asked, or was claimed to", INTERNAL),
            Field("verb", "what became of it", INTERNAL),
            Field("token_id", "of which token", INTERNAL),
            Field("scopes", "what for", INTERNAL),
            Field("reason", "why it was refused", INTERNAL),
        ),
    ),
)
