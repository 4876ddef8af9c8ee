"""What can go wrong with files beside what ``core.uploads`` says."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class FileGone(Said):
    """The row is there and the bytes are not, or are not what they were: for whoever runs the installation."""

    def __init__(self) -> None:
        super().__init__(
            "file-gone", N_("This file cannot be opened now. We have been told. Please try again tomorrow.")
        )
