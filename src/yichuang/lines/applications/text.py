"""What people and officers write into a field, as it is kept."""

from __future__ import annotations

from yichuang.core.words import N_, Said

#: Longest text that a person or an officer may write into one field.
LONGEST = 4000


def clean(text: str, field: str) -> str:
    """``text`` without the characters that no letter can carry; raises Said when it is too long."""
    kept = "".join(char for char in text.replace("\r\n", "\n") if char == "\n" or char.isprintable()).strip()
    if len(kept) > LONGEST:
        raise Said("too-long", N_("This text is too long. At most %(most)s characters."), field=field, most=LONGEST)
    return kept
