"""What an officer may do with a part now, each act as one form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, pgettext

from yichuang.core import clock
from yichuang.faces.look.said import in_language
from yichuang.lines.applications.procedures import PROCEDURES
from yichuang.lines.applications.queries import PartSheet
from yichuang.lines.applications.writing import GROUNDS

#: In which order acts are offered. The first that is possible is the usual next step, and stands open.
ORDER = (
    *("accept", "extend", "grant", "receive-owed", "resubmit", "end-special", "offer-owing", "supplement", "decline"),
    *("refuse", "decline-extension", "ask-extension", "begin-special", "terminate"),
)
#: Acts without words of the officer's own.
WORDLESS = frozenset({"accept", "extend", "end-special", "offer-owing", "receive-owed"})
#: Acts against the applicant: the page says how they can object.
AGAINST = frozenset({"decline", "refuse", "terminate"})


@dataclass(frozen=True)
class Tick:
    """Something that can be asked for in a supplement. ``name`` is the field of the form."""

    name: str
    words: str
    checked: bool


@dataclass(frozen=True)
class ActForm:
    """One act: its words, its fields and what was typed into them. ``text``: the name of its field for words."""

    verb: str
    title: str
    lead: str
    button: str
    #: Name, label and content of the field for words; no field where the name is empty.
    text: str = ""
    text_label: str = ""
    text_typed: str = ""
    #: Whether the number of the other system is asked for, and what stands in the field.
    receipt: bool = False
    receipt_typed: str = ""
    ticks: Sequence[Tick] = ()
    #: (code, words, chosen) of the grounds on which a part is not taken on, and where to go instead.
    grounds: Sequence[tuple[str, str, bool]] = ()
    go_typed: str = ""
    #: The procedures that may be begun, and the day until which one is likely to last.
    procedures: Sequence[tuple[str, str]] = ()
    procedure_typed: str = ""
    until_typed: str = ""
    items_typed: str = ""
    #: Owed papers to choose from, and by which day: (first, last), and whether that term was checked.
    papers: Sequence[Tick] = ()
    days: tuple[date, date] | None = None
    unverified: bool = False
    #: Folded away until it is wanted.
    folded: bool = True
    opened: bool = False
    against: bool = False

    @property
    def text_id(self) -> str:
        """The id of the field for words."""
        return f"{self.verb}-{self.text}"

    @property
    def receipt_id(self) -> str:
        """The id of the field for the number."""
        return f"{self.verb}-receipt_number"

    @property
    def procedure_id(self) -> str:
        """The id of the field for the procedure."""
        return f"{self.verb}-procedure"

    @property
    def go_id(self) -> str:
        """The id of the field for where to go."""
        return f"{self.verb}-go"

    @property
    def until_id(self) -> str:
        """The id of the field for the day."""
        return f"{self.verb}-until"

    @property
    def papers_id(self) -> str:
        """The id of the boxes for papers."""
        return f"{self.verb}-materials"

    @property
    def items_id(self) -> str:
        """The id of the field for what no box names."""
        return f"{self.verb}-items"


def act_forms(sheet: PartSheet, opened: str, typed: Mapping[str, str]) -> list[ActForm]:
    """The forms of all acts that are possible; ``typed`` stands again in the one that was ``opened``."""
    found: list[ActForm] = []
    for verb in ORDER:
        if verb in sheet.verbs:
            found.append(_form(verb, sheet, typed if verb == opened else {}, not found, verb == opened))
    return found


def _form(verb: str, sheet: PartSheet, typed: Mapping[str, str], first: bool, opened: bool) -> ActForm:
    title, lead, button = _words(verb)
    text = "" if verb in WORDLESS else "answers" if verb == "resubmit" else "reason"
    label = {
        "resubmit": gettext("What the applicant brought"),
        "supplement": gettext("Why (may stay empty)"),
        "grant": gettext("A word to the applicant (may stay empty)"),
        "ask-extension": gettext("Why more time is needed (the applicant reads it, at most 60 characters)"),
        "decline-extension": gettext("Why not, for the officer to read"),
    }.get(verb, gettext("Reason, for the applicant to read"))
    return ActForm(
        verb=verb,
        title=title,
        lead=lead,
        button=button,
        text=text,
        text_label=label if text else "",
        text_typed=typed.get(text, "") if text else "",
        receipt=verb == "grant",
        receipt_typed=typed.get("receipt_number", sheet.part.task.receipt_number),
        ticks=asks(sheet, typed) if verb == "supplement" else (),
        items_typed=typed.get("items", ""),
        grounds=_grounds(typed) if verb == "decline" else (),
        go_typed=typed.get("go", ""),
        procedures=_procedures(sheet) if verb == "begin-special" else (),
        procedure_typed=typed.get("procedure", ""),
        until_typed=typed.get("until", sheet.days.usual.isoformat() if verb == "offer-owing" and sheet.days else ""),
        papers=owed_ticks(verb, sheet, typed),
        days=(sheet.days.first, sheet.days.last) if verb == "offer-owing" and sheet.days else None,
        unverified=verb == "offer-owing" and not sheet.published.package.sure_of_owing(clock.today()),
        folded=not first,
        opened=opened,
        against=verb in AGAINST,
    )


def owed_ticks(verb: str, sheet: PartSheet, typed: Mapping[str, str]) -> list[Tick]:
    """The papers that may follow later, or that are owed and may have come on paper."""
    found: dict[str, Mapping[str, str]] = {}
    if verb == "offer-owing":
        found = {one.code: one.title for one in sheet.owable}
    elif verb == "receive-owed":
        found = {each.material.code: each.material.title for one in sheet.owed for each in one.missing}
    return [Tick(f"owed-{code}", in_language(title), f"owed-{code}" in typed) for code, title in found.items()]


def _grounds(typed: Mapping[str, str]) -> list[tuple[str, str, bool]]:
    chosen = typed.get("ground", "conditions")
    return [(code, gettext(words), code == chosen) for code, words in GROUNDS.items()]


def _procedures(sheet: PartSheet) -> list[tuple[str, str]]:
    """(code, name) of the procedures that the matter declares."""
    special = sheet.part.matter.clock.special
    return [(code, gettext(PROCEDURES[code].name)) for code in special.procedures] if special else []


def _words(verb: str) -> tuple[str, str, str]:
    """(title, what it does, the button)."""
    return {
        "accept": (
            pgettext("act", "Take on"),
            gettext("Everything is there, and it is your matter. The notice of acceptance is made by itself."),
            pgettext("act", "Take on"),
        ),
        "grant": (
            pgettext("act", "Grant"),
            gettext("The number of your own system comes into the letter to the applicant."),
            gettext("Grant and conclude"),
        ),
        "offer-owing": (
            gettext("Take on, papers follow later"),
            gettext("The applicant is asked on their phone. With their yes it is taken on, and they have the notice."),
            gettext("Offer it to the applicant"),
        ),
        "receive-owed": (
            gettext("An owed paper came on paper"),
            gettext("Only what you have in your hands. When all is there, you can decide."),
            gettext("It is here"),
        ),
        "resubmit": (
            gettext("The supplement is here"),
            gettext("Only if the answer came to you directly. The clock goes on then."),
            gettext("Note the supplement"),
        ),
        "supplement": (
            gettext("Ask for a supplement"),
            gettext("Once only, so ask for everything. The clock stands still until the answer."),
            gettext("Ask the applicant"),
        ),
        "decline": (
            gettext("Do not take on"),
            gettext("It is not for your department, or not for this person. Say where to go instead."),
            gettext("Do not take on"),
        ),
        "refuse": (
            pgettext("act", "Refuse"),
            gettext("The reason stands in the letter, with the way to object."),
            gettext("Refuse and conclude"),
        ),
        "ask-extension": (
            gettext("Ask for more time"),
            gettext("The head of your department decides. Until then the clock runs on. It can be extended once only."),
            gettext("Ask the head"),
        ),
        "extend": (
            gettext("More time is asked for"),
            gettext("The applicant is told the new day and the reason above, with a notice."),
            gettext("Approve the extension"),
        ),
        "decline-extension": (
            gettext("Decline the extension"),
            gettext("The last day stays as it is. The applicant is told nothing."),
            gettext("Decline the extension"),
        ),
        "begin-special": (
            gettext("Begin a special procedure"),
            gettext("The clock stands still until you end it. The applicant gets a notice of it."),
            gettext("Begin the procedure"),
        ),
        "end-special": (
            gettext("End the special procedure"),
            gettext("The clock goes on from today. The applicant is told."),
            gettext("The procedure has ended"),
        ),
        "terminate": (
            gettext("End without a decision"),
            gettext("What was asked for never came. Tell the applicant first."),
            gettext("End this part"),
        ),
    }[verb]


def asks(sheet: PartSheet, typed: Mapping[str, str]) -> list[Tick]:
    """What an officer most often needs: one of the items made clear, or a paper of the matter."""
    found = [
        (f"item-{one.fact}", gettext("Please check and explain: %(item)s") % {"item": in_language(one.label)})
        for one in sheet.items
    ]
    found += [
        (f"paper-{one.code}", gettext("Please bring or send: %(paper)s") % {"paper": in_language(one.title)})
        for one in sheet.published.package.materials_of(sheet.part.task.matter)
    ]
    return [Tick(name, words, name in typed) for name, words in found]
