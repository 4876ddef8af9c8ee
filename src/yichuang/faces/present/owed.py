"""Papers that are owed (容缺受理), as whoever owes them reads it: what, by when, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext, ngettext

from yichuang.core.packages import Material
from yichuang.faces.look.said import in_language
from yichuang.faces.present.files import Field, FileLine, field_of, file_line
from yichuang.lines.applications.commands.files import limits_of
from yichuang.lines.applications.queries import CaseView, OwedView
from yichuang.lines.applications.writing import CONSEQUENCE
from yichuang.platform.cases.models import Attachment


@dataclass(frozen=True)
class OwedLine:
    """One paper. ``handed_in``: it is there."""

    code: str
    title: str
    handed_in: bool


@dataclass(frozen=True)
class OwedCard:
    """The card of a case: every paper that is owed, by one day. ``left``: how much time, in words."""

    day: date
    left: str
    overdue: bool
    papers: Sequence[OwedLine]
    consequence: str


@dataclass(frozen=True)
class OfferCard:
    """What an officer offers: to take a part on without these papers, until a day. ``id``: of the part."""

    id: str
    title: str
    department: str
    day: date
    papers: Sequence[str]
    consequence: str


def owed_card(view: CaseView) -> OwedCard | None:
    """What the case owes; None where it owes nothing (any more)."""
    owed = [one for one in view.owed if one.state != "offered"]
    if not owed:
        return None
    missing = {each.material.code for one in owed for each in one.missing}
    papers = {each.material.code: each.material for one in owed for each in one.papers}
    first = min(owed, key=lambda one: one.due_on)
    return OwedCard(
        day=first.due_on,
        left=left_words(first),
        overdue=first.overdue,
        papers=[OwedLine(code, in_language(one.title), code not in missing) for code, one in papers.items()],
        consequence=gettext(CONSEQUENCE),
    )


def offer_cards(view: CaseView) -> list[OfferCard]:
    """What is offered to the parts of the case."""
    return [
        OfferCard(
            id=one.task.public_id,
            title=in_language(view.published.package.matters[one.task.matter].title),
            department=in_language(one.task.department.names),
            day=one.due_on,
            papers=[in_language(each.material.title) for each in one.papers],
            consequence=gettext(CONSEQUENCE),
        )
        for one in view.owed
        if one.state == "offered"
    ]


def left_words(one: OwedView) -> str:
    """Working days to go, or that the day is over."""
    if one.overdue:
        return gettext("The day is over. Please hand it in now.")
    if one.left == 0:
        return gettext("Today is the last day")
    return ngettext("%(n)s working day left", "%(n)s working days left", one.left) % {"n": one.left}


@dataclass(frozen=True)
class OwedPaperPage:
    """The page on which one owed paper is handed in."""

    code: str
    title: str
    why: str
    help: str
    field: Field
    files: Sequence[FileLine]


def owed_paper(material: Material, chosen: Sequence[Attachment]) -> OwedPaperPage:
    """The page of a paper with the files that were chosen for it."""
    title = in_language(material.title)
    return OwedPaperPage(
        code=material.code,
        title=title,
        why=in_language(material.why),
        help=in_language(material.help),
        field=field_of(limits_of(material)),
        files=[file_line(each, title, at) for at, each in enumerate(chosen, 1)],
    )
