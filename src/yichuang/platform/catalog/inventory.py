"""What packages hold, and the drafts of their next versions. Nothing here says anything about an applicant."""

from __future__ import annotations

from yichuang.core.inventory import ARCHIVE, INTERNAL, OPEN, OWN_WORKING, PERSONAL, STANDING, Field, Table, declare

EVERYBODY = "everybody"

declare(
    Table(
        "catalog.WorldFile",
        basis=OWN_WORKING,
        retention=STANDING,
        readers=EVERYBODY,
        fields=(Field("name", "which file", OPEN), Field("text", "what packages may speak of", OPEN)),
    ),
    Table(
        "catalog.PackageVersion",
        basis=ARCHIVE,
        retention=STANDING,
        readers=EVERYBODY,
        fields=(
            Field("id", "finds the version", OPEN),
            Field("name", "of which package", OPEN),
            Field("version", "which one", OPEN),
            Field("digest", "that nothing was changed", OPEN),
            Field("division", "where it applies", OPEN),
            Field("files", "the package itself", OPEN),
            Field("titles", "what it is called", OPEN),
            Field("audience", "for whom it is", OPEN),
            Field("life_stages", "when in life it is needed", OPEN),
            Field("in_force", "since when it applies", OPEN),
            Field("published_at", "since when it is here", OPEN),
            Field("asking", "in which order it asks", OPEN),
            Field("inexact", "what cannot be proved, and what its author looked at", OPEN),
            Field("current", "whether it is the newest", OPEN),
        ),
    ),
    Table(
        "catalog.SearchEntry",
        basis=OWN_WORKING,
        retention=STANDING,
        readers=EVERYBODY,
        fields=(
            Field("name", "which service", OPEN),
            Field("version", "in which version", OPEN),
            Field("phrases", "words it is found by", OPEN),
            Field("grams", "pieces of those words", OPEN),
        ),
    ),
    Table(
        "catalog.Revision",
        basis=ARCHIVE,
        retention=STANDING,
        subject="revision",
        fields=(
            Field("id", "finds the draft of a version", INTERNAL),
            Field("public_id", "names it in addresses, at random", INTERNAL),
            Field("name", "of which package", OPEN),
            Field("division", "where it applies", OPEN),
            Field("base", "from which version it was begun", OPEN),
            Field("state", "how far it is", INTERNAL),
            Field("files", "the rules as they are being written", INTERNAL),
            Field("edition", "which save it is", INTERNAL),
            Field("begun_by", "who began it", PERSONAL),
            Field("begun_at", "since when it is written", INTERNAL),
            Field("edited_by", "who wrote last, and so does not decide", PERSONAL),
            Field("edited_at", "when it was written last", INTERNAL),
            Field("weighed", "what it would change, by counts alone", INTERNAL),
            Field("asked", "who asked for the weighing that is being done, and when", PERSONAL),
            Field("proposed_by", "who proposed it", PERSONAL),
            Field("proposed_post_id", "in which post, so that no substitute decides", INTERNAL),
            Field("proposed_at", "when it was proposed", INTERNAL),
            Field("reason", "why it is changed", INTERNAL),
            Field("looked", "what cannot be proved, and what the proposer looked at", INTERNAL),
            Field("decided_by", "who decided, never the one who proposed", PERSONAL),
            Field("decided_at", "when it was decided", INTERNAL),
            Field("words", "why it was decided so", INTERNAL),
            Field("published", "which version came of it", OPEN),
            Field("concerned", "which drafts and cases it concerned, by their random ids", INTERNAL),
            Field("concerned_note", "the signature over that list", INTERNAL),
        ),
    ),
)
