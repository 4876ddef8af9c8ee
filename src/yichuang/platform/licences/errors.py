"""What can go wrong with a licence."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class WithdrawnAlready(Said):
    """A licence is withdrawn once."""

    def __init__(self) -> None:
        super().__init__("withdrawn-already", N_("This licence was withdrawn already."))


class ReasonNeeded(Said):
    """A licence is not withdrawn without saying why."""

    def __init__(self) -> None:
        super().__init__("reason-needed", N_("Please write why it is withdrawn."), field="reason")
