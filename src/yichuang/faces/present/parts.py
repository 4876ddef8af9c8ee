"""A part as those who work on it read it in a line: its matter, where it stands, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from yichuang.core import clock
from yichuang.faces.look.said import in_language, say
from yichuang.lines.applications.queries.cases import published_of
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.lines import Line
from yichuang.platform.cases.models import Task

#: How each state of a part is coloured.
KINDS = {
    "open": "busy",
    "accepted": "busy",
    "supplement": "wait",
    "special": "wait",
    "granted": "good",
    "refused": "bad",
    "declined": "bad",
    "terminated": "bad",
    "withdrawn": "",
}


@dataclass(frozen=True)
class Badge:
    """A short mark: its words and its kind."""

    words: str
    kind: str


def days(task: Task | Line) -> tuple[date | None, date | None]:
    """By when the part is due, and on which day it ended: one of them, or neither while its clock stands still."""
    if task.state in kind_of(task.case.kind).ended:
        return None, clock.legal_day(task.state_since)
    return task.due_on, None


def matter_words(task: Task | Line) -> str:
    """The short name of the part's matter."""
    return in_language(published_of(task.case).package.matters[task.matter].short)


def state(task: Task | Line) -> Badge:
    """Where the part stands, in words for those who work on it."""
    if task.state == "supplement":
        return Badge(gettext("Waiting for the applicant"), "wait")
    return Badge(say(kind_of(task.case.kind).state_words[task.state]), KINDS.get(task.state, ""))
