"""What can go wrong with an application."""

from __future__ import annotations

from datetime import date

from yichuang.core.words import N_, Said
from yichuang.platform.cases.models import Case


class UnknownQuestion(Said):
    """An answer to a question that is not asked (any more)."""

    def __init__(self) -> None:
        super().__init__("unknown-question", N_("This question is not asked in your situation. Your answers are kept."))


class StatementMissing(Said):
    """An objection that does not say what is right."""

    def __init__(self) -> None:
        super().__init__("statement-missing", N_("Please write what is right."), field="stated")


class NoExtension(Said):
    """More time cannot be had: ``why`` is 'none', 'once', 'waits' or 'late'."""

    def __init__(self, why: str) -> None:
        self.why = why
        words = {
            "none": N_("The law gives this matter no extension."),
            "once": N_("This was extended before. It can be extended once only."),
            "waits": N_("A request waits for the head of the department already."),
            "late": N_("The last day is over. It can be extended only before that."),
        }
        super().__init__("no-extension", words[why])


class OwnRequest(Said):
    """Whoever asked for more time decides about it."""

    def __init__(self) -> None:
        super().__init__("own-request", N_("You asked for this yourself. Somebody else must decide."))


class NoProcedure(Said):
    """A procedure that the matter does not declare."""

    def __init__(self) -> None:
        super().__init__("no-procedure", N_("This matter has no such procedure."), field="procedure")


class PapersOwed(Said):
    """An outcome, or a step on the way to it, before every owed paper is there."""

    def __init__(self, until: date) -> None:
        super().__init__(
            "papers-owed",
            N_("Papers are still owed, until %(day)s. There is no outcome before they are here."),
            day=until,
        )


class NotOwedYet(Said):
    """A part in progress ended without a decision, although no day for owed papers is over."""

    def __init__(self) -> None:
        super().__init__(
            "not-owed-yet",
            N_("It can be ended so only when owed papers did not come in time. Grant or refuse it, with a reason."),
        )


class NotOwable(Said):
    """A paper that may not follow later: the package does not say so, it is here, or no day is left for it."""

    def __init__(self, why: str = "key") -> None:
        words = {
            "key": N_("This paper cannot follow later: it has to be here first."),
            "none": N_("Say which papers are missing."),
            "late": N_("There is no day left for it: the last day of the matter comes too soon."),
        }
        super().__init__("not-owable", words[why], field="materials")


class OwedDay(Said):
    """A day for owed papers outside its bounds."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(
            "owed-day",
            N_("Choose a day from %(first)s to %(last)s."),
            field="until",
            first=first,
            last=last,
        )


class PromiseMissing(Said):
    """Papers are to follow, and the applicant has not promised it."""

    def __init__(self) -> None:
        super().__init__(
            "promise-missing",
            N_("The visitor must agree first: tell them what is missing, by when, and what follows."),
            field="promised",
        )


class NothingOwed(Said):
    """Nothing is offered, or owed, (any more)."""

    def __init__(self) -> None:
        super().__init__("nothing-owed", N_("Nothing is missing here any more. Look again."))


class NothingCalled(Said):
    """Neither a record here nor one that was ended has this number or id."""

    def __init__(self) -> None:
        super().__init__(
            "nothing-called",
            N_("Nothing is called so. Take the number of a case from its receipt, or the id in an address."),
            field="number",
        )


class ListTooLong(Said):
    """A list that no table holds."""

    def __init__(self, most: int) -> None:
        super().__init__(
            "list-too-long",
            N_("This list has more than %(n)s parts, which no table holds. Take your own along instead."),
            field="mine",
            n=f"{most:,}",
        )


class NobodyAtTheWindow(Said):
    """A clerk works for a person, and nobody stands at the window."""

    def __init__(self) -> None:
        super().__init__("nobody-at-the-window", N_("First find or register the person who stands at the window."))


class OtherAudience(Said):
    """A service for people begun for an organisation, or one for organisations begun for a person."""

    def __init__(self, applicant: str) -> None:
        super().__init__(
            "other-audience",
            N_("This is for people. Choose “myself” first, under “Acting for”.")
            if applicant == "organisation"
            else N_("This is done by companies. Choose the company first, under “Acting for”."),
        )


class OtherIdentity(Said):
    """An application in another name, or under another number, than was proved."""

    def __init__(self, field: str) -> None:
        super().__init__(
            "other-identity",
            N_("This application is for the person who was identified. For somebody else, identify them first."),
            field=field,
        )


class OpenCase(Said):
    """The applicant has a ``case`` of the same service that has no outcome yet.

    ``only_one``: the service takes no second application meanwhile, whatever the applicant confirms.
    """

    def __init__(self, case: Case, only_one: bool) -> None:
        self.case, self.only_one = case, only_one
        template = (
            N_("This has been filed already and has no outcome yet: %(number)s. Another one can be filed after that.")
            if only_one
            else N_("You have filed this already: %(number)s. Send again=true to file another one.")
        )
        super().__init__("open-case", template, number=case.number)


class BadMessage(Said):
    """A department's system sent something that cannot be applied."""

    def __init__(self, field: str, template: str) -> None:
        super().__init__("bad-message", template, field=field)


class WrongHandover(Said):
    """A handover code that leads nowhere: never given out, used, too old, or of somebody else's draft."""

    def __init__(self) -> None:
        super().__init__(
            "wrong-handover",
            N_("This code does not work any more, or it is for somebody else. Please get a new one."),
            field="code",
        )


class TooManyHandovers(Said):
    """Too many codes that led nowhere."""

    def __init__(self, minutes: int) -> None:
        super().__init__(
            "too-many-handovers",
            N_("Too many wrong codes. Please wait %(minutes)s minutes, then try again."),
            field="code",
            minutes=minutes,
        )


class MaterialMissing(Said):
    """Something must be handed in before this can be filed. ``material`` is its code."""

    def __init__(self, material: str) -> None:
        self.material = material
        super().__init__("material-missing", N_("A paper is still missing. Hand it in first; nothing is lost."))


class UnknownMaterial(Said):
    """A file for something that is not asked for (any more)."""

    def __init__(self) -> None:
        super().__init__(
            "unknown-material", N_("This paper is not asked for in your situation. Nothing was handed in.")
        )


class NoFile(Said):
    """The button was pressed and no file was chosen."""

    def __init__(self) -> None:
        super().__init__("no-file", N_("Choose a file or take a photo first."))
