"""The name of a file as its sender called it, fit to be shown: never part of a path, never an address."""

from __future__ import annotations

import unicodedata

LONGEST = 80


def shown_name(name: str) -> str:
    """The last part of ``name`` without what cannot be seen or turns text round; at most 80 characters, never empty."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(each for each in last if unicodedata.category(each)[0] != "C").strip(" .")
    if len(kept) > LONGEST:
        stem, dot, end = kept.rpartition(".")
        end = f"{dot}{end}" if dot and len(end) <= 8 else ""
        kept = (stem if end else kept)[: LONGEST - len(end) - 1] + "…" + end
    return kept or "?"
