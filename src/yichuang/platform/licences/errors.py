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


class NotShown(Said):
    """Only a licence that holds is shown."""

    def __init__(self) -> None:
        super().__init__("not-shown", N_("This licence does not hold any more. It cannot be shown."))


class PurposeNeeded(Said):
    """Nothing is shown or printed without saying what for."""

    def __init__(self) -> None:
        super().__init__("purpose-needed", N_("Please write what it is for, in a few words."), field="purpose")


class NoSuchSquare(Said):
    """Nobody here signed this square: it was made up or altered, or not read whole."""

    def __init__(self) -> None:
        super().__init__("no-such-square", N_("This square was not made here, or it was not read whole."))


class SquareTooOld(Said):
    """A square holds for a minute; a picture of it is of no use afterwards."""

    def __init__(self) -> None:
        super().__init__(
            "square-too-old", N_("This square is older than a minute. Ask the holder to show a fresh one.")
        )


class SquareUsed(Said):
    """A square answers once: whoever photographed it gets no answer."""

    def __init__(self) -> None:
        super().__init__("square-used", N_("This square was used already. Ask the holder to show a fresh one."))
