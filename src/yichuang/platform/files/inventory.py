"""What is held about files, and why."""

from __future__ import annotations

from yichuang.core.inventory import DUTY, INTERNAL, PERSONAL, SECRET, SENSITIVE, WITH_ITS_CASE, Field, Table, declare

declare(
    Table(
        "files.File",
        basis=DUTY,
        retention=WITH_ITS_CASE,
        readers="whoever may see the draft, case or part that it was handed in for",
        fields=(
            Field("id", "finds the file", INTERNAL),
            Field("address", "where its sealed bytes lie", INTERNAL),
            Field("wrapped_key", "opens this file alone, itself sealed", SECRET),
            Field("sha256", "shows that it is what was given", PERSONAL),
            Field("received_sha256", "shows that it arrived whole", PERSONAL),
            Field("size", "how large it is", PERSONAL),
            Field("media_type", "what it is by its content", INTERNAL),
            Field("ending", "the ending of its name when it is taken along", INTERNAL),
            Field("pages", "how many pages it has", INTERNAL),
            Field("name", "what its sender called it, sealed", SENSITIVE),
            Field("kept_at", "when it was kept; when it may be swept if nothing refers to it", INTERNAL),
        ),
    ),
)
