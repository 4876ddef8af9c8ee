"""What can go wrong with ratings, and with what comes of bad ones."""

from __future__ import annotations

from yichuang.core.words import N_, Said


class NoRatings(Said):
    """This installation takes no ratings: no ``ratings.yaml``, or one that cannot be read."""

    def __init__(self) -> None:
        super().__init__("no-ratings", N_("Ratings are not taken here at the moment."))


class NotARating(Said):
    """A grade or reason that is none."""

    def __init__(self) -> None:
        super().__init__("not-a-rating", N_("Please choose one of the five grades."), field="grade")


class RatingReasonMissing(Said):
    """A bad grade without a reason: nobody could mend anything by it."""

    def __init__(self) -> None:
        super().__init__(
            "rating-reason-missing", N_("Please tick what was not good, or write it in your words."), field="reasons"
        )


class NotRatable(Said):
    """It was rated already, or has no outcome yet."""

    def __init__(self) -> None:
        super().__init__("not-ratable", N_("This was rated already, or it is not over yet."))


class OldInvitation(Said):
    """A square to rate by that is too old, or none of ours."""

    def __init__(self) -> None:
        super().__init__("old-invitation", N_("This square does not work any more. You can rate after signing in."))


class NotAPhone(Said):
    """A phone number to be called on that is none."""

    def __init__(self) -> None:
        super().__init__("not-a-phone", N_("Please give a mobile number, or leave it out."), field="phone")


class WordsMissing(Said):
    """What could not be done was not said."""

    def __init__(self) -> None:
        super().__init__("words-missing", N_("Please write what could not be done."), field="words")


class NoteMissing(Said):
    """A step without its note."""

    def __init__(self) -> None:
        super().__init__("note-missing", N_("Please write it down: who was called, or why."), field="note")


class NobodyElse(Said):
    """There is nobody who may decide on this appeal besides whoever made it and whoever was rated."""

    def __init__(self) -> None:
        super().__init__(
            "nobody-else", N_("An appeal is decided by a second head. There is none who was not part of it.")
        )
