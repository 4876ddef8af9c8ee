"""What can go wrong with seals and witnesses."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class NoSuchTree(Said):
    """Sizes that the tree never had, or not in this order."""

    def __init__(self) -> None:
        super().__init__("no-such-tree", N_("The log is not that large, or the sizes are the wrong way round."))


class BadCosignature(Said):
    """Not a signature of a witness that is known here under a checkpoint of ours."""

    def __init__(self) -> None:
        super().__init__("bad-cosignature", N_("This is no signature of a known witness under one of our checkpoints."))


class BadWitness(Said):
    """No witness's key, or another key under a name that is known."""

    def __init__(self) -> None:
        super().__init__(
            "bad-witness", N_("This is no witness's key, or that name belongs to another key. A key is one line.")
        )
