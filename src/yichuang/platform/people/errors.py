"""What can go wrong when somebody says who they are."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class TooManyCodes(Said):
    """More codes were asked for this phone than a person needs."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "too-many-codes",
            N_("Too many codes were sent to this phone. Please wait %(minutes)s minutes and try again."),
            field="phone",
            minutes=minutes,
        )


class WrongCode(Said):
    """The code is wrong, used, too old, or was tried too often."""

    def __init__(self, left: int | None = None) -> None:
        if left:
            super().__init__(
                "wrong-code",
                N_("The code is not right. Look at the newest message and type its six digits. Tries left: %(left)s."),
                field="code",
                left=left,
            )
        else:
            super().__init__("code-spent", N_("This code no longer works. Ask for a new one."), field="code")


class NotMatched(Said):
    """The register did not confirm that phone, name and number belong together. It does not say which differs."""

    def __init__(self) -> None:
        super().__init__(
            "not-matched",
            N_(
                "The population register did not confirm that this name, this ID number and your phone belong to one "
                "person. Check what you typed. If it is right, go to any window with your ID card: it takes a minute."
            ),
            field="id_number",
        )


class TooManyMatches(Said):
    """Five tries to be matched failed within a day."""

    def __init__(self) -> None:
        super().__init__(
            "too-many-matches",
            N_("Five tries did not match today. Please try again tomorrow, or go to any window with your ID card."),
            field="id_number",
        )


class OtherPerson(Said):
    """The account is already linked to somebody else."""

    def __init__(self) -> None:
        super().__init__(
            "other-person",
            N_("This phone is already linked to another person. A window can change that with your ID card."),
            field="id_number",
        )


class NameDiffers(Said):
    """At a window: the number is held here under another name. It does not say which."""

    def __init__(self) -> None:
        super().__init__(
            "name-differs",
            N_("This ID number is held under another name. Look at the ID card once more; the name must match it."),
            field="name",
        )
