"""Bad ratings and reports, for the heads who put them right. Who was rated is not shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from yichuang.core import clock
from yichuang.core.words import N_, Sentence
from yichuang.core.workdays import signal
from yichuang.faces.look.said import in_language, say
from yichuang.faces.present.ratings import about_words, reason_words, service_titles
from yichuang.lines.ratings import queries
from yichuang.lines.ratings.kind import ENDED, STATE_WORDS
from yichuang.lines.ratings.models import Cause, Complaint
from yichuang.lines.ratings.queries import ComplaintSheet

VERB_WORDS = {
    "call-back": N_("Called back"),
    "rectify": N_("Put right and answered"),
    "appeal": N_("Appealed against the rating"),
    "set-aside": N_("Appeal found right"),
    "dismiss": N_("Appeal not found right"),
    "assigned": N_("Given to another head"),
}


@dataclass(frozen=True)
class ComplaintLine:
    """One line of the list."""

    id: str
    number: str
    source: str
    about: str
    department: str
    grade: str
    reasons: list[str]
    state: str
    colour: str
    due_on: date | None
    holder: str


@dataclass(frozen=True)
class StepLine:
    """A step that was made."""

    words: str
    at: datetime
    by: str
    note: str
    reached: bool | None


@dataclass(frozen=True)
class ComplaintPage:
    """A bad rating or report: what was said, whom to call, what was done, what can be done now."""

    line: ComplaintLine
    words: str
    said_at: datetime
    phone: str
    person: str
    due: Sentence | None
    steps: Sequence[StepLine]
    verbs: frozenset[str]


@dataclass(frozen=True)
class CauseLine:
    """A cause that came again and again."""

    department: str
    about: str
    reason: str
    times: int
    days: int
    raised_at: datetime


def complaint_line(complaint: Complaint) -> ComplaintLine:
    """One line of the list."""
    task = complaint.task
    colour = ""
    if task.state not in ENDED and task.due_on and task.amber_on:
        colour = signal(clock.today(), task.amber_on, task.due_on)
    return ComplaintLine(
        id=task.public_id,
        number=task.case.number,
        source=say(queries.SOURCES[complaint.source]),
        about=about_words(complaint),
        department=in_language(complaint.department.names),
        grade=say(queries.GRADES[complaint.grade]) if complaint.grade else "",
        reasons=reason_words(complaint.reasons),
        state=say(STATE_WORDS[task.state]),
        colour=colour,
        due_on=task.due_on,
        holder=task.holder.display if task.holder else "",
    )


def complaint_page(sheet: ComplaintSheet) -> ComplaintPage:
    """Everything that the page shows."""
    found = sheet.complaint
    return ComplaintPage(
        line=complaint_line(found),
        words=found.words or "",
        said_at=found.task.filed_at,
        phone=sheet.phone,
        person=sheet.person,
        due=sheet.due,
        steps=[StepLine(say(VERB_WORDS[each.verb]), each.at, each.by, each.note, each.reached) for each in sheet.steps],
        verbs=sheet.verbs,
    )


def cause_lines(causes: Sequence[Cause]) -> list[CauseLine]:
    """The list of causes, in words; what is offered no more by its code."""
    titles = service_titles() if causes else {}
    return [
        CauseLine(
            department=in_language(each.department.names),
            about=titles.get(each.service, each.service),
            reason=reason_words([each.reason])[0],
            times=each.times,
            days=each.days,
            raised_at=each.raised_at,
        )
        for each in causes
    ]
