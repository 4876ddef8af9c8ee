"""Why a file is not taken, each a sentence that names the file and says what to do."""

from __future__ import annotations

from typing import Any

from yichuang.core.words import N_, Said, Sentence

SENTENCES = {
    "empty": N_("“%(name)s” is empty. Take the photo once more, or choose another file."),
    "too-large": N_("“%(name)s” is too large: at most %(most)s MB. Take a smaller photo, or send several pages apart."),
    "type": N_("“%(name)s” is not %(kinds)s. Photograph the paper, and send the photo."),
    "broken": N_("“%(name)s” is damaged and cannot be read. Take the photo once more, or save the file anew."),
    "too-many-pixels": N_("“%(name)s” has more than %(most)s million pixels. Take a smaller photo."),
    "active": N_("“%(name)s” carries a script or another file inside. Print the paper, and send a photo of it."),
    "locked": N_("“%(name)s” is locked with a password. Save it without one, or send a photo."),
    "unpacks": N_("“%(name)s” unpacks to more than it may. Print the paper, and send a photo of it."),
    "too-many-pages": N_("“%(name)s” makes it more than %(most)s pages. Leave out what was not asked for."),
    "not-whole": N_("“%(name)s” did not arrive whole. Nothing else is lost: please send it once more."),
}


class UploadRefused(Said):
    """A file that is not taken; its code is a key of ``SENTENCES``."""

    def __init__(self, code: str, name: str, **params: Any) -> None:
        super().__init__(code, SENTENCES[code], name=name, **params)


KIND_WORDS = {
    frozenset({"photo", "pdf"}): Sentence(N_("a photo (JPEG, PNG) or a PDF")),
    frozenset({"photo"}): Sentence(N_("a photo (JPEG, PNG)")),
    frozenset({"pdf"}): Sentence(N_("a PDF")),
}
"""What a material may be, in words."""
