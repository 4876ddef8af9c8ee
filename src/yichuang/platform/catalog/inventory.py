"""What published packages hold. Nothing here is about a person."""

from __future__ import annotations

from yichuang.core.inventory import ARCHIVE, OPEN, OWN_WORKING, STANDING, Field, Table, declare

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
)
