"""How many pixels a picture may have: a file of some kilobytes can say that it has billions."""

from __future__ import annotations

from yichuang.core.uploads.errors import UploadRefused

MOST_MILLIONS = 100
"""Above the largest camera of a telephone that keeps all its pixels in one picture, in millions."""


def check_pixels(width: int, height: int, name: str) -> None:
    """Raises UploadRefused 'broken' for a picture without any, 'too-many-pixels'."""
    if width < 1 or height < 1:
        raise UploadRefused("broken", name)
    if width * height > MOST_MILLIONS * 1_000_000:
        raise UploadRefused("too-many-pixels", name, most=MOST_MILLIONS)
