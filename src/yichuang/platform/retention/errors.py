"""What can go wrong when something is to end, or to be kept."""

from __future__ import annotations

from typing import Any

from yichuang.core.words import N_, Said, Sentence


class DisposalRefused(Said):
    """The access decision said no."""

    def __init__(self, reason: Sentence) -> None:
        self.reason = reason
        params: dict[str, Any] = dict(reason.params)
        super().__init__("not-allowed", reason.template, **params)


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
