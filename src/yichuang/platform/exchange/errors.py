"""What can go wrong between systems."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class RegisterDown(Said):
    """A register did not answer in time, or answered nonsense. ``system`` names it."""

    def __init__(self, system: str, detail: str = "") -> None:
        self.system = system
        self.detail = detail
        super().__init__("register-down", N_("The register %(system)s does not answer at the moment."), system=system)


class LevelTooLow(Said):
    """A register is asked about a person only by somebody surely known (levels 1 and 2)."""

    def __init__(self) -> None:
        super().__init__("level-too-low", N_("Before a register is asked about you, your name and number must match."))


class BadSignature(Said):
    """The request does not carry a valid, timely signature of the system it names."""

    def __init__(self, reason: str) -> None:
        super().__init__("bad-signature", N_("The signature is not valid: %(reason)s."), reason=reason)


class Contradiction(Said):
    """An event id was used again for another body."""

    def __init__(self) -> None:
        super().__init__("contradiction", N_("This event id was already used for another message."))


class EarlierWaits(Said):
    """What belongs to one part goes in order: an earlier one waits."""

    def __init__(self) -> None:
        super().__init__("earlier-waits", N_("Something earlier of the same part waits. Send that first."))
