"""What can go wrong with services."""

from __future__ import annotations

from collections.abc import Sequence

from yichuang.core.words import N_, Said


class NoSuchService(Said):
    """No package of that name is published here."""

    def __init__(self, name: str) -> None:
        super().__init__("no-such-service", N_("There is no service called %(name)s here."), name=name)


class RevisionOver(Said):
    """The draft is in another state than the step needs."""

    def __init__(self) -> None:
        super().__init__("not-now", N_("A colleague has gone on with this draft. Look at it anew."))


class StaleEdition(Said):
    """Somebody saved since the form was drawn."""

    def __init__(self) -> None:
        super().__init__(
            "stale",
            N_("A colleague saved this draft meanwhile. Copy your text, then open the file anew."),
            field="text",
        )


class TextTooLong(Said):
    """A file has so many characters at most."""

    def __init__(self, most: int) -> None:
        super().__init__("too-long", N_("A file has at most %(most)s characters."), field="text", most=most)


class NotSound(Said):
    """What has findings is neither weighed, proposed nor published."""

    def __init__(self, count: int) -> None:
        super().__init__("not-sound", N_("The checker still finds errors: %(count)s. Mend them first."), count=count)


class NotWeighed(Said):
    """The text was changed since it was weighed, or never was."""

    def __init__(self) -> None:
        super().__init__("not-weighed", N_("First see what this text changes; it was changed since."))


class NothingChanged(Said):
    """The text is that of the version in force."""

    def __init__(self) -> None:
        super().__init__("nothing-changed", N_("This text is that of the version in force. Change something first."))


class BaseMoved(Said):
    """Another version was published since the draft was begun."""

    def __init__(self) -> None:
        super().__init__(
            "base-moved",
            N_("Another version was published meanwhile. Drop this draft and begin one from that version."),
        )


class OtherPackage(Said):
    """A draft of a version keeps the package's name."""

    def __init__(self, name: str) -> None:
        super().__init__("other-package", N_("The code of this package must stay “%(name)s”."), name=name)


class NotProved(Said):
    """What cannot be proved needs the author's word for each outcome: what they looked at."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(
            "not-proved",
            N_("Not proved: %(codes)s. Say for each what you looked at."),
            field=f"looked-{codes[0]}",
            codes=", ".join(codes),
        )


class ReasonNeeded(Said):
    """Proposing and refusing need a reason."""

    def __init__(self) -> None:
        super().__init__("words-needed", N_("Please write why."), field="words")


class SecondPersonNeeded(Said):
    """Whoever proposed it or wrote last does not decide it, nor who stands in for them."""

    def __init__(self) -> None:
        super().__init__("second-person", N_("You wrote or proposed this yourself. A second person must decide."))


class WeighedOften(Said):
    """So often a day and no more."""

    def __init__(self, most: int) -> None:
        super().__init__("weighed-often", N_("You have weighed %(most)s times within a day. Go on later."), most=most)
