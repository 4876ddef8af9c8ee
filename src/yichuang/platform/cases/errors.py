"""What can go wrong with drafts and cases."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class NotPossible(Said):
    """The table of transitions has no such step from where the part stands."""

    def __init__(self, verb: str, state: str) -> None:
        self.verb, self.state = verb, state
        super().__init__(
            "not-possible",
            N_("This step is not possible any more: somebody else was faster, or the part has ended. Look again."),
        )


class Incomplete(Said):
    """A draft with open questions was filed."""

    def __init__(self) -> None:
        super().__init__("incomplete", N_("Some questions are still open. Answer them first; nothing is lost."))


class Refused(Said):
    """No matter of the package is for this person; the guide explains why and where to go."""

    def __init__(self) -> None:
        super().__init__("refused", N_("This service cannot take your application. The page says why and where to go."))


class StaleForm(Said):
    """The form was made from an earlier version of the draft."""

    def __init__(self) -> None:
        super().__init__(
            "stale-form",
            N_("An answer was changed in another window meanwhile. Please look at the page once more, then submit."),
        )


class OtherBody(Said):
    """The key of an intention was used before for something else."""

    def __init__(self) -> None:
        super().__init__("other-body", N_("This key was already used for another request. Use a new key."))


class SupplementOnce(Said):
    """Supplementing was asked for before; everything must be asked for at once."""

    def __init__(self) -> None:
        super().__init__(
            "supplement-once",
            N_("What is missing may be asked for once, all of it. It was asked for already; accept, or decline."),
            field="items",
        )


class ReasonMissing(Said):
    """A decision against the person, or a request to them, without words."""

    def __init__(self) -> None:
        super().__init__("reason-missing", N_("Give the reason in words: the person will read it."), field="reason")
