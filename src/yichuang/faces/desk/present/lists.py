"""Lines of work lists: which part, for whom, by when, with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext, ngettext, pgettext

from yichuang.core import clock
from yichuang.core.access import Actor
from yichuang.core.identifiers import mask_name
from yichuang.faces.look.said import day as written
from yichuang.faces.present.parts import Badge, days, matter_words, state
from yichuang.lines.applications.models import Extension
from yichuang.lines.applications.owing import overdue
from yichuang.lines.applications.queries.cases import colour
from yichuang.platform.cases.kinds import kind_of
from yichuang.platform.cases.lines import Line as Listed
from yichuang.platform.cases.models import Task
from yichuang.platform.cases.paging import MOST_COUNTED
from yichuang.platform.catalog.calendar import calendar


@dataclass(frozen=True)
class Line:
    """One part in a work list. ``person`` is masked: a list needs no more."""

    id: str
    number: str
    matter: str
    person: str
    due_on: date | None
    left: Badge
    state: Badge
    #: Who works on it, and who answers for it since it is overdue.
    holder: str
    raised: str
    mine: bool
    free: bool
    ended_on: date | None
    #: Until when papers are owed, red once that day is over; empty words where none are.
    owed: Badge


@dataclass(frozen=True)
class AskedLine:
    """A request for more time that waits for the head."""

    id: str
    number: str
    matter: str
    left: Badge
    who: str
    at: datetime


def asked_line(one: Extension) -> AskedLine:
    """One line of what waits for the head."""
    task = one.task
    return AskedLine(
        task.public_id, task.case.number, matter_words(task), left(task), one.asked_by.display, one.asked_at
    )


def line(task: Listed, actor: Actor) -> Line:
    """One line of the inbox."""
    ended = task.state in kind_of(task.case.kind).ended
    due_on, ended_on = days(task)
    return Line(
        id=task.public_id,
        number=task.case.number,
        matter=matter_words(task),
        person=mask_name(task.case.whom.name),
        due_on=due_on,
        left=left(task),
        state=state(task),
        holder=task.holder.display if task.holder else "",
        raised=task.raised_to.display if task.raised_to and not ended else "",
        mine=task.holder_id == actor.account_id,
        free=task.holder_id is None and not ended and actor.role == "officer",
        ended_on=ended_on,
        owed=owed(task),
    )


def owed(task: Listed) -> Badge:
    """By when papers are owed, in words and colour."""
    if task.owed_until is None:
        return Badge("", "")
    return Badge(
        gettext("Papers owed until %(day)s") % {"day": written(task.owed_until)}, "red" if overdue(task) else "wait"
    )


def left(task: Task | Listed) -> Badge:
    """How much time is left, by colour and in words; empty words once nothing is due any more."""
    kind = colour(task)
    if task.state in kind_of(task.case.kind).ended:
        return Badge("", "")
    if task.due_on is None:
        return Badge(gettext("The clock stands still"), "")
    return Badge(time_left(task.due_on, kind), kind)


def time_left(due_on: date, kind: str) -> str:
    """Working days to go, or days too late."""
    today = clock.today()
    if due_on < today:
        days = (today - due_on).days
        return ngettext("Overdue by %(n)s day", "Overdue by %(n)s days", days) % {"n": days}
    if due_on == today:
        return gettext("Due today")
    days = calendar().workdays_between(today, due_on)
    words = ngettext("%(n)s working day left", "%(n)s working days left", days) % {"n": days}
    return gettext("Due soon: %(left)s") % {"left": words} if kind == "amber" else words


def count_words(number: int) -> str:
    """A count, "999+" for more than is counted."""
    return f"{MOST_COUNTED}+" if number > MOST_COUNTED else str(number)


def tabs(counts: Mapping[str, int], which: str) -> list[tuple[str, str, str, bool]]:
    """(list, its name, how many, whether it is the one shown)."""
    words = {
        "open": gettext("To be taken on"),
        "accepted": pgettext("list", "In progress"),
        "supplement": gettext("Waiting for applicants"),
        "special": pgettext("list", "Special procedure"),
        "ended": pgettext("list", "Ended"),
    }
    return [(name, words[name], count_words(counts[name]), name == which) for name in words]
