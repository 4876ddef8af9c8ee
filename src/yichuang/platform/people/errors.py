"""What can go wrong when somebody says who they are, or for whom they act."""

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
    """The code is wrong, used, too old, or was tried too often. ``field``: which one, where there are two."""

    def __init__(self, left: int | None = None, field: str = "code") -> None:
        if left:
            super().__init__(
                "wrong-code",
                N_("The code is not right. Look at the newest message and type its six digits. Tries left: %(left)s."),
                field=field,
                left=left,
            )
        else:
            super().__init__("code-spent", N_("This code no longer works. Ask for a new one."), field=field)


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


class OrganisationUnknown(Said):
    """The organisation register has nobody under this code."""

    def __init__(self) -> None:
        super().__init__(
            "organisation-unknown",
            N_("The register has no company under this code. Please compare it with the business licence."),
            field="credit_code",
        )


class OrganisationEnded(Said):
    """The register says that it is wound up."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "organisation-ended",
            N_("The register says that %(name)s is closed. Nobody can act for it here."),
            field="credit_code",
            name=name,
        )


class NotRepresentative(Said):
    """The register names somebody else as legal representative. It does not say whom."""

    def __init__(self) -> None:
        super().__init__(
            "not-representative",
            N_(
                "By the register you are not the legal representative. Ask them to let you act for the company here. "
                "Or show their signed paper at any window."
            ),
            field="credit_code",
        )


class AgentUnknown(Said):
    """Nobody who was matched here has this name and number. It does not say which of them does not fit."""

    def __init__(self) -> None:
        super().__init__(
            "agent-unknown",
            N_("Nobody here has this name and ID number. They must sign in here once first. Then try again."),
            field="id_number",
        )


class ToOneself(Said):
    """A mandate for oneself."""

    def __init__(self) -> None:
        super().__init__("to-oneself", N_("You need no mandate from yourself."), field="id_number")


class NoService(Said):
    """A mandate for nothing."""

    def __init__(self) -> None:
        super().__init__("no-service", N_("Choose at least one service."), field="services")


class BadTerm(Said):
    """A term that begins in the past, ends before it begins, or is longer than two years."""

    def __init__(self) -> None:
        super().__init__(
            "bad-term",
            N_("It can begin today or later, ends after that, and holds two years at most."),
            field="to_day",
        )


class PaperMissing(Said):
    """At the window: nothing says which paper was shown."""

    def __init__(self) -> None:
        super().__init__("paper-missing", N_("Write which paper was shown: its number or its date."), field="paper")


class AccountClosed(Said):
    """The account's person has died, as the register says."""

    def __init__(self) -> None:
        super().__init__(
            "account-closed",
            N_(
                "This account is closed: by the register, its owner has died. Next of kin can go to any window. "
                "Is this phone yours now? A window can help with that, too."
            ),
            field="code",
        )


class Deceased(Said):
    """Something new in the name of somebody who has died."""

    def __init__(self) -> None:
        super().__init__(
            "deceased",
            N_("By the register this person has died. Nothing new is filed in their name. Next of kin: any window."),
        )


class NotDead(Said):
    """Nobody says that this person has died."""

    def __init__(self) -> None:
        words = N_("By the register this person lives. There is nothing to propose.")
        super().__init__("not-dead", words, field="reason")


class NumberOfAnother(Said):
    """The new number is held here by another record: perhaps two records of one person."""

    def __init__(self) -> None:
        super().__init__(
            "number-of-another",
            N_("Somebody is held here under the new number already. Propose that both records become one."),
            field="id_number",
        )


class NoChild(Said):
    """The register names no child under 18."""

    def __init__(self) -> None:
        super().__init__(
            "no-child",
            N_("The register names no child under 18 of yours. With the household book, any window can note it."),
        )


class NotUnderAge(Said):
    """Somebody acts for a minor who is none."""

    def __init__(self) -> None:
        super().__init__(
            "not-under-age",
            N_("By this number, this person is 18 or older. They act for themselves."),
            field="id_number",
        )


class PhoneTaken(Said):
    """The phone already leads to somebody's account."""

    def __init__(self) -> None:
        super().__init__(
            "phone-taken", N_("This phone already belongs to an account here. Use another one."), field="phone"
        )


class SecondPersonNeeded(Said):
    """Who proposed it, or stands in for them, decides it."""

    def __init__(self) -> None:
        super().__init__(
            "second-person-needed", N_("You proposed this, or you stand in for who did. Somebody else decides.")
        )


class ApprovalOver(Said):
    """It was decided already, or nobody decided it in time."""

    def __init__(self) -> None:
        super().__init__(
            "approval-over", N_("This was decided already, or its time is over. Propose it again if needed.")
        )


class ReasonNeeded(Said):
    """A proposal without a reason."""

    def __init__(self) -> None:
        super().__init__("reason-needed", N_("Write why, and which paper you saw."), field="reason")


class SameRecord(Said):
    """There is no second record to be merged."""

    def __init__(self) -> None:
        super().__init__(
            "same-record", N_("Under this number there is no second record that could be joined."), field="id_number"
        )


class NothingChanges(Said):
    """The name and number typed are those that are held."""

    def __init__(self) -> None:
        super().__init__("nothing-changes", N_("Name and number are held like this already."), field="name")


class UndoneTooLate(Said):
    """A merger whose term to be undone is over, or that was undone already."""

    def __init__(self) -> None:
        super().__init__("undone-too-late", N_("This can no longer be undone."))


class NameMissing(Said):
    """No name, or not in both languages."""

    def __init__(self, field: str = "name") -> None:
        super().__init__("name-missing", N_("Write the name."), field=field)


class BadDays(Said):
    """The last day lies before the first, or is over."""

    def __init__(self) -> None:
        super().__init__("bad-days", N_("The last day is not before the first, and not over yet."), field="to_day")


class NoSubstitute(Said):
    """Who is to stand in is the absent themself, or holds no post."""

    def __init__(self) -> None:
        super().__init__("no-substitute", N_("Choose another official, who holds a post then."), field="substitute")


class LastAdministrator(Said):
    """Without an administrator nobody could appoint one."""

    def __init__(self) -> None:
        super().__init__("last-administrator", N_("This is the last administrator. First appoint another one."))


class AdministratorExists(Said):
    """The installation has an administrator: they appoint further ones."""

    def __init__(self) -> None:
        super().__init__(
            "administrator-exists", N_("There is an administrator already. They appoint further ones on their page.")
        )


class WrongFirstKey(Said):
    """The link of the first administrator is wrong, used, or too old."""

    def __init__(self) -> None:
        super().__init__(
            "wrong-first-key",
            N_("This link does not work any more. Ask for a new one on the machine itself."),
            field="secret",
        )


class NoSuccessor(Said):
    """A department merged into itself, into one that is gone, or twice."""

    def __init__(self) -> None:
        super().__init__("no-successor", N_("Choose another department, one that is not merged itself."), field="into")
