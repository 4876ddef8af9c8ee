"""What can go wrong when something is to end, or to be kept."""

from __future__ import annotations

from datetime import date

from yichuang.core.words import N_, Said


class NotNow(Said):
    """The register is in another state than the step needs: a colleague was faster."""

    def __init__(self) -> None:
        super().__init__("not-now", N_("A colleague has gone on with this register. Look at it anew."))


class WordsNeeded(Said):
    """Keeping, refusing and holding need a reason."""

    def __init__(self) -> None:
        super().__init__("words-needed", N_("Please write why."), field="words")


class NothingCalled(Said):
    """No case has this number."""

    def __init__(self) -> None:
        super().__init__("no-such-number", N_("No case has this number. Compare it with the receipt."), field="number")


class HeldAlready(Said):
    """There is one hold at a time."""

    def __init__(self) -> None:
        super().__init__("held-already", N_("This case is held already."), field="number")


class SecondPersonNeeded(Said):
    """Whoever proposed it does not decide it, nor who stands in for them."""

    def __init__(self) -> None:
        super().__init__("second-person", N_("You proposed this yourself. A second person must decide."))


class NotPacked(Said):
    """Files are handed over before anything is proposed."""

    def __init__(self, left: int) -> None:
        super().__init__("not-packed", N_("%(left)s files are not handed over yet. Hand them over first."), left=left)


class ReceiptNeeded(Said):
    """The archive says that it has the files."""

    def __init__(self) -> None:
        super().__init__("receipt-needed", N_("Please write the number of the archive’s receipt."), field="receipt")


class TooEarly(Said):
    """Its grace is not over."""

    def __init__(self, last: date) -> None:
        super().__init__("too-early", N_("The grace runs until %(last)s. Before that nothing is destroyed."), last=last)


class RegisterEmpty(Said):
    """Everything was taken off."""

    def __init__(self) -> None:
        super().__init__("register-empty", N_("Nothing is left on this register."))
